"""导入数据: choose a scheme and files, watch the rows go by, read what was taken in or what is wrong where."""

from __future__ import annotations

import secrets
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, scoped_session
from werkzeug.datastructures import FileStorage
from wtforms import SelectField, StringField
from wtforms.validators import Length, ValidationError

from portal.access import needs
from portal.database import KEY, session
from records.intake.blank import blank_facts, blank_figures
from records.models import SchemeVersion
from records.sheets.writing import write_xlsx
from scoring.period import parse_period
from workflow.import_jobs import ImportJobs
from workflow.permissions import Permission
from workflow.versions import compiled_of

blueprint = Blueprint("intake", __name__, url_prefix="/intake")
EXTENSION = "hengji.imports"
MOST_FILES = 20
NAME_LENGTH = 120


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


def _versions() -> list[SchemeVersion]:
    query = select(SchemeVersion).options(joinedload(SchemeVersion.scheme)).where(SchemeVersion.state == "published")
    return list(session().scalars(query.order_by(SchemeVersion.scheme_id, SchemeVersion.effective.desc())))


def _jobs() -> ImportJobs:
    jobs: ImportJobs = current_app.extensions[EXTENSION]
    return jobs


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
    versions = _versions()
    form.version.choices = [(version.id, f"{version.scheme.title} {version.version}") for version in versions]
    if form.validate_on_submit():
        folder, taken = Path(mkdtemp(prefix="hengji-", dir=gettempdir())), set[str]()
        files = [folder / _safe_name(one, taken) for one in form.files.data]
        for path, one in zip(files, form.files.data, strict=True):
            one.save(path)
        period = parse_period(form.period.data) if form.period.data else None
        job = _jobs().start(current_user.account, form.version.data, files, folder, period)
        return redirect(url_for("intake.watch", token=job.token))
    return render_template("portal/intake.html", form=form, versions=[(v, compiled_of(v).scheme) for v in versions])


@blueprint.get("/<token>")
@needs(Permission.IMPORTS_RUN)
def watch(token: str) -> ResponseReturnValue:
    """Progress, then the outcome. The page asks again by itself, without script."""
    job = _jobs().find(token, current_user.account)
    lines = [(problem.place, problem.severity, problem.text(gettext)) for problem in job.problems] if job else []
    status = 200 if job else 404
    return render_template("portal/intake_job.html", job=job, lines=lines), status


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


def init_app(app: Flask, registry: scoped_session[Session]) -> None:
    """One queue a program."""
    app.extensions[EXTENSION] = ImportJobs(registry.session_factory, app.logger.error)
