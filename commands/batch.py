"""A batch of scorecards to print: from tables, or from the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from commands.score import Request, read, score_gathered
from records.database import migrate, open_database
from reports.batch.runner import printed_of
from reports.desk import desk_of
from reports.press.press import Paper
from reports.press.sheet import Sheet
from reports.scorecard import compose_card, sheet_of
from rules.phrase import SEMICOLON, listed, tell
from rules.problem import N_, Problem, ProblemError
from scoring.period import in_words
from shown.scorecard import fact_view, view
from workflow.finding import enter_court, period_of
from workflow.printing.recording import record_paper

_STATE = N_("据表格计算，未入库")


@dataclass(frozen=True, slots=True)
class Batch:
    """Everyone who can be printed, and a way to each sheet. ``notes`` are warnings to pass on; ``record`` is told of
    each paper that was printed.
    """

    period: str
    subjects: tuple[str, ...]
    sheet: Callable[[str], Sheet | None]
    notes: tuple[Problem, ...] = ()
    record: Callable[[str, Sheet, Paper], None] = lambda _subject, _sheet, _paper: None


def from_tables(request: Request) -> Batch:
    """Scored as ``./hengji score`` does; the cards say where they come from, and what was set otherwise on trial."""
    gathered, problems = read(request)
    if gathered is None:
        raise ProblemError(problems)
    scored, problems = score_gathered(gathered, problems)
    if scored is None:
        raise ProblemError(problems)
    result = scored[1]
    facts = {fact.key: fact_view(fact) for fact in gathered.tables.inputs(gathered.period).facts}
    trial = (
        tell(N_("试算：{settings}").filled(settings=listed(request.settings, SEMICOLON))) if request.settings else ""
    )

    def sheet(subject: str) -> Sheet | None:
        card = view(
            compiled=gathered.compiled, period=gathered.period, results=result.subjects, subject=subject, facts=facts,
            state_shown=_STATE, notice=trial,
        )  # fmt: skip
        return sheet_of(card) if card else None

    return Batch(gathered.period.shown, tuple(one.subject for one in result.subjects), sheet, tuple(problems))


@contextmanager
def from_records(court: str, scheme: str, text: str) -> Iterator[Batch]:
    """A period of a court: as stored when it is closed, as of now while it is open."""
    migrate()
    database = open_database()
    try:
        with database.session() as session:
            period = period_of(session, enter_court(session, court), scheme, text)
            desk = desk_of(session, period)
            standing = desk.standing

            def record(subject: str, sheet: Sheet, paper: Paper) -> None:
                record_paper(session, None, period, printed_of(sheet, paper), standing.keys.get(subject))
                session.commit()

            subjects = tuple(one.subject for one in standing.results)
            yield Batch(
                in_words(period.text), subjects, lambda subject: compose_card(desk, subject),
                standing.problems, record,
            )  # fmt: skip
    finally:
        database.close()
