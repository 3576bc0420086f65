"""What a table is and which column is what, read from its header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from records.intake.values import hint, plain
from records.sheets import Sheet
from rules.compiled import Compiled
from rules.model import Figure, Scheme
from rules.phrase import listed
from rules.problem import Problem

TableKind = Literal["figures", "facts", "members", "decisions"]
Role = Literal[
    "subject", "member", "period", "parent", "day", "case", "key", "kind", "days",
    "filed", "rule", "points", "reason", "applied_by", "verified_by", "decided_by",
]  # fmt: skip

PERIOD = ("期间", "考核周期", "年度", "考核期", "period")
KIND, DAY, CASE, KEY, PARENT, FILED = "事实", "日期", "案号", "编号", "上级", "立案日期"
_OWN: Mapping[str, tuple[str, ...]] = {
    "court": ("院别", "法院"),
    "division": ("庭室", "部门"),
    "team": ("团队", "审判团队", "庭室", "部门"),
    "person": ("干警", "姓名"),
}
_ANY = ("被考核对象", "主体", "单位", "名称", "法院", "庭室", "团队")
_ABOVE: Mapping[str, tuple[str, ...]] = {
    "court": (),
    "division": ("法院", "院别"),
    "team": ("庭室", "部门", "法院", "院别"),
    "person": ("团队", "审判团队", "庭室", "部门", "法院", "院别"),
}
_MEMBER = ("干警", "姓名", "成员")
_DAYS = ("天数", "在队天数")
_IGNORED = ("序号", "备注", "说明")
_DECISION: Mapping[Role, tuple[str, ...]] = {
    "rule": ("指标",),
    "points": ("得分",),
    "reason": ("事由",),
    "applied_by": ("申请",),
    "verified_by": ("核实",),
    "decided_by": ("决定",),
}
_UNIT = re.compile(r"(.+)[(（](.+)[)）]\Z")
_SEARCHED = 10  # a title and a remark or two may stand above the header


@dataclass(frozen=True, slots=True)
class Header:
    """Columns by position, ``titles`` the texts above them, ``fields`` figures or fact fields; ``row`` is the index."""

    kind: TableKind
    row: int
    titles: tuple[str, ...]
    roles: Mapping[Role, int]
    classes: Mapping[int, str]
    fields: Mapping[int, str]

    def title(self, index: int) -> str:
        """The header's text above a cell, or the column's number."""
        return (self.titles[index] if index < len(self.titles) else "") or str(index + 1)


def subject_names(scheme: Scheme) -> tuple[str, ...]:
    """The names under which the subject's column is known, the scheme's own first."""
    own = (scheme.subject_column,) if scheme.subject_column else ()
    person = _MEMBER if scheme.appraises == "person" else ()
    return tuple(dict.fromkeys((*own, *_OWN[scheme.appraises], *person, *_ANY)))


def reported(scheme: Scheme) -> dict[str, Figure]:
    """The figures that have to come from outside."""
    return {name: figure for name, figure in scheme.figures.items() if figure.formula is None and figure.fact is None}


def recognise(compiled: Compiled, sheet: Sheet) -> tuple[Header | None, list[Problem]]:
    """The header, or nothing where no use can be made of the table; with every problem of the header."""
    scheme = compiled.scheme
    row = _header_row(scheme, sheet)
    titles = sheet.rows[row].cells
    names = [plain(title) for title in titles]
    kind = _kind(scheme, names)
    fields = _fields(scheme, kind)
    reserved = {plain(name) for name in fields}
    roles = dict(_roles(scheme, kind, names, reserved))
    taken = set(roles.values())
    classes, values, problems = {}, {}, []
    used = [row.cells for row in sheet.rows[row + 1 :]]
    for index, title in enumerate(titles):
        place = sheet.place(sheet.rows[row].number, title or str(index + 1))
        if not title:
            if any(index < len(cells) and cells[index] for cells in used):
                problems.append(Problem("intake.unnamed_column", place=place))
        elif index in taken or names[index] in {plain(name) for name in _IGNORED} - reserved:
            continue
        elif (name := _known(title, _classes(scheme, kind))) is not None:
            classes[index] = name
        elif (name := _known(title, fields, fields)) is not None:
            values[index] = name
        else:
            candidates = [*fields, *_classes(scheme, kind), *_role_names(scheme, kind)]
            problems.append(_unknown(scheme, title, candidates, kind).at(place))
    problems += _doubles(sheet, row, titles, {**values, **classes, **{index: role for role, index in roles.items()}})
    problems += _merged(sheet, row)
    header = Header(kind, row, titles, roles, classes, values)
    missing = [Problem("intake.missing_column", {"name": name}) for name in _lacking(scheme, header)]
    if not missing and not problems and kind == "figures" and not values and not classes:
        known = listed([*list(fields)[:8], "…"] if len(fields) > 8 else fields)  # noqa: PLR2004 - enough to see
        missing = [Problem("intake.nothing_to_read", {"known": known})]
    problems += [problem.at(sheet.place(sheet.rows[row].number)) for problem in missing]
    return (None if missing else header), problems


def _header_row(scheme: Scheme, sheet: Sheet) -> int:
    """The first of the top rows with a subject's column among several; the very first row where there is none."""
    known = {plain(name) for name in (*subject_names(scheme), *_MEMBER)}
    for index, row in enumerate(sheet.rows[:_SEARCHED]):
        names = {plain(cell) for cell in row.cells if cell}
        if len(names) > 1 and names & known:
            return index
    return 0


def _kind(scheme: Scheme, names: list[str]) -> TableKind:
    """Which table it is, by the columns that only one kind has."""
    figures = {plain(name) for name in scheme.figures}
    found = set(names) - figures
    if {"指标", "得分"} <= found:
        return "decisions"
    if KIND in found or (DAY in found and scheme.facts):
        return "facts"
    return "members" if found & set(_DAYS) else "figures"


def _fields(scheme: Scheme, kind: TableKind) -> dict[str, str]:
    """The value columns that such a table may have, with their units."""
    if kind in {"figures", "members"}:
        return {name: figure.unit for name, figure in reported(scheme).items()}
    if kind == "facts":
        return {name: field.unit for fact in scheme.facts.values() for name, field in fact.fields.items()}
    return {}


def _classes(scheme: Scheme, kind: TableKind) -> list[str]:
    return [*scheme.classes, *(scheme.member_classes if kind == "members" else ())]


def _roles(scheme: Scheme, kind: TableKind, names: list[str], reserved: set[str]) -> Iterator[tuple[Role, int]]:
    """The columns that every table of the kind has, where the scheme does not use the name itself."""

    def first(candidates: Iterable[str], without: int | None = None) -> int | None:
        for candidate in map(plain, candidates):
            if candidate in names and candidate not in reserved and names.index(candidate) != without:
                return names.index(candidate)
        return None

    subject = first(subject_names(scheme))
    member = first(_MEMBER, subject) if scheme.appraises != "person" else None
    if scheme.appraises != "person" and subject is None:
        subject, member = (None, member) if kind in {"figures", "members"} else (member, None)
    parent = first([PARENT, *_ABOVE[scheme.appraises]], subject)
    wanted: list[tuple[Role, int | None]] = [("subject", subject), ("member", member), ("parent", parent)]
    if kind != "facts":
        wanted.append(("period", first(PERIOD)))
    if kind == "facts":
        wanted += [("day", first([DAY])), ("case", first([CASE])), ("key", first([KEY])), ("kind", first([KIND]))]
        wanted.append(("filed", first([FILED])))
    if kind == "members":
        wanted.append(("days", first(_DAYS)))
    if kind == "decisions":
        wanted += [(role, first(titles)) for role, titles in _DECISION.items()]
    return ((role, index) for role, index in wanted if index is not None)


def _role_names(scheme: Scheme, kind: TableKind) -> list[str]:
    """What the columns of the kind are called, to suggest one of them."""
    subject = subject_names(scheme)[0]
    names = {
        "figures": [subject, PERIOD[0]],
        "facts": [subject, KIND, DAY, CASE, KEY, _MEMBER[0]],
        "members": [subject, _MEMBER[0], _DAYS[0], PERIOD[0]],
        "decisions": [subject, PERIOD[0], *(title for titles in _DECISION.values() for title in titles)],
    }
    return names[kind]


def _known(title: str, names: Iterable[str], units: Mapping[str, str] | None = None) -> str | None:
    """The declared name that a title means; 二审被改判（件） is 二审被改判 where 件 is its unit."""
    by_plain = {plain(name): name for name in names}
    found = by_plain.get(plain(title))
    if found is None and units is not None and (with_unit := _UNIT.match(title.strip())):
        found = by_plain.get(plain(with_unit[1]))
        if found is not None and plain(units[found]) != plain(with_unit[2]):
            found = None
    return found


def _unknown(scheme: Scheme, title: str, known: list[str], kind: TableKind) -> Problem:
    if kind == "figures" and _known(title, scheme.figures) is not None:
        return Problem("intake.derived_column", {"name": title})
    return Problem("intake.unknown_column", {"name": title, "hint": hint(title, known)})


def _doubles(sheet: Sheet, row: int, titles: tuple[str, ...], meanings: Mapping[int, str]) -> list[Problem]:
    """Columns that stand twice."""
    first: dict[str, int] = {}
    problems = []
    for index in sorted(meanings):
        before = first.setdefault(meanings[index], index)
        if before != index:
            values = {"name": titles[index], "first": str(before + 1), "second": str(index + 1)}
            problems.append(Problem("intake.double_column", values, sheet.place(sheet.rows[row].number, titles[index])))
    return problems


def _merged(sheet: Sheet, row: int) -> list[Problem]:
    """Merged cells from the header on; a merged title above does no harm."""
    header = sheet.rows[row].number
    return [
        Problem("intake.merged", {"range": f"{top}–{bottom} 行"}, sheet.place(max(top, header)))
        for top, _, bottom, _ in sheet.merged
        if bottom >= header
    ]


def _lacking(scheme: Scheme, header: Header) -> list[str]:
    """Columns without which the table says nothing."""
    roles, subject = header.roles, subject_names(scheme)[0]
    if header.kind == "figures":
        return [] if "subject" in roles or "member" in roles else [subject]
    lacking = [] if "subject" in roles else [subject]
    if header.kind == "facts":
        lacking += [] if "day" in roles else [DAY]
        lacking += [] if "kind" in roles or len(scheme.facts) == 1 else [KIND]
    if header.kind == "members":
        lacking += [] if "member" in roles else [_MEMBER[0]]
    return lacking
