"""Files: a version as YAML and as a workbook, and back into a draft with its differences shown first."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import abort, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from portal.access import needs
from portal.database import KEY, session
from portal.schemes.drafts import draft_or_404
from portal.schemes.pages import blueprint, version_or_404
from portal.schemes.saving import save
from portal.schemes.writing import LONGEST, TextForm, frame, say
from records.scheme_book import read_book, write_book
from rules.difference import difference
from rules.document import parse
from rules.problem import Problem, ProblemError
from rules.revise import revise
from workflow import drafts
from workflow.permissions import Permission

YAML_FILES = (".yaml", ".yml")
MOST_SAID = 8
MOST_NAME = 80  # characters of a file's name that messages repeat
MOST_BYTES = 5 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(FlaskForm):
    """A file that a version was exported to, changed."""

    file = FileField(validators=[FileRequired(lazy_gettext("请选择文件"))])

    def validate_file(self, field: FileField) -> None:
        """One of the two kinds."""
        if not (field.data.filename or "").lower().endswith((*YAML_FILES, ".xlsx")):
            raise ValidationError(_("请选择 .xlsx 或 .yaml 文件。"))


@blueprint.get(f"/<{KEY}:version_id>/export.<kind>")
@needs(Permission.SCHEMES_READ)
def export(version_id: int, kind: str) -> ResponseReturnValue:
    """The version as a file."""
    version = version_or_404(version_id)
    if kind not in ("yaml", "xlsx"):
        abort(404)
    name = f"{version.scheme.title} {version.version}.{kind}"
    if kind == "yaml":
        return send_file(
            BytesIO(version.text.encode()), mimetype="application/yaml", download_name=name, as_attachment=True
        )
    book, problems = write_book(version.text)
    if problems:
        say(problems)
        return redirect(url_for("scheme.draft_text", version_id=version_id))
    return send_file(BytesIO(book), mimetype=XLSX, download_name=name, as_attachment=True)


class NewForm(FlaskForm):
    """A scheme's file, or none: then an empty one."""

    file = FileField()


@blueprint.post("/new")
@needs(Permission.SCHEMES_EDIT)
def new() -> ResponseReturnValue:
    """A draft of a scheme that the court does not have yet."""
    form = NewForm()
    if not form.validate_on_submit():
        abort(400)
    text, problems = "", list[Problem]()
    if form.file.data:
        text, problems = _read("", form.file.data) if _is_yaml(form.file.data) else ("", [Problem("file-not-utf8")])
    if problems:
        say(problems[:MOST_SAID])
        return redirect(url_for("scheme.index"))
    try:
        draft = drafts.start(session(), current_user.account, text=text)
        session().commit()
    except ProblemError as error:
        session().rollback()
        say(error.problems[:MOST_SAID])
        return redirect(url_for("scheme.index"))
    return redirect(url_for("scheme.workbench", version_id=draft.id))


@blueprint.route(f"/<{KEY}:version_id>/draft/files", methods=["GET", "POST"])
@needs(Permission.SCHEMES_EDIT)
def bring(version_id: int) -> ResponseReturnValue:
    """What a file would change in the draft; nothing is saved here."""
    version = draft_or_404(version_id)
    form = FileForm()
    text, rejected, changes = "", list[Problem](), None
    if form.validate_on_submit():
        text, rejected = _read(version.text, form.file.data)
        document, _problems = parse(text, "")
        if document is not None:
            changes = [{"kind": change.kind, "text": change.text(_)} for change in difference(version.text, text)]
            if not changes and text != version.text:
                changes = [{"kind": "changed", "text": _("只有注释或写法不同。")}]
    page = render_template(
        "portal/schemes/exchange.html",
        **frame(version),
        form=form,
        refusal=None,
        changes=changes,
        rejected=rejected,
        text=text,
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"/<{KEY}:version_id>/draft/files/take")
@needs(Permission.SCHEMES_EDIT)
def take(version_id: int) -> ResponseReturnValue:
    """Save what was shown."""
    version = draft_or_404(version_id)
    form = TextForm()
    if not form.validate_on_submit():
        abort(400)
    text = (form.text.data or "").replace("\r\n", "\n")
    refusal = save(version, text, form.seen.data or "")
    if refusal is None:
        return redirect(url_for("scheme.workbench", version_id=version_id))
    changes = [{"kind": change.kind, "text": change.text(_)} for change in difference(version.text, text)]
    page = render_template(
        "portal/schemes/exchange.html",
        **frame(version),
        form=FileForm(formdata=None),
        refusal=refusal,
        changes=changes,
        rejected=(),
        text=text,
    )
    return page, 409


def _read(held: str, upload: FileStorage) -> tuple[str, list[Problem]]:
    """The draft's text as the file would have it, and the rows of the file that cannot be taken."""
    data = upload.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        abort(413)
    if _is_yaml(upload):
        return _yaml(data)
    with TemporaryDirectory(prefix="hengji-") as folder:
        path = Path(folder) / "scheme.xlsx"
        path.write_bytes(data)
        wanted, problems = read_book(held, path, (upload.filename or "")[-MOST_NAME:])
    text, refused = revise(held, wanted)
    return text, [*problems, *refused]


def _is_yaml(upload: FileStorage) -> bool:
    return (upload.filename or "").lower().endswith(YAML_FILES)


def _yaml(data: bytes) -> tuple[str, list[Problem]]:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return "", [Problem("file-not-utf8")]
    if len(text) > LONGEST:
        abort(413)
    document, problems = parse(text, "")
    return ("", problems) if document is None else (text, [])
