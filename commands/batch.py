"""A batch of scorecards to print: from tables, or from the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from commands.score import Request, read, score_gathered
from records.database import migrate, open_database
from rules.phrase import SEMICOLON, listed, tell
from rules.problem import N_, Problem, ProblemError
from scoring.period import parse_period
from shown.scorecard import ScorecardView, fact_view, view
from shown.standing import card_of
from workflow.finding import enter_court, period_of
from workflow.standing import history, standing_of

_STATE = N_("据表格计算，未入库")


@dataclass(frozen=True, slots=True)
class Batch:
    """Everyone who can be printed, and a way to each card. ``notes`` are warnings to pass on."""

    period: str
    subjects: tuple[str, ...]
    card: Callable[[str], ScorecardView | None]
    notes: tuple[Problem, ...] = ()


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

    def card(subject: str) -> ScorecardView | None:
        return view(
            compiled=gathered.compiled, period=gathered.period, results=result.subjects, subject=subject, facts=facts,
            state_shown=_STATE, notice=trial,
        )  # fmt: skip

    return Batch(gathered.period.shown, tuple(one.subject for one in result.subjects), card, tuple(problems))


@contextmanager
def from_records(court: str, scheme: str, text: str) -> Iterator[Batch]:
    """A period of a court: as stored when it is closed, as of now while it is open."""
    migrate()
    database = open_database()
    try:
        with database.session() as session:
            period = period_of(session, enter_court(session, court), scheme, text)
            standing = standing_of(session, period)
            facts = {key: fact_view(fact) for key, fact in standing.facts.items()}

            def card(subject: str) -> ScorecardView | None:
                past = history(session, period, subject, standing.keys)
                return card_of(period, standing, subject, facts=facts, history=past)

            when = parse_period(period.text)
            subjects = tuple(one.subject for one in standing.results)
            yield Batch(when.shown if when else period.text, subjects, card, standing.problems)
    finally:
        database.close()
