"""The lists, one application with its way, what can be done about it, and its files."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.access import needs
from portal.applications.blueprint import blueprint
from portal.applications.forms import ActForm, fill, texts_of, with_fields
from portal.applications.shown import Row, fields_shown, history, row_of
from portal.attachments import hand_out
from portal.database import KEY, session
from portal.queue import attempt
from records.models import Application, AppraisalPeriod, Attachment
from rules.phrase import SEMICOLON, listed
from workflow.applications import deciding
from workflow.applications.applying import case_id_of, withdraw
from workflow.applications.items import asked_fields
from workflow.applications.matter import Matter, matter_of
from workflow.applications.reading import files, may_read, mine, of_court, standing_line, waiting_for
from workflow.applications.reading import one as read_one
from workflow.applications.wording import STATES
from workflow.calendar import today
from workflow.permissions import Permission, may

_DONE = {
    "confirm": _("已确认。"),
    "change": _("已修改并确认。"),
    "return": _("已退回申请人补正。"),
    "refuse": _("已作不予确认处理。"),
    "withdraw": _("已撤回。"),
}


@blueprint.get("/")
@needs(Permission.APPLICATIONS_READ)
def index() -> ResponseReturnValue:
    """What waits for me, what I asked for, and for staff and leaders all of the court."""
    account, day = current_user.account, today()
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    return render_template(
        "portal/applications/index.html",
        waiting=[row_of(matter, day) for matter in waiting_for(session(), account)],
        mine=[row_of(matter, day) for matter in mine(session(), account)],
        all=_of_court(state),
        states=[(key, gettext(title)) for key, title in STATES.items()],
        state=state,
        applies=may(account, Permission.APPLICATIONS_APPLY),
    )


def _of_court(state: str) -> list[Row] | None:
    if not may(current_user.account, Permission.APPLICATIONS_READ_ALL):
        return None
    return [row_of(matter, today()) for matter in of_court(session(), current_user.account, state)]


@blueprint.route(f"/<{KEY}:application_id>", methods=["GET", "POST"])
@needs(Permission.APPLICATIONS_READ)
def one(application_id: int) -> ResponseReturnValue:
    """One, and what the reader may do about it now."""
    matter = matter_or_404(application_id)
    fields = asked_fields(matter.ground, matter.item, matter.row.day)
    form = with_fields(ActForm, fields)()
    if form.validate_on_submit():
        done = _acted(matter, form, texts_of(form, fields))
        if done:
            flash(done, "success")
            return redirect(url_for("applications.one", application_id=application_id))
        matter = matter_or_404(application_id)
    elif form.is_submitted():
        flash(
            gettext(
                "没有办理：%(why)s", why=listed((str(one) for many in form.errors.values() for one in many), SEMICOLON)
            ),
            "error",
        )
    fill(form, fields, matter.values)
    form.turn.data = matter.row.turn
    form.turn.raw_data = None
    return render_template("portal/applications/one.html", form=form, **_shown(matter, list(fields)))


def _acted(matter: Matter, form: ActForm, texts: dict[str, str]) -> str:
    """Do what the button says; the words for what was done, empty when it was refused."""
    row, account, turn = matter.row, current_user.account, int(form.turn.data)
    reason, act = form.reason.data or "", request.form.get("act", "")
    acts: dict[str, Callable[[], None]] = {
        "confirm": lambda: deciding.confirm(session(), account, row, turn, reason),
        "change": lambda: deciding.change(session(), account, row, turn, texts, reason),
        "return": lambda: deciding.send_back(session(), account, row, turn, reason),
        "refuse": lambda: deciding.refuse(session(), account, row, turn, reason),
        "withdraw": lambda: withdraw(session(), account, row, turn, reason),
    }
    if act not in acts:
        abort(400)
    done, _nothing = attempt(acts[act])
    if not done:
        return ""
    if row.state == "approved":
        return str(gettext("已确认，这是最后一步：已记到记分卡上。"))
    return str(_DONE[act])


def matter_or_404(application_id: int) -> Matter:
    """One that the reader may see; to all others it does not exist."""
    row = read_one(session(), application_id)
    if row is None or row.court_id != current_user.account.court_id:
        abort(404)
    matter = matter_of(session(), row)
    if not may_read(matter, current_user.account):
        abort(404)
    return matter


def _shown(matter: Matter, fields: list[str]) -> dict[str, object]:
    row, account, day = matter.row, current_user.account, today()
    place = matter.place_of(account)
    line = standing_line(session(), row)
    compiled = matter.ground.compiled
    subject = None
    if line is not None and line[1] is not None:
        subject = next(
            (name for name, key in matter.ground.keys.items() if key == (line[1].subject_kind, line[1].subject_id)),
            None,
        )
    return {
        "matter": matter,
        "row": row,
        "view": row_of(matter, day),
        "unit": compiled.scheme.unit,
        "fields": fields,
        "said": fields_shown(matter),
        "events": history(matter, day),
        "files": files(matter),
        "case_known": not row.case_number or case_id_of(session(), row) is not None,
        "place": place[0] if place else None,
        "held_for": place[1] if place else None,
        "late": place[0].late if place else (),
        "mine": row.applicant_id == account.id,
        "manages": row.state == "waiting" and may(account, Permission.APPLICATIONS_MANAGE) and place is None,
        "line": line,
        "subject": subject,
        "closed": row.period.state != "open",
    }


@blueprint.get(f"/<{KEY}:application_id>/files/<{KEY}:attachment_id>")
@needs(Permission.APPLICATIONS_READ)
def file(application_id: int, attachment_id: int) -> ResponseReturnValue:
    """A file of it, to keep."""
    matter_or_404(application_id)
    query = select(Attachment).where(
        Attachment.id == attachment_id, Attachment.of_kind == "application", Attachment.of_id == application_id
    )
    return hand_out(session().scalars(query).one_or_none() or abort(404))


def period_or_404(period_id: int) -> AppraisalPeriod:
    """A period of the reader's own court."""
    period = session().get(AppraisalPeriod, period_id)
    if period is None or period.court_id != current_user.account.court_id:
        abort(404)
    return period


def latest() -> int:
    """A number that changes with each new application of the reader: what was typed is kept until then."""
    query = select(Application.id).where(Application.applicant_id == current_user.account.id)
    return session().scalars(query.order_by(Application.id.desc()).limit(1)).first() or 0
