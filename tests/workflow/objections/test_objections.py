"""异议: filed while it is public, answered by others than acted, reviewed once, carried out into the next edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import (
    Application,
    ApplicationAct,
    AppraisalPeriod,
    AuditEvent,
    CommitteeBallot,
    CommitteeVote,
    Fact,
    Finding,
    Import,
    Notice,
    Objection,
    OverrideDecision,
    Review,
    ReviewRound,
    Team,
    User,
)
from records.queries.directory import SubjectKey
from records.queries.values import Stored
from rules.problem import ProblemError
from tests.workflow.together import alike
from tests.workflow.world import World, period
from workflow.adjusting import Proposal, approve, propose
from workflow.board import standing_on_board
from workflow.calendar import enter_year, load_calendar, today
from workflow.closing import close, recompute, scorecards
from workflow.facts import record_facts
from workflow.figures import FigureDraft, record_figures
from workflow.inputs import ground_of
from workflow.objections.answering import Decision, accept, answer, ask_review, review, second, withdraw
from workflow.objections.carrying import carry_out
from workflow.objections.filing import Told, file
from workflow.objections.lines import Target
from workflow.objections.own_acts import own_act
from workflow.objections.remedies import (
    Adjust,
    Correct,
    Record,
    Remedy,
    SetFigure,
    Withdraw,
    from_json,
    problems,
    to_json,
)
from workflow.objections.terms import Terms, set_terms, terms_of
from workflow.objections.waiting import may_read, objections_of, waiting_of
from workflow.sealing import publicise, reopen, settle
from workflow.standing import standing_of

FIELDS: dict[str, Stored] = {"案件类型": "民事一审", "审理程序": "普通", "结案方式": "判决", "审理天数": 100}
TOLD = Told("应为 3 分", "案件确系本队办结", "结案审批表")
WHOLE = Target("item", "closed")


@pytest.fixture
def people(session: Session, world: World) -> dict[str, User]:
    """Accounts by log-in: those of the world, and an office, a leader, a committee."""
    for year in (today().year, today().year + 1):
        enter_year(session, None, world.court_id, year, [], [], "示例")
    for login, role, person in (
        ("office", "staff", None), ("leader", "leader", None), ("member", "committee", None), ("two", "person", "示二"),
        ("three", "person", "示三"),
    ):  # fmt: skip
        session.add(
            User(
                court_id=world.court_id, password_hash="-", login=login, name=f"示{login}", role=role,
                person_id=world.people[person] if person else None,
            )
        )  # fmt: skip
    session.commit()
    return {user.login: user for user in session.scalars(select(User))}


@pytest.fixture
def march(session: Session, world: World, people: dict[str, User]) -> AppraisalPeriod:
    """Three cases, recorded and closed by ``staff``, public from today: 甲队 6, 乙队 0."""
    record_facts(
        session, people["staff"], [world.closed("1"), world.closed("2"), world.closed("3", day=date(2020, 3, 6))]
    )
    found = period(session, "2020-03")
    assert close(session, people["staff"], found).closed
    publicise(session, None, found)
    session.commit()
    return found


def codes(error: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def objection(
    session: Session, people: dict[str, User], march: AppraisalPeriod, target: Target = WHOLE, who: str = "one"
) -> Objection:
    return file(session, people[who], march, "甲队", target, TOLD)


def totals(session: Session, march: AppraisalPeriod) -> dict[str, Fraction | None]:
    return {one.subject: one.total for one in standing_of(session, march).results}


def corrected(world: World, fact: str = "1", **changes: Stored) -> Correct:
    return Correct(fact, world.court_id, date(2020, 3, 5), FIELDS | changes)


def over(march: AppraisalPeriod) -> None:
    march.publicised_from, march.publicised_until = today() - timedelta(days=9), today() - timedelta(days=1)


# Filing


def not_public() -> tuple[tuple[dict[str, object], str, str], ...]:
    """Counted from the day on which the test runs, not from that on which it was collected."""
    early, first, last = today() + timedelta(days=3), today() - timedelta(days=9), today() - timedelta(days=1)
    return (
        ({"publicised_from": early}, "objection-early", f"{early}"),
        ({"publicised_from": first, "publicised_until": last}, "objection-late", f"{last}"),
        ({"state": "settled"}, "objection-not-public", "异议已处理"),
        ({"state": "closed", "publicised_from": None, "publicised_until": None}, "objection-not-public", "已关账"),
    )


def test_only_while_it_is_public(session: Session, people: dict[str, User], march: AppraisalPeriod) -> None:
    for change, code, named in not_public():
        for name, value in change.items():
            setattr(march, name, value)
        session.flush()
        with pytest.raises(ProblemError) as caught:
            objection(session, people, march)
        assert codes(caught) == [code]
        assert named in caught.value.problems[0].text()
    assert session.scalars(select(Objection)).all() == []


def test_on_the_last_day_it_is_in_time(session: Session, people: dict[str, User], march: AppraisalPeriod) -> None:
    march.publicised_from, march.publicised_until = today() - timedelta(days=9), today()
    session.flush()
    row = objection(session, people, march)
    due = load_calendar(session, march.court_id).add_working_days(today(), 5)
    assert (row.state, row.edition, row.points, row.title, row.due) == ("filed", 1, 9, "审结案件", due)
    assert {one.user_id for one in session.scalars(select(Notice))} == {people["staff"].id, people["office"].id}


NOT_FILED: tuple[tuple[str, str, Target, Told, list[str]], ...] = (
    ("three", "甲队", WHOLE, TOLD, ["objection-not-yours"]),
    ("one", "丙队", WHOLE, TOLD, ["objection-not-yours"]),
    ("leader", "甲队", WHOLE, TOLD, ["objection-not-yours"]),
    ("office", "甲队", WHOLE, TOLD, ["objection-not-yours"]),
    ("one", "甲队", Target("item", "no-such"), TOLD, ["objection-no-line"]),
    ("one", "甲队", Target("item", "closed", fact="99"), TOLD, ["objection-no-line"]),
    ("one", "甲队", Target("card", "closed", fact="1"), TOLD, ["objection-no-line"]),
    ("one", "甲队", WHOLE, Told(" ", ""), ["objection-expects", "objection-reason"]),
    ("one", "甲队", WHOLE, replace(TOLD, evidence="长" * 2001), ["objection-too-long"]),
)


def test_what_cannot_be_filed(session: Session, people: dict[str, User], march: AppraisalPeriod) -> None:
    for who, subject, target, told, expected in NOT_FILED:
        with pytest.raises(ProblemError) as caught:
            file(session, people[who], march, subject, target, told)
        assert codes(caught) == expected
    assert session.scalars(select(Objection)).all() == []


def test_a_member_objects_to_the_own_share_alone(
    session: Session, people: dict[str, User], march: AppraisalPeriod
) -> None:
    standing = standing_of(session, march)
    shares = next(one.shares for one in standing.results if one.subject == "甲队")
    by_member = {share.member: Target("share", share.rule, member=share.member) for share in shares}
    assert set(by_member) == {"示一", "示二"}
    with pytest.raises(ProblemError) as caught:
        objection(session, people, march, by_member["示二"])
    assert codes(caught) == ["objection-not-your-share"]
    row = objection(session, people, march, by_member["示一"])
    assert row.title.endswith("·示一")
    with pytest.raises(ProblemError) as closed:
        answer(session, people["staff"], row, Decision("不成立"))
    assert codes(closed) == ["objection-own-closing"]


def test_one_line_has_one_objection_at_a_time(
    session: Session, people: dict[str, User], march: AppraisalPeriod
) -> None:
    row = objection(session, people, march)
    one_fact = objection(session, people, march, Target("item", "closed", fact="2"))
    assert one_fact.fact is not None
    assert one_fact.fact.key == "2"
    missing = Target("missing")
    objection(session, people, march, missing)
    for target in (WHOLE, missing):
        with pytest.raises(ProblemError) as caught:
            objection(session, people, march, target, who="two")
        assert codes(caught) == ["objection-under-way"]
    answer(session, people["leader"], row, Decision("依据办法第三条"))
    with pytest.raises(ProblemError) as again:
        objection(session, people, march)
    assert codes(again) == ["objection-decided"]
    withdraw(session, people["one"], one_fact)
    assert objection(session, people, march, Target("item", "closed", fact="2")).state == "filed"


# Deciding


def test_nobody_decides_against_an_own_act(
    session: Session, world: World, people: dict[str, User], march: AppraisalPeriod
) -> None:
    """``staff`` recorded the facts and closed the period; ``office`` did neither."""
    row = objection(session, people, march)
    missing = objection(session, people, march, Target("missing"))
    for one, code, act in (
        (row, "objection-own-fact", "事实「1」由您登记"), (missing, "objection-own-closing", "由您关账"),
    ):  # fmt: skip
        for decision in (Decision("不成立"), Decision("成立", Withdraw("1", world.court_id))):
            with pytest.raises(ProblemError) as caught:
                answer(session, people["staff"], one, decision)
            assert codes(caught) == [code]
            assert act in caught.value.problems[0].text()
    assert {row.state, missing.state} == {"filed"}
    answer(session, people["office"], row, Decision("成立", Withdraw("1", world.court_id)))
    answer(session, people["office"], missing, Decision("台账中没有"))
    assert (row.state, missing.state) == ("upheld", "refused")


def test_whoever_decided_an_adjustment_does_not_answer_for_it(
    session: Session, world: World, people: dict[str, User], march: AppraisalPeriod
) -> None:
    reopen(session, None, march, "补调整")
    subject = SubjectKey("team", world.teams["甲队"])
    made = propose(session, people["office"], march, Proposal(subject, "closed", Fraction(-1), "折算", "纪要"))
    approve(session, people["leader"], made)
    assert close(session, None, march).closed
    publicise(session, None, march)
    row = objection(session, people, march)
    for who in ("office", "leader"):
        with pytest.raises(ProblemError) as caught:
            answer(session, people[who], row, Decision("不成立"))
        assert "objection-own-adjustment" in codes(caught)


def test_every_hand_in_a_line_is_found(
    session: Session, world: World, people: dict[str, User], march: AppraisalPeriod
) -> None:
    """Each fact of the line has its own history, and the line its figure and its decided score."""
    one, first, last = world.people["示一"], date(2020, 3, 1), date(2020, 3, 31)
    court, hand = world.court_id, people["office"].id
    reopen(session, None, march, "示例")
    came = Import(court_id=court, name="三月.csv", sha256="1" * 64, state="done", user_id=hand)
    session.add(came)
    session.flush()
    drafts = [world.closed(key) for key in ("4", "5", "6", "7")]
    facts = record_facts(session, None, [replace(drafts[0], import_id=came.id), *drafts[1:]]).rows
    draw = ReviewRound(court_id=court, title="示例", period_id=march.id, kind="结案", starts=first, ends=last, seed="0",
                       pool=[])  # fmt: skip
    session.add(draw)
    session.flush()
    seen = Review(court_id=court, round_id=draw.id, case_id=world.case_id, judge_id=one, reviewer_id=hand)
    session.add(seen)
    session.flush()
    vote = CommitteeVote(court_id=court, period_id=march.id, rule="示例", about_id=facts[2].id, roll=[hand], quorum=1,
                         above=Fraction(1, 2))  # fmt: skip
    asked = Application(court_id=court, person_id=one, applicant_id=people["one"].id, period_id=march.id, rule="closed",
                        kind="结案", day=first, text="示例", state="approved", since=first, fact_id=facts[3].id,
                        )  # fmt: skip
    session.add_all([
        vote, asked, Finding(court_id=court, review_id=seen.id, day=first, text="示例", state="confirmed",
                             fact_id=facts[1].id),
    ])  # fmt: skip
    session.flush()
    session.add_all([
        CommitteeBallot(court_id=court, vote_id=vote.id, member_id=hand, value="有"),
        ApplicationAct(court_id=court, application_id=asked.id, number=1, act="approved", user_id=hand),
        OverrideDecision(court_id=court, subject_kind="team", subject_id=world.teams["乙队"], period_id=march.id,
                         rule="office_new", points=Fraction(1), reason="示例", applied_by_id=hand, state="decided",
                         verified_by_id=people["two"].id, decided_by_id=people["leader"].id),
    ])  # fmt: skip
    session.get_one(Team, world.teams["乙队"]).classes = {"类别": "综合部门", "二级办法": "统一办法"}
    team = SubjectKey("team", world.teams["乙队"])
    record_figures(
        session, people["office"], [FigureDraft(court, team, "2020-03", "工作完成度得分", Fraction(90))]
    )  # fmt: skip
    assert close(session, None, march).closed
    publicise(session, None, march)
    session.commit()

    def found(target: Target, subject: str = "甲队", who: str = "one") -> str:
        row = file(session, people[who], march, subject, target, TOLD)
        own = own_act(session, people["office"], row)
        assert own_act(session, people["member"], row) is None
        withdraw(session, people[who], row)
        return "" if own is None else own.code.removeprefix("objection-own-")

    assert {key: found(Target("item", "closed", fact=key)) for key in "34567"} == {
        "3": "", "4": "import", "5": "finding", "6": "finding", "7": "application",
    }  # fmt: skip
    assert found(Target("indicator", "office_done"), "乙队", "three") == "figure"
    assert found(Target("indicator", "office_new"), "乙队", "three") == "override"
    assert found(Target("missing")) == ""


def test_who_answers_not(session: Session, people: dict[str, User], march: AppraisalPeriod) -> None:
    row = objection(session, people, march)
    for who in ("one", "two", "member"):
        with pytest.raises(ProblemError, match="无权"):
            answer(session, people[who], row, Decision("不成立"))


def test_the_office_is_the_courts_to_name(session: Session, people: dict[str, User], march: AppraisalPeriod) -> None:
    assert terms_of(session, march.court_id) == Terms()
    set_terms(session, people["office"], march.court_id, Terms("leader", 3, 4, 6, "on", 1, "示法〔2020〕1号"))
    row = objection(session, people, march)
    assert row.due == load_calendar(session, march.court_id).add_working_days(today(), 3)
    with pytest.raises(ProblemError) as caught:
        answer(session, people["office"], row, Decision("不成立"))
    assert codes(caught) == ["objection-office"]
    answer(session, people["leader"], row, Decision("不成立"))
    with pytest.raises(ProblemError) as wrong:
        set_terms(session, people["office"], march.court_id, Terms(answer_days=0, source=""))
    assert codes(wrong) == ["objection-terms-days", "objection-terms-source"]


WRONG: tuple[tuple[Remedy, str], ...] = (
    (Withdraw("99", 1), "objection-remedy-fact"),
    (Correct("1", 1, date(2020, 3, 5), FIELDS), "objection-remedy-same"),
    (Correct("1", 1, date(2020, 4, 5), FIELDS), "objection-remedy-day"),
    (Correct("1", 1, date(2020, 3, 5), {"案件类型": "民事一审"}), "fact-missing-field"),
    (Correct("1", 1, date(2020, 3, 5), FIELDS | {"审理程序": "没有"}), "fact-bad-field"),
    (Record("没有", date(2020, 3, 5), SubjectKey("person", 1)), "objection-remedy-kind"),
    (Record("结案", date(2020, 3, 5), SubjectKey("person", 1), "（2020）示号", FIELDS), "objection-remedy-case"),
    (Record("结案", date(2020, 3, 5), SubjectKey("person", 1), "", FIELDS), "fact-case-missing"),
    (Adjust("no-such", Fraction(1)), "adjust-rule"),
    (Adjust("closed", Fraction(1), "99"), "objection-remedy-fact"),
    (SetFigure("没有", SubjectKey("person", 1), Fraction(1)), "objection-remedy-figure"),
)


def test_a_remedy_that_cannot_be_is_refused_at_once(
    session: Session, people: dict[str, User], march: AppraisalPeriod
) -> None:
    row = objection(session, people, march)
    for remedy, code in WRONG:
        with pytest.raises(ProblemError) as caught:
            answer(session, people["office"], row, Decision("成立", remedy))
        assert code in codes(caught)
    assert row.state == "filed"


def test_a_remedy_reads_back_as_it_was(session: Session, people: dict[str, User], march: AppraisalPeriod) -> None:
    one = SubjectKey("person", 1)
    for remedy in (
        Withdraw("1", 1), Correct("1", 1, date(2020, 3, 5), FIELDS), Record("结案", date(2020, 3, 5), one, "", FIELDS),
        Adjust("closed", Fraction(-1, 3), "1"), SetFigure("二级考核得分", one, Fraction(9, 10), yes_no=False),
    ):  # fmt: skip
        assert from_json(to_json(remedy)) == remedy
    assert problems(session, ground_of(session, march), objection(session, people, march), remedy) == []


# Carried out


def test_an_upheld_objection_is_corrected_and_shown_in_the_next_edition(
    session: Session, world: World, people: dict[str, User], march: AppraisalPeriod
) -> None:
    row = objection(session, people, march, Target("item", "closed", fact="1"))
    assert totals(session, march) == {"甲队": 9, "乙队": 0}
    answer(session, people["office"], row, Decision("应为速裁程序", corrected(world, 审理程序="速裁")))
    session.commit()
    done = carry_out(session, people["office"], march)
    session.commit()
    assert (done.before, done.after, march.edition, march.state) == (1, 2, 2, "publicised")
    after = totals(session, march)["甲队"]
    assert [(one.subject, one.before, one.after) for one in done.changes] == [("甲队", 9, after)]
    assert after is not None
    assert after < 9
    assert "审结案件" in {line.title for line in done.changes[0].lines}
    assert (march.publicised_from, march.publicised_until) == (
        today(), load_calendar(session, march.court_id).add_working_days(today(), 5),
    )  # fmt: skip
    assert (row.state, row.carried_edition) == ("corrected", 2)
    assert recompute(session, march)[1] == []
    assert len(scorecards(session, march)) == 2
    facts = session.scalars(select(Fact).where(Fact.key == "1").order_by(Fact.revision)).all()
    assert [fact.reason for fact in facts] == ["", f"异议 {row.id} 成立：应为速裁程序"]
    acts = session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence.desc()).limit(5)).all()
    assert acts == [
        "objections:correction:carry", "periods:period:close", "periods:period:close", "ledger:posting:correct",
        "periods:period:close",
    ]  # fmt: skip
    with pytest.raises(ProblemError) as twice:
        carry_out(session, people["office"], march)
    assert codes(twice) == ["objection-carry-none"]


def test_a_missing_case_is_recorded(
    session: Session, world: World, people: dict[str, User], march: AppraisalPeriod
) -> None:
    row = objection(session, people, march, Target("missing"))
    one, number = SubjectKey("person", world.people["示一"]), "（2020）示0101民初1号"
    answer(session, people["office"], row, Decision("漏登", Record("结案", date(2020, 3, 3), one, number, FIELDS)))
    assert [change.after for change in carry_out(session, people["staff"], march).changes] == [12]
    assert session.scalars(select(Fact.key).where(Fact.key.like("异议-%"))).all() == [f"异议-{row.id}"]


def test_points_by_hand_take_two(session: Session, people: dict[str, User], march: AppraisalPeriod) -> None:
    row = objection(session, people, march, Target("item", "closed", fact="1"))
    answer(session, people["office"], row, Decision("折算有误", Adjust("closed", Fraction(4), "1")))
    with pytest.raises(ProblemError) as alone:
        carry_out(session, people["office"], march)
    assert codes(alone) == ["objection-carry-second"]
    assert march.edition == 1
    for who, code in (("office", "objection-second-self"), ("staff", "objection-own-fact")):
        with pytest.raises(ProblemError) as caught:
            second(session, people[who], row)
        assert codes(caught) == [code]
    second(session, people["leader"], row)
    done = carry_out(session, people["office"], march)
    assert [change.after for change in done.changes] == [10]
    assert recompute(session, march)[1] == []


def test_what_fails_in_the_middle_leaves_all_as_it_was(
    session: Session, world: World, people: dict[str, User], march: AppraisalPeriod
) -> None:
    """The same fact in two upheld objections: the second finds it withdrawn."""
    first = objection(session, people, march, Target("item", "closed", fact="1"))
    whole = objection(session, people, march)
    for row in (first, whole):
        answer(session, people["office"], row, Decision("成立", Withdraw("1", world.court_id)))
    session.commit()
    with pytest.raises(ProblemError) as caught:
        carry_out(session, people["office"], march)
    session.rollback()
    assert codes(caught) == ["objection-remedy-fact"]
    assert (march.state, march.edition, first.state) == ("publicised", 1, "upheld")
    assert totals(session, march)["甲队"] == 9
    answer(session, people["office"], whole, Decision("成立", Withdraw("2", world.court_id)))  # decided anew
    assert [change.after for change in carry_out(session, people["office"], march).changes] == [3]


def test_publicity_may_go_on_instead(
    session: Session, world: World, people: dict[str, User], march: AppraisalPeriod
) -> None:
    set_terms(session, None, march.court_id, Terms(publicity="on", least_days=2))
    row = objection(session, people, march)
    answer(session, people["office"], row, Decision("成立", Withdraw("1", world.court_id)))
    over(march)
    session.flush()
    began = march.publicised_from
    carry_out(session, people["office"], march)
    least = load_calendar(session, march.court_id).add_working_days(today(), 2)
    assert (march.publicised_from, march.publicised_until) == (began, least)


# Refused, reviewed, settled


def test_refused_then_reviewed_once_by_others(
    session: Session, world: World, people: dict[str, User], march: AppraisalPeriod
) -> None:
    row = objection(session, people, march)
    answer(session, people["leader"], row, Decision("依据办法第三条"))
    assert row.review_until == load_calendar(session, march.court_id).add_working_days(today(), 5)
    with pytest.raises(ProblemError, match="写明为什么"):
        ask_review(session, people["one"], row, " ")
    with pytest.raises(ProblemError, match="只有提出异议的人"):
        ask_review(session, people["two"], row, "不服")
    ask_review(session, people["one"], row, "依据理解有误")
    for who, code in (("leader", "objection-own-answer"), ("office", "act-not-allowed")):
        with pytest.raises(ProblemError) as caught:
            review(session, people[who], row, Decision("维持"))
        assert codes(caught) == [code]
    review(session, people["member"], row, Decision("维持原答复"))
    assert row.state == "final"
    acts: tuple[Callable[[], object], ...] = (
        lambda: ask_review(session, people["one"], row, "再来"),
        lambda: review(session, people["member"], row, Decision("改")),
        lambda: answer(session, people["office"], row, Decision("改")),
        lambda: withdraw(session, people["one"], row),
    )
    for act in acts:
        with pytest.raises(ProblemError) as late:
            act()
        assert codes(late) == ["objection-state"]


def test_the_committee_may_uphold_and_points_by_hand_are_seconded(
    session: Session, people: dict[str, User], march: AppraisalPeriod
) -> None:
    row = objection(session, people, march)
    answer(session, people["office"], row, Decision("不成立"))
    ask_review(session, people["one"], row, "请再看")
    review(session, people["member"], row, Decision("应予加分", Adjust("closed", Fraction(1))))
    second(session, people["leader"], row)
    assert [change.after for change in carry_out(session, people["staff"], march).changes] == [10]


def test_asking_for_a_review_has_its_last_day(
    session: Session, people: dict[str, User], march: AppraisalPeriod
) -> None:
    row = objection(session, people, march)
    answer(session, people["office"], row, Decision("不成立"))
    row.review_until = today() - timedelta(days=1)
    session.flush()
    with pytest.raises(ProblemError) as caught:
        ask_review(session, people["one"], row, "不服")
    assert codes(caught) == ["objection-review-over"]
    assert row.review_until.isoformat() in caught.value.problems[0].text()


def test_a_period_settles_when_all_is_ended(
    session: Session, world: World, people: dict[str, User], march: AppraisalPeriod
) -> None:
    row = objection(session, people, march)
    over(march)
    row.due = today() - timedelta(days=1)
    session.flush()

    def blocked() -> list[str]:
        with pytest.raises(ProblemError) as caught:
            settle(session, people["office"], march)
        view = standing_on_board(session, people["office"], march)
        assert view.act is None
        assert codes(caught) == ["period-objections-open"]
        return [wait.what.code for wait in view.waits][1:]

    assert blocked() == ["board-objections", "board-objections-late"]
    answer(session, people["office"], row, Decision("不成立"))
    assert blocked() == ["board-objections-asking"]
    ask_review(session, people["one"], row, "不服")
    assert blocked() == ["board-objections"]
    review(session, people["member"], row, Decision("成立", Withdraw("1", world.court_id)))
    assert blocked() == ["board-objections"]
    carry_out(session, people["office"], march)
    over(march)
    session.flush()
    settle(session, people["office"], march)
    assert march.state == "settled"


def test_an_answer_may_be_accepted_or_left_to_run_out(
    session: Session, people: dict[str, User], march: AppraisalPeriod
) -> None:
    rows = [objection(session, people, march), objection(session, people, march, Target("missing"))]
    for row in rows:
        answer(session, people["leader"], row, Decision("不成立"))
    accept(session, people["one"], rows[0])
    rows[1].review_until = today() - timedelta(days=1)
    over(march)
    session.flush()
    settle(session, people["office"], march)
    assert [row.state for row in rows] == ["accepted", "refused"]


# To-do and reading


def test_what_waits_for_whom(session: Session, world: World, people: dict[str, User], march: AppraisalPeriod) -> None:
    row = objection(session, people, march)

    def todo() -> dict[str, list[str]]:
        session.flush()
        told = alike(waiting_of, session, people.values())
        found = {login: [one.what.code for one in told[user.login]] for login, user in people.items()}
        return {login: what for login, what in found.items() if what}

    def word(name: str) -> list[str]:
        return [f"objection-todo-{name}"]

    assert todo() == {"staff": word("answer"), "office": word("answer")}
    answer(session, people["office"], row, Decision("不成立"))
    assert todo() == {"one": word("ask")}
    ask_review(session, people["one"], row, "不服")
    assert todo() == {"member": word("review"), "leader": word("review")}
    review(session, people["member"], row, Decision("成立", Adjust("closed", Fraction(1))))
    assert todo() == {login: word("second") for login in ("staff", "office", "leader")}
    second(session, people["leader"], row)
    assert todo() == {"staff": word("carry"), "office": word("carry")}
    carry_out(session, people["office"], march)
    assert todo() == {}


def test_who_may_read_one(session: Session, people: dict[str, User], march: AppraisalPeriod) -> None:
    row = objection(session, people, march)
    readers = {login for login, user in people.items() if may_read(session, user, row)}
    assert readers == {"one", "two", "staff", "office", "leader", "member"}
    assert objections_of(session, people["three"], march) == []
    assert objections_of(session, people["two"]) == [row]
