"""E-mail that says that there is something to read, and never what. By setting: without a server nothing is sent.

A notice waits until its mail is sent. Whoever sends claims the notices of a person first, so that two programs do not
both write to her; a program that dies after sending and before noting it sends once more, which does no harm.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from records.models import Notice, User
from records.tenancy import everything
from records.types import now
from rules.phrase import N_, Translate, tell

ATTEMPTS = 5
_FIRST_WAIT = timedelta(minutes=2)  # doubled with each attempt
_TIMEOUT = 20
SUBJECT = N_("衡绩：有 {count} 件事等您看")
TEXT = N_(
    "{name}：\n\n您在衡绩有 {count} 条新的通知，请登录查看：\n{address}\n\n"
    "为保密，邮件里不写内容。此邮件由程序发出，请勿回复。\n"
)


class Post(Protocol):
    """What takes a letter away; raises ``OSError`` (which SMTP's errors are) when it could not."""

    def send(self, to: str, subject: str, text: str) -> None:
        """One letter."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server: ``smtp://`` (25), ``smtps://`` (465) or ``smtp+starttls://`` (587), with name and password in
    front of the host where it wants them.
    """

    url: str
    sender: str

    def send(self, to: str, subject: str, text: str) -> None:
        """By one connection a letter: they are few."""
        parts = urlsplit(self.url)
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, to, subject
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        host, kind = parts.hostname or "localhost", parts.scheme
        if kind == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=_TIMEOUT, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, parts.port or (587 if kind.endswith("starttls") else 25), timeout=_TIMEOUT)
        with server:
            if kind.endswith("starttls"):
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(letter)


def deliver(
    session: Session, post: Post, site: str, translate: Translate = tell, at: datetime | None = None
) -> tuple[int, list[str]]:
    """One letter to each person with notices that wait; commits after each. How many were sent, and what went wrong."""
    at = at or now()
    sent, faults = 0, []
    with everything(session):
        for user_id, attempts in _due(session, at):
            claimed = session.execute(
                update(Notice)
                .where(Notice.user_id == user_id, Notice.mail == "waiting", Notice.attempts == attempts)
                .values(attempts=attempts + 1)
            ).rowcount  # type: ignore[attr-defined]  # an UPDATE's result counts rows; the stub says Result
            session.commit()
            if not claimed:
                continue
            user = session.get_one(User, user_id)
            own = update(Notice).where(
                Notice.user_id == user_id, Notice.mail == "waiting", Notice.attempts == attempts + 1
            )
            if not user.mail or not user.active:
                session.execute(own.values(mail="none"))
            else:
                values = {"name": user.name, "count": str(claimed), "address": f"{site.rstrip('/')}/notices/"}
                try:
                    post.send(user.mail, translate(SUBJECT).format(**values), translate(TEXT).format(**values))
                except OSError as error:
                    faults.append(f"{type(error).__name__}: {error}")
                    if attempts + 1 >= ATTEMPTS:
                        session.execute(own.values(mail="failed"))
                else:
                    session.execute(own.values(mail="sent", sent_at=at))
                    sent += 1
            session.commit()
    return sent, faults


def _due(session: Session, at: datetime) -> list[tuple[int, int]]:
    """Persons and how often was tried, where the time to try (again) has come."""
    query = (
        select(Notice.user_id, Notice.attempts, func.max(Notice.told_at))
        .where(Notice.mail == "waiting")
        .group_by(Notice.user_id, Notice.attempts)
    )
    return [
        (user_id, attempts)
        for user_id, attempts, told in session.execute(query)
        if attempts == 0 or told + _FIRST_WAIT * 2**attempts <= at
    ]
