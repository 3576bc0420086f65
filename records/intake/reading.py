"""All sheets of a run into one set of tables; then the questions that only the whole can answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from records.intake import messages as _messages  # noqa: F401 - registers the words
from records.intake import values
from records.intake.context import Context
from records.intake.decisions import read_decisions
from records.intake.facts import read_facts
from records.intake.figures import read_figures
from records.intake.header import Header, TableKind, recognise, reported
from records.intake.members import read_members
from records.intake.tables import ANY_PERIOD, Tables
from records.sheets import Sheet
from rules.compiled import Compiled
from rules.phrase import listed
from rules.problem import Place, Problem, Severity, errors
from scoring.period import Period, parse_period

_READERS: dict[TableKind, Callable[[Context, Sheet, Header], None]] = {
    "members": read_members,  # first: their names tell a member's figures from a subject's
    "figures": read_figures,
    "facts": read_facts,
    "decisions": read_decisions,
}
_NAMED = 6  # names listed before "…"


def read(compiled: Compiled, sheets: Sequence[Sheet], period: Period | None = None) -> tuple[Tables, list[Problem]]:
    """Every sheet under the scheme. ``period`` is that of tables which name none.

    With an error among the problems nothing of the tables should be used.
    """
    context = Context(compiled, period, Tables(compiled))
    recognised: list[tuple[Header, Sheet]] = []
    for sheet in sheets:
        header = _recognise(context, sheet)
        if header is not None:
            recognised.append((header, sheet))
    for kind, reader in _READERS.items():
        for header, sheet in recognised:
            if header.kind == kind:
                reader(context, sheet, header)
    of_figures = [(header, sheet) for header, sheet in recognised if header.kind == "figures"]
    _missing_subjects(context, of_figures)
    _missing_figures(context, of_figures)
    _missing_classes(context)
    order = {id(sheet): index for index, sheet in enumerate(sheets)}
    by_name = {(sheet.file, sheet.name): order[id(sheet)] for sheet in sheets}
    context.problems.sort(key=lambda problem: by_name.get((problem.place.file, problem.place.sheet), len(order)))
    return context.tables, context.problems


def _recognise(context: Context, sheet: Sheet) -> Header | None:
    """The sheet's header, and whether its period is known."""
    if not sheet.rows:
        return None
    kind = context.scheme.period
    header, problems = recognise(context.compiled, sheet)
    context.problems += problems
    if header is None:
        return None
    if len(sheet.rows) == header.row + 1:
        place = sheet.place(sheet.rows[header.row].number)
        context.problems.append(Problem("intake.no_rows", place=place, severity="warning"))
    given = values.period(sheet.period, kind) if sheet.period else None
    if isinstance(given, Problem):
        context.report(given, sheet.place())
    if header.kind == "figures" and "period" not in header.roles and not sheet.period and context.asked is None:
        context.report(Problem("intake.no_period", {"example": values.example_of(kind)}), sheet.place())
        return None
    return header


def _missing_subjects(context: Context, recognised: list[tuple[Header, Sheet]]) -> None:
    """A scheme that names its subjects wants each of them in every period that figures speak of.

    One that is there in one period and not in another was forgotten: an error. One that is nowhere may have been
    left out on purpose, to try a few subjects: a warning, for what is computed among all is then computed among those.
    """
    named = context.scheme.subjects
    spoken = sorted({of for _, of, _ in context.tables.figures} - {ANY_PERIOD})
    if not named or not recognised:
        return
    place = recognised[-1][1].place()
    # A row that was refused for another fault is not missing: only rows that are not there are told of.
    mentioned = {values.plain(cell) for header, sheet in recognised for cell in _subject_cells(header, sheet)}
    for of in spoken:
        period = parse_period(of)
        for name in named:
            if (name, of) in context.tables.seen:
                continue
            if values.plain(name) in mentioned and errors(context.problems):
                continue
            shown = period.shown if period else of
            known = any((name, other) in context.tables.seen for other in spoken)
            severity: Severity = "error" if known else "warning"
            context.report(Problem("intake.missing_subject", {"period": shown, "name": name}, severity=severity), place)


def _subject_cells(header: Header, sheet: Sheet) -> list[str]:
    index = header.roles.get("subject")
    if index is None:
        return []
    return [row.cells[index] for row in sheet.rows[header.row + 1 :] if index < len(row.cells)]


def _missing_figures(context: Context, recognised: list[tuple[Header, Sheet]]) -> None:
    """Figures that nobody reported: their indicators stay unscored, which is said once."""
    have = {name for _, _, name in context.tables.figures}
    needed = [name for name, figure in reported(context.scheme).items() if figure.when_missing is None]
    wanted = [name for name in needed if name not in have]
    filled = any(len(sheet.rows) > header.row + 1 for header, sheet in recognised)
    if wanted and filled and not errors(context.problems):
        names = listed(wanted[:_NAMED]) + ("…" if len(wanted) > _NAMED else "")
        named = {"count": str(len(wanted)), "names": names}
        context.problems.append(Problem("intake.figures_missing", named, recognised[0][1].place(), "warning"))


def _missing_classes(context: Context) -> None:
    """Subjects without a class that the scheme declares: rules that ask for it would pass them over in silence."""
    tables = context.tables
    subjects = list(dict.fromkeys(name for name, _ in tables.seen))
    for name in context.scheme.classes:
        classed = {who for (who, _), seen in tables.seen.items() if name in seen.classes}
        classed |= {who for who, entry in context.scheme.subjects.items() if name in entry.classes}
        lacking = [who for who in subjects if who not in classed]
        if lacking:
            shown = listed(lacking[:_NAMED]) + ("…" if len(lacking) > _NAMED else "")
            named = {"name": name, "subjects": shown}
            context.problems.append(Problem("intake.no_class", named, Place(), "warning"))
