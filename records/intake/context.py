"""What the readers of the four kinds of table share: where they are, what they have seen, what is wrong so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from records.intake import values
from records.intake.header import Header, Role
from records.intake.tables import ANY_PERIOD, Seen, Tables
from records.sheets import Row, Sheet
from rules.compiled import Compiled
from rules.model import Scheme
from rules.problem import N_, Place, Problem
from scoring.period import Period

T = TypeVar("T")


@dataclass(slots=True)
class Context:
    """One run over all sheets. ``asked`` is the period named outside the tables, if any."""

    compiled: Compiled
    asked: Period | None
    tables: Tables
    problems: list[Problem] = field(default_factory=list)
    first: dict[tuple[str, ...], Place] = field(default_factory=dict)

    @property
    def scheme(self) -> Scheme:
        """The document."""
        return self.compiled.scheme

    def report(self, problem: Problem, place: Place) -> None:
        """Add a problem."""
        self.problems.append(problem.at(place))

    def before(self, key: tuple[str, ...], place: Place) -> Place | None:
        """Where this key was met first; ``None`` when that is here."""
        found = self.first.setdefault(key, place)
        return None if found is place else found


@dataclass(frozen=True, slots=True)
class Line:
    """One row under its header."""

    context: Context
    sheet: Sheet
    header: Header
    row: Row

    def place(self, index: int | None = None) -> Place:
        """The row, or one cell of it under its column's name."""
        return self.sheet.place(self.row.number, None if index is None else self.header.title(index))

    def at(self, index: int) -> str:
        """A cell's text."""
        return self.row.cells[index] if index < len(self.row.cells) else ""

    def text(self, role: Role) -> str:
        """The text in the column of a role; empty without such a column."""
        index = self.header.roles.get(role)
        return "" if index is None else self.at(index)

    def typed(self, index: int, value: T | Problem) -> T | None:
        """A cell's value; a problem is reported at the cell."""
        if isinstance(value, Problem):
            self.context.report(value, self.place(index))
            return None
        return value

    def fault(self, code: str, named: Mapping[str, str], role: Role | None = None) -> None:
        """Report a problem of this row, at the role's column."""
        self.context.report(Problem(code, named), self.place(self.header.roles.get(role) if role else None))

    def subject(self) -> str | None:
        """The appraised subject, known to the scheme where that names its subjects."""
        name = values.person_or_place(self.text("subject"))
        title = self.header.title(self.header.roles["subject"])
        if not name:
            self.fault("intake.empty", {"name": title}, "subject")
            return None
        named = {values.plain(known): known for known in self.context.scheme.subjects}
        if named and values.plain(name) not in named:
            known = [*named.values()]
            self.fault("intake.unknown_subject", {"name": name, "hint": values.hint(name, known)}, "subject")
            return None
        return named.get(values.plain(name), name)

    def period(self) -> str | None:
        """The row's period as text: its own cell, or the table's, or the one asked for."""
        kind = self.context.scheme.period
        index = self.header.roles.get("period")
        if index is not None and self.at(index):
            found = self.typed(index, values.period(self.at(index), kind))
            return found.text if found else None
        if self.sheet.period:
            given = values.period(self.sheet.period, kind)
            return given.text if isinstance(given, Period) else None  # reported once, for the whole sheet
        return self.context.asked.text if self.context.asked else ANY_PERIOD

    def classes(self) -> Iterator[tuple[str, str, int]]:
        """The classes given in this row: name, value, column."""
        allowed = {**self.context.scheme.classes, **self.context.scheme.member_classes}
        for index, name in self.header.classes.items():
            if self.at(index):
                value = self.typed(index, values.choice(self.at(index), allowed[name]))
                if value is not None:
                    yield name, value, index

    def see(self, subject: str, period: str) -> None:
        """Remember a subject for a period with its classes; two different classes in one period are a contradiction."""
        seen = self.context.tables.seen.setdefault((subject, period), Seen())
        seen.parent = values.person_or_place(self.text("parent")) or seen.parent
        entry = self.context.scheme.subjects.get(subject)
        for name, value, index in self.classes():
            if name not in self.context.scheme.classes:
                continue
            fixed = (entry.classes[name], Place()) if entry and name in entry.classes else None
            known, where = fixed or seen.classes.setdefault(name, (value, self.place(index)))
            if known != value:
                first = shown(where, self.sheet) if where.file else N_("办法里")
                named = {"subject": subject, "name": name, "value": value, "first": first, "other": known}
                self.context.report(Problem("intake.class_conflict", named), self.place(index))


def shown(place: Place, here: Sheet) -> str:
    """Where something stood before, inside a sentence: the row alone when it is in this sheet."""
    if (place.file, place.sheet) == (here.file, here.name):
        return N_("第 {line} 行").filled(line=str(place.line))
    sheet = f"[{place.sheet}]" if place.sheet else ""
    return N_(" {file} 第 {line} 行").filled(file=f"{place.file}{sheet}", line=str(place.line))


def lines(context: Context, sheet: Sheet, header: Header) -> Iterator[Line]:
    """The rows under the header. Text beyond the last titled column is a fault of the row."""
    width = len(header.titles)
    for row in sheet.rows[header.row + 1 :]:
        line = Line(context, sheet, header, row)
        extra = next((cell for cell in row.cells[width:] if cell), None)
        if extra is not None:
            line.fault("intake.extra_cells", {"value": extra[:40]})
        context.tables.rows += 1
        yield line
