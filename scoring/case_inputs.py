"""The inputs that a worked example describes: subjects, members, figures, facts, decisions, a what-if."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from rules.compiled import Compiled
from rules.condition import Value
from rules.document import Document
from rules.exact import parse_number
from rules.lookup import YES_NO
from rules.phrase import listed
from rules.problem import N_, Place, Problem, did_you_mean, register
from scoring.case_values import EXPECTED, typed
from scoring.inputs import Fact, FigureKey, Inputs, Member, Overlay, Override, Reading, Subject
from scoring.overlay import read_overlay
from scoring.period import Period, parse_period

register({
    "example-value": N_("「{name}」的值「{found}」应是{expected}"),
    "example-figure": N_("没有上报数「{name}」{hint}"),
    "example-field": N_("事实「{kind}」没有字段「{name}」{hint}"),
    "example-kind": N_("没有事实种类「{name}」{hint}"),
    "example-table": N_("读不到表「{file}」：{reason}"),
    "example-table-elsewhere": N_("表「{file}」不在办法所在的文件夹里，没有读取。请把它放到办法旁边"),
    "example-table-wider": N_("这一行比表头多出内容。请检查分隔符，或补上列名"),
    "example-part": N_("这里应写成：{expected}"),
})  # fmt: skip
_TOTALS = ("总计", "合计", "总 计", "合 计")
_PERIOD_COLUMN = "期间"
_GIVEN = ("reported", "results")
_READING = "{figure: …, subject: …, period: 2020-03, value: …, days: 31, at: …}"
_STATES: Mapping[str, Literal["sealed", "closed", "open"]] = {"sealed": "sealed", "closed": "closed", "open": "open"}
_FACT_KEYS = ("kind", "day", "subject", "member", "case", "key", "fields")
_FACT = "{kind: …, day: 2020-11-03, subject: …, fields: {…}}"
_CLASSES = N_("{类别: 审判团队}")


class CaseReader:
    """Reads one example; ``problems`` gathers all that is wrong with it, each at its place."""

    def __init__(self, compiled: Compiled, document: Document, position: int, folder: Path, period: Period) -> None:
        self.compiled = compiled
        self.document = document
        self.path: tuple[str | int, ...] = ("cases", position)
        self.case: Mapping[Any, Any] = document.data["cases"][position]
        self.folder = folder
        self.period = period
        self.problems: list[Problem] = []

    def read(self) -> tuple[Inputs, Overlay]:
        """The inputs and the what-if; only to be used when there are no problems."""
        members = self._members()
        figures = self._figures()
        facts = self._facts()
        overlay = self._overlay()
        overrides = self._overrides()
        names = {name for name, _, _ in figures} - {member.name for member in members}
        subjects = self._subjects(
            [*(fact.subject for fact in facts), *sorted(names), *(member.of for member in members)]
        )
        readings = self._readings()
        return Inputs(self.period, subjects, facts, figures, members, overrides, readings=readings), overlay

    def report(self, code: str, path: Iterable[str | int], **values: str) -> None:
        """A problem at a place of the example."""
        self.problems.append(Problem(code, values, self.document.place((*self.path, *path))))

    def _part(self, key: str, kind: type, expected: str) -> Any:  # noqa: ANN401 - YAML
        return self._shaped(self.case.get(key), kind, (key,), expected)

    def _shaped(self, found: Any, kind: type, path: Iterable[str | int], expected: str) -> Any:  # noqa: ANN401 - YAML
        """What stands there when it has the shape, an empty one otherwise; the wrong shape is reported."""
        if found is not None and not isinstance(found, kind):
            self.report("example-part", path, expected=expected)
        return found if isinstance(found, kind) else kind()

    def _classes(self, entry: Mapping[Any, Any], path: tuple[str | int, ...]) -> dict[str, str]:
        found = self._shaped(entry.get("classes"), dict, (*path, "classes"), _CLASSES)
        return {str(key): str(value) for key, value in found.items()}

    def _subjects(self, mentioned: Iterable[str]) -> tuple[Subject, ...]:
        """Those of the scheme, with those of the example; when neither names any, all that are mentioned."""
        declared = self.compiled.scheme.subjects
        found = {name: Subject(name, dict(entry.classes), entry.parent) for name, entry in declared.items()}
        given = self._part("subjects", dict, N_("{甲队: {classes: {…}}}"))
        for name, said in given.items():
            entry = self._shaped(said, dict, ("subjects", name), "{classes: {…}, parent: …}")
            parent = entry.get("parent")
            classes = self._classes(entry, ("subjects", name))
            days = parse_number(str(entry.get("days", "")))
            above = None if parent is None else str(parent)
            found[str(name)] = Subject(str(name), classes, above, None if days is None else int(days))
        if not found:
            expected = [str(name) for name in self._part("expect", dict, N_("{对象: {名称: 数}}"))]
            found = {name: Subject(name) for name in dict.fromkeys([*expected, *mentioned])}
        return tuple(found.values())

    def _members(self) -> tuple[Member, ...]:
        found = []
        for position, said in enumerate(self._part("members", list, "[{name: …, of: …, days: …}]")):
            entry = self._shaped(said, dict, ("members", position), "{name: …, of: …, days: …}")
            days = parse_number(str(entry.get("days", "")))
            if days is None or days.denominator != 1 or days < 0:
                self.report(
                    "example-value",
                    ("members", position, "days"),
                    name="days",
                    found=str(entry.get("days", "")),
                    expected=N_("天数"),
                )
                continue
            classes = self._classes(entry, ("members", position))
            found.append(Member(str(entry.get("name")), str(entry.get("of")), int(days), classes))
        return tuple(found)

    def _figures(self) -> dict[FigureKey, Fraction | bool]:
        found: dict[FigureKey, Fraction | bool] = {}
        for position, name in enumerate(self._part("tables", list, N_("[文件.csv@2018]"))):
            self._table(str(name), found, self.document.place((*self.path, "tables", position)))
        for text, subjects in self._part("figures", dict, N_("{2019: {对象: {名称: 数}}}")).items():
            period = parse_period(str(text))
            if period is None or not isinstance(subjects, dict):
                self.report("example-part", ("figures", text), expected=N_("周期: {对象: {名称: 数}}"))
                continue
            for subject, said in subjects.items():
                values = self._shaped(said, dict, ("figures", text, subject), N_("{名称: 数}"))
                for name, value in values.items():
                    place = self.document.place((*self.path, "figures", text, subject, name))
                    self._figure(found, (str(subject), period.text, str(name)), str(value), place)
        return found

    def _figure(self, found: dict[FigureKey, Fraction | bool], key: FigureKey, text: str, place: Place) -> None:
        quantity = self.compiled.quantities.get(key[2])
        if quantity is None or quantity.kind not in _GIVEN:
            reported = [name for name, each in self.compiled.quantities.items() if each.kind in _GIVEN]
            self.problems.append(
                Problem("example-figure", {"name": key[2], "hint": did_you_mean(key[2], reported)}, place)
            )
            return
        value: Fraction | bool | None = parse_number(text)
        expected = EXPECTED["number"]
        if self.compiled.scheme.figures[key[2]].type == "yes_no":
            value, expected = text == YES_NO[0] if text in YES_NO else None, EXPECTED["yes_no"]
        if value is None:
            self.problems.append(Problem("example-value", {"name": key[2], "found": text, "expected": expected}, place))
        else:
            found[key] = value

    def _table(self, name: str, found: dict[FigureKey, Fraction | bool], place: Place) -> None:
        """A CSV of figures: the first column names the subject, the others are figures; totals are passed over.

        It stands in the scheme's folder or below it: a scheme from elsewhere must not read other files of this machine.
        """
        file, _, text = name.partition("@")
        if not (self.folder / file).resolve().is_relative_to(self.folder.resolve()):
            self.problems.append(Problem("example-table-elsewhere", {"file": file}, place))
            return
        try:
            with (self.folder / file).open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.DictReader(stream))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self.problems.append(Problem("example-table", {"file": file, "reason": str(error)}, place))
            return
        for number, row in enumerate(rows, 2):
            if row.pop(None, None) is not None:  # where csv puts what has no header
                self.problems.append(Problem("example-table-wider", place=Place(str(self.folder / file), number)))
            columns = list(row)
            subject = str(row[columns[0]] or "").strip()
            period = parse_period(row.get(_PERIOD_COLUMN) or text) or self.period
            if subject in _TOTALS:
                continue
            for column in columns[1:]:
                if column != _PERIOD_COLUMN and row[column] not in (None, ""):
                    self._figure(
                        found,
                        (subject, period.text, column),
                        row[column].strip(),
                        Place(str(self.folder / file), number, column),
                    )

    def _facts(self) -> tuple[Fact, ...]:
        entries = self._part("facts", list, f"[{_FACT}]")
        width = len(str(len(entries)))  # keys order the facts of one day as texts
        found = []
        for position, entry in enumerate(entries):
            fact = self._fact(entry, position, str(position + 1).zfill(width))
            if fact is not None:
                found.append(fact)
        return tuple(found)

    def _fact(self, entry: Any, position: int, key: str) -> Fact | None:  # noqa: ANN401 - YAML
        if (
            not isinstance(entry, dict)
            or not isinstance(entry.get("day"), date)
            or any(name not in _FACT_KEYS for name in entry)
        ):
            self.report("example-part", ("facts", position), expected=_FACT)
            return None
        kind = self.compiled.facts.get(str(entry.get("kind")))
        if kind is None:
            name = str(entry.get("kind"))
            self.report("example-kind", ("facts", position), name=name, hint=did_you_mean(name, self.compiled.facts))
            return None
        fields: dict[str, Value | None] = dict.fromkeys(kind.fields)
        given = self._shaped(entry.get("fields"), dict, ("facts", position, "fields"), N_("{名称: 值}"))
        for name, value in given.items():
            if name not in kind.fields:
                hint = did_you_mean(str(name), kind.fields)
                self.report(
                    "example-field",
                    ("facts", position, "fields", name),
                    kind=str(entry["kind"]),
                    name=str(name),
                    hint=hint,
                )
                continue
            fields[name] = typed(value, kind.fields[name])
            if fields[name] is None:
                field = kind.fields[name]
                expected = listed(field.values) or EXPECTED[field.type]
                self.report(
                    "example-value",
                    ("facts", position, "fields", name),
                    name=str(name),
                    found=str(value),
                    expected=expected,
                )
        member, case = entry.get("member"), entry.get("case")
        return Fact(
            str(entry.get("key", key)),
            str(entry["kind"]),
            entry["day"],
            str(entry.get("subject", "")),
            fields,
            None if member is None else str(member),
            None if case is None else str(case),
        )

    def _readings(self) -> tuple[Reading, ...]:
        """What figures read of other schemes' results, one entry a period and subject there."""
        found = []
        for position, said in enumerate(self._part("readings", list, f"[{_READING}]")):
            entry = self._shaped(said, dict, ("readings", position), _READING)
            period, value = parse_period(str(entry.get("period", ""))), parse_number(str(entry.get("value", "")))
            quantity = self.compiled.quantities.get(str(entry.get("figure")))
            state = _STATES.get(str(entry.get("state", "closed")))
            if period is None or value is None or state is None or quantity is None or quantity.kind != "results":
                self.report("example-part", ("readings", position), expected=_READING)
                continue
            days = parse_number(str(entry.get("days", period.days)))
            subject = str(entry.get("subject"))
            found.append(
                Reading(
                    quantity.name, subject, period.text, value, int(days or 0), str(entry.get("at", subject)),
                    adds=str(entry.get("adds", "")).lower() == "true", state=state,
                )
            )  # fmt: skip
        return tuple(found)

    def _overlay(self) -> Overlay:
        settings = {str(name): str(value) for name, value in self._part("set", dict, N_("{参数: 值}")).items()}
        overlay, problems = read_overlay(self.compiled, settings)
        self.problems += [problem.at(self.document.place((*self.path, "set"))) for problem in problems]
        return overlay

    def _overrides(self) -> tuple[Override, ...]:
        found = []
        for position, said in enumerate(self._part("overrides", list, "[{subject: …, rule: …, points: …, reason: …}]")):
            entry = self._shaped(said, dict, ("overrides", position), "{subject: …, rule: …, points: …, reason: …}")
            points = parse_number(str(entry.get("points", "")))
            if points is None:
                self.report(
                    "example-value",
                    ("overrides", position),
                    name="points",
                    found=str(entry.get("points", "")),
                    expected=EXPECTED["number"],
                )
                continue
            texts = {name: str(entry.get(name, "")) for name in ("reason", "applied_by", "verified_by", "decided_by")}
            found.append(Override(str(entry.get("subject")), str(entry.get("rule")), points, **texts))
        return tuple(found)
