"""导出: ask for a table of a period, watch it being written, fetch it. Only the one who asked may."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir, mkdtemp

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from wtforms import SelectField

from portal.access import needs
from portal.database import session
from portal.queue import jobs
from records.models import AppraisalPeriod, SchemeVersion, User
from rules.problem import Problem
from scoring.period import parse_period
from workflow.exporting import KINDS, export_period
from workflow.jobs import Progress, State, Work
from workflow.permissions import Permission, may

blueprint = Blueprint("exports", __name__, url_prefix="/exports")
KIND = "export"


class ExportForm(FlaskForm):
    """Of which period what, and as what."""

    period = SelectField(_("考核周期"), coerce=int)
    kind = SelectField(_("内容"))
    form = SelectField(_("格式"))


@blueprint.route("/", methods=["GET", "POST"])
@needs(Permission.EXPORTS_RUN)
def index() -> ResponseReturnValue:
    """The form, and one's own exports since the program started."""
    account: User = current_user.account
    form = ExportForm(data={"period": request.args.get("period", type=int)})
    query = (
        select(AppraisalPeriod)
        .options(
            joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme), joinedload(AppraisalPeriod.court)
        )
        .order_by(AppraisalPeriod.court_id, AppraisalPeriod.scheme_id, AppraisalPeriod.starts.desc())
    )
    periods = {period.id: period for period in session().scalars(query)}
    form.period.choices = [(period.id, _named(period)) for period in periods.values()]
    form.form.choices = [("xlsx", "XLSX"), ("csv", "CSV")]
    form.kind.choices = [(kind, gettext(title)) for kind, (title, right) in KINDS.items() if may(account, right)]
    if form.validate_on_submit():
        name = f"{_named(periods[form.period.data])} {gettext(KINDS[form.kind.data][0])}.{form.form.data}"
        folder = Path(mkdtemp(prefix="hengji-", dir=gettempdir()))
        job = jobs().start(
            account, KIND, (name,), folder, _work(form.period.data, form.kind.data, form.form.data, folder / "file")
        )
        return redirect(url_for("exports.watch", token=job.token))
    return render_template("portal/exports.html", form=form, jobs=jobs().of(account, KIND))


@blueprint.get("/<token>")
@needs(Permission.EXPORTS_RUN)
def watch(token: str) -> ResponseReturnValue:
    """Progress, then the way to the file. The page asks again by itself, without script."""
    job = jobs().find(token, current_user.account, KIND)
    problems = [problem.text(gettext) for problem in job.problems] if job else []
    return render_template("portal/export_job.html", job=job, problems=problems), 200 if job else 404


@blueprint.get("/<token>/file")
@needs(Permission.EXPORTS_RUN)
def file(token: str) -> ResponseReturnValue:
    """The file itself."""
    job = jobs().find(token, current_user.account, KIND)
    if job is None or job.state != "done" or not (job.folder / "file").is_file():
        abort(404)
    return send_file(job.folder / "file", download_name=job.names[0], as_attachment=True, max_age=0)


def _named(period: AppraisalPeriod) -> str:
    parsed = parse_period(period.text)
    return f"{period.court.name} {period.version.scheme.title} {parsed.shown if parsed else period.text}"


def _work(period_id: int, kind: str, form: str, path: Path) -> Work:
    def write(own: Session, user: User, progress: Progress) -> tuple[State, object, tuple[Problem, ...]]:
        period = own.get_one(AppraisalPeriod, period_id)
        rows = export_period(own, user, period, kind, "csv" if form == "csv" else "xlsx", path, progress)
        own.commit()
        return "done", rows, ()

    return write
