"""The periods in view, and how everyone stands in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import needs
from portal.database import KEY, session
from portal.scorecards.divisions import DivisionRow, by_division
from portal.scorecards.opening import blueprint, names_public, period_or_404, readable, written
from records.models import AppraisalPeriod
from records.queries.periods import periods_in_view
from scoring.result import Card, SubjectResult
from shown import charts
from shown import scorecard as arranged
from workflow.names import subject_names
from workflow.permissions import Permission
from workflow.standing import Standing, standing_of
from workflow.wording import PERIOD_STATES


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period in the list."""

    id: int
    shown: str
    state: str
    closed: bool
    version: str


@dataclass(frozen=True, slots=True)
class SchemeRows:
    """A scheme of a court with its periods, latest first."""

    title: str
    court: str
    periods: tuple[PeriodRow, ...]


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One subject in the standing of a period; ``opens``: the reader may open its card."""

    place: int | None
    subject: str
    opens: bool
    values: tuple[Fraction | None, ...]
    total: Fraction | None
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The standing page."""

    period_id: int
    scheme_title: str
    period_shown: str
    court: str
    version: str
    unit: str
    places: int
    state_shown: str
    sealed: bool
    demonstration: bool
    ranked: bool
    has_total: bool
    has_cards: bool
    columns: tuple[str, ...]
    rows: tuple[StandingRow, ...]
    highest: Fraction | None
    lowest: Fraction | None
    spread: Fraction | None
    distribution: tuple[charts.Column, ...]
    divisions: tuple[DivisionRow, ...]
    problems: tuple[str, ...]


@blueprint.get("/")
@needs(Permission.SCORECARD_READ_OWN)
def index() -> ResponseReturnValue:
    """All periods in view, by court and scheme."""
    schemes: dict[tuple[str, str], list[PeriodRow]] = {}
    for period in periods_in_view(session()):
        row = PeriodRow(
            period.id,
            written(period).shown,
            _(PERIOD_STATES[period.state]),
            period.state != "open",
            period.version.version,
        )
        schemes.setdefault((period.court.name, period.version.scheme.title), []).append(row)
    return render_template(
        "portal/scorecards.html",
        schemes=[SchemeRows(title, court, tuple(rows)) for (court, title), rows in schemes.items()],
    )


@blueprint.get(f"/<{KEY}:period_id>")
@needs(Permission.SCORECARD_READ_OWN)
def period(period_id: int) -> ResponseReturnValue:
    """Everyone in view, in order of rank where the scheme shows ranking, else by name."""
    record = period_or_404(period_id)
    standing = standing_of(session(), record)
    return render_template("portal/period.html", view=_period_view(record, standing))


def _listed(record: AppraisalPeriod, standing: Standing) -> tuple[SubjectResult, ...]:
    """The results this person may open; all of them by name once a ranking is public. Others are not even listed."""
    if names_public(record, standing):
        return standing.results
    return tuple(one for one in standing.results if readable(standing, one.subject))


def _period_view(record: AppraisalPeriod, standing: Standing) -> PeriodView:
    compiled, results = standing.compiled, _listed(record, standing)
    ranked = compiled.scheme.ranking == "shown" and any(result.place for result in results)
    ordered = sorted(results, key=lambda result: (result.place or len(results) + 1 if ranked else 0, result.subject))
    columns = (
        tuple(part.title for part in arranged.parts(compiled, ordered[0])) if ordered and compiled.scheme.total else ()
    )
    rows = []
    for result in ordered:
        opens = readable(standing, result.subject)
        parts = {part.title: part.value for part in arranged.parts(compiled, result)} if opens else {}
        rows.append(
            StandingRow(
                result.place,
                result.subject,
                opens,
                tuple(parts.get(name) for name in columns),
                result.total,
                result.cards if opens else (),
            )
        )
    totals = [result.total for result in results if result.total is not None]
    highest, lowest = (max(totals), min(totals)) if totals else (None, None)
    return PeriodView(
        period_id=record.id,
        scheme_title=compiled.scheme.title,
        period_shown=written(record).shown,
        court=record.court.name,
        version=compiled.scheme.version,
        unit=compiled.scheme.unit,
        places=compiled.rounding.places,
        state_shown=_(PERIOD_STATES[record.state]),
        sealed=record.state == "sealed",
        demonstration=standing.demonstration,
        ranked=ranked,
        has_total=compiled.scheme.total is not None,
        has_cards=bool(compiled.ladders),
        columns=columns,
        rows=tuple(rows),
        highest=highest,
        lowest=lowest,
        spread=highest / lowest if highest is not None and lowest and lowest > 0 else None,
        distribution=tuple(charts.distribution(totals, None)),
        divisions=by_division(standing, [(row.subject, row.total) for row in rows], subject_names(session())),
        problems=tuple(problem.line(_) for problem in standing.problems),
    )
