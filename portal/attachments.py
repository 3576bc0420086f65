"""Files on pages: taken in with a form, kept through its mistakes, handed out to those who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import abort, current_app, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from itsdangerous import BadSignature, URLSafeTimedSerializer

from records.models import Attachment
from rules.phrase import listed
from rules.problem import Problem
from workflow.attachments import MEGABYTE, Kept, Limits, Store, media_type
from workflow.file_kinds import KINDS

KEPT = "kept"  # the name of the boxes of files that came with an earlier try of the form
_HOURS = 12
ACCEPT = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)


class FilesForm(FlaskForm):
    """Base of forms with attachments. Each file is in the store as soon as it arrives, so that a mistake elsewhere in
    the form loses none: it comes back as a box, signed for this person.
    """

    files = MultipleFileField(_("附件"), render_kw={"accept": ACCEPT})

    def take(self, already: Sequence[Attachment] = ()) -> list[Kept]:
        """The files of this try and of earlier ones; what is wrong with them stands at the field afterwards."""
        kept = [file for token in request.form.getlist(KEPT) if (file := _signed(token)) is not None]
        problems: list[Problem] = []
        for upload in self.files.data or ():
            if not getattr(upload, "filename", ""):
                continue
            found = store().keep(upload.filename, upload.stream)
            if isinstance(found, Problem):
                problems.append(found)
            elif found not in kept:
                kept.append(found)
        problems += store().problems([*already, *kept])
        self.files.errors = [*self.files.errors, *(problem.text(gettext) for problem in problems)]
        return kept


def store() -> Store:
    """Where the files lie, with the court's limits."""
    config: dict[str, Any] = current_app.config
    limits = Limits(
        config["ATTACHMENT_MEGABYTES"] * MEGABYTE,
        config["ATTACHMENTS_MEGABYTES"] * MEGABYTE,
        config["ATTACHMENTS_MOST"],
    )
    return Store(Path(config["ATTACHMENTS_FOLDER"]), limits)


def boxes(files: Iterable[Kept]) -> list[tuple[str, Kept]]:
    """Files with the token that stands for them in the form."""
    return [(_serializer().dumps([file.name, file.kind, file.size, file.sha256]), file) for file in files]


def hand_out(row: Attachment) -> ResponseReturnValue:
    """As a file to keep, never to be shown in the page's place; whether the reader may is asked before."""
    content = store().read(row.sha256)
    if content is None:
        current_app.logger.error("attachment %s: no file of %s", row.id, row.sha256)
        abort(404)
    answer = send_file(BytesIO(content), mimetype=media_type(row), as_attachment=True, download_name=row.name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def limits_said() -> str:
    """What may be attached, in one line."""
    limits = store().limits
    said: str = gettext(
        "%(kinds)s；每个不超过 %(each)s MB，合计不超过 %(whole)s MB，最多 %(count)s 个",
        kinds=listed(gettext(kind.title) for kind in KINDS.values()),
        each=limits.each // MEGABYTE,
        whole=limits.whole // MEGABYTE,
        count=limits.count,
    )
    return said


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"attachments-{current_user.account.id}")


def _signed(token: str) -> Kept | None:
    """A file of an earlier try of the same person, while it is still there."""
    try:
        name, kind, size, digest = _serializer().loads(token, max_age=_HOURS * 3600)
    except (BadSignature, ValueError, TypeError):
        return None
    return Kept(name, kind, size, digest) if store().read(digest) is not None else None
