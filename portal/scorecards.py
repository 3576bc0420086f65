"""记分卡: the periods in view, the standing of a period, one subject's card, and its paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO

from flask import Blueprint, abort, current_app, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access import needs
from portal.database import KEY, session
from records.models import AppraisalPeriod, SchemeVersion
from reports.scorecard import scorecard as print_scorecard
from reports.scorecard import scorecard_name
from scoring.period import Period, parse_period
from scoring.result import Card, SubjectResult
from shown import charts
from shown import scorecard as arranged
from shown.standing import card_of
from workflow.permissions import Permission, SubjectOf, may, may_read_scorecard
from workflow.standing import Standing, history, standing_of
from workflow.wording import PERIOD_STATES

blueprint = Blueprint("scorecards", __name__, url_prefix="/scorecards")


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
    """One subject in the standing of a period."""

    place: int | None
    subject: str
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
    problems: tuple[str, ...]


def _period_or_404(period_id: int) -> AppraisalPeriod:
    found = session().get(AppraisalPeriod, period_id)
    return found or abort(404)


def _written(period: AppraisalPeriod) -> Period:
    parsed = parse_period(period.text)
    return parsed or abort(404)


@blueprint.get("/")
@needs(Permission.SCORECARD_READ_OWN)
def index() -> ResponseReturnValue:
    """All periods in view, by court and scheme."""
    query = (
        select(AppraisalPeriod)
        .options(
            joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme), joinedload(AppraisalPeriod.court)
        )
        .order_by(AppraisalPeriod.court_id, AppraisalPeriod.scheme_id, AppraisalPeriod.starts.desc())
    )
    schemes: dict[tuple[str, str], list[PeriodRow]] = {}
    for period in session().scalars(query):
        row = PeriodRow(
            period.id,
            _written(period).shown,
            _(PERIOD_STATES[period.state]),
            period.state != "open",
            period.version.version,
        )
        schemes.setdefault((period.court.name, period.version.scheme.title), []).append(row)
    return render_template(
        "portal/scorecards.html",
        schemes=[SchemeRows(title, court, tuple(rows)) for (court, title), rows in schemes.items()],
    )


def _readable(standing: Standing) -> tuple[SubjectResult, ...]:
    """The results this person may open. Where ranking is hidden, the others' are not even listed."""
    nobody = SubjectOf("none")
    return tuple(
        r
        for r in standing.results
        if may_read_scorecard(current_user.account, standing.subjects.get(r.subject, nobody))
    )


@blueprint.get(f"/<{KEY}:period_id>")
@needs(Permission.SCORECARD_READ_OWN)
def period(period_id: int) -> ResponseReturnValue:
    """Everyone in view, in order of rank where the scheme shows ranking, else in the scheme's own order."""
    record = _period_or_404(period_id)
    standing = standing_of(session(), record)
    return render_template("portal/period.html", view=_period_view(record, standing, _readable(standing)))


def _period_view(record: AppraisalPeriod, standing: Standing, results: tuple[SubjectResult, ...]) -> PeriodView:
    compiled = standing.compiled
    ranked = compiled.scheme.ranking == "shown" and any(result.place for result in results)
    ordered = sorted(results, key=lambda result: result.place or len(results) + 1) if ranked else list(results)
    columns = (
        tuple(part.title for part in arranged.parts(compiled, ordered[0])) if ordered and compiled.scheme.total else ()
    )
    rows = []
    for result in ordered:
        parts = {part.title: part.value for part in arranged.parts(compiled, result)}
        rows.append(
            StandingRow(
                result.place, result.subject, tuple(parts.get(name) for name in columns), result.total, result.cards
            )
        )
    totals = [result.total for result in results if result.total is not None]
    highest, lowest = (max(totals), min(totals)) if totals else (None, None)
    return PeriodView(
        period_id=record.id,
        scheme_title=compiled.scheme.title,
        period_shown=_written(record).shown,
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
        problems=tuple(problem.line(_) for problem in standing.problems),
    )


def _card_view(period_id: int, subject: str) -> arranged.ScorecardView:
    record = _period_or_404(period_id)
    standing = standing_of(session(), record)
    if not may_read_scorecard(current_user.account, standing.subjects.get(subject, SubjectOf("none"))):
        abort(404 if subject not in standing.subjects else 403)
    found = card_of(
        record,
        standing,
        subject,
        facts=_facts(standing),
        history=history(session(), record, subject, standing.keys),
    )
    return found or abort(404)


def _facts(standing: Standing) -> Mapping[str, arranged.FactView]:
    may_open = may(current_user.account, Permission.FACTS_READ)
    return {
        key: arranged.fact_view(
            fact,
            url_for("facts.details_view", id=standing.fact_ids[key]) if may_open and key in standing.fact_ids else "",
        )
        for key, fact in standing.facts.items()
    }


@blueprint.get(f"/<{KEY}:period_id>/<path:subject>/paper.pdf")
@needs(Permission.SCORECARD_PRINT)
def paper(period_id: int, subject: str) -> ResponseReturnValue:
    """The same card as PDF; an unsealed one says so at its foot."""
    card = _card_view(period_id, subject)
    printed = print_scorecard(card)
    for problem in printed.problems:
        current_app.logger.warning("%s: %s", scorecard_name(card), problem.line())
    return send_file(BytesIO(printed.pdf), mimetype="application/pdf", download_name=scorecard_name(card))


@blueprint.get(f"/<{KEY}:period_id>/<path:subject>")
@needs(Permission.SCORECARD_READ_OWN)
def card(period_id: int, subject: str) -> ResponseReturnValue:
    """One subject's card: every line opens to formula, clause and facts."""
    return render_template("portal/scorecard.html", card=_card_view(period_id, subject))
