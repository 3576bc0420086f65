"""What every page of a card begins with: the period, its standing, may they, and what they may learn of others."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, current_app
from flask_login import current_user

from portal.database import session
from records.models import AppraisalPeriod
from scoring.inputs import Subject
from scoring.period import Period, parse_period
from shown.discretion import OPEN, Discretion
from workflow.mine import member_name
from workflow.permissions import SubjectOf, may_read_scorecard
from workflow.standing import Standing, standing_of

blueprint = Blueprint("scorecards", __name__, url_prefix="/scorecards")
PUBLIC = frozenset({"publicised", "settled", "sealed"})  # results that everyone has been shown


@dataclass(frozen=True, slots=True)
class Opened:
    """A card that the reader may open. ``member`` is the reader's own name where she belongs to the subject."""

    period: AppraisalPeriod
    when: Period
    standing: Standing
    subject: str
    member: str | None
    discretion: Discretion

    @property
    def of(self) -> Subject:
        """The subject with its classes."""
        return next(one for one in self.standing.inputs.subjects if one.name == self.subject)


def period_or_404(period_id: int) -> AppraisalPeriod:
    """A period in view."""
    found = session().get(AppraisalPeriod, period_id)
    return found or abort(404)


def written(period: AppraisalPeriod) -> Period:
    """The period as a stretch of time."""
    parsed = parse_period(period.text)
    return parsed or abort(404)


def readable(standing: Standing, subject: str) -> bool:
    """Whether the reader may open this subject's card."""
    return may_read_scorecard(current_user.account, standing.subjects.get(subject, SubjectOf("none")))


def names_public(period: AppraisalPeriod, standing: Standing) -> bool:
    """Whether everyone may see who stands where: the scheme shows ranking, and the results have been made public."""
    return standing.compiled.scheme.ranking == "shown" and period.state in PUBLIC


def opened(period_id: int, subject: str) -> Opened:
    """The card's ground, or 404 where there is none, or 403 where it is another's."""
    period = period_or_404(period_id)
    standing = standing_of(session(), period)
    if subject not in standing.subjects:
        abort(404)
    if not readable(standing, subject):
        abort(403)
    own = standing.subjects[subject].person_ids
    mine = current_user.account.person_id in own
    member = member_name(session(), current_user.account) if mine else None
    return Opened(period, written(period), standing, subject, member, _discretion(period, standing, member))


def _discretion(period: AppraisalPeriod, standing: Standing, member: str | None) -> Discretion:
    if all(readable(standing, one.subject) for one in standing.results):
        return OPEN
    names = names_public(period, standing)
    together = standing.compiled.scheme.ranking == "shown" or member is None
    return Discretion(current_app.config["SMALLEST_GROUP"], names, None if together else member)
