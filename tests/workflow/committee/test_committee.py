"""From a draw to a fact: rounds, reviews, votes by name; and who is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.models import AuditEvent, Card, CommitteeBallot, CommitteeVote, Fact, Notice, Posting, Review
from records.queries.facts import current_facts
from rules.problem import ProblemError
from tests.workflow.committee.world import Committee, decided, drawn, found, review_of, wish
from tests.workflow.together import alike
from tests.workflow.world import SCHEMES
from workflow.calendar import today
from workflow.committee.putting import matters, open_on_fact, open_on_finding
from workflow.committee.reviewing import Found, hand_in
from workflow.committee.rounds import draw_round, repeat
from workflow.committee.voting import cast, close_vote, counted, stand_back
from workflow.committee.waiting import waiting, waiting_of
from workflow.facts import record_facts
from workflow.opening import open_period
from workflow.schemes import publish, submit

SPRING = date(2020, 3, 2)


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemError) as raised:
        act()
    return [problem.code for problem in raised.value.problems]


def test_a_draw_can_be_repeated(session: Session, sitting: Committee) -> None:
    row = drawn(session, sitting, extra="count", size=Fraction(6))
    session.flush()
    again = repeat(session, row)
    assert again.identical
    assert len(again.stands) == 6
    assert {one.judge for one in again.stands} == {sitting.world.people["示一"], sitting.world.people["示三"]}
    review = session.scalars(select(Review)).first()
    assert review is not None
    review.reviewer_id = next(one.id for one in sitting.members if one.id != review.reviewer_id)
    session.flush()
    assert not repeat(session, row).identical  # somebody chose by hand


def test_members_of_the_judge_s_team_are_not_drawn(session: Session, sitting: Committee) -> None:
    """示二 was of 甲队 with 示一 when the cases were closed; 示三 is of 乙队, where 示一 is today, and a judge."""
    drawn(session, sitting, extra="share", size=Fraction(1))
    logins = {one.reviewer.login for one in session.scalars(select(Review)) if one.judge.name == "示一"}
    assert logins == {"wei3", "wei4", "wei5"}
    assert "wei2" not in {one.reviewer.login for one in session.scalars(select(Review))}


def test_reviewers_are_told(session: Session, sitting: Committee) -> None:
    row = drawn(session, sitting)
    told = {notice.user_id for notice in session.scalars(select(Notice).where(Notice.code == "review-waiting"))}
    assert told == {review.reviewer_id for review in row.reviews}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"title": " "}, ["round-title"]),
        ({"kind": "结案"}, ["round-kind"]),
        ({"each": 0}, ["round-each"]),
        ({"extra": "count", "size": Fraction(1, 2)}, ["round-size"]),
        ({"extra": "share", "size": Fraction(2)}, ["round-size"]),
        ({"starts": date(2018, 1, 1), "ends": date(2018, 2, 1)}, ["round-no-cases"]),
        ({"title": "", "each": 0, "starts": date(2020, 3, 1)}, ["round-title", "round-days", "round-each"]),
    ],
)
def test_a_wish_that_makes_no_sense(
    session: Session, sitting: Committee, more: dict[str, object], expected: list[str]
) -> None:
    assert codes(lambda: draw_round(session, sitting.staff, wish(sitting, **more))) == expected


def test_the_same_name_twice_and_the_wrong_person(session: Session, sitting: Committee) -> None:
    drawn(session, sitting)
    assert codes(lambda: drawn(session, sitting)) == ["round-title-taken"]
    assert codes(lambda: draw_round(session, sitting.members[0], wish(sitting))) == ["act-not-allowed"]


def test_nobody_may_review(session: Session, sitting: Committee) -> None:
    for member in sitting.members[2:]:
        member.active = False
    session.flush()
    assert set(codes(lambda: drawn(session, sitting))) == {"round-nobody"}


def test_no_problem_found(session: Session, sitting: Committee) -> None:
    review = drawn(session, sitting).reviews[0]
    assert hand_in(session, review.reviewer, review, "质量合格", SPRING, []) == []
    assert codes(lambda: hand_in(session, review.reviewer, review, "再交", SPRING, [])) == ["review-done"]
    assert session.scalars(current_facts()).all() == []


def test_what_a_reviewer_cannot_hand_in(session: Session, sitting: Committee) -> None:
    review = drawn(session, sitting).reviews[0]
    other = next(one for one in sitting.members[2:] if one.id != review.reviewer_id)
    empty = Found({"问题种类": "没有这种"}, " ")
    future = today() + timedelta(days=1)
    assert codes(lambda: hand_in(session, other, review, "", future, [empty])) == [
        "review-not-yours", "review-opinion", "finding-day", "finding-text", "finding-bad-field", "finding-field",
    ]  # fmt: skip
    assert codes(lambda: hand_in(session, sitting.staff, review, "好", SPRING, [])) == ["act-not-allowed"]


def test_a_finding_becomes_a_fact_only_by_the_vote(session: Session, sitting: Committee) -> None:
    finding = found(session, review_of(session, drawn(session, sitting), "示一"))
    assert (finding.state, finding.fact_id) == ("proposed", None)
    vote = session.scalars(select(CommitteeVote)).one()
    assert (len(vote.roll), vote.quorum, vote.above) == (5, 3, Fraction(1, 2))
    decided(session, sitting, finding, "是", SPRING)
    fact = session.scalars(current_facts()).one()
    assert (fact.kind, fact.fields) == ("评查问题", {"问题种类": "程序", "严重程度": "一般", "认定": True})
    assert (finding.state, finding.fact_id, vote.fact_id) == ("confirmed", fact.id, fact.id)
    assert session.scalars(select(Card.step)).all() == ["yellow"]


def test_not_at_fault_is_a_fact_that_no_card_follows(session: Session, sitting: Committee) -> None:
    finding = found(session, review_of(session, drawn(session, sitting), "示一"))
    vote = decided(session, sitting, finding, "否", SPRING)
    assert (vote.outcome, finding.state) == ("否", "rejected")
    assert session.scalars(select(Card)).all() == []


def test_those_of_the_team_stand_back_and_still_count(session: Session, sitting: Committee) -> None:
    """示二 was of 示一's team when the case was closed. Three of five vote: a majority of five is all of them."""
    finding = found(session, review_of(session, drawn(session, sitting), "示一"))
    vote = session.scalars(select(CommitteeVote)).one()
    mate, colleague, *rest = sitting.members
    assert codes(lambda: cast(session, mate, vote, "是")) == ["committee-own-team"]
    assert codes(lambda: cast(session, colleague, vote, "是")) == ["committee-own-team"]
    assert codes(lambda: stand_back(session, mate, vote, " ")) == ["vote-reason"]
    stand_back(session, mate, vote, "同队")
    assert codes(lambda: close_vote(session, sitting.staff, vote, SPRING)) == ["vote-no-quorum"]
    for member, value in zip(rest, ("是", "是", "否"), strict=True):
        cast(session, member, vote, value)
    assert counted(vote).winner is None  # two of five
    close_vote(session, sitting.staff, vote, SPRING)
    assert (vote.outcome, finding.state) == ("否", "rejected")  # as the scheme says otherwise


def test_own_case(session: Session, sitting: Committee) -> None:
    finding = found(session, review_of(session, drawn(session, sitting), "示三"))
    vote = session.scalars(select(CommitteeVote).where(CommitteeVote.finding_id == finding.id)).one()
    assert codes(lambda: cast(session, sitting.members[1], vote, "否")) == ["committee-own"]


def test_one_ballot_each_and_none_after_the_close(session: Session, sitting: Committee) -> None:
    finding = found(session, review_of(session, drawn(session, sitting), "示一"))
    vote = session.scalars(select(CommitteeVote)).one()
    third, fourth, fifth = sitting.members[2:]
    assert codes(lambda: cast(session, third, vote, "弃权")) == ["vote-no-such-value"]
    cast(session, third, vote, "是")
    assert codes(lambda: cast(session, third, vote, "否")) == ["vote-twice"]
    assert codes(lambda: stand_back(session, third, vote, "后悔")) == ["vote-twice"]
    assert codes(lambda: cast(session, sitting.staff, vote, "是")) == ["act-not-allowed"]
    assert codes(lambda: close_vote(session, third, vote, SPRING)) == ["act-not-allowed"]
    cast(session, fourth, vote, "是")
    third.role = "committee"
    cast(session, fifth, vote, "是")
    assert codes(lambda: close_vote(session, sitting.staff, vote, date(2020, 3, 1))) == ["vote-day"]
    close_vote(session, sitting.staff, vote, SPRING)
    assert codes(lambda: close_vote(session, sitting.staff, vote, SPRING)) == ["vote-not-open"]
    assert codes(lambda: cast(session, sitting.members[0], vote, "是")) == ["vote-not-open"]
    assert codes(lambda: open_on_finding(session, finding, sitting.staff)) == ["vote-decided-already"]


def test_ballots_are_kept_by_the_database_too(session: Session, sitting: Committee) -> None:
    found(session, review_of(session, drawn(session, sitting), "示一"))
    cast(session, sitting.members[2], session.scalars(select(CommitteeVote)).one(), "是")
    session.commit()
    for statement in ("UPDATE committee_ballot SET value = '否'", "DELETE FROM committee_ballot"):
        with pytest.raises(DBAPIError, match="is kept"):
            session.execute(text(statement))
        session.rollback()
    assert session.scalars(select(CommitteeBallot.value)).all() == ["是"]


def test_a_member_who_joins_later_has_no_ballot(session: Session, sitting: Committee) -> None:
    sitting.members[4].active = False
    session.flush()
    found(session, review_of(session, drawn(session, sitting), "示一"))
    sitting.members[4].active = True
    vote = session.scalars(select(CommitteeVote)).one()
    assert codes(lambda: cast(session, sitting.members[4], vote, "是")) == ["vote-not-member"]


def test_everything_is_in_the_trail(session: Session, sitting: Committee) -> None:
    finding = found(session, review_of(session, drawn(session, sitting), "示一"))
    decided(session, sitting, finding, "是", SPRING)
    session.flush()
    actions = [event.action for event in session.scalars(select(AuditEvent).order_by(AuditEvent.sequence))]
    assert actions == [
        "committee:review:draw", "committee:vote:open", "committee:review:record", *["committee:vote:cast"] * 3,
        "records:facts:record", "committee:vote:open",
    ]  # fmt: skip


def test_what_waits(session: Session, sitting: Committee) -> None:
    row = drawn(session, sitting)
    review = review_of(session, row, "示一")
    assert [todo.what.code for todo in waiting(session, review.reviewer)] == ["review-todo"]
    alike(waiting_of, session, [*sitting.members, sitting.judge, sitting.staff])
    found(session, review)
    told = alike(waiting_of, session, [*sitting.members, sitting.judge, sitting.staff])
    said = {member.login: [todo.what.code for todo in told[member.login]] for member in sitting.members}
    assert all("vote-todo" in said[login] for login in ("wei1", "wei3", "wei4", "wei5"))
    assert session.scalars(select(Fact)).all() == []


def test_a_recorded_fact_is_put_to_the_vote(session: Session, sitting: Committee) -> None:
    """上饶: 重点案件 → 有无过错, by name → 重点案件评价 with the same 事由; its white card and its points."""
    text = (SCHEMES / "shangrao-evaluation-2019.yaml").read_text(encoding="utf-8")
    version = submit(session, None, sitting.world.court_id, text)
    publish(session, None, version)
    year = open_period(session, None, version, sitting.world.court_id, "2020")
    told = sitting.world.draft("重点/1", "重点案件", "示一", SPRING, {"事由": "改判"})
    fact = record_facts(session, None, [told]).rows[0]
    assert matters(session, year) == [fact]
    assert codes(lambda: open_on_fact(session, sitting.members[0], year, fact)) == ["act-not-allowed"]
    vote = open_on_fact(session, sitting.staff, year, fact)
    assert codes(lambda: open_on_fact(session, sitting.staff, year, fact)) == ["vote-open-already"]
    assert (vote.quorum, matters(session, year)) == (3, [])
    for member in sitting.members[2:]:
        cast(session, member, vote, "有过错")
    close_vote(session, sitting.staff, vote, date(2020, 3, 9), "三比零")
    decided_fact = session.scalars(current_facts().where(Fact.kind == "重点案件评价")).one()
    assert (decided_fact.fields, decided_fact.day) == ({"事由": "改判", "评价": "有过错"}, date(2020, 3, 9))
    assert session.scalars(select(Card.step)).all() == ["reviewed"]
    assert session.scalars(select(Posting.amount)).all() == [-1]
    assert codes(lambda: open_on_fact(session, sitting.staff, year, fact)) == ["vote-decided-already"]


def test_no_majority_and_put_again(session: Session, sitting: Committee) -> None:
    """Where the scheme does not say what holds otherwise, nothing is decided and the finding may be put again."""
    text = sitting.cards.version.text.replace("scheme: yinzhou-cards-2020", "scheme: open-end")
    version = submit(session, None, sitting.world.court_id, text.replace("    otherwise: 否\n", ""))
    publish(session, None, version)
    year = open_period(session, None, version, sitting.world.court_id, "2020")
    finding = found(session, review_of(session, drawn(session, replace(sitting, cards=year)), "示一"))
    vote = session.scalars(select(CommitteeVote)).one()
    for member, value in zip(sitting.members[2:], ("是", "是", "否"), strict=True):
        cast(session, member, vote, value)
    close_vote(session, sitting.staff, vote, SPRING)
    assert (vote.state, finding.state, finding.fact_id) == ("undecided", "proposed", None)
    again = open_on_finding(session, finding, sitting.staff)
    assert (again.state, again.id != vote.id) == ("open", True)
