"""What another case would bring is what it brings when it is really recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from records.models import User
from rules.condition import Value
from rules.problem import ProblemError
from tests.workflow.world import World, period
from workflow.another_case import bring, kinds_of, own_facts, read, usual
from workflow.facts import record_fact, record_facts
from workflow.standing import Standing, standing_of

CASES = st.fixed_dictionaries(
    {
        "案件类型": st.sampled_from(["民事一审", "刑事一审", "行政一审", "特别程序", "首次执行"]),
        "审理程序": st.sampled_from(["速裁", "简易", "普通", "不分程序"]),
        "结案方式": st.sampled_from(["判决", "调解", "撤诉", "终本"]),
        "审理天数": st.integers(0, 60).map(Fraction),
    }
)
FINDINGS = st.fixed_dictionaries(
    {
        "问题种类": st.sampled_from(["程序", "法律适用"]),
        "严重程度": st.sampled_from(["一般", "重大"]),
        "认定": st.booleans(),
    }
)
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = st.integers(1, 31).map(lambda day: date(2020, 3, day))


@pytest.fixture
def reader(session: Session, world: World) -> int:
    """Some facts of March, and one who reads."""
    record_facts(session, None, [
        world.closed("1"), world.closed("2", 审理程序="速裁"), world.closed("3", who="示三"),
        world.finding("a", date(2020, 3, 10)),
    ])  # fmt: skip
    session.commit()
    return world.person_user_id


def result(standing: Standing, subject: str) -> tuple[object, ...]:
    """All that a fact can move: total, quantities, shares, cards."""
    one = next(each for each in standing.results if each.subject == subject)
    cards = [(card.step, card.day, card.earlier, card.points) for card in one.cards]
    return one.total, one.quantities, [(share.member, share.amount) for share in one.shares], cards


@QUICK
@given(fields=CASES, day=DAYS, who=st.sampled_from(["示一", "示二", "示三"]))
def test_a_case_of_a_team(
    session: Session, world: World, reader: int, fields: Mapping[str, Value | None], day: date, who: str
) -> None:
    """示一 moves from 甲队 to 乙队 on the 11th: the case counts for the team of its day."""
    team = "乙队" if who == "示三" or (who == "示一" and day > date(2020, 3, 10)) else "甲队"
    before = standing_of(session, period(session, "2020-03"))
    found = bring(before, session.get_one(User, world.staff_id), team, who, "结案", day, fields).found
    record_fact(session, None, world.closed("zzz", who=who, day=day, **fields))
    after = standing_of(session, period(session, "2020-03"))
    told = found.after
    shares = [(share.member, share.amount) for share in told.shares]
    assert (told.total, told.quantities, shares, []) == result(after, team)
    session.rollback()


@QUICK
@given(fields=FINDINGS, day=DAYS)
def test_a_finding_and_the_card_it_makes(
    session: Session, world: World, reader: int, fields: Mapping[str, Value | None], day: date
) -> None:
    before = standing_of(session, period(session, "2020"))
    found = bring(before, session.get_one(User, reader), "示一", "示一", "评查问题", day, fields).found
    record_fact(session, None, world.draft("zzz", "评查问题", "示一", day, fields))
    after = standing_of(session, period(session, "2020"))
    cards = next(one for one in after.results if one.subject == "示一").cards
    own = [(card.step, card.day, len(card.earlier)) for card in cards if card.fact == "zzz"]
    assert [(card.step, card.day, len(card.earlier)) for card in found.cards] == own
    session.rollback()


def test_what_is_usual_is_the_default(session: Session, world: World, reader: int) -> None:
    record_fact(session, None, world.closed("4", 审理程序="速裁"))
    march = period(session, "2020-03")
    standing = standing_of(session, march)
    facts = own_facts(standing, "甲队", march, "示一")
    assert next(iter(kinds_of(standing.compiled, facts))).name == "结案"
    assert usual(facts, "结案")["审理程序"] == "速裁"
    assert usual(facts, "表彰") == {}


@pytest.mark.parametrize(
    ("day", "typed", "wrong"),
    [
        ("2020-03-05", {}, {}),
        ("2020-04-01", {}, {"": "another-day"}),
        ("", {"审理天数": "许多"}, {"": "another-day", "审理天数": "intake.not_a_number"}),
        ("2020-03-05", {"审理程序": "特快", "案件类型": ""},
         {"审理程序": "intake.not_a_choice", "案件类型": "another-field"}),
    ],
)  # fmt: skip
def test_everything_wrong_is_said_at_once(
    session: Session, world: World, reader: int, day: str, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    march = period(session, "2020-03")
    sound = {"案件类型": "民事一审", "审理程序": "普通", "结案方式": "判决", "审理天数": "100"}
    _, _, problems = read(standing_of(session, march).compiled, march, "结案", day, sound | typed)
    assert {name: problem.code for name, problem in problems.items()} == wrong


def test_only_who_reads_the_card_may_ask(session: Session, world: World, reader: int) -> None:
    standing = standing_of(session, period(session, "2020"))
    fields: dict[str, Value | None] = {"问题种类": "程序", "严重程度": "一般", "认定": True}
    with pytest.raises(ProblemError) as caught:
        bring(standing, session.get_one(User, reader), "示二", None, "评查问题", date(2020, 3, 5), fields)
    assert [problem.code for problem in caught.value.problems] == ["another-subject"]
