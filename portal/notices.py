"""通知: what one was told, the newest first, and where one wants to be told by e-mail."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

from portal.access import inside, needs
from portal.database import KEY, key_of, session
from portal.queue import attempt
from workflow import notices
from workflow.permissions import Permission

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
PAGE = 50


class MailForm(FlaskForm):
    """An address, or none."""

    mail = StringField(
        _("电子邮箱"), [Length(max=200)], description=_("有新通知时发一封提醒，信里不写内容；留空就不发"),
        render_kw={"type": "email", "autocomplete": "email"},
    )  # fmt: skip


@blueprint.get("/")
@needs(Permission.NOTICES_READ)
def index() -> ResponseReturnValue:
    """A page of them."""
    before = key_of(request.args.get("before", "")) or None
    found = notices.notices(session(), current_user.account, before=before, most=PAGE)
    rows = [(notice, notices.said(notice)) for notice in found]
    form = MailForm(formdata=None, data={"mail": current_user.account.mail or ""})
    return render_template(
        "portal/notices.html", rows=rows, form=form, more=found[-1].id if len(found) == PAGE else None
    )


@blueprint.get(f"/<{KEY}:notice_id>")
@needs(Permission.NOTICES_READ)
def one(notice_id: int) -> ResponseReturnValue:
    """Read it: on to the page that it is about."""
    address = notices.opened(session(), current_user.account, notice_id)
    if address is None:
        abort(404)
    session().commit()
    return redirect(inside(address) or url_for("notices.index"))


@blueprint.post("/read")
@needs(Permission.NOTICES_READ)
def read() -> ResponseReturnValue:
    """All of them are read."""
    notices.all_read(session(), current_user.account)
    session().commit()
    return redirect(url_for("notices.index"))


@blueprint.post("/mail")
@needs(Permission.NOTICES_READ)
def mail() -> ResponseReturnValue:
    """Where to write to."""
    form = MailForm()
    if form.validate_on_submit():
        done, _nothing = attempt(lambda: notices.set_mail(session(), current_user.account, form.mail.data or ""))
        if done:
            flash(gettext("已保存。"), "success")
    return redirect(url_for("notices.index"))


def init_app(app: Flask) -> None:
    """The rail shows how many are unread."""
    app.jinja_env.globals["unread"] = lambda: notices.unread(session(), current_user.account)
