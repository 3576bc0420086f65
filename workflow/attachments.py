"""附件: files that people add to what they ask for, kept in a folder by the hash of their content.

The file is written, and safe on the disk, before any row speaks of it: whatever moment the program is killed at, no row
is without its file. A file without a row does no harm, and the same content added again finds it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Attachment, User
from records.types import now
from rules.problem import N_, Problem, ProblemError, register
from workflow.file_kinds import KINDS, FileKind, kind_of

register(
    {
        "attach-empty": N_("「{name}」是空文件，请核对后再上传"),
        "attach-too-large": N_("「{name}」超过一个文件的上限 {limit} MB。请压缩或拆分后再上传"),
        "attach-all-too-large": N_("附件合计超过上限 {limit} MB。请压缩，或只附必要的材料"),
        "attach-too-many": N_("附件最多 {limit} 个。请合并，或只附必要的材料"),
    }
)
MEGABYTE = 1024 * 1024
NAME_LENGTH = 100
_FORBIDDEN = frozenset('<>:"/\\|?*')


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one file and of all files of one thing, in bytes; and how many files."""

    each: int = 10 * MEGABYTE
    whole: int = 30 * MEGABYTE
    count: int = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: the row to be, before there is one."""

    name: str
    kind: str
    size: int
    sha256: str


class Store:
    """The folder of the files; only its owner may look into it. It lies outside everything that is served."""

    def __init__(self, folder: Path, limits: Limits | None = None) -> None:
        self.folder = folder
        self.limits = limits or Limits()

    def keep(self, name: str, stream: BinaryIO) -> Kept | Problem:
        """Read a file, see what it is, and put it on the disk."""
        shown = _bare(name)
        content = stream.read(self.limits.each + 1)
        if not content:
            return Problem("attach-empty", {"name": shown})
        if len(content) > self.limits.each:
            return Problem("attach-too-large", {"name": shown, "limit": _megabytes(self.limits.each)})
        kind = kind_of(shown, content)
        if isinstance(kind, Problem):
            return kind
        digest = sha256(content).hexdigest()
        self._write(digest, content)
        return Kept(clean_name(shown, kind), kind.key, len(content), digest)

    def read(self, digest: str) -> bytes | None:
        """The content; ``None`` when the file is gone or no longer what it was."""
        try:
            content = self.path(digest).read_bytes()
        except OSError:
            return None
        return content if sha256(content).hexdigest() == digest else None

    def path(self, digest: str) -> Path:
        """Where the content of a hash lies."""
        return self.folder / digest[:2] / digest

    def problems(self, files: Sequence[Kept | Attachment]) -> list[Problem]:
        """Whether so many and so large files may go together."""
        found = []
        if len(files) > self.limits.count:
            found.append(Problem("attach-too-many", {"limit": str(self.limits.count)}))
        if sum(file.size for file in files) > self.limits.whole:
            found.append(Problem("attach-all-too-large", {"limit": _megabytes(self.limits.whole)}))
        return found

    def _write(self, digest: str, content: bytes) -> None:
        path = self.path(digest)
        if self.read(digest) is not None:
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        draft = path.with_name(f".{digest[:16]}-{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        for folder in (path.parent, self.folder):  # the names must be on the disk too, before a row is
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def attach(session: Session, user: User | None, court_id: int, of: tuple[str, int], files: Iterable[Kept]) -> None:
    """Add files that are in the store to what ``of`` (kind, key) names."""
    for file in files:
        session.add(
            Attachment(
                court_id=court_id, of_kind=of[0], of_id=of[1], name=file.name, kind=file.kind, size=file.size,
                sha256=file.sha256, added_by_id=user.id if user is not None else None,
            )
        )  # fmt: skip
    session.flush()


def attached(session: Session, of: tuple[str, int]) -> list[Attachment]:
    """What is attached, in the order in which it came."""
    query = select(Attachment).where(
        Attachment.of_kind == of[0], Attachment.of_id == of[1], Attachment.removed_at.is_(None)
    )
    return list(session.scalars(query.order_by(Attachment.id)))


def take_off(session: Session, of: tuple[str, int], ids: Iterable[int]) -> None:
    """Take attachments off again; their files are kept."""
    wanted = set(ids)
    for row in attached(session, of):
        if row.id in wanted:
            row.removed_at = now()
    session.flush()


def refuse_too_much(store: Store, files: Sequence[Kept | Attachment]) -> None:
    """:class:`ProblemError` when they are too many or too large together."""
    if problems := store.problems(files):
        raise ProblemError(problems)


def media_type(row: Attachment) -> str:
    """What a browser is told that a file is."""
    return KINDS[row.kind].media_type


def clean_name(name: str, kind: FileKind) -> str:
    """The file's own name without what could lead out of a folder or deceive the eye, with the ending of its kind."""
    bare = _bare(name)
    stem, dot, ending = bare.rpartition(".")
    stem = stem if dot and len(ending) <= 5 and ending.isalnum() else bare  # noqa: PLR2004 - longer is no ending
    right = ending.lower() if dot and ending.lower() in kind.endings else kind.endings[0]
    return f"{stem[:NAME_LENGTH].strip(' .') or kind.key}.{right}"


def _bare(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable() and c not in _FORBIDDEN).strip().lstrip(".") or "file"


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:g}"
