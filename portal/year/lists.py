"""等次名单: which years have one, one list with all that is decided about it, and one person on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access import needs
from portal.board import period_or_404
from portal.database import KEY, session
from portal.queue import attempt
from portal.year.blueprint import ActForm, blueprint, list_or_404
from records.models import AppraisalPeriod, GradeList, SchemeVersion, User
from rules.problem import N_
from workflow.names import subject_names
from workflow.permissions import Permission, may
from workflow.year.deciding import can_decide, candidates, change, compose, decide_tie, record_raise
from workflow.year.earlier import only_recorded
from workflow.year.forms import has_forms
from workflow.year.lists import STATES, acts_of, draft_of, entries_of, lists_of, make, rule_of, rules_of, withdraw
from workflow.year.opinions import own_entries
from workflow.year.signing import put, send_back, sign, signatures
from workflow.year.summaries import own_years

ACTS: Mapping[str, str] = {
    "made": N_("拟定名单"),
    "composed": N_("登记考核委员会"),
    "tie": N_("决定并列"),
    "raised": N_("登记批准提高比例"),
    "changed": N_("调整等次"),
    "put": N_("提交签署"),
    "returned": N_("退回修改"),
    "signed": N_("签署"),
    "notified": N_("书面告知"),
    "withdrawn": N_("撤回名单"),
}


@blueprint.get("/")
@needs(Permission.GRADES_READ_OWN)
def index() -> ResponseReturnValue:
    """The years with grades; whoever has no part in lists sees his own notifications."""
    account: User = current_user.account
    sits = may(account, Permission.GRADES_SIGN)
    if not may(account, Permission.GRADES_READ) and not sits:
        pairs, years = own_entries(session(), account), own_years(session(), account)
        return render_template("portal/year/mine.html", pairs=pairs, years=years)
    query = (
        select(AppraisalPeriod)
        .where(AppraisalPeriod.court_id == account.court_id)
        .options(joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme))
        .order_by(AppraisalPeriod.starts.desc(), AppraisalPeriod.id)
    )
    periods = [period for period in session().scalars(query) if rules_of(period)]
    rows = [(period, {row.rule: row for row in lists_of(session(), period)}, rules_of(period)) for period in periods]
    return render_template(
        "portal/year/index.html",
        rows=rows,
        states=STATES,
        form=ActForm(),
        with_forms={period.id for period in periods if has_forms(period)},
        seen=lambda row: row is not None and (may(account, Permission.GRADES_READ) or account.id in row.members),
    )


@blueprint.post(f"/periods/<{KEY}:period_id>/make")
@needs(Permission.GRADES_MAKE)
def make_list(period_id: int) -> ResponseReturnValue:
    """Propose a list."""
    period = period_or_404(period_id)
    if period.court_id != current_user.account.court_id:
        abort(404)
    rule = request.form.get("rule", "")
    done, row = attempt(lambda: make(session(), current_user.account, period, rule))
    if done and row is not None:
        flash(gettext("名单已拟定。请登记考核委员会，由委员决定并列和待定的人。"), "success")
        return redirect(url_for("year.one", list_id=row.id))
    return redirect(url_for("year.index"))


@blueprint.route(f"/lists/<{KEY}:list_id>", methods=["GET", "POST"])
@needs(Permission.GRADES_READ_OWN)
def one(list_id: int) -> ResponseReturnValue:
    """A list: everyone on it with the reason, what waits, and for those who may, what can be done."""
    row, form = list_or_404(list_id), ActForm()
    if form.validate_on_submit():
        act = _POSTED.get(request.form.get("act", ""))
        if act is None:
            abort(400)
        done, _ = attempt(lambda: act(current_user.account, row))
        if done:
            flash(gettext("已办。"), "success")
            return redirect(url_for("year.one", list_id=list_id))
        row = list_or_404(list_id)
    account = current_user.account
    draft = draft_of(session(), row)
    proposal, entries = draft.proposal, entries_of(session(), row, draft)
    names = {user.id: user for user in session().scalars(select(User).where(User.id.in_(row.members)))}
    signed = signatures(session(), row)
    return render_template(
        "portal/year/list.html",
        row=row,
        rule=rule_of(row),
        form=form,
        state=STATES[row.state],
        proposal=proposal,
        groups=_grouped(entries),
        levels=rule_of(row).levels,
        members=[names[one] for one in row.members if one in names],
        signed={one.member_id: one for one in signed},
        candidates=candidates(session(), row) if may(account, Permission.GRADES_MAKE) else [],
        decides=can_decide(account, row),
        makes=may(account, Permission.GRADES_MAKE),
        acts=[(act, ACTS[act.act], _about(act, row)) for act in acts_of(session(), row)],
        people=subject_names(session()),
        recorded=[when.shown for when in only_recorded(session(), row)],
        stale=row.edition != row.period.edition or row.period.state == "open",
        filled=request.form if request.method == "POST" else {},
    )


@blueprint.get(f"/lists/<{KEY}:list_id>/people/<{KEY}:person_id>")
@needs(Permission.GRADES_READ_OWN)
def person(list_id: int, person_id: int) -> ResponseReturnValue:
    """One person on a list: the reasons as a tree, and the written notification to print."""
    row = list_or_404(list_id)
    entry = next((one for one in entries_of(session(), row) if one.person_id == person_id), None) or abort(404)
    return render_template(
        "portal/year/person.html", row=row, entry=entry, state=STATES[row.state], signed=signatures(session(), row)
    )


def _text(name: str) -> str:
    return request.form.get(name, "")


def _key(name: str) -> int | None:
    return request.form.get(name, type=int)


def _numbers(name: str) -> list[int]:
    return [int(one) for one in request.form.getlist(name) if one.isascii() and one.isdecimal() and len(one) < 19]  # noqa: PLR2004 - digits of a key


_POSTED: Mapping[str, Callable[[User, GradeList], object]] = {
    "compose": lambda user, row: compose(
        session(), user, row, _key("chair"), _numbers("member"), _text("signing"),
        (_text("acting_reason"), _text("acting_document")),
    ),
    "tie": lambda user, row: decide_tie(
        session(), user, row, _text("level"), _text("group"), request.form.getlist("chosen"), _text("reason")
    ),
    "raise": lambda user, row: record_raise(
        session(), user, row, _text("level"), _text("group"), _text("document"), _text("reason")
    ),
    "change": lambda user, row: change(
        session(), user, row, _key("person") or 0, _text("level"), _text("reason")
    ),
    "put": lambda user, row: put(session(), user, row),
    "sign": lambda user, row: sign(session(), user, row),
    "return": lambda user, row: send_back(session(), user, row, _text("reason")),
    "withdraw": lambda user, row: withdraw(session(), user, row, _text("reason")),
}  # fmt: skip


def _grouped(entries: tuple[object, ...]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for entry in entries:
        found.setdefault(getattr(entry, "group", ""), []).append(entry)
    return found


def _about(act: object, row: GradeList) -> str:
    """The level an act is about, by its title."""
    level = getattr(act, "level", "")
    return next((one.level.title for one in rule_of(row).levels if one.level.id == level), level)
