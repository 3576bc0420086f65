"""The review committee of 演示县人民法院: a round drawn, findings voted on, cards in several states."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Card, CommitteeVote, Review, ReviewRound, User
from records.queries.directory import load_directory
from workflow.calendar import today
from workflow.cards import check, deliver, receive, reply
from workflow.committee.reviewing import Found, hand_in
from workflow.committee.rounds import Wish, draw_round
from workflow.committee.standing import conflict, members
from workflow.committee.voting import cast, close_vote
from workflow.demonstration.events import YEAR
from workflow.opening import open_period

TITLE = f"{YEAR} 年第四季度案件评查"
SEED = f"衡绩演示 {YEAR}"
REVIEWED = date(YEAR, 12, 24)
DECIDED = date(YEAR, 12, 26)
_EVERY = 7  # one case in so many has a problem
WAITING = 4  # reviews that are left for whoever tries the program
_MAJOR = ("minyi", "tingzhang")  # whose accounts answer their red cards
# Kind, severity and text of the findings, in the order of the drawn cases that get one.
_FINDINGS = (
    ("裁判文书", "一般", "判决书主文与说理部分的金额不一致，已在送达前发现"),
    ("程序", "一般", "变更审判组织成员没有书面告知当事人"),
    ("卷宗归档", "一般", "送达回证、庭审笔录签字页没有入卷"),
    ("法律适用", "一般", "引用的司法解释已经修正，未引用现行条文"),
    ("程序", "一般", "延长审限的审批在期限届满之后"),
)


def load(session: Session, court_id: int) -> int | None:
    """Everything, once; how many cases were drawn, ``None`` when it is there already."""
    done = session.scalars(select(ReviewRound.id).where(ReviewRound.court_id == court_id)).first()
    period = _period(session, court_id)
    if done is not None or period is None or today() < DECIDED:
        return None
    staff = _user(session, "kaohe")
    row = draw_round(session, staff, Wish(TITLE, period, "评查问题", date(YEAR, 10, 1), date(YEAR, 12, 20), seed=SEED))
    session.flush()
    _review(session, row)
    _vote(session, court_id, staff)
    _answer(session, staff, court_id)
    if today().year > YEAR:  # what is not put right becomes a fact of its day, which needs a period
        open_period(session, None, period.version, court_id, str(today().year))
    return len(row.reviews)


def _review(session: Session, row: ReviewRound) -> None:
    """Most are in order; those of the accounts shown have problems, and a few others."""
    reviews = list(session.scalars(select(Review).where(Review.round_id == row.id).order_by(Review.id)))
    shown = {_person(session, login): login for login in (*_MAJOR, "faguan")}
    found = iter(_FINDINGS)
    for place, review in enumerate(reviews):
        login = shown.get(review.judge_id)
        findings: list[Found] = []
        if login in _MAJOR:
            told = Found({"问题种类": "程序", "严重程度": "重大"}, "应当公开宣判的案件没有宣判笔录")
            findings = [told]
        elif login is not None or place % _EVERY == 1:
            kind, severity, text = next(found, _FINDINGS[0])
            findings = [Found({"问题种类": kind, "严重程度": severity}, text)]
        elif place >= len(reviews) - WAITING:
            continue
        opinion = "发现问题，见下" if findings else "程序、事实、法律适用和文书均合格"
        hand_in(session, review.reviewer, review, opinion, REVIEWED, findings)


def _vote(session: Session, court_id: int, staff: User) -> None:
    """All but the last are decided; one of them is not a fault."""
    directory = load_directory(session)
    votes = list(session.scalars(select(CommitteeVote).where(CommitteeVote.state == "open").order_by(CommitteeVote.id)))
    for place, vote in enumerate(votes):
        closed = vote.finding.review.case.closed if vote.finding else None
        days = [day for day in (closed, today()) if day is not None]
        free = [one for one in members(session, court_id) if conflict(directory, one, vote.person_id, days) is None]
        minor = vote.finding is not None and vote.finding.fields["严重程度"] == "一般"
        last = place == len(votes) - 1
        for member in free[: len(free) - (2 if last else 0)]:
            cast(session, member, vote, "否" if minor and place % 5 == 4 else "是")  # noqa: PLR2004 - one in five
        if not last:
            close_vote(session, staff, vote, DECIDED)


def _answer(session: Session, staff: User, court_id: int) -> None:
    """One red card is closed, one waits for the check; earlier cards were handed over on paper."""
    closed, waits = (_user(session, login) for login in _MAJOR)
    for user in (closed, waits):
        card = _card(session, user)
        if card is not None:
            receive(session, user, card)
            reply(session, user, card, "已补作宣判笔录并归档；团队对同类案件逐件自查，没有再发现同样的问题。")
    card, directory = _card(session, closed, "replied"), load_directory(session)
    free = (
        one for one in members(session, court_id)
        if conflict(directory, one, closed.person_id, [DECIDED, today()]) is None
    )  # fmt: skip
    if card is not None:
        check(session, next(free), card, "经查阅卷宗，整改属实", mended=True)
    early = select(Card).where(Card.court_id == court_id, Card.state == "issued", Card.day < date(YEAR, 6, 1))
    for card in session.scalars(early.order_by(Card.day, Card.id)):
        if card.subject_id != staff.person_id:
            deliver(session, staff, card, "书面送达本人，送达回证附卷")


def _card(session: Session, user: User, state: str = "issued") -> Card | None:
    query = select(Card).where(
        Card.subject_kind == "person",
        Card.subject_id == user.person_id,
        Card.state == state,
        Card.deadline.is_not(None),
    )
    return session.scalars(query.order_by(Card.id.desc())).first()


def _period(session: Session, court_id: int) -> AppraisalPeriod | None:
    query = select(AppraisalPeriod).where(
        AppraisalPeriod.court_id == court_id, AppraisalPeriod.text == str(YEAR), AppraisalPeriod.state == "open"
    )
    return next((one for one in session.scalars(query) if one.version.scheme.name == "yinzhou-cards-2020"), None)


def _user(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def _person(session: Session, login: str) -> int:
    return _user(session, login).person_id or 0
