"""What is renamed in a scheme, renamed in the worked examples beside it: the same numbers stay proven.

Only names move: in the keys of figures, fields, settings and expectations, in kinds of facts, rules, subjects, cards
and grades. Every other byte stays, comments included. A table that examples read from a file keeps its heads; the check
of the examples names each column that the scheme no longer knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rules.document import Document, parse
from rules.layout import Splice, splice
from rules.locating import Refused, locate
from rules.name_clash import Renaming
from rules.node import Node
from rules.problem import N_, Problem, register
from rules.renaming import renaming_of, written_as
from rules.revise import Edit, revise

register({
    "examples-not-followed": N_(
        "「{old}」改名为「{new}」，算例没有能跟着改（可能算例里已有「{new}」），没有保存；请先改好算例这一处"
    ),
})  # fmt: skip
_OTHER_KEYS = ("total", "cards", "grades", "shares")  # of what is expected, no quantities
_CELL = re.compile(r"\s*(?P<table>[^（(]+?)\s*[（(].+[）)]\s*\Z")


def follow(cases: str, scheme: str, edits: Iterable[Edit], file: str = "") -> tuple[str, list[Problem]]:
    """The text ``cases`` of worked examples after the ``edits`` of the text ``scheme``; as it was when there is nothing
    to follow, or with problems.
    """
    found = renamings(scheme, edits)
    document, problems = parse(cases, file) if found and cases.strip() else (None, [])
    if document is None or problems:
        return cases, []  # examples that cannot be read hold no names; the check says so
    for renaming in found:
        # examples stand in brackets mostly, and what reads as meant there does so outside
        splices: list[Splice] = [written_as(document, node, new, flow=True) for node, new in _spots(document, renaming)]
        if not splices:
            continue
        after, problems = parse(splice(document.text, splices), file)
        if after is None or problems:
            values = {"old": renaming.old, "new": renaming.new}
            place = problems[0].place if problems else document.place(())
            return cases, [Problem("examples-not-followed", values, replace(place, file=file))]
        document = after
    return document.text, []


def renamings(text: str, edits: Iterable[Edit]) -> list[Renaming]:
    """What the edits of a scheme's text call otherwise, in their order."""
    found: list[Renaming] = []
    edits = list(edits)
    for number, edit in enumerate(edits):
        if edit.action not in ("rename", "set"):
            continue
        before, _ = parse(revise(text, edits[:number])[0] if found else text, "")
        one = None if before is None else _renaming(before, edit)
        if one is not None and one.old != one.new:
            found.append(one)
    return found


def _renaming(document: Document, edit: Edit) -> Renaming | None:
    """What one edit calls otherwise: besides what is renamed, the id of a ladder's step and the title of a grade."""
    if edit.action == "rename":
        try:
            return renaming_of(document, edit.path, edit.text)[1]
        except Refused:
            return None  # the edit itself is refused, and says why
    part, *_, last = edit.path
    kind = {("ladders", "id"): "step", ("grades", "title"): "grade"}.get((str(part), str(last)))
    found = locate(document, edit.path)
    if kind is None or found.left or not edit.text or edit.path[2] not in ("steps", "levels"):
        return None
    rule = found.above[2].entries.get("id")
    return Renaming(kind, found.node.value, edit.text, rule[1].value if rule is not None else "")


def _spots(document: Document, renaming: Renaming) -> Iterator[tuple[Node, str]]:
    """The scalars to change, each once."""
    seen: set[int] = set()
    top = document.root.entries.get("cases")
    for case in top[1].elements if top is not None else ():
        for node, text in _Case(case, renaming).spots():
            if node.start not in seen:
                seen.add(node.start)
                yield node, text


class _Case:
    """One example, in which one thing is renamed."""

    def __init__(self, case: Node, renaming: Renaming) -> None:
        self.case, self.renaming = case, renaming
        self.old, self.new = renaming.old, renaming.new

    def spots(self) -> Iterator[tuple[Node, str]]:
        """Each scalar with what it says afterwards."""
        ways = {
            "name": self.of_name, "id": self.of_id, "fact": self.of_fact, "field": self.of_field,
            "member": self.of_member, "subject": self.of_subject, "step": self.of_step, "grade": self.of_grade,
        }  # fmt: skip
        if self.renaming.kind in ways:
            yield from ways[self.renaming.kind]()

    def of_name(self) -> Iterator[tuple[Node, str]]:
        for key, _ in self.entries("set"):
            cell = _CELL.fullmatch(key.value)
            if cell is not None and cell["table"] == self.old:
                start, end = cell.span("table")
                yield key, key.value[:start] + self.new + key.value[end:]
            elif cell is None and key.value.strip() == self.old:
                yield key, self.new
        yield from self.keys(*self.below("figures", "*", "*"), *self.below("subjects", "*", "classes"))
        yield from self.of_member()  # persons may have a subject's class in the record of a year
        yield from self.values("figure", self.below("readings", "*"))
        yield from self.keys(*self.below("expect", "*"), other_than=_OTHER_KEYS)

    def of_id(self) -> Iterator[tuple[Node, str]]:
        yield from self.keys(*self.below("expect", "*"), other_than=_OTHER_KEYS)
        yield from self.keys(*self.below("expect", "*", "grades"))
        yield from self.values("rule", self.below("overrides", "*"))

    def of_fact(self) -> Iterator[tuple[Node, str]]:
        yield from self.values("kind", self.below("facts", "*"))

    def of_field(self) -> Iterator[tuple[Node, str]]:
        for fact in self.below("facts", "*"):
            kind = fact.entries.get("kind")
            if kind is not None and kind[1].value == self.renaming.fact:
                yield from self.keys(*_below(fact, ("fields",)))

    def of_member(self) -> Iterator[tuple[Node, str]]:
        yield from self.keys(*self.below("members", "*", "classes"))

    def of_subject(self) -> Iterator[tuple[Node, str]]:
        yield from self.keys(*self.below("subjects"), *self.below("figures", "*"), *self.below("expect"))
        for key, path in (("parent", ("subjects", "*")), ("subject", ("facts", "*")), ("of", ("members", "*")),
                          ("subject", ("overrides", "*")), ("subject", ("readings", "*")),
                          ("at", ("readings", "*"))):  # fmt: skip
            yield from self.values(key, self.below(*path))

    def of_step(self) -> Iterator[tuple[Node, str]]:
        for cards in self.below("expect", "*", "cards"):
            yield from ((each, self.new) for each in cards.elements if each.value == self.old)

    def of_grade(self) -> Iterator[tuple[Node, str]]:
        for grades in self.below("expect", "*", "grades"):
            named = grades.entries.get(self.renaming.fact)
            if named is not None and named[1].value.strip() == self.old:
                yield named[1], self.new

    def below(self, *path: str) -> list[Node]:
        """What stands at a path of the example; ``*`` is every entry or element."""
        return list(_below(self.case, path))

    def entries(self, *path: str) -> Iterator[tuple[Node, Node]]:
        for node in self.below(*path):
            yield from node.entries.values()

    def keys(self, *maps: Node, other_than: Sequence[str] = ()) -> Iterator[tuple[Node, str]]:
        for node in maps:
            for key, _ in node.entries.values():
                if key.value == self.old and key.value not in other_than:
                    yield key, self.new

    def values(self, key: str, maps: Iterable[Node]) -> Iterator[tuple[Node, str]]:
        for node in maps:
            held = node.entries.get(key)
            if held is not None and held[1].value == self.old:
                yield held[1], self.new


def _below(node: Node, path: Sequence[str]) -> Iterator[Node]:
    if not path:
        yield node
        return
    step, left = path[0], path[1:]
    if step == "*":
        for each in [*(value for _, value in node.entries.values()), *node.elements]:
            yield from _below(each, left)
    elif step in node.entries:
        yield from _below(node.entries[step][1], left)
