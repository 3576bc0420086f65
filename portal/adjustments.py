"""调整: propose one, and look at one: approve, refuse, take back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from portal.access import needs
from portal.board import period_or_404
from portal.by_hand import AnswerForm, PointsForm
from portal.database import KEY, session
from portal.queue import attempt
from records.models import Adjustment, AppraisalPeriod, Fact
from records.queries.facts import current_facts
from workflow.adjusting import Proposal, approve, propose, refuse, withdraw
from workflow.inputs import Ground, courts_of, ground_of
from workflow.names import rule_titles, subject_names
from workflow.permissions import Permission, may
from workflow.wording import ADJUSTMENT_STATES

blueprint = Blueprint("adjustments", __name__)


class ProposalForm(PointsForm):
    """Under which item, and in the place of which fact."""

    rule = SelectField(_("计分项"))
    points = StringField(
        _("分值"),
        [InputRequired(_("请填写分值")), Length(max=30)],
        description=_("加分写 1.5，减分写 -0.5；代替某条事实的得分时写改后的分值"),
    )
    fact = StringField(
        _("代替事实（编号，可不填）"),
        [Optional(), Length(max=80)],
        description=_("填了编号，这条事实在该计分项下的记账会被冲销，由本次分值代替；不填就是另加（减）一笔"),
    )


@blueprint.route(f"/periods/<{KEY}:period_id>/adjust", methods=["GET", "POST"])
@needs(Permission.ADJUSTMENTS_PROPOSE)
def propose_new(period_id: int) -> ResponseReturnValue:
    """Propose one for another person to approve."""
    period = period_or_404(period_id)
    if period.court_id != current_user.account.court_id:
        abort(404)
    ground, form = ground_of(session(), period), ProposalForm()
    form.offer(ground)
    form.rule.choices = [(item.rule.id, item.rule.title) for item in ground.compiled.items]
    if form.validate_on_submit():
        fact = _fact(ground, form.fact.data.strip()) if form.fact.data else None
        if form.fact.data and fact is None:
            form.fact.errors = [gettext("本周期没有编号为「%(key)s」的事实", key=form.fact.data)]
        else:
            proposal = Proposal(form.whom, form.rule.data, form.amount, form.reason.data, form.evidence.data, fact)
            done, row = attempt(lambda: propose(session(), current_user.account, period, proposal))
            if done and row is not None:
                flash(gettext("已提出，请另一个人批准。"), "success")
                return redirect(url_for("adjustments.one", adjustment_id=row.id))
    seen = session().scalar(select(func.max(Adjustment.id)))  # what was typed is kept until one more is proposed
    return render_template("portal/adjustments/new.html", form=form, period=period, seen=seen or 0)


@blueprint.route(f"/adjustments/<{KEY}:adjustment_id>", methods=["GET", "POST"])
@needs(Permission.ADJUSTMENTS_READ)
def one(adjustment_id: int) -> ResponseReturnValue:
    """One adjustment, with what can be done about it."""
    row, account, form = _row_or_404(adjustment_id), current_user.account, AnswerForm()
    act = request.form.get("act", "")
    if form.validate_on_submit() and act in ("approve", "refuse", "withdraw"):
        done = _decided(row, act, form.note.data or "")
        if done:
            flash(done, "success")
            return redirect(url_for("adjustments.one", adjustment_id=adjustment_id))
        row = _row_or_404(adjustment_id)
    period: AppraisalPeriod = row.period
    return render_template(
        "portal/adjustments/one.html",
        row=row,
        form=form,
        period=period,
        subject=subject_names(session()).get((row.subject_kind, row.subject_id), ""),
        title=rule_titles(period.version).get(row.rule, row.rule),
        state=gettext(ADJUSTMENT_STATES[row.state]),
        busy=gettext("这条调整由您提出，须由另一个人办理。") if row.proposed_by_id == account.id else "",
        able=row.court_id == account.court_id
        and row.state in ("proposed", "approved")
        and may(account, Permission.ADJUSTMENTS_APPROVE),
    )


def _decided(row: Adjustment, act: str, note: str) -> str:
    """Do it; the words for what was done, empty when it was refused."""
    account = current_user.account
    if act == "refuse":
        done, _nothing = attempt(lambda: refuse(session(), account, row, note))
        return gettext("已退回。") if done else ""
    acts = {
        "approve": lambda: approve(session(), account, row),
        "withdraw": lambda: withdraw(session(), account, row, note),
    }
    done, booked = attempt(acts[act])
    if not done or booked is None:
        return ""
    words = gettext("已生效：") if act == "approve" else gettext("已撤回：")
    return f"{words}{gettext('记账 %(new)s 笔，冲销 %(old)s 笔。', new=booked.posted, old=booked.reversed)}"


def _row_or_404(adjustment_id: int) -> Adjustment:
    query = (
        select(Adjustment)
        .where(Adjustment.id == adjustment_id)
        .options(joinedload(Adjustment.proposed_by), joinedload(Adjustment.decided_by), joinedload(Adjustment.replaces))
    )
    return session().scalars(query).one_or_none() or abort(404)


def _fact(ground: Ground, key: str) -> Fact | None:
    period = ground.period
    query = current_facts().where(
        Fact.key == key, Fact.day.between(period.starts, period.ends), Fact.court_id.in_(courts_of(ground))
    )
    return session().scalars(query).first()
