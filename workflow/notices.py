"""Telling people: a notice in the program for each, written with the act that it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from records.models import Notice, User
from records.types import now
from rules.problem import N_, Problem, ProblemError, messages, recalled, register
from workflow.acting import allowed
from workflow.permissions import Permission

register({"notice-mail": N_("「{mail}」不像一个邮箱地址。请写成 name@court.gov.cn，或者留空")})
_MOST_MAIL = 200


def tell(session: Session, users: Iterable[User], what: Problem, address: str) -> None:
    """Tell each of them once; the notices stand or fall with the transaction. ``what`` is a registered text with its
    values, never a score; ``address`` the page that it is about.
    """
    for user in {user.id: user for user in users if user.active}.values():
        session.add(
            Notice(
                court_id=user.court_id,
                user_id=user.id,
                code=what.code,
                values=what.kept_values(),
                address=address,
                mail="waiting" if user.mail else "none",
            )
        )


def notices(session: Session, user: User, *, before: int | None = None, most: int = 50) -> Sequence[Notice]:
    """One's own, the newest first; ``before`` is the number of the last one already seen."""
    allowed(user, Permission.NOTICES_READ)
    query = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id.desc()).limit(most)
    return session.scalars(query if before is None else query.where(Notice.id < before)).all()


def unread(session: Session, user: User) -> int:
    """How many one has not opened."""
    query = select(func.count()).select_from(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def opened(session: Session, user: User, notice_id: int) -> str | None:
    """Note that it was read, and where it leads; ``None`` when it is not one's own."""
    allowed(user, Permission.NOTICES_READ)
    query = select(Notice).where(Notice.id == notice_id, Notice.user_id == user.id)
    found = session.scalars(query).one_or_none()
    if found is None:
        return None
    found.read_at = found.read_at or now()
    return found.address


def all_read(session: Session, user: User) -> None:
    """Everything that one has been told is read."""
    allowed(user, Permission.NOTICES_READ)
    session.execute(update(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None)).values(read_at=now()))


def said(notice: Notice) -> Problem:
    """What it says, to be put into words by a face. A text that a later version no longer has is told by its code."""
    if notice.code not in messages():
        return Problem("notice-unknown", {"code": notice.code})
    return recalled(notice.code, notice.values)


def set_mail(session: Session, user: User, mail: str) -> None:
    """Where one is told by e-mail that there is something to read; empty: nowhere."""
    allowed(user, Permission.NOTICES_READ)
    name, at, host = mail.strip().partition("@")
    plain = mail.strip().isascii() and mail.strip().isprintable() and " " not in mail.strip()
    if mail.strip() and not (name and at and "." in host and "@" not in host and plain and len(mail) <= _MOST_MAIL):
        raise ProblemError([Problem("notice-mail", {"mail": mail})])
    user.mail = mail.strip() or None
    session.flush()


register({"notice-unknown": N_("有一条通知（{code}），请打开查看")})
