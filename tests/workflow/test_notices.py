"""Notices stand with the act that tells them; mail says that there is something to read, never what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Session_
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Notice, User
from records.types import now
from rules.problem import Problem, ProblemError
from tests.workflow.world import World
from workflow import notices
from workflow.accounts import NewAccount, create_user
from workflow.mail import ATTEMPTS, Smtp, deliver

SECRET = "沭法币 88.5 分"
SITE = "http://hengji.court"


class Box(Message):
    """Keeps what came; refuses it while ``closed``."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[tuple[str, str, str]] = []
        self.closed = False

    async def handle_DATA(self, _server: SMTP, _session: Session_, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        if self.closed:
            return "451 later"
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=default)
        self.letters.append((letter["To"], letter["Subject"], letter.get_content()))
        return "250 OK"

    def handle_message(self, message: object) -> None:
        """Not reached: the data is taken above."""


@pytest.fixture
def box() -> Iterator[tuple[Box, Smtp]]:
    """A mail server on a port of its own."""
    handler = Box()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, Smtp(f"smtp://127.0.0.1:{port}", "hengji@court.test")
    controller.stop()


def person(session: Session, world: World, login: str, mail: str | None = None) -> User:
    new = NewAccount(f"told-{login}", f"示{login}", "青山 一道 同云雨 明月", "staff", world.court_id)
    made, problems = create_user(session, None, new)
    assert made is not None, problems
    made.mail = mail
    session.flush()
    return made


def told(session: Session, *users: User) -> None:
    notices.tell(session, users, Problem("act-not-allowed", {"role": SECRET}), "/periods/")
    session.commit()


def test_each_is_told_once_and_reads_her_own(session: Session, world: World) -> None:
    one, other = person(session, world, "one"), person(session, world, "other")
    notices.tell(session, [one, one, other], Problem("act-not-allowed", {"role": "x"}), "/periods/")
    session.commit()
    assert (notices.unread(session, one), notices.unread(session, other)) == (1, 1)
    mine = notices.notices(session, one)[0]
    assert notices.opened(session, other, mine.id) is None
    assert notices.opened(session, one, mine.id) == "/periods/"
    assert (notices.unread(session, one), notices.unread(session, other)) == (0, 1)
    assert "x" in notices.said(mine).text()
    notices.all_read(session, other)
    assert notices.unread(session, other) == 0


def test_a_notice_falls_with_its_act(session: Session, world: World) -> None:
    one = person(session, world, "one")
    session.commit()
    notices.tell(session, [one], Problem("act-not-allowed", {"role": "x"}), "/")
    session.rollback()
    assert notices.unread(session, session.merge(one)) == 0


def test_a_text_that_is_gone_is_still_a_notice(session: Session, world: World) -> None:
    one = person(session, world, "one")
    session.add(Notice(court_id=one.court_id, user_id=one.id, code="of-last-year", address="/"))
    session.flush()
    assert "of-last-year" in notices.said(notices.notices(session, one)[0]).text()


@pytest.mark.parametrize(
    "mail", ["x", "a@b", "a b@c.d", "a@b.c\nBcc: d@e.f", "法@院.cn", "a@b@c.d", "x" * 200 + "@b.cn"]
)
def test_what_is_no_address_is_refused(session: Session, world: World, mail: str) -> None:
    with pytest.raises(ProblemError):
        notices.set_mail(session, person(session, world, "one"), mail)


def test_one_letter_for_all_that_waits_and_never_what(session: Session, world: World, box: tuple[Box, Smtp]) -> None:
    handler, post = box
    one, silent = person(session, world, "one", "one@court.test"), person(session, world, "silent")
    told(session, one, silent)
    told(session, one)
    assert deliver(session, post, SITE) == (1, [])
    assert deliver(session, post, SITE) == (0, [])
    ((to, subject, text),) = handler.letters
    assert (to, subject) == ("one@court.test", "衡绩：有 2 件事等您看")
    assert f"{SITE}/notices/" in text
    assert "88.5" not in text + subject
    assert set(session.scalars(select(Notice.mail))) == {"sent", "none"}


def test_a_server_that_is_away_is_tried_again_and_given_up(
    session: Session, world: World, box: tuple[Box, Smtp]
) -> None:
    handler, post = box
    handler.closed = True
    told(session, person(session, world, "one", "one@court.test"))
    at = now()
    assert deliver(session, post, SITE, at=at)[0] == 0
    assert deliver(session, post, SITE, at=at) == (0, [])  # not yet
    handler.closed = False
    assert deliver(session, post, SITE, at=at + timedelta(minutes=5)) == (1, [])
    handler.closed = True
    told(session, session.scalars(select(User).where(User.login == "told-one")).one())
    for attempt in range(ATTEMPTS):
        deliver(session, post, SITE, at=at + timedelta(days=attempt + 1))
    assert set(session.scalars(select(Notice.mail))) == {"sent", "failed"}
    assert len(handler.letters) == 1


def test_no_server_at_all(session: Session, world: World) -> None:
    told(session, person(session, world, "one", "one@court.test"))
    sent, faults = deliver(session, Smtp("smtp://127.0.0.1:9", "a@b.cn"), SITE)
    assert (sent, len(faults)) == (0, 1)


def test_who_left_is_not_written_to(session: Session, world: World, box: tuple[Box, Smtp]) -> None:
    handler, post = box
    one = person(session, world, "one", "one@court.test")
    told(session, one)
    one.active = False
    session.commit()
    assert deliver(session, post, SITE) == (0, [])
    assert (handler.letters, set(session.scalars(select(Notice.mail)))) == ([], {"none"})
