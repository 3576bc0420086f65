"""Another name for a thing, with everything that refers to it: formulas, conditions, parts, keys of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from rules import scalar
from rules.changing import changed
from rules.document import Document, parse
from rules.exact import parse_number
from rules.layout import Splice, splice
from rules.lexer import Lexer
from rules.locating import Refused, Step, there
from rules.name_clash import Renaming, refuse_taken, refuse_unreadable
from rules.node import Key, Node
from rules.outline import RULES
from rules.setting import value_in
from rules.writing import reads_as, text_of

_FORMULAS = (
    "points", "full_marks", "cap", "floor", "formula", "weight", "rate", "by", "pool", "months", "deadline", "quota",
    "raised", "seats", "quota_rounding", "post", "quorum", "above",
)  # fmt: skip
_CONDITIONS = ("where", "applies", "counts", "same_if", "who", "outside", "base", "ranked")
_NAMES = {
    "parameters": "name", "tables": "name", "figures": "name", "classes": "name", "member_classes": "member",
    "facts": "fact", "units": "unit", "subjects": "subject",
}  # fmt: skip
_FACTS = ("fact", "late", "yields")  # keys that name a kind of fact
_OF_MEMBERS = ("chains", "share_outs")  # parts that read the classes of persons


def rename(document: Document, path: Sequence[Step], new: str) -> Document:
    """The document with something renamed throughout: what stands by its name at the top of the document (parameter,
    table, figure, kind of fact, class, unit, subject), a field of a kind of fact, or a rule's title or id.

    ``path`` leads to the thing, or to a rule's ``title`` or ``id`` (the rule alone stands for its title).
    """
    keys, renaming = renaming_of(document, path, new)
    if keys[-1] in ("title", "id") and keys[0] in RULES:
        after, key = changed(document, keys, "set", new), None
    else:
        after, key = document, there(document, keys).above[-1].entries[keys[-1]][0]
    return _renamed(after, renaming, key)


def renaming_of(document: Document, path: Sequence[Step], new: str) -> tuple[tuple[Key, ...], Renaming]:
    """Where what is renamed stands as the document counts, and what it is; :class:`Refused` when it has no name, or
    the new one could not be told from another's.
    """
    found = there(document, path)
    keys = found.keys
    if len(keys) == 2 and keys[0] in RULES:  # noqa: PLR2004 - part, rule
        return renaming_of(document, (*keys, "title"), new)
    field = len(keys) == 4 and (keys[0], keys[2]) == ("facts", "fields")  # noqa: PLR2004 - facts, kind, fields, name
    if field or (len(keys) == 2 and keys[0] in _NAMES):  # noqa: PLR2004 - part, name
        if not new:
            raise Refused("revise-no-rename", path)
        if new in found.above[-1].entries and new != keys[-1]:
            raise Refused("revise-there-already", (*keys[:-1], new))
        fact = str(keys[1]) if field else ""
        renaming = Renaming("field" if field else _NAMES[str(keys[0])], str(keys[-1]), new, fact, str(keys[0]))
    elif len(keys) == 3 and keys[0] in RULES and keys[2] in ("title", "id"):  # noqa: PLR2004 - part, rule, key
        if parse_number(new) is not None or not new:
            raise Refused("revise-no-rename", path)
        renaming = Renaming("id" if keys[2] == "id" else "name", found.node.value, new, part=str(keys[0]))
    else:
        raise Refused("revise-no-rename", path)
    if new != renaming.old:
        refuse_taken(document, renaming, keys)
    return keys, renaming


def _renamed(document: Document, renaming: Renaming, key: Node | None) -> Document:
    """All references, and the key of the thing itself, replaced in one go."""
    old, new = renaming.old, renaming.new
    uses = _Uses(document, renaming)
    splices: list[Splice] = [written_as(document, node, new) for node in (key, *uses.keys()) if node is not None]
    read: list[tuple[tuple[Key, ...], str, str]] = []
    wanted: list[str] = []
    for path, node in scalars(document.root, ()):
        value = uses.renamed(path, node, new)
        wanted.append(node.value if value is None else value)
        if path and path[-1] in (*_FORMULAS, *_CONDITIONS) and not uses.may_be(path):
            read.append((path, node.value, wanted[-1]))
        if wanted[-1] != node.value:
            folded = uses.folded(path, node, new) if node.style == ">" else None
            splices.append(folded or written_as(document, node, wanted[-1], flow=_in_flow(document, path)))
    if not splices:
        return document
    if renaming.kind in ("name", "member", "field"):
        refuse_unreadable(read, uses.names, renaming, conditions=set(_CONDITIONS))
    after, problems = parse(splice(document.text, splices), document.file)
    said = [] if after is None else [node.value for _, node in scalars(after.root, ())]
    if after is None or problems or [each.strip() for each in said] != [each.strip() for each in wanted]:
        raise Refused("revise-layout", (old,))
    return after


class _Uses:
    """Where a name of a kind is read."""

    def __init__(self, document: Document, renaming: Renaming) -> None:
        self.document, self.kind, self.old, self.fact = document, renaming.kind, renaming.old, renaming.fact
        self.everywhere = renaming.part == "parameters"  # in a condition it may stand for a value
        self.names = [*(name for name in _names(document.data) if name != renaming.new), renaming.old]
        facts = document.data.get("facts") if isinstance(document.data, dict) else None
        self.others = {
            str(name)
            for each, one in (facts.items() if isinstance(facts, dict) else ())
            if each != self.fact and isinstance(one, dict)
            for name in (one.get("fields") or ())
        }

    def keys(self) -> Iterator[Node]:
        """Keys of maps that are the name: a class of a subject, a key of a table whose values are given."""
        for part, below in (("subjects", "classes"), ("tables", "domains")):
            if not (self.kind == "name" if part == "subjects" else self.names_table_keys()):
                continue
            held = self.document.root.entries.get(part)
            for _, thing in held[1].entries.values() if held is not None else ():
                found = thing.entries.get(below)
                if found is not None and self.old in found[1].entries:
                    yield found[1].entries[self.old][0]

    def names_table_keys(self) -> bool:
        """A table's key goes by the name of what it is looked up with; a field that others have too keeps it."""
        return self.kind in ("name", "member") or (self.kind == "field" and self.old not in self.others)

    def renamed(self, path: tuple[Key, ...], node: Node, new: str) -> str | None:
        """What a scalar says once the name has changed; ``None`` where it cannot refer to it."""
        if self.may_be(path):
            return new if node.value == self.old else None
        last = path[-1] if path else ""
        if last not in (*_FORMULAS, *_CONDITIONS) or not self.reads(path):
            return None
        value = node.value
        for start, end in reversed(self.spans(value, condition=last in _CONDITIONS)):
            value = value[:start] + new + value[end:]
        return value

    def spans(self, text: str, *, condition: bool) -> list[tuple[int, int]]:
        """Where a formula or condition names it. What stands behind a comparison sign is a value, whatever its name."""
        tokens = Lexer(text, self.names, condition=condition).read()
        before = ["且", *(token.text if token.kind == "sign" else "" for token in tokens)]
        return [
            token.span
            for token, sign in zip(tokens, before, strict=False)
            if token.kind == "name"
            and token.text == self.old
            and (self.everywhere or not condition or sign in ("且", "或"))
        ]

    def folded(self, path: tuple[Key, ...], node: Node, new: str) -> Splice | None:
        """A formula over several lines with its lines kept; ``None`` when a name of it is broken by one."""
        raw, name = self.document.text[node.start : node.end], re.escape(self.old)
        read, stand = ([found.start() for found in re.finditer(name, text)] for text in (node.value, raw))
        meant = {start for start, _ in self.spans(node.value, condition=path[-1] in _CONDITIONS)}
        if len(read) != len(stand) or not meant <= set(read):
            return None
        for start, at in reversed(list(zip(read, stand, strict=True))):
            raw = raw[:at] + new + raw[at + len(self.old) :] if start in meant else raw
        return (node.start, node.end, raw)

    def may_be(self, path: tuple[Key, ...]) -> bool:
        """Whether the scalar as a whole is a name of this kind."""
        last, kind, below = path[-1], self.kind, path[-2] if len(path) > 1 else ""
        if path[0] == "tables" and path[2:3] == ("keys",):
            return self.names_table_keys()
        by_kind = {
            "fact": last in _FACTS,
            "unit": last == "unit" and len(path) > 1,  # that of the scheme itself is no other unit
            "subject": path[0] == "subjects" and last == "parent",
            "id": last in ("of", "total", "chain") or (path[0] == "grades" and last == "by"),
            "name": last in ("of", "total") or below == "within",
            "field": self.is_field(path, str(last), str(below)),
        }
        return by_kind.get(kind, False)

    def is_field(self, path: tuple[Key, ...], last: str, below: str) -> bool:
        """The field that a figure adds up, those that must be the same in earlier facts, what a vote decides."""
        if last == "field" and below == "ballot":
            return self.about(path, ("yields",))
        return (last == "field" or below == "same") and self.about(path)

    def reads(self, path: tuple[Key, ...]) -> bool:
        """Whether a formula or condition at the path may name it."""
        if self.kind == "member":
            return path[0] in _OF_MEMBERS
        if self.kind == "field":
            return path[-1] not in ("applies", "same_if") and self.about(path)
        return self.kind == "name"

    def about(self, path: tuple[Key, ...], way: tuple[str, ...] = ()) -> bool:
        """Whether the part that a path lies in is about the kind of fact whose field it is."""
        part = value_in(self.document.data, path[:2])
        for key in way or ("when", "about", "fact"):
            held = part.get(key) if isinstance(part, dict) else None
            if (held.get("fact") if isinstance(held, dict) else held) == self.fact:
                return True
        return False


def scalars(node: Node, path: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], Node]]:
    """Every scalar with its path, in the order of the text."""
    if node.kind == "scalar":
        yield path, node
    for key, (_, below) in node.entries.items():
        yield from scalars(below, (*path, key))
    for place, below in enumerate(node.elements):
        yield from scalars(below, (*path, place))


def _in_flow(document: Document, path: Sequence[Key]) -> bool:
    return there(document, path).in_flow


def written_as(document: Document, node: Node, value: str, *, flow: bool = False) -> Splice:
    """The scalar with another value. A folded text is written on one line, where its lines cannot be kept."""
    if node.style in ("|", ">"):
        end = node.start + len(document.text[node.start : node.end].rstrip())
        return (node.start, end, text_of(value.strip(), flow=flow))
    for written in scalar.writings(document.text, node, value):
        if reads_as(written, value, flow=flow):
            return (node.start, node.end, written)
    return (node.start, node.end, text_of(value, flow=flow))


def _names(data: Any) -> Iterator[str]:  # noqa: ANN401 - any YAML
    """Everything that is a name in formulas and conditions, so that the longest name is found first."""
    if not isinstance(data, dict):
        return
    data = deepcopy(data)
    for part in ("parameters", "tables", "figures", "classes", "member_classes"):
        if isinstance(data.get(part), dict):
            yield from map(str, data[part])
    for fact in (data.get("facts") or {}).values() if isinstance(data.get("facts"), dict) else ():
        if isinstance(fact, dict) and isinstance(fact.get("fields"), dict):
            yield from map(str, fact["fields"])
    for part in RULES:
        for rule in data.get(part) or ():
            if isinstance(rule, dict) and rule.get("title"):
                yield str(rule["title"])
