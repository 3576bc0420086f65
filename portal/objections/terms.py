"""The court's terms for objections: shown to everyone, set by staff."""

from __future__ import annotations

from dataclasses import asdict

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access import needs
from portal.database import session
from portal.objections.blueprint import blueprint
from portal.objections.forms import TermsForm
from portal.queue import attempt
from workflow.objections.terms import Terms, set_terms, terms_of
from workflow.permissions import Permission


@blueprint.route("/terms", methods=["GET", "POST"])
@needs(Permission.OBJECTIONS_TERMS)
def terms() -> ResponseReturnValue:
    """Who answers, in how many working days, and what becomes of the publicity."""
    account = current_user.account
    form = TermsForm(data=asdict(terms_of(session(), account.court_id)))
    if form.validate_on_submit():
        wanted = Terms(**{name: form[name].data for name in asdict(Terms())})
        done, _nothing = attempt(lambda: set_terms(session(), account, account.court_id, wanted))
        if done:
            flash(gettext("已保存。已提出的异议仍按原来的期限。"), "success")
            return redirect(url_for("objections.terms"))
    return render_template("portal/objections/terms.html", form=form)
