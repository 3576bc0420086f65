"""导入数据: choose a scheme and files, see what they would do or what is wrong where, say yes; and undo an import."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.access import needs
from portal.database import KEY, session
from portal.office import office
from portal.queue import attempt
from records.intake.blank import blank_facts, blank_figures
from records.models import Import, Job, SchemeVersion, User
from records.queries.periods import published_versions
from records.sheets.writing import write_xlsx
from rules.problem import messages, recalled
from scoring.period import parse_period
from workflow.clerk import clear, folder_of, progress_of
from workflow.import_jobs import KIND, confirm_import, give_up_import, outcome_of, start_import
from workflow.jobs import LIVE, STATES, as_problems, own_job, own_jobs
from workflow.permissions import Permission
from workflow.undoing import counts_of, undo_import, undo_of
from workflow.versions import compiled_of
from workflow.wording import IMPORT_STATES

blueprint = Blueprint("intake", __name__, url_prefix="/intake")
MOST_FILES = 20
NAME_LENGTH = 120
ACTS: Mapping[str, Callable[[Session, User, Job], None]] = {"confirm": confirm_import, "give-up": give_up_import}


class UndoForm(FlaskForm):
    """Why an import is undone."""

    reason = TextAreaField(
        _("理由"), [InputRequired(_("请写明理由")), Length(max=200)], description=_("永久记入审计，不能修改")
    )


class UploadForm(FlaskForm):
    """Which scheme reads the files, and of which period a table without such a column is."""

    version = SelectField(_("考核办法"), coerce=int)
    period = StringField(
        _("考核周期"), [Length(max=20)], description=_("表里有「期间」列时不用填；例如 2025-11、2025-Q4、2025")
    )
    files = MultipleFileField(
        _("文件"),
        [FileRequired(_("请选择要导入的文件"))],
        description=_("CSV 或 .xlsx，一次最多 20 个，每个不超过 50 MB"),
    )

    def validate_period(self, field: StringField) -> None:
        """A period as people write it, or nothing."""
        if field.data and parse_period(field.data) is None:
            raise ValidationError(gettext("「%(text)s」不是考核周期，例如 2025-11、2025-Q4、2025", text=field.data))

    def validate_files(self, field: MultipleFileField) -> None:
        """Not more than can be looked through at once."""
        if len(field.data) > MOST_FILES:
            raise ValidationError(gettext("一次最多 %(most)s 个文件", most=MOST_FILES))


def _safe_name(upload: FileStorage, taken: set[str]) -> str:
    """The file's own name, for the messages, without what could leave the folder; never two alike."""
    bare = (upload.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in bare if c.isprintable() and c not in '<>:"|?*').lstrip(".")[-NAME_LENGTH:] or "file"
    while name in taken:
        name = f"{secrets.token_hex(2)}-{name}"
    taken.add(name)
    return name


@blueprint.route("/", methods=["GET", "POST"])
@needs(Permission.IMPORTS_RUN)
def upload() -> ResponseReturnValue:
    """The form; what is uploaded is read in the background, all rows or none."""
    form = UploadForm()
    versions = published_versions(session())
    form.version.choices = [(version.id, f"{version.scheme.title} {version.version}") for version in versions]
    if form.validate_on_submit():
        done, job = attempt(lambda: _start(form))
        if done and job is not None:
            office().wake()
            return redirect(url_for("intake.watch", job_id=job.id))
    return render_template(
        "portal/intake.html",
        form=form,
        versions=[(v, compiled_of(v).scheme) for v in versions],
        jobs=own_jobs(session(), current_user.account, KIND, LIVE),
        states=STATES,
    )


def _start(form: UploadForm) -> Job:
    """The job, with the uploaded files in its folder before anybody can see it."""
    taken = set[str]()
    names = [_safe_name(one, taken) for one in form.files.data]
    period = parse_period(form.period.data) if form.period.data else None
    job = start_import(session(), current_user.account, form.version.data, names, period)
    folder = folder_of(office().folders, job)
    folder.mkdir(parents=True, mode=0o700)
    for name, one in zip(names, form.files.data, strict=True):
        one.save(folder / name)
    return job


@blueprint.route(f"/<{KEY}:job_id>", methods=["GET", "POST"])
@needs(Permission.IMPORTS_RUN)
def watch(job_id: int) -> ResponseReturnValue:
    """Progress; then what would be recorded, to say yes or no to; then the outcome. It asks again without script."""
    account, folders = current_user.account, office().folders
    job = own_job(session(), account, KIND, job_id) or abort(404)
    if request.method == "POST":
        act = ACTS.get(request.form.get("act", "")) or abort(404)
        attempt(lambda: act(session(), account, job))
        if job.state == "cancelled":
            clear(folder_of(folders, job))
        office().wake()
        return redirect(url_for("intake.watch", job_id=job_id))
    return render_template(
        "portal/intake_job.html",
        job=job,
        outcome=outcome_of(job),
        progress=progress_of(folders, job),
        lines=[(problem.place, problem.severity, problem.text(gettext)) for problem in as_problems(job.problems)],
    )


def _kept(kept: Mapping[str, Any]) -> tuple[str, str]:
    """A remembered problem: its place and its words. One of an older program may have no words left."""
    code = kept.get("code", "")
    words = recalled(code, kept["values"]).text(gettext) if code in messages() else code
    return kept.get("place", ""), words


@blueprint.route(f"/import/<{KEY}:import_id>", methods=["GET", "POST"])
@needs(Permission.IMPORTS_RUN)
def record(import_id: int) -> ResponseReturnValue:
    """One import: what it brought, and its undo, told in numbers before it is done."""
    row, account, form = session().get(Import, import_id) or abort(404), current_user.account, UndoForm()
    if form.validate_on_submit():
        done, found = attempt(lambda: undo_import(session(), account, row, form.reason.data))
        if done and found is not None:
            undone, booked = found
            words = gettext(
                "已撤销：冲销 %(lines)s 笔，撤回事实 %(facts)s 条，恢复统计数 %(figures)s 个，涉及 %(subjects)s 人。",
                lines=booked.reversed,
                facts=len(undone.facts),
                figures=len(undone.figures),
                subjects=undone.subjects,
            )
            flash(words, "success")
            return redirect(url_for("intake.record", import_id=import_id))
    brought = counts_of(session(), row)
    plan = undo_of(session(), row) if row.state == "done" else None
    names = {user.id: user.name for user in session().scalars(select(User))}
    return render_template(
        "portal/import.html",
        row=row,
        form=form,
        brought=brought,
        plan=plan,
        problems=[problem.text(gettext) for problem in plan.problems] if plan else [],
        refused=[_kept(one) for one in row.problems],
        state=gettext(IMPORT_STATES[row.state]),
        names=names,
    )


@blueprint.get(f"/blank/<{KEY}:version_id>.xlsx")
@needs(Permission.IMPORTS_RUN)
def blank(version_id: int) -> ResponseReturnValue:
    """An empty table with the columns that the scheme reads: figures, or one kind of fact."""
    version = session().get(SchemeVersion, version_id) or abort(404)
    compiled = compiled_of(version)
    kind = request.args.get("kind", "")
    if kind and kind not in compiled.facts:
        abort(404)
    period = parse_period(request.args.get("period", "")) or parse_period(str(compiled.scheme.effective.year))
    table = blank_facts(compiled, kind) if kind else blank_figures(compiled, period or abort(404))
    if table is None:
        abort(404)
    file = BytesIO()
    write_xlsx(file, table.name, table.columns, table.rows)
    file.seek(0)
    return send_file(file, download_name=f"{compiled.scheme.title} {kind or table.name}.xlsx", as_attachment=True)
