"""登记表: one's own summary, and the leader's comment on the people that one leads."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access import needs
from portal.board import period_or_404
from portal.database import KEY, session
from portal.queue import attempt
from portal.year.blueprint import ActForm, blueprint
from records.models import AppraisalPeriod, Person
from workflow.permissions import Permission
from workflow.year import comments as said
from workflow.year import summaries
from workflow.year.forms import comments_for, fixed, grade_titles, has_forms, places


@blueprint.route(f"/periods/<{KEY}:period_id>/summary", methods=["GET", "POST"])
@needs(Permission.FORMS_WRITE_OWN)
def summary(period_id: int) -> ResponseReturnValue:
    """One's own summary of a year: saved as often as one likes, submitted once."""
    period, account, form = _year(period_id), current_user.account, ActForm()
    if account.person_id is None or account.person_id not in places(session(), period):
        abort(404)
    if form.validate_on_submit():
        text, submit = request.form.get("text", ""), request.form.get("act") == "submit"
        done, _ = attempt(lambda: summaries.save(session(), account, period, text, submit=submit))
        if done:
            flash(gettext("个人总结已提交。") if submit else gettext("已保存，还没有提交。"), "success")
            return redirect(url_for("year.summary", period_id=period_id))
    kept = summaries.versions(session(), period, account.person_id)
    last = kept[-1] if kept else None
    return render_template(
        "portal/year/summary.html", period=period, form=form, versions=kept, last=last,
        text=request.form.get("text", "") if request.method == "POST" else last.text if last else "",
        closed=fixed(session(), period), most=summaries.MOST, advised=summaries.ADVISED,
    )  # fmt: skip


@blueprint.get(f"/periods/<{KEY}:period_id>/comments")
@needs(Permission.FORMS_COMMENT)
def comment_list(period_id: int) -> ResponseReturnValue:
    """Those whom one comments on, with what is written already."""
    period = _year(period_id)
    mine = comments_for(session(), current_user.account, period)
    people = [person for person in _people(period) if person.id in mine]
    return render_template(
        "portal/year/comments.html", period=period, people=people, places=places(session(), period),
        summaries=summaries.submitted(session(), period), comments=said.comments(session(), period),
    )  # fmt: skip


@blueprint.route(f"/periods/<{KEY}:period_id>/comments/<{KEY}:person_id>", methods=["GET", "POST"])
@needs(Permission.FORMS_COMMENT)
def comment(period_id: int, person_id: int) -> ResponseReturnValue:
    """A person's summary, and the comment on it with the proposed grade."""
    period, account, form = _year(period_id), current_user.account, ActForm()
    if person_id not in comments_for(session(), account, period):
        abort(404)
    person = session().get(Person, person_id) or abort(404)
    if form.validate_on_submit():
        text, level = request.form.get("text", ""), request.form.get("level", "")
        done, _ = attempt(lambda: said.comment(session(), account, period, person, text, level))
        if done:
            flash(gettext("评语已签署。"), "success")
            return redirect(url_for("year.comment_list", period_id=period_id))
    held = said.comments(session(), period).get(person_id)
    posted = request.form if request.method == "POST" else {}
    return render_template(
        "portal/year/comment.html", period=period, person=person, form=form, held=held,
        summary=summaries.submitted(session(), period).get(person_id), levels=grade_titles(period),
        text=posted.get("text", held.text if held else ""), level=posted.get("level", held.level if held else ""),
        closed=fixed(session(), period), most=said.MOST,
    )  # fmt: skip


def _year(period_id: int) -> AppraisalPeriod:
    """A year of one's own court that has forms; another does not exist."""
    period = period_or_404(period_id)
    if period.court_id != current_user.account.court_id or not has_forms(period):
        abort(404)
    return period


def _people(period: AppraisalPeriod) -> list[Person]:
    found = (session().get_one(Person, key) for key in places(session(), period))
    return sorted(found, key=lambda person: person.number)
