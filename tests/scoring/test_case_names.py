"""A name changed in a scheme is changed in its worked examples: they still come out, and nothing else moves."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.check import load_text
from rules.document import parse
from rules.outline import NAMED, RULES
from rules.problem import Place
from rules.revise import Edit, revise
from scoring.case_names import follow
from scoring.cases import run_text

FOLDER = Path("rules/schemes")
TEXTS = {
    path.stem: (path.read_text(encoding="utf-8"), path.with_name(f"{path.stem}.cases.yaml").read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*-20??.yaml"))
    if path.with_name(f"{path.stem}.cases.yaml").is_file()
}
LINSHU, CARDS, YANBIAN, ANNUAL = (
    TEXTS[name] for name in ("linshu-2020", "yinzhou-cards-2020", "yanbian-2019", "annual-2020")
)


def named(text: str) -> list[tuple[str, ...]]:
    """The way to everything in a scheme that has a name."""
    document, _ = parse(text, "")
    assert document is not None
    data: Any = document.data
    found: list[tuple[str, ...]] = [(part, str(name)) for part in NAMED for name in data.get(part) or ()]
    for kind, fact in (data.get("facts") or {}).items():
        found += [("facts", kind, "fields", name) for name in fact.get("fields") or ()]
    rules = [(part, rule) for part in RULES for rule in data.get(part) or ()]
    return found + [(part, rule["id"], key) for part, rule in rules for key in ("title", "id") if key in rule]


THINGS = {name: named(text) for name, (text, _) in TEXTS.items()}


def touched(before: str, after: str) -> list[str]:
    old, new = before.splitlines(), after.splitlines()
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [line.strip() for kind, _, _, start, stop in codes if kind != "equal" for line in new[start:stop]]


@given(st.data())
@settings(max_examples=5, deadline=None)
def test_examples_come_out_as_before_and_go_back_to_the_last_byte(drawn: st.DataObject) -> None:
    name = drawn.draw(st.sampled_from(sorted(TEXTS)))
    path = drawn.draw(st.sampled_from(THINGS[name]))
    text, cases = TEXTS[name]
    new = "another_name" if path[-1] == "id" else "新的名、一"
    renamed = Edit(path, "rename", new)
    after, problems = revise(text, [renamed])
    assert problems == []
    examples, problems = follow(cases, text, [renamed])
    assert problems == []
    compiled, found = load_text(after, "")
    if sum(path[2:] == other[2:] == ("fields", path[-1]) for other in THINGS[name]) > 1:
        return  # a field of several kinds: a vote between them reads both, and the check says so, with the place
    assert [one.code for one in found] == [one.code for one in load_text(text, "")[1]]
    assert compiled is not None
    failed = run_text(compiled, examples, FOLDER, "")
    if any(one.code == "example-figure" and one.place.file.endswith(".csv") for one in failed):
        return  # a file of figures keeps its heads; the check names each at its place
    assert [one.place for one in failed] == failed_before(name)
    back = Edit(*way_back(text, path, new))
    assert (revise(after, [back])[0], follow(examples, after, [back])[0]) == (text, cases)


@cache
def failed_before(name: str) -> list[Place]:
    """Where the examples do not come out anyway; nowhere, in what ships."""
    compiled, _ = load_text(TEXTS[name][0], "")
    assert compiled is not None
    return [one.place for one in run_text(compiled, TEXTS[name][1], FOLDER, "")]


def way_back(text: str, path: tuple[str, ...], new: str) -> tuple[tuple[str, ...], Any, str]:
    if path[0] not in RULES:
        return (*path[:-1], new), "rename", path[-1]
    document, _ = parse(text, "")
    assert document is not None
    old = next(rule[path[2]] for rule in document.data[path[0]] if rule["id"] == path[1])
    return (path if path[2] == "title" else (path[0], new, "id")), "rename", old


CASES: list[tuple[str, tuple[str, str], Edit, list[str]]] = [
    ("a parameter that an example sets", CARDS, Edit(("parameters", "计次期限月数"), "rename", "期限"),
     ["set: {期限: 3}", "set: {期限: 3}"]),
    ("a table of which an example sets a cell", LINSHU, Edit(("tables", "案件权重"), "rename", "权数"),
     ["set: {权数（民事一审，普通）: 4}"]),
    ("the step of a ladder", CARDS, Edit(("ladders", 0, "steps", 0, "id"), "set", "first"),
     ["承办人甲: {cards: [first, red_repeated]}", "承办人乙: {cards: [first]}",
      "expect: {承办人甲: {cards: [red_major, first, red_repeated]}}",
      "expect: {承办人甲: {cards: [first, red_repeated]}}",
      "expect: {承办人甲: {cards: [first, first, red_repeated]}}",
      "expect: {承办人甲: {cards: [first, red_repeated]}}", "expect: {承办人甲: {cards: [first, first]}}"]),
    ("what no example names", LINSHU, Edit(("units", "部门分"), "rename", "本部门分"), []),
    ("a value is no name", LINSHU, Edit(("parameters", "快审加分", "value"), "set", "1"), []),
]  # fmt: skip


@pytest.mark.parametrize(("pair", "edit", "lines"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_only_names_are_touched(pair: tuple[str, str], edit: Edit, lines: list[str]) -> None:
    text, cases = pair
    after, problems = follow(cases, text, [edit])
    assert (touched(cases, after)[: len(lines) or None], problems) == (lines, [])


def test_edits_that_follow_each_other() -> None:
    """The second edit finds its thing by the name that the first one gave; a field goes by its kind of fact."""
    edits = [
        Edit(("facts", "超审限"), "rename", "超期"),
        Edit(("facts", "超期", "fields", "超期天数"), "rename", "迟延天数"),
        Edit(("items", "overdue", "id"), "rename", "late"),
    ]
    text, cases = LINSHU
    after, problems = follow(cases, text, edits)
    assert problems == []
    renamed = [("kind: 超审限", "kind: 超期"), ("超期天数: 40", "迟延天数: 40"), ("overdue: -3", "late: -3")]
    assert all((old in cases, old in after, new in after) == (True, False, True) for old, new in renamed)
    compiled, _ = load_text(revise(text, edits)[0], "")
    assert compiled is not None
    assert run_text(compiled, after, FOLDER, "") == []


def test_where_the_examples_have_the_new_name_already_it_is_said_with_the_line() -> None:
    text, cases = LINSHU
    cases = cases.replace("expect: {甲队: {closed: 10, quantity: 10,", "expect: {甲队: {closed: 10, done: 1,", 1)
    after, problems = follow(cases, text, [Edit(("items", "closed", "id"), "rename", "done")], "算例")
    assert after == cases
    assert [(one.code, one.place.file, one.place.line) for one in problems] == [("examples-not-followed", "算例", 13)]


@pytest.mark.parametrize("cases", ["", "cases: [", "cases: 3", "- a"])
def test_what_are_no_examples_stays(cases: str) -> None:
    assert follow(cases, LINSHU[0], [Edit(("parameters", "快审加分"), "rename", "快结")]) == (cases, [])
