"""接口令牌: which programs may come in, as whom and for what; given out and taken back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from portal.access import needs
from portal.database import KEY, session
from portal.queue import attempt
from records.models import ApiToken
from records.types import now
from workflow import tokens
from workflow.permissions import ROLE_TITLES, Permission
from workflow.tokens import MOST_DAYS, MOST_NAME, RIGHTS

blueprint = Blueprint("tokens", __name__, url_prefix="/tokens")


class TokenForm(FlaskForm):
    """Who, what for, and how long."""

    name = StringField(
        _("用途"), [InputRequired(_("请写明是哪个系统用")), Length(max=MOST_NAME)], description=_("例如：审判管理系统")
    )
    account = SelectField(_("账号"), coerce=int, description=_("令牌以这个账号的名义办事，审计里记它的名字"))
    rights = SelectMultipleField(
        _("权限"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_("不能超出账号的权限"),
    )  # fmt: skip
    days = IntegerField(
        _("有效期（天）"), [InputRequired(_("请填写天数")), NumberRange(1, MOST_DAYS)], default=180,
    )  # fmt: skip


@blueprint.route("/", methods=["GET", "POST"])
@needs(Permission.TOKENS_EDIT)
def index() -> ResponseReturnValue:
    """The list, and the form. The secret is on the page that answers the form, and nowhere else."""
    account = current_user.account
    form = TokenForm()
    form.account.choices = [
        (user.id, f"{user.name}（{user.login}，{gettext(ROLE_TITLES[user.role])}）")
        for user in tokens.accounts(session(), account)
    ]
    form.rights.choices = [(right.value, gettext(title)) for right, title in RIGHTS.items()]
    secret = None
    if form.validate_on_submit():
        done, made = attempt(
            lambda: tokens.issue(
                session(), account, form.account.data, form.name.data, form.rights.data or [], form.days.data
            )
        )
        if done and made is not None:
            secret = made[1]
    titles = {right.value: title for right, title in RIGHTS.items()}
    return render_template(
        "portal/tokens.html",
        form=None if secret else form,
        secret=secret,
        tokens=tokens.tokens(session(), account),
        titles=titles,
        now=now(),
    )


@blueprint.post(f"/<{KEY}:token_id>/revoke")
@needs(Permission.TOKENS_EDIT)
def revoke(token_id: int) -> ResponseReturnValue:
    """It opens nothing any more."""
    if session().get(ApiToken, token_id) is None:
        abort(404)
    done, _nothing = attempt(lambda: tokens.revoke(session(), current_user.account, token_id))
    if done:
        flash(gettext("已吊销，从现在起不能再用。"), "success")
    return redirect(url_for("tokens.index"))
