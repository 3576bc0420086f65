"""单独评分: apply for one, and look at one: verify, decide, refuse."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import func, select
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.access import needs
from portal.board import period_or_404
from portal.by_hand import AnswerForm, PointsForm
from portal.database import KEY, session
from portal.queue import attempt
from records.models import OverrideDecision, User
from workflow.inputs import ground_of
from workflow.names import rule_titles, subject_names
from workflow.overriding import Wish, apply_for, decide, hands_of, refuse, verify
from workflow.permissions import Permission, may
from workflow.versions import compiled_of
from workflow.wording import OVERRIDE_STATES

blueprint = Blueprint("overrides", __name__)
_NEXT = {"applied": Permission.OVERRIDES_VERIFY, "verified": Permission.OVERRIDES_DECIDE,
         "decided": Permission.OVERRIDES_DECIDE}  # fmt: skip


class WishForm(PointsForm):
    """Which indicator."""

    rule = SelectField(_("指标"))
    points = StringField(
        _("得分"),
        [InputRequired(_("请填写得分")), Length(max=30)],
        description=_("代替按公式算出的得分，在 0 和满分之间"),
    )


@blueprint.route(f"/periods/<{KEY}:period_id>/override", methods=["GET", "POST"])
@needs(Permission.OVERRIDES_APPLY)
def apply_new(period_id: int) -> ResponseReturnValue:
    """Apply for one, to be verified and decided by others."""
    period = period_or_404(period_id)
    scheme = compiled_of(period.version).scheme
    if period.court_id != current_user.account.court_id or scheme.overrides.allowed == "none":
        abort(404)
    form, ground = WishForm(), ground_of(session(), period)
    form.offer(ground)
    form.rule.choices = [(rule.id, rule.title) for rule in scheme.indicators]
    if form.validate_on_submit():
        wish = Wish(form.whom, form.rule.data, form.amount, form.reason.data, form.evidence.data)
        done, row = attempt(lambda: apply_for(session(), current_user.account, period, wish))
        if done and row is not None:
            flash(gettext("已申请，请另一个人核实。"), "success")
            return redirect(url_for("overrides.one", override_id=row.id))
    seen = session().scalar(select(func.max(OverrideDecision.id)))  # what was typed is kept until there is one more
    return render_template(
        "portal/overrides/new.html", form=form, period=period, seen=seen or 0, overrides=scheme.overrides
    )


@blueprint.route(f"/overrides/<{KEY}:override_id>", methods=["GET", "POST"])
@needs(Permission.ADJUSTMENTS_READ)
def one(override_id: int) -> ResponseReturnValue:
    """One of them, with what can be done about it."""
    row, account, form = _row_or_404(override_id), current_user.account, AnswerForm()
    act, note = request.form.get("act", ""), form.note.data or ""
    acts = {
        "verify": (lambda: verify(session(), account, row), gettext("已核实，请另一个人决定。")),
        "decide": (lambda: decide(session(), account, row), gettext("已生效：本项得分以决定为准。")),
        "refuse": (lambda: refuse(session(), account, row, note), gettext("已退回：本项得分按公式计算。")),
    }
    if form.validate_on_submit() and act in acts:
        done, _nothing = attempt(acts[act][0])
        if done:
            flash(acts[act][1], "success")
            return redirect(url_for("overrides.one", override_id=override_id))
        row = _row_or_404(override_id)
    period = row.period
    applicant, verifier, _decider = hands_of(row)
    hands = (applicant,) if row.state == "applied" else (applicant, verifier)
    names = {
        each.id: each.name for each in session().execute(select(User.id, User.name).where(User.id.in_(hands_of(row))))
    }
    return render_template(
        "portal/overrides/one.html",
        row=row,
        form=form,
        period=period,
        names=names,
        subject=subject_names(session()).get((row.subject_kind, row.subject_id), ""),
        title=rule_titles(period.version).get(row.rule, row.rule),
        state=gettext(OVERRIDE_STATES[row.state]),
        overrides=compiled_of(period.version).scheme.overrides,
        busy=gettext("申请、核实、决定须由三个不同的人办理，您已办过其中一步。") if account.id in hands else "",
        able=row.court_id == account.court_id and row.state in _NEXT and may(account, _NEXT[row.state]),
    )


def _row_or_404(override_id: int) -> OverrideDecision:
    return session().scalars(select(OverrideDecision).where(OverrideDecision.id == override_id)).one_or_none() or abort(
        404
    )
