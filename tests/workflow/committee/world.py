"""A committee of five beside the court of tests.workflow.world: two are judges' colleagues, three from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Case, CommitteeVote, Finding, Person, Review, ReviewRound, User
from records.tenancy import everything
from tests.workflow.world import World, period
from workflow.committee.reviewing import Found, hand_in
from workflow.committee.rounds import Wish, draw_round
from workflow.committee.voting import cast, close_vote, own_conflict

MEMBERS = ("wei1", "wei2", "wei3", "wei4", "wei5")
TOLD = {"问题种类": "程序", "严重程度": "一般"}
START, END = date(2020, 1, 1), date(2020, 2, 28)


@dataclass(frozen=True)
class Committee:
    world: World
    staff: User
    leader: User
    judge: User
    members: tuple[User, ...]
    cards: AppraisalPeriod


def sit(session: Session, world: World, each: int = 3) -> Committee:
    """wei1 is 示二 of 甲队, where 示一 judged until March; wei2 is 示三 of 乙队. Ten closed cases of 示一 and 示三."""
    no = {"court_id": world.court_id, "password_hash": "-"}
    with everything(session):
        persons = {"wei1": world.people["示二"], "wei2": world.people["示三"]}
        users = [
            User(**no, login=login, name=f"示委{login[-1]}", role="committee", person_id=persons.get(login))
            for login in MEMBERS
        ]
        leader = User(**no, login="boss", name="示院领导", role="leader")
        session.add_all([*users, leader])
        for number in range(2, 12):
            judge = world.people["示一" if number % 2 == 0 else "示三"]
            session.add(
                Case(
                    court_id=world.court_id, number=f"（2020）示0101民初{number}号", year=2020, type_code="民初",
                    serial=number, filed=START, closed=date(2020, 1, 5 + number), judge_id=judge,
                )
            )  # fmt: skip
        session.flush()
    staff, judge_user = session.get_one(User, world.staff_id), session.get_one(User, world.person_user_id)
    return Committee(world, staff, leader, judge_user, tuple(users), period(session, "2020"))


def wish(sitting: Committee, **more: object) -> Wish:
    told: dict[str, object] = {
        "title": "一季度评查", "period": sitting.cards, "kind": "评查问题", "starts": START, "ends": END,
        "seed": "种子",
    }  # fmt: skip
    return Wish(**(told | more))  # type: ignore[arg-type]  # as the tests say


def drawn(session: Session, sitting: Committee, **more: object) -> ReviewRound:
    return draw_round(session, sitting.staff, wish(sitting, **more))


def review_of(session: Session, row: ReviewRound, judge: str) -> Review:
    query = select(Review).join(Person, Person.id == Review.judge_id)
    return session.scalars(query.where(Review.round_id == row.id, Person.name == judge)).first() or _none()


def found(session: Session, review: Review, day: date = date(2020, 3, 2), **more: str) -> Finding:
    return hand_in(session, review.reviewer, review, "有问题", day, [Found({**TOLD, **more}, "送达回证缺失")])[0]


def decided(session: Session, sitting: Committee, finding: Finding, value: str, day: date) -> CommitteeVote:
    """Everybody who may says the same, and staff close the vote."""
    vote = session.scalars(
        select(CommitteeVote).where(CommitteeVote.finding_id == finding.id, CommitteeVote.state == "open")
    ).one()
    for member in sitting.members:
        if own_conflict(session, member, vote) is None:
            cast(session, member, vote, value)
    close_vote(session, sitting.staff, vote, day)
    return vote


def _none() -> Review:
    raise LookupError("no such review")
