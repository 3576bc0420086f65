"""花名册: who works where, from which day on, out of a table. All rows go in, or none.

A person is known by her number. A row says where she works from a day on: what she did before ends the day before. The
same row again changes nothing, so the whole list may be brought each time somebody moves. What the appraisal form asks
of a person may stand in columns of its own; an empty cell there says nothing, a filled one holds from now on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.intake.values import day as read_day
from records.intake.values import is_blank, person_or_place, plain
from records.models import Division, Membership, Person, Team, User
from records.sheets import Sheet
from rules.phrase import N_
from rules.problem import Place, Problem, ProblemError, did_you_mean, register
from workflow.acting import allowed
from workflow.permissions import Permission

register(
    {
        "roster-column": N_("缺少「{name}」一列"),
        "roster-unknown": N_("花名册里没有「{name}」这一列{hint}"),
        "roster-empty": N_("「{name}」不能为空"),
        "roster-namesake": N_("「{name}」已是工号 {number} 的干警；同名的请加注，例如 {name}（民一庭）"),
        "roster-twice": N_("工号 {number} 在这一天已有一行（第 {first} 行）"),
        "roster-before": N_("{name} 从 {since} 起已有任职，新的一段不能早于它"),
        "roster-order": N_("截止日期不能早于起始日期"),
        "roster-nowhere": N_("庭室和团队至少要填一个"),
        "roster-nothing": N_("表里没有一行人员"),
        "roster-month": N_("「{name}」请写成年月，例如 1985-03"),
        "roster-long": N_("「{name}」太长，不超过 {most} 个字"),
    }
)
NAME, NUMBER, DIVISION, TEAM, POST, SINCE, UNTIL = "姓名", "工号", "庭室", "团队", "岗位", "起始日期", "截止日期"
SEX, BORN, AFFILIATION, EDUCATION = "性别", "出生年月", "政治面貌", "文化程度"
RANK, RANK_SINCE, DUTIES = "职务职级", "任现职时间", "从事或分管工作"
PARTICULARS: Mapping[str, str] = {  # columns for the appraisal form, and where a person keeps them
    SEX: "sex", BORN: "born", AFFILIATION: "affiliation", EDUCATION: "education", RANK: "rank",
    RANK_SINCE: "rank_since", DUTIES: "duties",
}  # fmt: skip
COLUMNS = (NAME, NUMBER, DIVISION, TEAM, POST, SINCE, UNTIL, *PARTICULARS)
_NEEDED = (NAME, NUMBER, POST, SINCE)
_CLASS = "团队："  # 团队：类别 gives the team its class 类别
_MOST: Mapping[str, int] = {
    NAME: 60, NUMBER: 20, DIVISION: 60, TEAM: 60, POST: 20, SEX: 4, AFFILIATION: 20, EDUCATION: 20, RANK: 40,
    DUTIES: 200,
}  # fmt: skip
_MONTHS = (BORN, RANK_SINCE)
_MONTH = re.compile(r"(1[89]\d\d|20\d\d)[-./年](0?[1-9]|1[0-2])(?:月|[-./]\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    place: Place
    cells: Mapping[str, str]
    since: date
    until: date | None
    classes: Mapping[str, str]


@dataclass(slots=True)
class Done:
    """What was made and changed."""

    people: int = 0
    divisions: int = 0
    teams: int = 0
    moves: int = 0
    particulars: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def take_in(session: Session, user: User | None, court_id: int, sheets: Sequence[Sheet]) -> Done:
    """Everyone of the list into the records of the session's court; :class:`ProblemError` with every problem."""
    actor = allowed(user, Permission.PEOPLE_EDIT, court_id)
    problems: list[Problem] = []
    lines = [line for sheet in sheets for line in _lines(sheet, problems)]
    if not lines and not problems:
        problems.append(Problem("roster-nothing", place=Place(sheets[0].file) if sheets else Place()))
    _doubles(lines, problems)
    if problems:
        raise ProblemError(problems)
    done = Done()
    desk = _Desk(session, court_id, done)
    for line in sorted(lines, key=lambda line: line.since):
        desk.put(line, problems)
    if problems:
        raise ProblemError(problems)
    session.flush()
    details = {"新增干警": done.people, "任职变动": done.moves, "庭室": done.divisions, "团队": done.teams}
    details["登记信息变更"] = done.particulars
    audit.append(session, Permission.PEOPLE_EDIT.value, actor, Target("court", court_id), details)
    return done


class _Desk:
    """The court's people and places while a list is taken in."""

    def __init__(self, session: Session, court_id: int, done: Done) -> None:
        self.session, self.court_id, self.done = session, court_id, done
        own = {"court_id": court_id}
        self.people = {one.number: one for one in session.scalars(select(Person).filter_by(**own))}
        self.names = {one.name: one for one in self.people.values()}
        self.divisions = {one.name: one for one in session.scalars(select(Division).filter_by(**own))}
        self.teams = {one.name: one for one in session.scalars(select(Team).filter_by(**own))}

    def put(self, line: Line, problems: list[Problem]) -> None:
        """One row: its places, its person, her stay."""
        name, number = line.cells[NAME], line.cells[NUMBER]
        namesake = self.names.get(name)
        if namesake is not None and namesake.number != number:
            problems.append(Problem("roster-namesake", {"name": name, "number": namesake.number}, line.place))
            return
        division = self._division(line.cells[DIVISION])
        team = self._team(line, division)
        person = self.people.get(number)
        if person is None:
            person = self.people[number] = self.names[name] = Person(court_id=self.court_id, name=name, number=number)
            self.session.add(person)
            self.done.people += 1
        elif person.name != name:
            self.names.pop(person.name, None)
            person.name, self.names[name] = name, person
        self._particulars(line, person)
        self.session.flush()
        self._stay(line, person, division, team, problems)

    def _particulars(self, line: Line, person: Person) -> None:
        """What is told of the person; counted once however much of it is new."""
        new = {name: line.cells[column] for column, name in PARTICULARS.items() if line.cells[column]}
        if any(getattr(person, name) != value for name, value in new.items()):
            self.done.particulars += 1
        for name, value in new.items():
            setattr(person, name, value)

    def _stay(
        self, line: Line, person: Person, division: Division | None, team: Team | None, problems: list[Problem]
    ) -> None:
        query = select(Membership).where(Membership.person_id == person.id).order_by(Membership.since)
        stays = list(self.session.scalars(query))
        last = stays[-1] if stays else None
        where = (division.id if division else None, team.id if team else None, line.cells[POST])
        if last is not None and last.since > line.since:
            known = [one for one in stays if one.since == line.since]
            if not known or _where(known[0]) != where:
                values = {"name": person.name, "since": f"{last.since:%Y-%m-%d}"}
                problems.append(Problem("roster-before", values, line.place))
            return
        if last is not None and _where(last) == where and (last.until is None or last.until >= line.since):
            if last.until == line.until:
                self.done.unchanged += 1
            else:
                last.until = line.until
                self.done.moves += 1
            return
        if last is not None and last.since == line.since:
            last.division_id, last.team_id, last.post = where
            last.until = line.until
        else:
            if last is not None and (last.until is None or last.until >= line.since):
                last.until = line.since - timedelta(days=1)
            self.session.add(
                Membership(
                    court_id=self.court_id, person_id=person.id, division_id=where[0], team_id=where[1], post=where[2],
                    since=line.since, until=line.until,
                )
            )  # fmt: skip
        self.session.flush()
        self.done.moves += 1

    def _division(self, name: str) -> Division | None:
        if not name:
            return None
        if name not in self.divisions:
            self.divisions[name] = Division(court_id=self.court_id, name=name)
            self.session.add(self.divisions[name])
            self.done.divisions += 1
            self.session.flush()
        return self.divisions[name]

    def _team(self, line: Line, division: Division | None) -> Team | None:
        name = line.cells[TEAM]
        if not name:
            return None
        if name not in self.teams:
            self.teams[name] = Team(court_id=self.court_id, name=name)
            self.session.add(self.teams[name])
            self.done.teams += 1
        team = self.teams[name]
        team.division_id = division.id if division else team.division_id
        if line.classes:
            team.classes = {**(team.classes or {}), **line.classes}
        self.session.flush()
        return team


def _where(stay: Membership) -> tuple[int | None, int | None, str]:
    return stay.division_id, stay.team_id, stay.post


def _lines(sheet: Sheet, problems: list[Problem]) -> list[Line]:
    """The rows of a sheet, typed; problems at their cells."""
    if not sheet.rows:
        return []
    head = sheet.rows[0]
    titles = [plain(cell) for cell in head.cells]
    columns = {name: titles.index(plain(name)) for name in COLUMNS if plain(name) in titles}
    classes = {
        index: cell.strip().split("：", 1)[1]
        for index, cell in enumerate(head.cells)
        if cell.strip().replace(":", "：").startswith(_CLASS)
    }
    known = {*columns.values(), *classes}
    for index, cell in enumerate(head.cells):
        if cell and index not in known and plain(cell) not in {plain("序号"), plain("备注")}:
            values = {"name": cell, "hint": did_you_mean(cell, COLUMNS)}
            problems.append(Problem("roster-unknown", values, sheet.place(head.number, cell)))
    absent = [name for name in _NEEDED if name not in columns]
    problems += [Problem("roster-column", {"name": name}, sheet.place(head.number)) for name in absent]
    if absent:
        return []
    found = []
    for row in sheet.rows[1:]:
        cells = {name: _cell(row.cells, columns.get(name)) for name in COLUMNS}
        cells |= {name: _month(cells[name]) for name in _MONTHS}
        own = {name: _cell(row.cells, index) for index, name in classes.items()}
        line = _line(sheet, row.number, cells, {name: value for name, value in own.items() if value}, problems)
        if line is not None:
            found.append(line)
    return found


def _cell(cells: Sequence[str], index: int | None) -> str:
    text = cells[index] if index is not None and index < len(cells) else ""
    return "" if is_blank(text) else person_or_place(text)


def _month(text: str) -> str:
    """1985-3, 1985.03, 1985年3月 or a day of it as 1985-03; anything else as it is."""
    found = _MONTH.fullmatch(text)
    return f"{found[1]}-{int(found[2]):02d}" if found else text


def _line(
    sheet: Sheet, number: int, cells: Mapping[str, str], classes: Mapping[str, str], problems: list[Problem]
) -> Line | None:
    faults = [Problem("roster-empty", {"name": name}, sheet.place(number, name)) for name in _NEEDED if not cells[name]]
    faults += [
        Problem("roster-long", {"name": name, "most": str(most)}, sheet.place(number, name))
        for name, most in _MOST.items()
        if len(cells[name]) > most
    ]
    faults += [
        Problem("roster-month", {"name": name}, sheet.place(number, name))
        for name in _MONTHS
        if cells[name] and not _MONTH.fullmatch(cells[name])
    ]
    days: dict[str, date | None] = {}
    for name in (SINCE, UNTIL):
        read = read_day(cells[name]) if cells[name] else None
        if isinstance(read, Problem):
            faults.append(read.at(sheet.place(number, name)))
        else:
            days[name] = read
    since, until = days.get(SINCE), days.get(UNTIL)
    if since is not None and until is not None and until < since:
        faults.append(Problem("roster-order", place=sheet.place(number, UNTIL)))
    if not cells[DIVISION] and not cells[TEAM]:
        faults.append(Problem("roster-nowhere", place=sheet.place(number, DIVISION)))
    problems += faults
    return None if faults or since is None else Line(sheet.place(number), cells, since, until, classes)


def _doubles(lines: Sequence[Line], problems: list[Problem]) -> None:
    seen: dict[tuple[str, date], Line] = {}
    for line in lines:
        key = (line.cells[NUMBER], line.since)
        first = seen.setdefault(key, line)
        if first is not line:
            values = {"number": key[0], "first": str(first.place.line)}
            problems.append(Problem("roster-twice", values, line.place))
