"""Figures: one row a subject and period, one column a figure."""

from __future__ import annotations

from fractions import Fraction

from records.intake import values
from records.intake.context import Context, Line, lines, shown
from records.intake.header import Header, reported
from records.sheets import Sheet
from rules.exact import plain_text
from rules.problem import Problem, errors
from scoring.inputs import FigureKey

_TOTAL = {"总计", "合计"}


def read_figures(context: Context, sheet: Sheet, header: Header) -> None:
    """Into the tables. A row 总计 or 合计 is checked against the columns, not kept."""
    sums: dict[tuple[str, int], Fraction] = {}
    totals: list[Line] = []
    for line in lines(context, sheet, header):
        if values.plain(_name(line)) in _TOTAL:
            totals.append(line)
            continue
        read_values(line, _subject_and_period(line), sums)
    sound = not any(
        (problem.place.file, problem.place.sheet) == (sheet.file, sheet.name) for problem in errors(context.problems)
    )
    for line in totals if sound else ():  # with a row refused, the sums cannot be right
        _check(line, sums)


def _name(line: Line) -> str:
    return line.text("subject") or line.text("member")


def _subject_and_period(line: Line) -> tuple[str, str] | None:
    """Whose figures these are, and of which period; a member's where the table has a column of members."""
    context = line.context
    period = line.period()
    member = values.person_or_place(line.text("member"))
    if member:
        context.tables.member_names.add(member)
        subject: str | None = member
    elif "subject" not in line.header.roles:
        line.fault("intake.empty", {"name": line.header.title(line.header.roles["member"])}, "member")
        return None
    elif values.person_or_place(line.text("subject")) in context.tables.member_names:
        subject = values.person_or_place(line.text("subject"))
    else:
        subject = line.subject()
    if subject is None or period is None:
        return None
    first = context.before(("row", line.sheet.file, line.sheet.name, subject, period), line.place())
    if first is not None:
        named = {"subject": subject, "period": period, "first": shown(first, line.sheet)}
        line.fault("intake.duplicate_row", named, "member" if member else "subject")
        return None
    if subject not in context.tables.member_names:
        line.see(subject, period)
    return subject, period


def read_values(line: Line, of: tuple[str, str] | None, sums: dict[tuple[str, int], Fraction] | None = None) -> None:
    """The figures of a row, kept for ``of`` (subject or member, period) and added to ``sums`` by period and column.

    ``of`` is ``None`` for a row that was refused: its cells are still looked at, so that all faults come at once.
    """
    tables, declared = line.context.tables, line.context.scheme.figures
    for index, name in line.header.fields.items():
        text = line.at(index)
        if values.is_blank(text):
            continue
        figure = declared[name]
        read = values.yes_no(text) if figure.type == "yes_no" else values.number(text, figure.unit)
        if isinstance(read, Problem):
            line.context.report(read, line.place(index))
            continue
        if of is None:
            continue
        value: Fraction | bool = read
        subject, period = of
        if sums is not None and not isinstance(value, bool):
            sums[period, index] = sums.get((period, index), Fraction(0)) + value
        key: FigureKey = (subject, period, name)
        before = tables.figures.setdefault(key, value)
        place = tables.places.setdefault(key, line.place(index))
        if before != value:
            other = plain_text(before) if isinstance(before, Fraction) else str(before)
            first = shown(place, line.sheet)
            named = {"subject": subject, "period": period, "name": name, "first": first, "other": other}
            line.context.report(Problem("intake.duplicate_figure", named), line.place(index))


def _check(line: Line, sums: dict[tuple[str, int], Fraction]) -> None:
    """A total must be the sum of its column, for its period or for all of them; rates do not add up."""
    figures = reported(line.context.scheme)
    own = line.text("period")
    period = line.period() if own else None
    if own and period is None:
        return
    for index, name in line.header.fields.items():
        text = line.at(index)
        if values.is_blank(text) or figures[name].unit == "%" or figures[name].type == "yes_no":
            continue
        total = line.typed(index, values.number(text, figures[name].unit))
        parts = [value for (of, at), value in sums.items() if at == index and (not own or of == period)]
        found = sum(parts, Fraction(0))
        if total is not None and total != found:
            named = {"name": name, "text": text, "sum": plain_text(found)}
            line.context.report(Problem("intake.checksum", named), line.place(index))
