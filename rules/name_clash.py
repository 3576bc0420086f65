"""Whether a new name can be told apart from all others, and leaves every formula reading as it did.

Names stand in formulas without quotes and the longest known one is read, so a new name may be one that something else
has already, or swallow part of what stands beside it. Then nothing is renamed: the old name could not be found again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules.check_names import RESERVED
from rules.document import Document
from rules.functions import FUNCTIONS
from rules.lexer import Lexer
from rules.locating import Refused
from rules.node import Key
from rules.outline import RULES
from rules.setting import value_in

_NAMED = ("parameters", "tables", "figures", "classes", "member_classes")
_BESIDE_FIELDS = ("parameters", "tables", "classes")  # what a field must be told apart from


@dataclass(frozen=True, slots=True)
class Renaming:
    """What is called otherwise: ``kind`` is ``name`` (what formulas know it by), ``id``, ``fact``, ``field`` (of a kind
    of fact ``fact``), ``member``, ``unit``, ``subject``, ``step`` (of a ladder) or ``grade``. ``part``: where in the
    document it stands.
    """

    kind: str
    old: str
    new: str
    fact: str = ""
    part: str = ""


def refuse_taken(document: Document, renaming: Renaming, path: Sequence[Key]) -> None:
    """:class:`Refused`, with the line of the other thing, when the name is one already or the language's own."""
    new, kind = renaming.new, renaming.kind
    if kind in ("name", "member", "field") and (new in FUNCTIONS or new in RESERVED):
        raise Refused("revise-name-reserved", path, {"name": new})
    for place in _taken(document.data, renaming).get(new, ()):
        own = place == tuple(path) or (renaming.part in RULES and place[:2] == tuple(path[:2]))  # its other name
        if not own:
            line = document.place(place).line
            raise Refused("revise-name-taken", path, {"name": new, "line": str(line)})


def refuse_unreadable(
    texts: Sequence[tuple[tuple[Key, ...], str, str]], names: Sequence[str], renaming: Renaming, *, conditions: set[str]
) -> None:
    """:class:`Refused` when a formula or condition (its path, its text before and after) reads otherwise afterwards."""
    old, new = renaming.old, renaming.new
    kept = renaming.kind == "field"  # a field of other kinds of fact may go on by the old name
    after = [*(name for name in names if kept or name != old), new]
    for path, was, text in texts:
        if new not in text:
            continue
        condition = str(path[-1]) in conditions
        before = [(token.kind, token.text) for token in Lexer(was, names, condition=condition).read()]
        found = [(token.kind, token.text) for token in Lexer(text, after, condition=condition).read()]
        follows = len(found) == len(before) and all(
            one == other or (one, other) == (("name", old), ("name", new))
            for one, other in zip(before, found, strict=True)
        )
        if not follows:
            raise Refused("revise-name-unreadable", path, {"name": new, "text": text})


def _taken(data: Any, renaming: Renaming) -> Mapping[str, list[tuple[Key, ...]]]:  # noqa: ANN401 - any YAML
    """Every name that the new one must differ from, with where it stands."""
    found: dict[str, list[tuple[Key, ...]]] = {}
    beside = list(_fields(data, "")) if renaming.part in _BESIDE_FIELDS else []
    beside += list(_values(data)) if renaming.part == "parameters" else []
    kinds = {
        "name": lambda: [*_named(data, _NAMED), *_rules(data, ("title", "id")), *beside],
        "member": lambda: [*_named(data, _NAMED), *_rules(data, ("title",))],
        "field": lambda: [*_named(data, _BESIDE_FIELDS), *_fields(data, renaming.fact)],
        "id": lambda: [*_rules(data, ("title", "id")), *_named(data, ("figures",))],
    }
    for name, path in kinds.get(renaming.kind, list)():
        found.setdefault(name, []).append(path)
    return found


def _named(data: Any, parts: Sequence[str]) -> Iterator[tuple[str, tuple[Key, ...]]]:  # noqa: ANN401 - any YAML
    for part in parts:
        held = data.get(part) if isinstance(data, dict) else None
        yield from ((str(name), (part, name)) for name in (held if isinstance(held, dict) else ()))


def _rules(data: Any, keys: Sequence[str]) -> Iterator[tuple[str, tuple[Key, ...]]]:  # noqa: ANN401 - any YAML
    for part in RULES:
        held = data.get(part) if isinstance(data, dict) else None
        for place, rule in enumerate(held if isinstance(held, list) else ()):
            for key in keys:
                if isinstance(rule, dict) and rule.get(key):
                    yield str(rule[key]), (part, place, key)


def _fields(data: Any, only: str) -> Iterator[tuple[str, tuple[Key, ...]]]:  # noqa: ANN401 - any YAML
    """Fields of one kind of fact, or of all."""
    facts = data.get("facts") if isinstance(data, dict) else None
    for kind, fact in facts.items() if isinstance(facts, dict) else ():
        fields = fact.get("fields") if isinstance(fact, dict) and only in ("", kind) else None
        for name in fields if isinstance(fields, dict) else ():
            yield str(name), ("facts", kind, "fields", name)


def _values(data: Any) -> Iterator[tuple[str, tuple[Key, ...]]]:  # noqa: ANN401 - any YAML
    """What fields, classes and parameters may be: in a condition a parameter stands where a value does."""
    ways = [("classes", name) for name, _ in _named(data, ("classes",))]
    ways += [("member_classes", name) for name, _ in _named(data, ("member_classes",))]
    found: list[tuple[Key, ...]] = [(part, name) for part, name in ways]
    found += [(*path, "values") for _, path in _fields(data, "")]
    found += [(*path, "choices") for _, path in _named(data, ("parameters",))]
    for path in found:
        above = value_in(data, path[:-1])
        values = above.get(path[-1]) if isinstance(above, dict) else None
        listed = values if isinstance(values, list) else []
        yield from ((str(each), (*path, place)) for place, each in enumerate(listed))
