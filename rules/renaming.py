"""Another name for a thing, with everything that refers to it: formulas, conditions, parts, keys of tables."""

from __future__ import annotations

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
from rules.node import Key, Node
from rules.outline import RULES
from rules.writing import reads_as, text_of

_FORMULAS = ("points", "full_marks", "cap", "floor", "formula", "weight", "rate", "by", "pool", "months", "deadline")
_CONDITIONS = ("where", "applies", "counts", "same_if")
_NAMES = {"parameters": "name", "tables": "name", "figures": "name", "facts": "fact"}


def rename(document: Document, path: Sequence[Step], new: str) -> Document:
    """The document with a parameter, table, figure, kind of fact, or a rule's title or id renamed throughout.

    ``path`` leads to the thing, or to a rule's ``title`` or ``id`` (the rule alone stands for its title).
    """
    found = there(document, path)
    keys = found.keys
    if len(keys) == 2 and keys[0] in RULES:  # noqa: PLR2004 - part, rule
        return rename(document, (*keys, "title"), new)
    if len(keys) == 2 and keys[0] in _NAMES:  # noqa: PLR2004 - part, name
        if new in found.above[-1].entries and new != keys[1]:
            raise Refused("revise-there-already", (*keys[:-1], new))
        return _renamed(document, _NAMES[str(keys[0])], str(keys[1]), new, found.above[-1].entries[keys[1]][0])
    if len(keys) == 3 and keys[0] in RULES and keys[2] in ("title", "id"):  # noqa: PLR2004 - part, rule, key
        if parse_number(new) is not None or not new:
            raise Refused("revise-no-rename", path)
        before = found.node.value
        after = changed(document, path, "set", new)
        return _renamed(after, "id" if keys[2] == "id" else "name", before, new, None)
    raise Refused("revise-no-rename", path)


def _renamed(document: Document, kind: str, old: str, new: str, key: Node | None) -> Document:
    """All references, and the key of the thing itself, replaced in one go."""
    names = list(_names(document.data))
    splices: list[Splice] = [] if key is None else [_written(document, key, new)]
    wanted = 0 if key is None else 1
    for path, node in _scalars(document.root, ()):
        value = _reference(path, node, kind, old, new, names)
        if value is not None and value != node.value:
            wanted += 1
            splices.append(_written(document, node, value, flow=_in_flow(document, path)))
    if not splices:
        return document
    after, problems = parse(splice(document.text, splices), document.file)
    if after is None or problems or len(list(_scalars(after.root, ()))) != len(list(_scalars(document.root, ()))):
        raise Refused("revise-layout", (old,))
    return after


def _reference(path: tuple[Key, ...], node: Node, kind: str, old: str, new: str, names: Sequence[str]) -> str | None:
    """What a scalar says once the name has changed; ``None`` where it cannot refer to anything."""
    last = path[-1] if path else ""
    if kind == "fact":
        return (new if node.value == old else None) if last == "fact" else None
    if last in ("of", "total"):
        return new if node.value == old else None
    if kind == "id":
        return None
    if path[0] == "tables" and path[2:3] == ("keys",):
        return new if node.value == old else None
    if last in _FORMULAS or last in _CONDITIONS:
        lexer = Lexer(node.value, [*names, old], condition=last in _CONDITIONS)
        value = node.value
        for token in reversed(lexer.read()):
            if token.kind == "name" and token.text == old:
                value = value[: token.span[0]] + new + value[token.span[1] :]
        return value
    return None


def _scalars(node: Node, path: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], Node]]:
    """Every scalar with its path, in the order of the text."""
    if node.kind == "scalar":
        yield path, node
    for key, (_, below) in node.entries.items():
        yield from _scalars(below, (*path, key))
    for place, below in enumerate(node.elements):
        yield from _scalars(below, (*path, place))


def _in_flow(document: Document, path: Sequence[Key]) -> bool:
    return there(document, path).in_flow


def _written(document: Document, node: Node, value: str, *, flow: bool = False) -> Splice:
    """The scalar with another value. A folded text is written on one line: it is a formula that has grown long."""
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
