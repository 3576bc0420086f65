"""Worked examples beside a scheme (``X.cases.yaml``): read, scored, compared with what they expect.

The format is described in docs/scheme-language.md. Every example is run, and everything wrong is reported at once: in
the file (unknown names, values of the wrong type) and in the outcome (``example-failed``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from rules.compiled import Compiled
from rules.document import Document, parse
from rules.exact import decimal_places, parse_number, round_to, shown
from rules.phrase import listed
from rules.problem import N_, Place, Problem, did_you_mean, errors, register
from scoring.case_inputs import CaseReader
from scoring.engine import score
from scoring.explain import MISSING, value_text
from scoring.grade_list import GradeList
from scoring.grades import propose
from scoring.period import parse_period
from scoring.result import SubjectResult

register({
    "example-failed": N_("算例「{case}」：「{subject}」的「{name}」应为 {expected}，算得 {got}"),
    "example-unreadable": N_("读不到算例文件：{reason}"),
    "example-shape": N_("算例应写成：{expected}"),
    "example-other-scheme": N_("这些算例属于「{found}」，不是「{scheme}」"),
    "example-period": N_("「{found}」不是考核周期；应写成 2019、2019-Q1 或 2019-03，且与办法的周期一致"),
    "example-nobody": N_("算例「{case}」的结果里没有「{subject}」"),
    "example-unknown": N_("没有名为「{name}」的统计数、指标、计分项或分项{hint}"),
    "example-key": N_("算例里不认得「{key}」{hint}"),
    "example-no-cases": N_("文件里没有算例，请写 cases"),
})  # fmt: skip
_DECIMALS = re.compile(r"[.．](\d*)")
_KEYS = ("name", "basis", "period", "tables", "subjects", "members", "figures", "facts", "readings", "set",
         "overrides", "expect")  # fmt: skip


def cases_file(scheme: Path) -> Path:
    """Where the worked examples of a scheme stand: ``yanbian-2019.cases.yaml`` beside ``yanbian-2019.yaml``."""
    return scheme.with_name(f"{scheme.stem}.cases.yaml")


def count(path: Path) -> int:
    """How many worked examples a file holds; 0 when it cannot be read."""
    text, _ = _text(path)
    return 0 if text is None else count_in(text)


def count_in(text: str) -> int:
    """The same for the text of such a file."""
    document, _ = parse(text, "")
    cases = document.data.get("cases") if document is not None and isinstance(document.data, dict) else None
    return len(cases) if isinstance(cases, list) else 0


def run(compiled: Compiled, path: Path) -> list[Problem]:
    """Score every example of the file; nothing is returned when all come out as expected."""
    text, problems = _text(path)
    return problems if text is None else run_text(compiled, text, path.parent, str(path))


def run_text(compiled: Compiled, text: str, folder: Path, file: str) -> list[Problem]:
    """The same for the text of such a file; the tables that it names are read in ``folder`` and nowhere else."""
    document, problems = parse(text, file)
    if document is None:
        return problems
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("cases"), list):
        return [Problem("example-no-cases", place=document.place(()))]
    if data.get("scheme") != compiled.scheme.scheme:
        values = {"found": str(data.get("scheme")), "scheme": compiled.scheme.scheme}
        return [Problem("example-other-scheme", values, document.place(("scheme",)))]
    for position, case in enumerate(data["cases"]):
        problems += _Case(compiled, document, folder, position, case).run()
    return problems


def _text(path: Path) -> tuple[str | None, list[Problem]]:
    try:
        return path.read_text(encoding="utf-8"), []
    except (OSError, UnicodeDecodeError) as error:
        return None, [Problem("example-unreadable", {"reason": str(error)}, Place(str(path)))]


class _Case:
    """One example at its place in the file."""

    def __init__(self, compiled: Compiled, document: Document, folder: Path, position: int, case: Any) -> None:  # noqa: ANN401 - YAML
        self.compiled = compiled
        self.document = document
        self.folder = folder
        self.position = position
        self.case = case
        self.lists: Mapping[str, GradeList] = {}

    def place(self, *steps: str | int) -> Place:
        return self.document.place(("cases", self.position, *steps))

    def run(self) -> list[Problem]:
        case = self.case
        if not isinstance(case, dict) or not isinstance(case.get("expect"), dict):
            return [Problem("example-shape", {"expected": N_("name、period、facts 或 figures、expect")}, self.place())]
        unknown = [key for key in case if key not in _KEYS]
        if unknown:
            return [
                Problem(
                    "example-key",
                    {"key": str(key), "hint": N_("，可用：{names}").filled(names=listed(_KEYS))},
                    self.place(key),
                )
                for key in unknown
            ]
        period = parse_period(str(case.get("period", "")))
        if period is None or period.kind != self.compiled.scheme.period:
            return [Problem("example-period", {"found": str(case.get("period", ""))}, self.place("period"))]
        reader = CaseReader(self.compiled, self.document, self.position, self.folder, period)
        inputs, overlay = reader.read()
        if errors(reader.problems):
            return reader.problems
        result = score(self.compiled, inputs, overlay, explain=False)
        found = {subject.subject: subject for subject in result.subjects}
        rules = [grades.rule.id for grades in self.compiled.grades]
        given = (self.compiled, result, inputs.subjects)
        self.lists = {one: propose(*given, overlay=overlay, rule=one, stays=inputs.members) for one in rules}
        problems = [problem.at(self.place()) for problem in result.problems if problem.code not in _RUNTIME]
        for subject, expected in case["expect"].items():
            if str(subject) not in found:
                problems.append(
                    Problem(
                        "example-nobody", {"case": self.name, "subject": str(subject)}, self.place("expect", subject)
                    )
                )
            elif not isinstance(expected, dict):
                problems.append(
                    Problem("example-shape", {"expected": N_("对象: {名称: 数}")}, self.place("expect", subject))
                )
            else:
                problems += self.compare(found[str(subject)], expected, subject)
        return problems

    @property
    def name(self) -> str:
        return str(self.case.get("name", self.position + 1))

    def compare(self, result: SubjectResult, expected: Mapping[Any, Any], subject: Any) -> Iterator[Problem]:  # noqa: ANN401 - YAML
        for key, wanted in expected.items():
            place = self.place("expect", subject, key)
            if key == "cards":
                steps = [card.step for card in result.cards]
                if steps != wanted:
                    yield self.failed(result, "cards", _listed(wanted), _listed(steps), place)
            elif key == "grades" and isinstance(wanted, dict):
                for rule, title in wanted.items():
                    yield from self.graded(result, str(rule), str(title), place)
            elif key == "shares" and isinstance(wanted, dict):
                shares = {share.member: share.amount for share in result.shares}
                for member, amount in wanted.items():
                    yield from self.agree(result, str(member), str(amount), shares.get(str(member)), place)
            else:
                yield from self.quantity(result, str(key), str(wanted), place)

    def graded(self, result: SubjectResult, rule: str, wanted: str, place: Place) -> Iterator[Problem]:
        """The grade, by its title; 并列 where it waits for a person, — where there is none."""
        if rule not in self.lists:
            ids = [grades.rule.id for grades in self.compiled.grades]
            yield Problem("example-unknown", {"name": rule, "hint": did_you_mean(rule, ids)}, place)
            return
        found = {one.subject: one for one in self.lists[rule].entries}
        one = found.get(result.subject)
        got = MISSING if one is None else _TIED if one.standing == "tied" else one.title or MISSING
        if got != (wanted.strip() or MISSING):
            yield self.failed(result, rule, wanted, got, place)

    def quantity(self, result: SubjectResult, key: str, wanted: str, place: Place) -> Iterator[Problem]:
        by_id = {quantity.id: name for name, quantity in self.compiled.quantities.items()}
        ladders = {line.rule: line.points for line in result.lines if line.category == "ladder"}
        if key == "total":
            yield from self.agree(result, key, wanted, result.total, place)
        elif key in result.quantities or key in by_id:
            name = key if key in result.quantities else by_id[key]
            percent = self.compiled.quantities[name].unit == "%"
            yield from self.agree(result, key, wanted, result.quantities[name], place, percent=percent)
        elif key in ladders:
            yield from self.agree(result, key, wanted, ladders[key], place)
        else:
            yield Problem(
                "example-unknown", {"name": key, "hint": did_you_mean(key, [*result.quantities, *by_id])}, place
            )

    def agree(
        self,
        result: SubjectResult,
        name: str,
        wanted: str,
        got: Fraction | str | None,
        place: Place,
        *,
        percent: bool = False,
    ) -> Iterator[Problem]:
        if not agrees(wanted, got):
            yield self.failed(result, name, wanted, _exactly(got, percent=percent), place)

    def failed(self, result: SubjectResult, name: str, wanted: str, got: str, place: Place) -> Problem:
        values = {"case": self.name, "subject": result.subject, "name": name, "expected": wanted, "got": got}
        return Problem("example-failed", values, place)


def agrees(wanted: str, got: Fraction | str | None) -> bool:
    """Whether what is written is the value: exactly, or rounded half up to the decimals written; ``—`` is none."""
    if wanted.strip() in (MISSING, ""):
        return got is None
    number = parse_number(wanted)
    if number is None or not isinstance(got, Fraction):
        return got == wanted.strip()
    decimals = _DECIMALS.search(wanted)
    if got == number or decimals is None:
        return got == number
    places = len(decimals[1]) + (2 if wanted.strip().endswith(("%", "％")) else 0)
    return round_to(got, Fraction(1, 10**places), "half_up") == number


def _exactly(got: Fraction | str | None, *, percent: bool) -> str:
    if isinstance(got, Fraction) and decimal_places(got) < 0:
        return f"{shown(got, 6, percent=percent)}（{got}）"
    return value_text(got, percent=percent)


def _listed(steps: Any) -> str:  # noqa: ANN401 - YAML
    return listed(map(str, steps)) if isinstance(steps, list) and steps else MISSING if not steps else str(steps)


_TIED = "并列"
_RUNTIME = frozenset(
    {"score-steps-none", "score-division-by-zero", "score-share-nobody", "score-share-zero", "score-share-no-weight"}
)
