"""The door: log in and log out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal.access import inside
from portal.database import session
from portal.identity import load
from workflow import accounts

blueprint = Blueprint("session", __name__)


class LoginForm(FlaskForm):
    """Name and password; lengths bound what argon2 must chew on."""

    login = StringField(
        _("登录名"),
        [InputRequired(_("请填写登录名")), Length(max=60)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = PasswordField(
        _("密码"), [InputRequired(_("请填写密码")), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


def _onwards() -> str:
    """Where the person wanted to go, or home."""
    return inside(request.args.get("next")) or url_for("home.index")


@blueprint.route("/login", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    """Ask for name and password; too many failures are throttled in the database."""
    if current_user.is_authenticated:
        return redirect(_onwards())
    form = LoginForm()
    if form.validate_on_submit():
        token, problem = accounts.log_in(
            session(),
            form.login.data.strip(),
            form.password.data,
            address=request.remote_addr or "",
            agent=request.user_agent.string[:200],
        )
        session().commit()
        if token and (identity := load(token)):
            login_user(identity)
            return redirect(_onwards())
        if problem:
            flash(problem.text(gettext), "error")
    return render_template("portal/login.html", form=form)


@blueprint.post("/logout")
def leave() -> ResponseReturnValue:
    """End the session in the database too, so that a copied cookie is worth nothing."""
    accounts.log_out(session(), current_user.token)
    session().commit()
    logout_user()
    return redirect(url_for("session.enter"))
