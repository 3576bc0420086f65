"""Carrying out what was upheld in a period: what it would move, and doing it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm

from portal.access import needs
from portal.board import period_or_404
from portal.database import KEY, session
from portal.objections.blueprint import blueprint
from portal.objections.shown import names_now, remedy_told, row_of
from portal.queue import attempt
from rules.problem import ProblemError
from workflow.inputs import ground_of
from workflow.objections.carrying import Carried, carry_out, changes_between, to_carry
from workflow.objections.terms import terms_of
from workflow.objections.waiting import needs_second
from workflow.permissions import Permission


@blueprint.route(f"/carry/<{KEY}:period_id>", methods=["GET", "POST"])
@needs(Permission.OBJECTIONS_CARRY)
def carry(period_id: int) -> ResponseReturnValue:
    """What waits to be corrected; a look at what it moves, which is the act taken back; the act."""
    period = period_or_404(period_id)
    if period.court_id != current_user.account.court_id:
        abort(404)
    form, seen = FlaskForm(), None
    if form.validate_on_submit():
        if request.form.get("act") == "carry":
            done, carried = attempt(lambda: carry_out(session(), current_user.account, period))
            if done and carried is not None:
                flash(gettext("已更正并重新公示，到 %(day)s 为止。", day=_day(carried)), "success")
                return redirect(url_for("objections.carried", period_id=period_id, edition=carried.after))
        else:
            seen = _look(period_id)
        period = period_or_404(period_id)
    ground, names = ground_of(session(), period), names_now()
    rows = [(row_of(row, names), remedy_told(row, ground), needs_second(row)) for row in to_carry(session(), period)]
    return render_template(
        "portal/objections/carry.html", period=period, rows=rows, form=form, seen=seen,
        places=ground.compiled.rounding.places, terms=terms_of(session(), period.court_id),
        ready=bool(rows) and not any(waits for *_, waits in rows) and period.state == "publicised",
    )  # fmt: skip


@blueprint.get(f"/carried/<{KEY}:period_id>/<{KEY}:edition>")
@needs(Permission.OBJECTIONS_CARRY)
def carried(period_id: int, edition: int) -> ResponseReturnValue:
    """What an edition moved against the one before."""
    period = period_or_404(period_id)
    if period.court_id != current_user.account.court_id or not 1 < edition <= period.edition:
        abort(404)
    changes = list(changes_between(session(), period, edition - 1, edition))
    places = ground_of(session(), period).compiled.rounding.places
    return render_template(
        "portal/objections/carried.html", period=period, edition=edition, changes=changes, places=places
    )


def _look(period_id: int) -> Carried | None:
    """Do it, read what moved, and take all of it back."""
    try:
        return carry_out(session(), current_user.account, period_or_404(period_id))
    except ProblemError as error:
        for problem in error.problems:
            flash(problem.line(gettext), "error")
        return None
    finally:
        session().rollback()


def _day(carried: Carried) -> str:
    return carried.last.isoformat() if carried.last else ""
