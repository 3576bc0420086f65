"""我的等次: the written notification of one's own grade, and one's opinion."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.access import needs
from portal.database import KEY, session
from portal.papers.single import paper_of
from portal.queue import attempt
from portal.year.blueprint import blueprint
from reports.desk import desk_of
from reports.grade_notice import KIND
from rules.problem import ProblemError
from workflow.permissions import Permission
from workflow.year.lists import entry_view, rule_of
from workflow.year.opinions import MOST, give_opinion, own_entries, own_entry
from workflow.year.signing import signatures
from workflow.year.summaries import own_years


class OpinionForm(FlaskForm):
    """Agree, or say what one has against it."""

    agrees = RadioField(_("本人意见"), [InputRequired(_("请选择"))])
    text = TextAreaField(
        _("意见"),
        [Optional(), Length(max=MOST)],
        description=_("有不同意见的必填；对成绩有异议的，另在公示期内提出异议"),
    )


@blueprint.get("/mine")
@needs(Permission.GRADES_READ_OWN)
def mine() -> ResponseReturnValue:
    """All of one's notifications."""
    account = current_user.account
    return render_template(
        "portal/year/mine.html", pairs=own_entries(session(), account), years=own_years(session(), account)
    )


@blueprint.route(f"/mine/<{KEY}:entry_id>", methods=["GET", "POST"])
@needs(Permission.GRADES_READ_OWN)
def notification(entry_id: int) -> ResponseReturnValue:
    """One notification; answered once."""
    account, form = current_user.account, OpinionForm()
    form.agrees.choices = [("yes", gettext("同意")), ("no", gettext("有不同意见"))]
    try:
        entry, opinion = own_entry(session(), account, entry_id)
    except ProblemError:
        abort(404)
    if form.validate_on_submit():
        agrees, text = form.agrees.data == "yes", form.text.data or ""
        done, _row = attempt(lambda: give_opinion(session(), account, entry_id, text, agrees=agrees))
        if done:
            flash(gettext("您的意见已经签署。"), "success")
            return redirect(url_for("year.notification", entry_id=entry_id))
        entry, opinion = own_entry(session(), account, entry_id)
    return render_template(
        "portal/year/notification.html",
        row=entry.list,
        entry=entry_view(entry, opinion),
        form=form,
        signed=signatures(session(), entry.list),
        kept=request.method == "POST",
        graded=rule_of(entry.list).rule.use == "grade",
    )


@blueprint.get(f"/mine/<{KEY}:entry_id>/notice.pdf")
@needs(Permission.GRADES_READ_OWN)
def notice(entry_id: int) -> ResponseReturnValue:
    """The same as a letter of the court, to keep."""
    try:
        entry, _opinion = own_entry(session(), current_user.account, entry_id)
    except ProblemError:
        abort(404)
    back = url_for("year.notification", entry_id=entry_id)
    return paper_of(desk_of(session(), entry.list.period), KIND, entry.person.name, back)
