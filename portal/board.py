"""周期: the board of all periods, one period with its history, and the opening of new ones."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.access import needs
from portal.database import KEY, session
from portal.queue import attempt
from records.models import Adjustment, AppraisalPeriod, AuditEvent, OverrideDecision, SchemeVersion, User
from records.queries.periods import periods, published_versions
from rules.phrase import COMMA, listed
from workflow.board import board, standing_on_board
from workflow.calendar import load_calendar
from workflow.closing import scorecards
from workflow.names import rule_titles, subject_names
from workflow.opening import open_period
from workflow.overriding import hands_of
from workflow.permissions import Permission, may
from workflow.versions import compiled_of
from workflow.wording import ADJUSTMENT_STATES, OVERRIDE_STATES, PERIOD_STATES

blueprint = Blueprint("board", __name__, url_prefix="/periods")
_ACTS = {
    "periods:period:open": _("开放"),
    "periods:period:close": _("关账、公示、办结或重新开放"),
    "periods:period:seal": _("封存"),
    "periods:period:unseal": _("解除封存"),
    "records:exports:run": _("导出"),
    "ledger:posting:correct": _("重新计分"),
}


class OpenForm(FlaskForm):
    """A published version and a period in writing."""

    version = SelectField(_("考核办法"), coerce=int)
    text = StringField(
        _("考核周期"),
        [InputRequired(_("请填写考核周期")), Length(max=20)],
        description=_("月度写 2025-12，季度写 2025-Q4，年度写 2025"),
    )


def period_or_404(period_id: int) -> AppraisalPeriod:
    """A period in view."""
    return session().scalars(periods().where(AppraisalPeriod.id == period_id)).one_or_none() or abort(404)


@blueprint.get("/")
@needs(Permission.PERIODS_READ)
def index() -> ResponseReturnValue:
    """Where each period stands and what waits for whom."""
    account = current_user.account
    warnings = load_calendar(session(), account.court_id).warnings() if may(account, Permission.CALENDAR_EDIT) else []
    return render_template(
        "portal/board/index.html",
        periods=board(session(), account),
        warnings=[problem.text(gettext) for problem in warnings],
    )


@blueprint.get(f"/<{KEY}:period_id>")
@needs(Permission.PERIODS_READ)
def detail(period_id: int) -> ResponseReturnValue:
    """One period: its stages, its adjustments, and for those who may read the trail, who did what when."""
    period, account = period_or_404(period_id), current_user.account
    return render_template(
        "portal/board/period.html",
        period=period,
        view=standing_on_board(session(), account, period),
        cards=len(scorecards(session(), period)),
        adjustments=_adjustments(period) if may(account, Permission.ADJUSTMENTS_READ) else None,
        overrides=_overrides(period) if may(account, Permission.ADJUSTMENTS_READ) else None,
        events=_events(period) if may(account, Permission.AUDIT_READ) else None,
        own=period.court_id == account.court_id,
    )


@blueprint.route("/open", methods=["GET", "POST"])
@needs(Permission.PERIODS_OPEN)
def open_new() -> ResponseReturnValue:
    """Open a period of a published scheme."""
    form = OpenForm()
    versions = published_versions(session())
    form.version.choices = [(version.id, f"{version.scheme.title} {version.version}") for version in versions]
    if form.validate_on_submit():
        account, version = current_user.account, session().get_one(SchemeVersion, form.version.data)
        done, period = attempt(
            lambda: open_period(session(), account, version, account.court_id, form.text.data.strip())
        )
        if done and period is not None:
            flash(gettext("已开放「%(period)s」，可以导入数据了。", period=str(period)), "success")
            return redirect(url_for("board.detail", period_id=period.id))
    return render_template("portal/board/open.html", form=form, versions=versions)


def _adjustments(period: AppraisalPeriod) -> list[dict[str, object]]:
    query = (
        select(Adjustment)
        .where(Adjustment.period_id == period.id)
        .options(joinedload(Adjustment.proposed_by), joinedload(Adjustment.decided_by))
        .order_by(Adjustment.id.desc())
    )
    names, titles = subject_names(session()), rule_titles(period.version)
    return [
        {
            "row": row,
            "subject": names.get((row.subject_kind, row.subject_id), ""),
            "title": titles.get(row.rule, row.rule),
            "state": gettext(ADJUSTMENT_STATES[row.state]),
        }
        for row in session().scalars(query)
    ]


def _overrides(period: AppraisalPeriod) -> list[dict[str, object]] | None:
    """None where the scheme does not know them."""
    if compiled_of(period.version).scheme.overrides.allowed == "none":
        return None
    names, titles = subject_names(session()), rule_titles(period.version)
    people = {row.id: row.name for row in session().execute(select(User.id, User.name))}
    query = select(OverrideDecision).where(OverrideDecision.period_id == period.id).order_by(OverrideDecision.id.desc())
    return [
        {
            "row": row,
            "subject": names.get((row.subject_kind, row.subject_id), ""),
            "title": titles.get(row.rule, row.rule),
            "state": gettext(OVERRIDE_STATES[row.state]),
            "hands": [people.get(each or 0, "—") for each in hands_of(row)],
        }
        for row in session().scalars(query)
    ]


def _events(period: AppraisalPeriod) -> list[tuple[AuditEvent, str, str]]:
    """The trail of a period in words: the act, and what is worth saying of it."""
    query = (
        select(AuditEvent)
        .where(AuditEvent.target_kind == "period", AuditEvent.target_id == period.id)
        .order_by(AuditEvent.sequence.desc())
    )
    found = []
    for event in session().scalars(query):
        state = PERIOD_STATES.get(str(event.details.get("state", "")), "")
        words = [gettext(state) if state else "", str(event.details.get("reason", ""))]
        found.append((event, str(_ACTS.get(event.action, event.action)), listed(filter(None, words), COMMA)))
    return found
