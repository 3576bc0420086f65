"""导出: ask for a table of a period, watch it being written, fetch it. Only the one who asked may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import SelectField

from portal.access import needs
from portal.database import KEY, session
from portal.office import office
from portal.papers.place import named
from portal.queue import attempt
from records.models import Job, User
from records.queries.periods import periods_in_view
from workflow.clerk import KEPT, clear, folder_of, progress_of
from workflow.export_jobs import FILE, KIND, cancel_export, start_export, try_export_again
from workflow.exporting import KINDS
from workflow.jobs import STATES, as_problems, own_job, own_jobs
from workflow.permissions import Permission, may

blueprint = Blueprint("exports", __name__, url_prefix="/exports")
ACTS: Mapping[str, Callable[[Session, User, Job], None]] = {"cancel": cancel_export, "again": try_export_again}


class ExportForm(FlaskForm):
    """Of which period what, and as what."""

    period = SelectField(_("考核周期"), coerce=int)
    kind = SelectField(_("内容"))
    form = SelectField(_("格式"))


@blueprint.route("/", methods=["GET", "POST"])
@needs(Permission.EXPORTS_RUN)
def index() -> ResponseReturnValue:
    """The form, and one's own exports."""
    account: User = current_user.account
    form = ExportForm(data={"period": request.args.get("period", type=int)})
    periods = {period.id: period for period in periods_in_view(session())}
    form.period.choices = [(period.id, named(period)) for period in periods.values()]
    form.form.choices = [("xlsx", "XLSX"), ("csv", "CSV")]
    form.kind.choices = [(kind, gettext(title)) for kind, (title, right) in KINDS.items() if may(account, right)]
    if form.validate_on_submit():
        period, kind = periods[form.period.data], form.kind.data
        name = f"{named(period)} {gettext(KINDS[kind][0])}.{form.form.data}"
        done, job = attempt(lambda: start_export(session(), account, period, kind, form.form.data, name))
        if done and job is not None:
            office().wake()
            return redirect(url_for("exports.watch", job_id=job.id))
    own = own_jobs(session(), account, KIND)
    return render_template("portal/exports.html", form=form, jobs=own, states=STATES, days=KEPT.days)


@blueprint.route(f"/<{KEY}:job_id>", methods=["GET", "POST"])
@needs(Permission.EXPORTS_RUN)
def watch(job_id: int) -> ResponseReturnValue:
    """Progress, then the way to the file; cancel, try again. The page asks again by itself, without script."""
    job = _own(job_id)
    if request.method == "POST":
        act = ACTS.get(request.form.get("act", "")) or abort(404)
        attempt(lambda: act(session(), current_user.account, job))
        if job.state == "cancelled":
            clear(folder_of(office().folders, job))
        office().wake()
        return redirect(url_for("exports.watch", job_id=job_id))
    return render_template(
        "portal/export_job.html",
        job=job,
        progress=progress_of(office().folders, job),
        there=_file(job).is_file(),
        problems=[problem.text(gettext) for problem in as_problems(job.problems)],
    )


@blueprint.get(f"/<{KEY}:job_id>/file")
@needs(Permission.EXPORTS_RUN)
def file(job_id: int) -> ResponseReturnValue:
    """The file itself."""
    job = _own(job_id)
    if job.state != "done" or not _file(job).is_file():
        abort(404)
    return send_file(_file(job).resolve(), download_name=job.wanted["name"], as_attachment=True, max_age=0)


def _own(job_id: int) -> Job:
    return own_job(session(), current_user.account, KIND, job_id) or abort(404)


def _file(job: Job) -> Path:
    return folder_of(office().folders, job) / FILE
