"""What may be read: schemes, periods, scorecards of the courts in view."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from api.access import needs, session, token
from api.blueprint import blueprint, respond
from api.faults import Fault, Refusal
from records.models import AppraisalPeriod, Court, Scheme, SchemeVersion
from rules.phrase import listed, tell
from rules.problem import N_, visible
from scoring.period import parse_period
from shown.card_data import card_data, period_data, summary
from workflow.permissions import Permission
from workflow.standing import Standing, standing_of
from workflow.wording import PERIOD_STATES

MOST = 500
STATE_WRONG = N_("state 应为 %(known)s 之一")
UNKNOWN = N_("没有「%(name)s」这个参数，请核对拼写")
PAGE_WRONG = N_("offset 应为不小于 0 的整数，limit 应为 1 至 500 的整数")


@blueprint.get("/schemes")
@needs(Permission.SCHEMES_READ)
def schemes() -> Response:
    """Published versions of every scheme in view, the newest of each first."""
    _only()
    query = (
        select(SchemeVersion)
        .join(SchemeVersion.scheme)
        .options(contains_eager(SchemeVersion.scheme))
        .where(SchemeVersion.state == "published")
        .order_by(Scheme.name, SchemeVersion.effective.desc(), SchemeVersion.id.desc())
    )
    return respond({"schemes": [_scheme(version) for version in session().scalars(query)]})


@blueprint.get("/schemes/<string(maxlength=60):scheme>/versions/<string(maxlength=40):version>")
@needs(Permission.SCHEMES_READ)
def scheme(scheme: str, version: str) -> Response:
    """One published version, with its document as it was written."""
    _only()
    query = (
        select(SchemeVersion)
        .join(SchemeVersion.scheme)
        .options(contains_eager(SchemeVersion.scheme))
        .where(Scheme.name == scheme, SchemeVersion.version == version, SchemeVersion.state == "published")
        .order_by(SchemeVersion.id.desc())
    )
    found = session().scalars(query).first()
    if found is None:
        raise Refusal(404)
    return respond({**_scheme(found), "document": found.text})


@blueprint.get("/periods")
@needs(Permission.PERIODS_READ)
def periods() -> Response:
    """Periods in view, the latest first; ``scheme`` and ``state`` narrow the list."""
    _only("scheme", "state", "offset", "limit")
    query = (
        select(AppraisalPeriod)
        .join(AppraisalPeriod.version)
        .join(SchemeVersion.scheme)
        .options(
            contains_eager(AppraisalPeriod.version).contains_eager(SchemeVersion.scheme),
            joinedload(AppraisalPeriod.court),
        )
        .order_by(AppraisalPeriod.starts.desc(), AppraisalPeriod.id)
    )
    if wanted := request.args.get("scheme"):
        query = query.where(Scheme.name == wanted)
    if (state := request.args.get("state")) is not None:
        if state not in PERIOD_STATES:
            raise Refusal(422, [Fault("", "state", gettext(STATE_WRONG, known=tell(listed(PERIOD_STATES))))])
        query = query.where(AppraisalPeriod.state == state)
    offset, limit = _page()
    found = session().scalars(query.offset(offset).limit(limit))
    return respond({"periods": [period_data(period) for period in found], "offset": offset, "limit": limit})


@blueprint.get("/periods/<string(maxlength=60):scheme>/<string(maxlength=10):period>/scorecards")
@needs(Permission.SCORECARD_READ)
def scorecards(scheme: str, period: str) -> Response:
    """Totals of a period: stored ones once it is closed, before that as of now. By name where ranking is hidden."""
    _only("court", "offset", "limit")
    found, standing = _standing(scheme, period)
    offset, limit = _page()
    hidden = standing.compiled.scheme.ranking == "hidden"
    results = sorted(standing.results, key=lambda result: result.subject) if hidden else list(standing.results)
    lines = [summary(standing, result) for result in results[offset : offset + limit]]
    head = {**period_data(found), "unit": standing.compiled.scheme.unit}
    return respond({**head, "scorecards": lines, "count": len(results), "offset": offset, "limit": limit})


@blueprint.get("/periods/<string(maxlength=60):scheme>/<string(maxlength=10):period>/scorecards/<path:subject>")
@needs(Permission.SCORECARD_READ)
def scorecard(scheme: str, period: str, subject: str) -> Response:
    """One scorecard, every point with its explanation and facts; what a printed paper carries attached."""
    _only("court")
    found, standing = _standing(scheme, period)
    data = card_data(found, standing, subject)
    if data is None:
        raise Refusal(404)
    return respond(data)


def _only(*names: str) -> None:
    """Unknown parameters are refused: a misspelt one would be passed over in silence."""
    wrong = [name for name in request.args if name not in names]
    if wrong:
        raise Refusal(422, [Fault("", "parameter", gettext(UNKNOWN, name=visible(name))) for name in wrong])


def _scheme(version: SchemeVersion) -> dict[str, Any]:
    return {
        "scheme": version.scheme.name,
        "title": version.scheme.title,
        "version": version.version,
        "effective": version.effective.isoformat(),
        "sha256": version.sha256,
    }


def _standing(scheme: str, text: str) -> tuple[AppraisalPeriod, Standing]:
    """The period of the token's own court, or of the one named by ``court`` among those in view."""
    when = parse_period(text)
    if when is None:
        raise Refusal(404)
    query = (
        select(AppraisalPeriod)
        .join(AppraisalPeriod.version)
        .join(SchemeVersion.scheme)
        .join(AppraisalPeriod.court)
        .options(
            contains_eager(AppraisalPeriod.version).contains_eager(SchemeVersion.scheme),
            contains_eager(AppraisalPeriod.court),
        )
        .where(Scheme.name == scheme, AppraisalPeriod.text == when.text)
    )
    court = request.args.get("court")
    own = Court.name == court if court else AppraisalPeriod.court_id == token().court_id
    found = session().scalars(query.where(own)).first()
    if found is None:
        raise Refusal(404)
    return found, standing_of(session(), found)


def _page() -> tuple[int, int]:
    """Which part of a list."""
    offset, limit = request.args.get("offset", "0"), request.args.get("limit", "100")
    sound = all(text.isascii() and text.isdigit() and len(text) < 10 for text in (offset, limit))  # noqa: PLR2004 - fits any integer
    if not sound or not 0 < int(limit) <= MOST:
        raise Refusal(422, [Fault("", "page", gettext(PAGE_WRONG))])
    return int(offset), int(limit)
