"""修改密码: one's own, and the first thing a new account does."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from portal.access import needs
from portal.database import session
from workflow import accounts
from workflow.permissions import Permission

blueprint = Blueprint("password", __name__)


class PasswordForm(FlaskForm):
    """The old one, and the new one twice."""

    old = PasswordField(
        _("原密码"), [InputRequired(_("请填写原密码")), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        _("新密码"), [InputRequired(_("请填写新密码")), Length(max=200)], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        _("再填一次新密码"),
        [InputRequired(_("请再填一次新密码")), EqualTo("new", _("两次填写的新密码不一致"))],
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.route("/password", methods=["GET", "POST"])
@needs(Permission.PASSWORD_CHANGE)
def change() -> ResponseReturnValue:
    """Change it; one's other sessions end."""
    form = PasswordForm()
    if form.validate_on_submit():
        problems = accounts.change_password(
            session(), current_user.account, form.old.data, form.new.data, token=current_user.token
        )
        if not problems:
            session().commit()
            flash(gettext("密码已修改，其他地方的登录已退出。"), "success")
            return redirect(url_for("home.index"))
        session().rollback()
        for problem in problems:
            flash(problem.text(gettext), "error")
    return render_template("portal/password.html", form=form)
