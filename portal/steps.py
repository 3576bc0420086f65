"""The steps of a period. Each page says in numbers what will happen, asks once, and does it on a yes.

A second click finds the period in another state and is told so; nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.access import needs
from portal.board import period_or_404
from portal.database import KEY, session
from portal.queue import attempt
from records.models import AppraisalPeriod, User
from rules.exact import parse_number
from rules.problem import Problem, ProblemError
from workflow.calendar import publicity_days, today
from workflow.closing import Closing, close, rehearse, scorecards
from workflow.facts import rescore
from workflow.permissions import Permission
from workflow.sealing import earliest_end, publicise, reopen, seal, settle

blueprint = Blueprint("steps", __name__, url_prefix="/periods")


class ReasonForm(FlaskForm):
    """Why."""

    reason = TextAreaField(
        _("理由"), [InputRequired(_("请写明理由")), Length(max=200)], description=_("永久记入审计，不能修改")
    )


class PublicityForm(FlaskForm):
    """From when to when."""

    first = DateField(_("公示开始日"), [Optional()])
    last = DateField(_("公示截止日（含当日）"), [Optional()])


@dataclass(slots=True)
class Page:
    """What a step's page says before it is done: ``facts`` as (words, value), then sentences and problems."""

    title: str
    button: str
    says: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    differences: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    form: FlaskForm | None = None
    ready: bool = True
    rescore: bool = False


def _own(period_id: int) -> AppraisalPeriod:
    """A period of the reader's own court."""
    period = period_or_404(period_id)
    if period.court_id != current_user.account.court_id:
        abort(404)
    return period


def _done(period: AppraisalPeriod, text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("board.detail", period_id=period.id))


def _shown(period: AppraisalPeriod, page: Page, *states: str) -> ResponseReturnValue:
    """The page; for one who comes too late, the way to where the period stands."""
    if period.state not in states:
        if request.method == "GET":
            flash(gettext("「%(period)s」的状态已经变了，下面是现在的情况。", period=str(period)), "warning")
        return redirect(url_for("board.detail", period_id=period.id))
    return render_template("portal/board/step.html", period=period, page=page)


@blueprint.route(f"/<{KEY}:period_id>/close", methods=["GET", "POST"])
@needs(Permission.PERIODS_CLOSE)
def close_period(period_id: int) -> ResponseReturnValue:
    """Count everything anew; agree with the ledger; store the scorecards."""
    period, form = _own(period_id), FlaskForm()
    account: User = current_user.account
    if form.validate_on_submit() and request.form.get("act") == "rescore":
        done, booked = attempt(lambda: rescore(session(), account, period))
        if done and booked is not None:
            words = gettext("已重新计分：记账 %(new)s 笔，冲销 %(old)s 笔。", new=booked.posted, old=booked.reversed)
            flash(words, "success")
        return redirect(url_for("steps.close_period", period_id=period_id))
    if form.is_submitted() and form.validate():
        done, closing = attempt(lambda: close(session(), account, period))
        if done and closing is not None and closing.closed:
            count = len(closing.result.subjects)
            return _done(period, gettext("已关账：%(count)s 份记分卡已存。下一步：公示。", count=count))
        if done:
            flash(gettext("没有关账：还有下面这些问题。数据未改动。"), "error")
    page = Page(gettext("关账"), gettext("核对无误，关账"), form=form)
    if period.state == "open":
        _say_closing(page, period, rehearse(session(), period))
    return _shown(period, page, "open")


def _say_closing(page: Page, period: AppraisalPeriod, found: Closing) -> None:
    cards = sum(len(one.cards) for one in found.result.subjects)
    page.facts = [
        (gettext("考核对象"), str(len(found.result.subjects))),
        (gettext("红黄卡"), str(cards)),
        (gettext("将存为"), gettext("第 %(edition)s 版记分卡", edition=period.edition + 1)),
    ]
    page.says.append(gettext("关账后，本周期的事实和统计数不能再登记、更正或导入；要改须先重新开放。"))
    if period.ends >= today():
        page.problems.append(gettext("周期到 %(day)s 才结束，现在关账会漏掉以后的数据。", day=period.ends.isoformat()))
    for problem in found.refusals:
        if problem.code == "reconcile-difference":
            page.differences.append(_difference(problem))
        else:
            page.problems.append(problem.line(gettext))
    page.rescore = any(problem.code.startswith("reconcile") for problem in found.refusals)
    page.ready = not found.refusals
    if page.ready:
        page.says.insert(0, gettext("已重新计数并与台账逐条核对：一致。"))


def _difference(problem: Problem) -> tuple[str, str, str, str, str]:
    values = problem.values
    held, found = (parse_number(values[name]) for name in ("ledger", "bulk"))
    apart = "" if held is None or found is None else str(found - held)
    return values["subject"], values["rule"], values["ledger"], values["bulk"], apart


@blueprint.route(f"/<{KEY}:period_id>/publicise", methods=["GET", "POST"])
@needs(Permission.PERIODS_CLOSE)
def publicise_period(period_id: int) -> ResponseReturnValue:
    """Show the results, from a day to a day."""
    period, form = _own(period_id), PublicityForm()
    if form.validate_on_submit():
        first, last = form.first.data, form.last.data
        done, _nothing = attempt(lambda: publicise(session(), current_user.account, period, first, last))
        if done:
            until = period.publicised_until.isoformat() if period.publicised_until else ""
            return _done(period, gettext("已公示，到 %(day)s 为止。", day=until))
    page = Page(gettext("公示"), gettext("开始公示"), form=form)
    page.facts = [
        (gettext("记分卡"), gettext("%(count)s 份", count=len(scorecards(session(), period)))),
        (gettext("公示期至少"), gettext("%(days)s 个工作日", days=publicity_days(period.court))),
    ]
    page.says.append(gettext("公示期按国务院办公厅的放假安排（含调休）计算，开始当日不计。期满前不能办结异议。"))
    if not form.is_submitted():
        try:
            form.first.data, form.last.data = today(), earliest_end(session(), period, today())
        except ProblemError as error:
            page.problems += [problem.text(gettext) for problem in error.problems]
            page.ready = False
    return _shown(period, page, "closed")


@blueprint.route(f"/<{KEY}:period_id>/settle", methods=["GET", "POST"])
@needs(Permission.PERIODS_CLOSE)
def settle_period(period_id: int) -> ResponseReturnValue:
    """All objections have been answered."""
    period = _own(period_id)
    page = Page(gettext("办结异议"), gettext("异议已全部办结"))
    page.says.append(gettext("确认公示期间收到的异议都已答复。办结后，由关账人以外的人封存。"))
    page.facts = _publicity(period)
    return _simple(period, page, settle, gettext("异议已办结，等待封存。"), "publicised")


@blueprint.route(f"/<{KEY}:period_id>/seal", methods=["GET", "POST"])
@needs(Permission.PERIODS_SEAL)
def seal_period(period_id: int) -> ResponseReturnValue:
    """For good."""
    period = _own(period_id)
    page = Page(gettext("封存"), gettext("重新计算并封存"))
    page.says.append(gettext("先把本周期重新计算一遍，与关账时所存逐份核对，不同就不封存。封存后只有院领导能解除。"))
    closer = session().scalar(select(User.name).where(User.id == period.closed_by_id))
    page.facts = [
        (gettext("记分卡"), gettext("%(count)s 份", count=len(scorecards(session(), period)))),
        (gettext("关账人"), closer or "—"),
        *_publicity(period),
    ]
    if current_user.account.id == period.closed_by_id:
        page.problems.append(gettext("本周期由您关账，须由另一个人封存。"))
        page.ready = False
    return _simple(period, page, seal, gettext("已封存。"), "settled")


@blueprint.route(f"/<{KEY}:period_id>/reopen", methods=["GET", "POST"])
@needs(Permission.PERIODS_CLOSE)
def reopen_period(period_id: int) -> ResponseReturnValue:
    """Back to open, while it is not sealed."""
    page = Page(gettext("重新开放"), gettext("重新开放"))
    return _reopened(_own(period_id), page, "closed", "publicised", "settled")


@blueprint.route(f"/<{KEY}:period_id>/unseal", methods=["GET", "POST"])
@needs(Permission.PERIODS_UNSEAL)
def unseal_period(period_id: int) -> ResponseReturnValue:
    """Back to open from a seal: leaders alone."""
    page = Page(gettext("解除封存"), gettext("解除封存并重新开放"))
    return _reopened(_own(period_id), page, "sealed")


def _reopened(period: AppraisalPeriod, page: Page, *states: str) -> ResponseReturnValue:
    form = ReasonForm()
    count = len(scorecards(session(), period))
    if form.validate_on_submit() and period.state in states:
        done, _nothing = attempt(lambda: reopen(session(), current_user.account, period, form.reason.data))
        if done:
            return _done(period, gettext("已重新开放。改好后须重新关账、公示。"))
    page.form = form
    page.facts = [
        (gettext("现有记分卡"), gettext("第 %(edition)s 版 %(count)s 份，保留", edition=period.edition, count=count)),
        (gettext("下次关账"), gettext("存为第 %(edition)s 版", edition=period.edition + 1)),
    ]
    page.says.append(gettext("重新开放后，公示作废，须重新关账、公示、封存。您的姓名和理由永久记入审计。"))
    return _shown(period, page, *states)


def _simple(
    period: AppraisalPeriod,
    page: Page,
    act: Callable[[Any, User | None, AppraisalPeriod], None],
    words: str,
    state: str,
) -> ResponseReturnValue:
    page.form = FlaskForm()
    if page.form.validate_on_submit():
        done, _nothing = attempt(lambda: act(session(), current_user.account, period))
        if done:
            return _done(period, words)
    return _shown(period, page, state)


def _publicity(period: AppraisalPeriod) -> list[tuple[str, str]]:
    first, last = period.publicised_from, period.publicised_until
    if first is None or last is None:
        return []
    return [(gettext("公示"), gettext("%(first)s 至 %(last)s", first=first.isoformat(), last=last.isoformat()))]
