"""账号: the operator makes them, resets passwords, opens and closes them. Passwords are drawn by the program."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.access import needs
from portal.database import KEY, session
from portal.queue import attempt
from records.models import Division, Person, User
from rules.problem import ProblemError
from workflow import accounts
from workflow.accounts import NewAccount
from workflow.permissions import POSITION_TITLES, ROLE_TITLES, Permission

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")
NONE = 0
POSITIONS = {"president": "president", "vice": "vice_president", "neither": None}
ACTS = frozenset({"reset", "close", "open", *POSITIONS})


class AccountForm(FlaskForm):
    """Who, and as what."""

    login = StringField(_("登录名"), [InputRequired(_("请填写登录名")), Length(max=60)])
    name = StringField(_("姓名"), [InputRequired(_("请填写姓名")), Length(max=60)])
    role = SelectField(_("角色"))
    person = SelectField(_("对应的干警"), coerce=int, description=_("看自己的记分卡要有对应的干警"))
    position = SelectField(
        _("职务"),
        validate_choice=False,  # the act says what a position may be
        description=_("院领导是院长、副院长的要标明：考核委员会由院长主持"),
    )
    division = SelectField(_("庭室"), coerce=int, description=_("庭长要填，只看本庭"))


@blueprint.route("/", methods=["GET", "POST"])
@needs(Permission.ACCOUNTS_EDIT)
def index() -> ResponseReturnValue:
    """The accounts of the court, and the form for a new one; its first password is shown once."""
    form = _form()
    made: tuple[str, str] | None = None
    if form.validate_on_submit():
        password = secrets.token_urlsafe(12)
        done, user = attempt(lambda: _create(form, password))
        if done and user is not None:
            made = (user.login, password)
            form = _form(fresh=True)
    query = (
        select(User)
        .options(joinedload(User.person), joinedload(User.division))
        .order_by(User.active.desc(), User.login)
    )
    return render_template(
        "portal/accounts.html", form=form, made=made, users=session().scalars(query).all(), titles=ROLE_TITLES,
        positions=POSITION_TITLES,
    )  # fmt: skip


@blueprint.post(f"/<{KEY}:user_id>/<what>")
@needs(Permission.ACCOUNTS_EDIT)
def change(user_id: int, what: str) -> ResponseReturnValue:
    """Reset its password, close it, open it again, say what position its holder has."""
    user = session().get(User, user_id)
    if user is None or what not in ACTS:
        abort(404)
    account = current_user.account
    if what == "reset":
        password, problems = accounts.reset_password(session(), account, user)
    elif what in POSITIONS:
        password, problems = None, accounts.set_position(session(), account, user, POSITIONS[what])
    else:
        password, problems = None, accounts.set_active(session(), account, user, active=what == "open")
    if problems:
        session().rollback()
        for problem in problems:
            flash(problem.text(gettext), "error")
        return redirect(url_for("accounts.index"))
    session().commit()
    if password is not None:
        # On the answer itself, not in a cookie: it is shown once and kept nowhere.
        form = _form(fresh=True)
        users = session().scalars(select(User).order_by(User.active.desc(), User.login)).all()
        return render_template(
            "portal/accounts.html", form=form, made=(user.login, password), users=users, titles=ROLE_TITLES,
            positions=POSITION_TITLES,
        )  # fmt: skip
    if what in POSITIONS:
        done = gettext("%(name)s 的职务标记已更改。", name=user.name)
    elif what == "open":
        done = gettext("%(name)s 已启用。", name=user.name)
    else:
        done = gettext("%(name)s 已停用。", name=user.name)
    flash(done, "success")
    return redirect(url_for("accounts.index"))


def _create(form: AccountForm, password: str) -> User:
    new = NewAccount(
        form.login.data.strip(), form.name.data.strip(), password, form.role.data, current_user.account.court_id,
        form.person.data or None, form.division.data or None, position=form.position.data or None,
    )  # fmt: skip
    user, problems = accounts.create_user(session(), current_user.account, new)
    if user is None:
        raise ProblemError(problems)
    return user


def _form(*, fresh: bool = False) -> AccountForm:
    form = AccountForm(formdata=None) if fresh else AccountForm()
    form.role.choices = [(role, gettext(title)) for role, title in ROLE_TITLES.items()]
    form.position.choices = [("", "—"), *((key, gettext(title)) for key, title in POSITION_TITLES.items())]
    people = session().execute(select(Person.id, Person.name, Person.number).order_by(Person.number, Person.name))
    form.person.choices = [(NONE, "—"), *((key, f"{name}（{number}）") for key, name, number in people)]
    divisions = session().execute(select(Division.id, Division.name).order_by(Division.name))
    form.division.choices = [(NONE, "—"), *((key, name) for key, name in divisions)]
    return form
