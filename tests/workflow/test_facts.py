"""Recording, correcting and withdrawing facts: the ledger and the cards follow, to the last line."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import audit
from records.models import AuditEvent, Card, Fact, Membership, Posting, Quarantine, Team, User
from rules.problem import ProblemError
from scoring.live.engine import Engine
from tests.scoring.live.test_engine import FAULTY
from tests.workflow.world import World, period
from workflow import versions
from workflow.facts import correct_fact, record_fact, record_facts, rescore, withdraw_fact


def lines(session: Session) -> list[tuple[str, str, Fraction]]:
    """The ledger as a reader sees it: what, to whom, how much."""
    query = select(Posting.rule, Team.name, Posting.amount).join(Team, Team.id == Posting.subject_id)
    return [(rule, team, amount) for rule, team, amount in session.execute(query.order_by(Posting.id))]


def steps(session: Session) -> list[tuple[str, str, str]]:
    """The cards: fact, step, state."""
    query = select(Fact.key, Card.step, Card.state).join(Fact, Fact.id == Card.fact_id).order_by(Card.day, Fact.key)
    return [(key, step, state) for key, step, state in session.execute(query)]


def count(session: Session, model: type[Posting | Fact | AuditEvent]) -> int:
    return session.scalar(select(func.count(model.id))) or 0


def test_a_fact_is_posted_at_once_to_the_team_of_that_day(session: Session, world: World) -> None:
    record_facts(session, None, [
        world.closed("1"), world.closed("2", day=date(2020, 3, 20)),
        world.closed("3", 审理程序="简易", 审理天数=Fraction(30)),
    ])  # fmt: skip
    assert lines(session) == [
        ("closed", "甲队", Fraction(3)),
        ("closed", "乙队", Fraction(3)),  # the judge moved on 11 March
        ("closed", "甲队", Fraction(3, 2)),
        ("quick", "甲队", Fraction(1, 10)),
    ]
    assert session.scalars(select(Posting.numbers).order_by(Posting.id)).first() == "3"


def test_the_same_again_changes_nothing_and_other_content_is_refused(session: Session, world: World) -> None:
    first = record_fact(session, None, world.closed("1"))
    again = record_fact(session, None, world.closed("1"))
    assert (again.unchanged, again.rows[0].id) == (1, first.rows[0].id)
    assert (count(session, Posting), count(session, Fact), count(session, AuditEvent)) == (1, 1, 1)
    with pytest.raises(ProblemError) as caught:
        record_fact(session, None, world.closed("1", 审理程序="速裁"))
    assert [problem.code for problem in caught.value.problems] == ["fact-key-taken"]


def test_all_problems_of_a_batch_come_at_once_and_nothing_is_written(session: Session, world: World) -> None:
    good = world.closed("1")
    with pytest.raises(ProblemError) as caught:
        record_facts(session, None, [
            good,
            good,
            world.closed("2", 审理程序="慢审"),
            world.closed("3", 审理天数=None),
            world.closed("4", 未登记="x"),
            world.closed("5", day=date(2030, 1, 1)),
            world.draft("6", "无此事", "示一", date(2020, 3, 1), {}),
            replace(world.closed("7"), case_id=None),
            replace(world.closed("8"), court_id=999),
            world.closed("9", 审理天数=Fraction(10**16)),
        ])  # fmt: skip
    assert [(problem.code, problem.values["fact"]) for problem in caught.value.problems] == [
        ("fact-key-twice", "1"), ("fact-bad-field", "2"), ("fact-missing-field", "3"), ("fact-unknown-field", "4"),
        ("fact-unknown-kind", "5"), ("fact-unknown-kind", "6"), ("fact-case-missing", "7"),
        ("fact-unknown-subject", "8"), ("fact-bad-field", "9"),
    ]  # fmt: skip
    assert all(problem.text() for problem in caught.value.problems)
    assert count(session, Fact) == 0


def test_a_correction_reverses_the_old_points_and_posts_the_new(session: Session, world: World) -> None:
    old = record_fact(session, None, world.closed("1")).rows[0]
    right = world.closed("1", 审理程序="速裁", 审理天数=Fraction(9))
    new = correct_fact(session, None, old, right, "程序登记有误").rows[0]
    assert [amount for _, _, amount in lines(session)] == [3, 1, -3]
    assert (new.revision, new.supersedes_id, new.reason) == (2, old.id, "程序登记有误")
    with pytest.raises(ProblemError) as caught:
        correct_fact(session, None, old, world.closed("1"), " ")
    assert [problem.code for problem in caught.value.problems] == ["fact-superseded", "fact-reason"]


def test_a_withdrawn_fact_leaves_nothing_standing(session: Session, world: World) -> None:
    row = record_fact(session, None, world.closed("1")).rows[0]
    withdraw_fact(session, None, row, "重复登记")
    assert sum(amount for _, _, amount in lines(session)) == 0
    with pytest.raises(ProblemError):
        record_fact(session, None, world.closed("1"))  # the key is spent


def test_a_finding_put_in_before_others_makes_them_the_later_ones(session: Session, world: World) -> None:
    record_fact(session, None, world.finding("b", date(2020, 6, 1)))
    record_fact(session, None, world.finding("other", date(2020, 6, 1), who="示二"))
    assert steps(session) == [("b", "yellow", "issued"), ("other", "yellow", "issued")]
    record_fact(session, None, world.finding("a", date(2020, 3, 2)))
    expected = [("a", "yellow", "issued"), ("b", "red_repeated", "issued"), ("other", "yellow", "issued")]
    assert steps(session) == expected
    red = session.scalars(select(Card).where(Card.step == "red_repeated")).one()
    assert (red.earlier, red.deadline, red.due) == (["a"], Fraction(15), date(2020, 6, 22))


def test_withdrawing_the_first_finding_turns_the_red_card_yellow(session: Session, world: World) -> None:
    first, _ = record_facts(
        session, None, [world.finding("a", date(2020, 3, 2)), world.finding("b", date(2020, 6, 1))]
    ).rows
    withdraw_fact(session, None, first, "异议成立")
    assert steps(session) == [("a", "yellow", "withdrawn"), ("b", "yellow", "issued")]


def test_a_finding_moved_to_another_person_recounts_both(session: Session, world: World) -> None:
    first, *_ = record_facts(session, None, [
        world.finding("a", date(2020, 3, 2)), world.finding("b", date(2020, 6, 1)),
        world.finding("c", date(2020, 7, 1), who="示二"),
    ]).rows  # fmt: skip
    correct_fact(session, None, first, world.finding("a", date(2020, 3, 2), who="示二"), "承办人登记有误")
    assert Counter((key, step) for key, step, state in steps(session) if state == "issued") == Counter(
        [("a", "yellow"), ("b", "yellow"), ("c", "red_repeated")]
    )


def test_a_fact_that_kills_the_matcher_is_recorded_set_aside_and_shown(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = versions.compiled_of(period(session, "2020-03").version)
    with Engine(compiled, command=FAULTY) as engine:
        monkeypatch.setitem(versions._engines, compiled.text, engine)  # noqa: SLF001 - the fault has to come from somewhere
        recorded = record_facts(
            session, None, [world.closed("good"), world.closed("bad", 审理天数=Fraction(666)), world.closed("fine")]
        )
    assert recorded.booked.quarantined == ["bad"]
    assert [amount for _, _, amount in lines(session)] == [3, 3]
    kept = session.scalars(select(Quarantine)).one()
    assert "signal 11" in kept.reason
    monkeypatch.undo()
    rescore(session, None, period(session, "2020-03"))
    assert kept.settled_at is not None
    assert [amount for _, _, amount in lines(session)] == [3, 3, 3]


def test_a_move_entered_late_is_followed_by_scoring_again(session: Session, world: World) -> None:
    record_fact(session, None, world.closed("1", day=date(2020, 3, 9)))
    stay = session.scalars(select(Membership).where(Membership.until.is_not(None))).one()
    stay.until = date(2020, 3, 8)
    session.scalars(select(Membership).where(Membership.since == date(2020, 3, 11))).one().since = date(2020, 3, 9)
    session.flush()
    rescore(session, None, period(session, "2020-03"))
    assert lines(session) == [
        ("closed", "甲队", Fraction(3)),
        ("closed", "甲队", Fraction(-3)),
        ("closed", "乙队", Fraction(3)),
    ]


def test_who_has_not_the_right_changes_nothing(session: Session, world: World) -> None:
    person = session.get_one(User, world.person_user_id)
    with pytest.raises(ProblemError) as caught:
        record_fact(session, person, world.closed("1"))
    assert [problem.code for problem in caught.value.problems] == ["act-not-allowed"]
    assert count(session, Fact) == 0


def test_every_act_is_in_the_trail(session: Session, world: World) -> None:
    staff = session.get_one(User, world.staff_id)
    row = record_fact(session, staff, world.closed("1")).rows[0]
    withdraw_fact(session, staff, row, "重复登记")
    session.commit()
    assert session.execute(select(AuditEvent.action, AuditEvent.actor)).all() == [
        ("records:facts:record", "示考核"),
        ("ledger:posting:correct", "示考核"),
    ]
    assert audit.verify(session) == []


def test_a_large_batch_tells_how_far_it_is(session: Session, world: World) -> None:
    heard: list[int] = []
    recorded = record_facts(session, None, [world.closed(f"{n:05}") for n in range(2100)], heard.append)
    assert heard == [2000, 2100]
    assert recorded.booked.posted == 2100
