"""Deputies of one's own, and for staff the leaders in charge of the divisions."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select

from portal.access import needs
from portal.applications.blueprint import blueprint
from portal.applications.forms import DeputyForm
from portal.database import KEY, session
from portal.queue import attempt
from records.models import Deputy, Division, LeaderInCharge, User
from workflow.calendar import today
from workflow.deputies import end_deputy, in_force, name_deputy, named_by, put_in_charge
from workflow.permissions import ROLE_TITLES, Permission, may


@blueprint.route("/deputies", methods=["GET", "POST"])
@needs(Permission.APPLICATIONS_DECIDE)
def deputies() -> ResponseReturnValue:
    """Whom I named, whom I stand in for; name one more."""
    account, form = current_user.account, DeputyForm()
    others = [user for user in _users() if user.id != account.id and may(user, Permission.APPLICATIONS_DECIDE)]
    form.deputy.choices = [("", gettext("请选择"))] + [
        (str(user.id), f"{user.name}（{gettext(ROLE_TITLES[user.role])}）") for user in others
    ]
    since, until = form.since.data, form.until.data
    if form.validate_on_submit() and since is not None and until is not None:
        chosen = next((user for user in others if str(user.id) == form.deputy.data), None)
        done, row = attempt(lambda: name_deputy(session(), account, chosen, since, until, form.note.data or ""))
        if done and row is not None:
            flash(gettext("已请「%(name)s」代办，已告知本人。", name=row.deputy.name), "success")
            return redirect(url_for("applications.deputies"))
    elif not form.is_submitted():
        form.since.data = today()
    return render_template(
        "portal/applications/deputies.html",
        form=form,
        named=named_by(session(), account),
        standing_in=[row for row in in_force(session(), today()) if row.deputy_id == account.id],
        day=today(),
    )


@blueprint.post(f"/deputies/<{KEY}:deputy_id>/end")
@needs(Permission.APPLICATIONS_DECIDE)
def end(deputy_id: int) -> ResponseReturnValue:
    """Back at one's desk."""
    row = session().get(Deputy, deputy_id)
    if row is None or row.user_id != current_user.account.id:
        abort(404)
    done, _nothing = attempt(lambda: end_deputy(session(), current_user.account, row))
    if done:
        flash(gettext("已结束代办。"), "success")
    return redirect(url_for("applications.deputies"))


@blueprint.route("/leaders", methods=["GET", "POST"])
@needs(Permission.APPLICATIONS_MANAGE)
def leaders() -> ResponseReturnValue:
    """Which leader is in charge of which division."""
    account, form = current_user.account, FlaskForm()
    divisions = list(
        session().scalars(select(Division).where(Division.court_id == account.court_id).order_by(Division.id))
    )
    known = {user.id: user for user in _users() if user.role == "leader"}
    if form.validate_on_submit():
        done, _nothing = attempt(lambda: _put(divisions, known))
        if done:
            flash(gettext("已保存。"), "success")
            return redirect(url_for("applications.leaders"))
    query = select(LeaderInCharge.division_id, LeaderInCharge.user_id)
    charge = {division: user for division, user in session().execute(query)}  # noqa: C416 - rows are untyped
    return render_template(
        "portal/applications/leaders.html", form=form, divisions=divisions, leaders=known.values(), charge=charge
    )


def _put(divisions: list[Division], known: dict[int, User]) -> None:
    for division in divisions:
        chosen = request.form.get(f"division{division.id}")
        if chosen is not None:
            leader = known.get(int(chosen)) if chosen.isdecimal() else None
            if chosen and leader is None:
                abort(400)
            put_in_charge(session(), current_user.account, division, leader)


def _users() -> list[User]:
    account = current_user.account
    query = select(User).where(User.court_id == account.court_id, User.active.is_(True)).order_by(User.role, User.id)
    return list(session().scalars(query))
