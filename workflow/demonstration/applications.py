"""Applications of the demonstration: one for each state that one can be in, by the assistant of 民事一队 and a judge.

They go through the acts of those whose accounts they are. Only the late one is made late by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Application, AppraisalPeriod, User
from workflow.applications.applying import Asked, apply, withdraw
from workflow.applications.deciding import change, confirm, refuse, send_back
from workflow.attachments import Kept, Store
from workflow.calendar import today

MARK = "（演示数据）"
_RULE = "applied_plus"
# days into the month, points, what for, how far it goes
_PLANS: tuple[tuple[str, int, str, str, str], ...] = (
    ("zhuli", 2, "1", "协助办理涉众纠纷的集中送达", "waiting"),
    ("zhuli", 3, "2.5", "跨团队支援速裁一队庭审记录两周", "changed"),
    ("zhuli", 4, "1.5", "承办卷宗专项清理，补齐三百余卷", "at_leader"),
    ("zhuli", 8, "0.75", "带教新入职书记员一个月", "approved"),
    ("zhuli", 9, "3", "接待群体来访", "returned"),
    ("zhuli", 10, "0.5", "参加普法进校园", "withdrawn"),
    ("minyi", 5, "2", "承担疑难案件示范庭审", "at_head"),
    ("minyi", 11, "4", "参加本院运动会", "refused"),
    ("shuji", 12, "1", "周末值守立案窗口", "late"),
)


def load(session: Session, court_id: int, month: AppraisalPeriod, store: Store) -> int:
    """How many were made; none when the court has some already, or the month is no longer open. The session's owner
    commits.
    """
    if session.scalars(select(Application.id).limit(1)).first() is not None or month.state != "open":
        return 0
    users = {user.login: user for user in session.scalars(select(User).where(User.court_id == court_id))}
    for login, day, points, reason, how in _PLANS:
        user = users[login]
        asked = Asked(
            user.person_id, _RULE, month.starts + timedelta(days=day - 1), {"币值": points, "事由": reason},
            f"{reason}。{MARK}",
        )  # fmt: skip
        _carry(session, users, apply(session, user, month, asked, _files(store), store), how)
    return len(_PLANS)


def _carry(session: Session, users: dict[str, User], row: Application, how: str) -> None:
    def by(login: str, act: Callable[..., None], *values: object) -> None:
        act(session, users[login], row, row.turn, *values)

    if how in ("changed", "at_leader", "approved", "returned"):
        if how == "changed":
            fields = {"币值": "2", "事由": str(row.fields["事由"])}
            by("minyi", change, fields, "按实际天数折算，应为 2 币值" + MARK)
        else:
            by("minyi", confirm, "情况属实" + MARK)
    if how in ("at_leader", "approved"):
        by("tingzhang", confirm)
    if how == "approved":
        by("yuanling", confirm, "同意" + MARK)
    elif how == "returned":
        by("tingzhang", send_back, "请附接访记录" + MARK)
    elif how == "refused":
        by("tingzhang", refuse, "与审判执行工作无关" + MARK)
    elif how == "withdrawn":
        by("zhuli", withdraw, "与上一份重复" + MARK)
    elif how == "late":
        row.since, row.due = _back(15), _back(12)
        session.flush()


def _back(days: int) -> date:
    return today() - timedelta(days=days)


def _files(store: Store) -> list[Kept]:
    found = store.keep("工作记录.pdf", BytesIO(_pdf("Demonstration data")))
    return [found] if isinstance(found, Kept) else []


def _pdf(words: str) -> bytes:
    """The smallest document that a reader opens: one page with a line on it."""
    drawn = f"BT /F 18 Tf 72 770 Td ({words}) Tj ET".encode("ascii")
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(written))
    return written + head + table + end
