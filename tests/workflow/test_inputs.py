"""What a period is scored from: the right people, days, figures and earlier results."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from hashlib import sha256

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Court, Figure, Membership, OverrideDecision, Scheme, SchemeVersion, User
from records.queries.directory import SubjectKey
from records.tenancy import enter, everything
from records.types import now
from scoring.engine import score
from scoring.inputs import Inputs
from tests.workflow.world import SCHEMES, World, period
from workflow.closing import close
from workflow.facts import Draft, record_facts
from workflow.inputs import ground_of, inputs_hash, inputs_of
from workflow.standing import standing_of


def inputs(session: Session, text: str) -> Inputs:
    return inputs_of(session, ground_of(session, period(session, text)))


def test_a_fact_counts_for_the_team_of_its_day_with_the_person_as_member(session: Session, world: World) -> None:
    days = {"before": date(2020, 3, 10), "after": date(2020, 3, 11), "april": date(2020, 4, 1)}
    record_facts(session, None, [world.closed(key, day=day) for key, day in days.items()])
    found = {fact.key: (fact.subject, fact.member) for fact in inputs(session, "2020-03").facts}
    assert found == {"before": ("甲队", "示一"), "after": ("乙队", "示一")}


@pytest.mark.usefixtures("world")
def test_members_come_with_their_days_in_each_team_and_their_post(session: Session) -> None:
    found = {
        (member.of, member.name): (member.days, member.classes["岗位"]) for member in inputs(session, "2020-03").members
    }
    assert found == {
        ("甲队", "示一"): (10, "员额法官"), ("乙队", "示一"): (21, "员额法官"), ("甲队", "示二"): (31, "法官助理"),
        ("乙队", "示三"): (31, "书记员"),
    }  # fmt: skip


@pytest.mark.usefixtures("world")
def test_only_who_was_there_is_appraised(session: Session) -> None:
    session.scalars(select(Membership).where(Membership.post == "书记员")).one().until = date(2019, 12, 31)
    session.flush()
    assert [subject.name for subject in inputs(session, "2020").subjects] == ["示一", "示二"]
    assert [subject.name for subject in inputs(session, "2020-03").subjects] == ["甲队", "乙队"]


def test_earlier_facts_come_along_for_ladders_alone(session: Session, world: World) -> None:
    drafts = [world.closed("feb", day=date(2020, 2, 3)), world.closed("mar"), world.finding("old", date(2020, 1, 5))]
    record_facts(session, None, drafts)
    assert {fact.key for fact in inputs(session, "2020-03").facts} == {"mar"}
    assert {fact.key for fact in inputs(session, "2020").facts} == {"old"}


def test_corrected_figures_count_in_their_last_revision(session: Session, world: World) -> None:
    told = {"court_id": world.court_id, "subject_kind": "team", "subject_id": world.teams["甲队"]}
    first = Figure(**told, period="2020-03", name="工作完成度得分", value=Fraction(95))
    session.add(first)
    session.flush()
    session.add_all([
        Figure(
            **told, period="2020-03", name="工作完成度得分", value=Fraction("95.5"), revision=2, supersedes_id=first.id
        ),
        Figure(**told, period="2020-02", name="工作完成度得分", value=Fraction(80)),
        Figure(**told, period="2020-03", name="与本办法无关", value=Fraction(1)),
    ])  # fmt: skip
    session.flush()
    assert inputs(session, "2020-03").figures == {
        ("甲队", "2020-03", "工作完成度得分"): Fraction("95.5"),
        ("甲队", "2020-02", "工作完成度得分"): Fraction(80),
    }


def test_sealed_results_are_read_and_others_are_not(session: Session, world: World) -> None:
    record_facts(session, None, [world.closed("feb", day=date(2020, 2, 3)), world.closed("mar")])
    february = period(session, "2020-02")
    assert close(session, None, february).closed
    assert inputs(session, "2020-03").sealed == {}
    february.state = "sealed"
    session.flush()
    sealed = inputs(session, "2020-03").sealed
    assert (sealed["甲队", "2020-02", "审结案件"], sealed["乙队", "2020-02", "基础"]) == (Fraction(3), Fraction(0))
    assert inputs(session, "2020-02").sealed == {}


def test_the_hash_tells_every_input_and_no_order(session: Session, world: World) -> None:
    ground = ground_of(session, period(session, "2020-03"))
    before = inputs_hash(ground.compiled, inputs_of(session, ground))
    record_facts(session, None, [world.closed("1")])
    after = inputs_of(session, ground)
    assert before != inputs_hash(ground.compiled, after)
    turned = Inputs(**{name: getattr(after, name) for name in Inputs.__slots__} | {"subjects": after.subjects[::-1]})
    assert inputs_hash(ground.compiled, turned) == inputs_hash(ground.compiled, after)


@pytest.fixture
def courts(session: Session) -> dict[str, int]:
    """延边中院 with two courts below it under its scheme, and one that the scheme does not name."""
    with everything(session):
        above = Court(name="延边中院", full_name="延边中院（演示）", level="中级")
        named = [
            Court(name=name, full_name=f"{name}（演示）", level="基层", parent=above)
            for name in ("延吉法院", "图们法院")
        ]
        other = Court(name="示外院", full_name="示外院（演示）", level="基层", parent=above)
        session.add_all([above, *named, other])
        session.flush()
        text = (SCHEMES / "yanbian-2019.yaml").read_text(encoding="utf-8")
        scheme = Scheme(court_id=above.id, name="yanbian-2019", title="质量年")
        version = SchemeVersion(
            court_id=above.id, scheme=scheme, version="1.0", text=text, sha256=sha256(text.encode()).hexdigest(),
            effective=date(2019, 1, 1), state="published", published_at=now(),
        )  # fmt: skip
        session.add(version)
        session.flush()
        session.add(
            AppraisalPeriod(
                court_id=above.id, scheme_id=scheme.id, version_id=version.id, text="2019", starts=date(2019, 1, 1),
                ends=date(2019, 12, 31),
            )
        )  # fmt: skip
        for court, year, value in ((named[0], "2018", 252), (named[0], "2019", 226), (named[1], "2018", 23)):
            session.add(Figure(
                court_id=court.id, subject_kind="court", subject_id=court.id, period=year, name="二审被改判",
                value=Fraction(value),
            ))  # fmt: skip
        ids = {court.name: court.id for court in (above, *named, other)}
        session.commit()
    enter(session, ids["延边中院"], below=True)
    return ids


@pytest.mark.usefixtures("courts")
def test_a_court_scheme_appraises_the_courts_that_it_names(session: Session) -> None:
    found = inputs(session, "2019")
    assert [(one.name, one.classes["层级"], one.parent) for one in found.subjects] == [
        ("延边中院", "中院", None), ("延吉法院", "基层", "延边中院"), ("图们法院", "基层", "延边中院"),
    ]  # fmt: skip
    assert found.figures == {
        ("延吉法院", "2018", "二审被改判"): 252, ("延吉法院", "2019", "二审被改判"): 226,
        ("图们法院", "2018", "二审被改判"): 23,
    }  # fmt: skip
    assert close(session, None, period(session, "2019")).closed
    assert len(standing_of(session, period(session, "2019")).results) == 3


def test_facts_of_two_courts_may_have_one_number(session: Session, courts: dict[str, int]) -> None:
    ballots = []
    for name, mark in (("延吉法院", 9), ("图们法院", 6)):
        key = SubjectKey("court", courts[name])
        ballots.append(Draft(key.id, "1", "综合评价票", date(2019, 12, 2), key, {"分数": Fraction(mark)}))
    record_facts(session, None, ballots)
    year = period(session, "2019")
    assert {(fact.key, fact.fields["分数"]) for fact in inputs(session, "2019").facts} == {
        ("延吉法院/1", 9),
        ("图们法院/1", 6),
    }
    assert close(session, None, year).closed
    standing = standing_of(session, year)
    assert set(standing.facts) == set(standing.fact_ids) == {"延吉法院/1", "图们法院/1"}


def test_a_decided_override_counts_and_an_applied_one_does_not(session: Session, courts: dict[str, int]) -> None:
    users = [
        User(court_id=courts["延边中院"], login=f"u{number}", name=f"示{number}", password_hash="-", role="staff")
        for number in range(3)
    ]
    session.add_all(users)
    session.flush()
    year = period(session, "2019")
    rule = ground_of(session, year).compiled.scheme.indicators[0].id
    for name, state in (("延吉法院", "decided"), ("图们法院", "applied")):
        session.add(
            OverrideDecision(
                court_id=courts[name], period_id=year.id, subject_kind="court", subject_id=courts[name], rule=rule,
                points=Fraction(12), reason="演示：系列案", state=state, applied_by_id=users[0].id,
                verified_by_id=users[1].id, decided_by_id=users[2].id,
            )
        )  # fmt: skip
    session.flush()
    (found,) = inputs(session, "2019").overrides
    assert (found.subject, found.points, found.applied_by, found.verified_by, found.decided_by) == (
        "延吉法院", Fraction(12), "示0", "示1", "示2",
    )  # fmt: skip
    result = score(ground_of(session, year).compiled, inputs(session, "2019"))
    line = next(line for one in result.subjects if one.subject == "延吉法院" for line in one.lines if line.rule == rule)
    assert line.points == 12
