"""A draft until it is published: nothing overwritten, nothing published by its writer, nothing changed after."""

from __future__ import annotations

import threading
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.database import Database
from records.models import AuditEvent, Scheme, SchemeVersion, User
from records.tenancy import enter, everything
from rules.problem import ProblemError
from rules.revise import Edit, revise
from scoring.cases import cases_file
from tests.workflow.world import SCHEMES, World, period
from workflow import drafts, schemes
from workflow.facts import record_facts
from workflow.impact import impact
from workflow.standing import standing_of

PLAIN = Edit(("tables", "案件权重", "rows", ("民事一审", "普通")), "set", "2.5")
CASES = cases_file(SCHEMES / "linshu-2020.yaml").read_text(encoding="utf-8")


class People:
    """Two of the office, a leader, and one who may not."""

    def __init__(self, session: Session, world: World) -> None:
        no = {"court_id": world.court_id, "password_hash": "-"}
        self.writer = session.get_one(User, world.staff_id)
        self.other = User(**no, login="other", name="示复核", role="staff")
        self.leader = User(**no, login="leader", name="示院长", role="leader")
        self.person = session.get_one(User, world.person_user_id)
        session.add_all([self.other, self.leader])
        session.commit()


@pytest.fixture
def people(session: Session, world: World) -> People:
    return People(session, world)


@pytest.fixture
def published(session: Session, world: World) -> SchemeVersion:
    """沭法币 1.0, in force in this court."""
    return session.scalars(select(SchemeVersion).join(Scheme).where(Scheme.name == "linshu-2020")).one()


def edited(text: str, *edits: Edit) -> str:
    after, problems = revise(text, edits)
    assert problems == []
    return after


def codes(caught: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def ready(session: Session, people: People, version: SchemeVersion, *edits: Edit) -> SchemeVersion:
    """A draft of a version with edits, handed in by the writer."""
    draft = drafts.start(session, people.writer, version)
    drafts.save(session, people.writer, draft, edited(draft.text, *edits), draft.sha256)
    drafts.submit(session, people.writer, draft)
    session.commit()
    return draft


def test_a_draft_is_the_version_under_the_next_number(
    session: Session, people: People, published: SchemeVersion
) -> None:
    draft = drafts.start(session, people.writer, published)
    assert (draft.version, draft.state, draft.started_from_id) == ("1.1", "draft", published.id)
    assert draft.text == published.text.replace('version: "1.0"', 'version: "1.1"')
    assert drafts.start(session, people.writer, published).version == "1.2"
    assert published.text == (SCHEMES / "linshu-2020.yaml").read_text(encoding="utf-8")


def test_an_empty_scheme_to_begin_with(session: Session, people: People) -> None:
    first, second = drafts.start(session, people.writer), drafts.start(session, people.writer)
    assert (first.version, first.scheme.name, second.scheme.name) == ("1.0", "new-scheme-1", "new-scheme-2")
    text = edited(first.text, Edit(("scheme",), "set", "visits"), Edit(("title",), "set", "巡回办法"))
    drafts.save(session, people.writer, first, text, first.sha256)
    drafts.submit(session, people.writer, first)
    drafts.publish(session, people.other, first)
    assert (first.scheme.name, first.scheme.title, first.state) == ("visits", "巡回办法", "published")


def test_whoever_saved_meanwhile_is_named_and_nothing_is_overwritten(
    session: Session, people: People, published: SchemeVersion
) -> None:
    draft = drafts.start(session, people.writer, published)
    seen = draft.sha256
    theirs, yours = edited(draft.text, PLAIN), edited(draft.text, Edit(("title",), "set", "沭法币新办法"))
    drafts.save(session, people.other, draft, theirs, seen)
    with pytest.raises(drafts.SavedMeanwhile) as caught:
        drafts.save(session, people.writer, draft, yours, seen)
    assert (caught.value.by, caught.value.text, draft.text) == ("示复核", theirs, theirs)
    assert [change.sentence for change in caught.value.changes] == [
        "名称由「沭法币积分办法」改为「沭法币新办法」", "案件权重（民事一审，普通）由 2.5 改为 3",
    ]  # fmt: skip
    assert "+title: 沭法币新办法" in caught.value.lines
    assert "示复核" in caught.value.problems[0].text()
    drafts.save(session, people.writer, draft, yours, caught.value.sha256)
    assert draft.text == yours
    assert set(draft.writers) == {people.writer.id, people.other.id}


def test_two_who_save_at_the_same_moment(
    session: Session, database: Database, world: World, people: People, published: SchemeVersion
) -> None:
    draft = drafts.start(session, people.writer, published)
    session.commit()
    seen, number, found = draft.sha256, draft.id, list[object]()
    texts = [edited(draft.text, Edit(("title",), "set", name)) for name in ("甲", "乙")]

    def other() -> None:
        with database.session() as second:
            enter(second, world.court_id)
            try:
                drafts.save(second, None, second.get_one(SchemeVersion, number), texts[1], seen)
                second.commit()
            except (ProblemError, DBAPIError) as error:
                found.append(error)

    drafts.save(session, people.writer, draft, texts[0], seen)
    thread = threading.Thread(target=other)
    thread.start()
    thread.join(0.5)
    session.commit()
    thread.join(120)
    assert len(found) == 1
    session.refresh(draft)
    assert draft.text == texts[0]


def test_worked_examples_are_saved_the_same_way(session: Session, people: People, published: SchemeVersion) -> None:
    draft = drafts.start(session, people.writer, published)
    drafts.save_cases(session, people.writer, draft, CASES, drafts.digest(""))
    assert (draft.cases, draft.sha256) == (CASES, drafts.digest(draft.text))
    with pytest.raises(drafts.SavedMeanwhile):
        drafts.save_cases(session, people.writer, draft, "cases: []", drafts.digest(""))


def test_the_report_names_all_that_is_wrong(session: Session, people: People, published: SchemeVersion) -> None:
    draft = drafts.start(session, people.writer, published)
    report = drafts.check_report(draft)
    assert (report.ready, report.examples) == (True, 0)
    assert [problem.code for problem in report.problems] == ["draft.no_examples"]
    drafts.save_cases(session, people.writer, draft, CASES, drafts.digest(""))
    report = drafts.check_report(draft)
    assert (report.ready, report.problems, report.failed) == (True, (), ())
    assert report.examples == CASES.count("\n  - name:")
    drafts.save(session, people.writer, draft, edited(draft.text, PLAIN), draft.sha256)
    report = drafts.check_report(draft)
    assert not report.ready
    assert {problem.code for problem in report.failed} == {"example-failed"}
    drafts.save(session, people.writer, draft, draft.text.replace("快审加分\n", "快审奖\n"), draft.sha256)
    report = drafts.check_report(draft)
    assert not report.ready
    assert report.compiled is None


def test_examples_read_no_other_files(session: Session, people: People, published: SchemeVersion) -> None:
    draft = drafts.start(session, people.writer, published)
    cases = (
        "scheme: linshu-2020\ncases:\n  - {name: 一, period: 2020-11, tables: [../../requirements.txt], expect: {}}\n"
    )
    drafts.save_cases(session, people.writer, draft, cases, drafts.digest(""))
    assert not drafts.check_report(draft).ready


def test_only_what_is_right_is_handed_in(session: Session, people: People, published: SchemeVersion) -> None:
    draft = drafts.start(session, people.writer, published)
    good = draft.text
    drafts.save(session, people.writer, draft, "scheme: [", draft.sha256)
    with pytest.raises(ProblemError):
        drafts.submit(session, people.writer, draft)
    drafts.save(session, people.writer, draft, edited(good, PLAIN), draft.sha256)
    drafts.save_cases(session, people.writer, draft, CASES, drafts.digest(""))
    with pytest.raises(ProblemError) as caught:
        drafts.submit(session, people.writer, draft)
    assert set(codes(caught)) == {"draft.examples_failed", "example-failed"}
    for edit, code in (
        (Edit(("version",), "set", "1.0"), "draft.version_taken"),
        (Edit(("scheme",), "set", "other"), "draft.other_scheme"),
    ):
        drafts.save_cases(session, people.writer, draft, "", drafts.digest(draft.cases))
        drafts.save(session, people.writer, draft, edited(good, edit), draft.sha256)
        with pytest.raises(ProblemError) as caught:
            drafts.submit(session, people.writer, draft)
        assert codes(caught) == [code]
    assert draft.state == "draft"


def test_a_second_person_approves_and_publishes(session: Session, people: People, published: SchemeVersion) -> None:
    draft = ready(session, people, published, PLAIN)
    for act in (drafts.approve, drafts.publish):
        with pytest.raises(ProblemError) as caught:
            act(session, people.writer, draft)
        assert codes(caught) == ["scheme.two_pairs"]
        with pytest.raises(ProblemError) as caught:
            act(session, people.person, draft)
        assert codes(caught) == ["act-not-allowed"]
    drafts.approve(session, people.leader, draft)
    assert (draft.state, draft.approver_id) == ("approved", people.leader.id)
    drafts.publish(session, people.other, draft, date(2020, 7, 1))
    session.commit()
    assert (draft.state, draft.effective, draft.approver_id) == ("published", date(2020, 7, 1), people.leader.id)
    assert "effective: 2020-07-01" in draft.text
    assert drafts.digest(draft.text) == draft.sha256
    scheme = draft.scheme
    assert drafts.in_force(session, scheme, date(2020, 6, 30)) == published
    assert drafts.in_force(session, scheme, date(2020, 7, 1)) == draft
    assert drafts.in_force(session, scheme, date(2019, 7, 1)) is None
    assert list(drafts.versions_of(session, scheme)) == [draft, published]


def test_whoever_mended_it_does_not_approve_it(session: Session, people: People, published: SchemeVersion) -> None:
    draft = drafts.start(session, people.writer, published)
    drafts.save(session, people.other, draft, edited(draft.text, PLAIN), draft.sha256)
    drafts.submit(session, people.writer, draft)
    with pytest.raises(ProblemError) as caught:
        drafts.approve(session, people.other, draft)
    assert codes(caught) == ["scheme.two_pairs"]
    drafts.approve(session, people.leader, draft)


def test_it_can_be_sent_back_and_taken_back(session: Session, people: People, published: SchemeVersion) -> None:
    draft = ready(session, people, published, PLAIN)
    with pytest.raises(ProblemError) as caught:
        drafts.send_back(session, people.leader, draft, " ")
    assert codes(caught) == ["scheme.reason"]
    drafts.send_back(session, people.leader, draft, "普通程序不宜下调")
    assert (draft.state, draft.note) == ("draft", "普通程序不宜下调")
    drafts.submit(session, people.writer, draft)
    drafts.approve(session, people.leader, draft)
    drafts.withdraw(session, people.writer, draft)
    assert (draft.state, draft.approver_id) == ("draft", None)


def test_a_new_version_does_not_begin_before_the_newest(
    session: Session, people: People, published: SchemeVersion
) -> None:
    draft = ready(session, people, published, PLAIN)
    with pytest.raises(ProblemError) as caught:
        drafts.publish(session, people.other, draft, date(2019, 12, 31))
    assert codes(caught) == ["scheme.effective_before"]


def test_a_published_version_never_changes(session: Session, people: People, published: SchemeVersion) -> None:
    for refused in (
        lambda: drafts.save(session, people.writer, published, "x", published.sha256),
        lambda: drafts.submit(session, people.writer, published),
        lambda: drafts.withdraw(session, people.writer, published),
        lambda: drafts.send_back(session, people.leader, published, "x"),
        lambda: drafts.discard(session, people.writer, published),
        lambda: drafts.publish(session, people.leader, published),
    ):
        with pytest.raises(ProblemError) as caught:
            refused()  # type: ignore[no-untyped-call]  # lambdas have no types
        assert codes(caught) == ["scheme.not_in_state"]
    session.commit()
    published.cases = "cases: []"
    with pytest.raises(DBAPIError, match="kept"):
        session.commit()
    session.rollback()


def test_going_back_is_publishing_the_old_text_again(
    session: Session, people: People, published: SchemeVersion
) -> None:
    newer = ready(session, people, published, PLAIN)
    drafts.publish(session, people.leader, newer, date(2020, 7, 1))
    back = drafts.roll_back(session, people.writer, published, date(2020, 10, 1), "七月的下调无效")
    assert (back.state, back.version, back.note, back.started_from_id) == (
        "submitted",
        "1.2",
        "七月的下调无效",
        published.id,
    )
    drafts.publish(session, people.leader, back)
    assert drafts.in_force(session, back.scheme, date(2020, 10, 1)) == back
    changed = {line for line in back.text.splitlines() if line not in published.text.splitlines()}
    assert changed == {'version: "1.2"', "effective: 2020-10-01"}


def test_a_draft_given_up_leaves_its_text_in_the_trail(
    session: Session, people: People, published: SchemeVersion
) -> None:
    draft = drafts.start(session, people.writer, published)
    text, number = draft.text, draft.id
    drafts.discard(session, people.writer, draft)
    session.commit()
    assert session.get(SchemeVersion, number) is None
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert event is not None
    assert (event.target_id, event.details["act"], event.details["text"]) == (number, "discard", text)
    assert drafts.start(session, people.writer, published).version == "1.1"


def test_every_act_is_in_the_trail(session: Session, people: People, published: SchemeVersion) -> None:
    draft = ready(session, people, published, PLAIN)
    drafts.send_back(session, people.leader, draft, "再想想")
    drafts.submit(session, people.writer, draft)
    drafts.approve(session, people.leader, draft)
    drafts.publish(session, people.leader, draft)
    with everything(session):
        trail = session.scalars(
            select(AuditEvent).where(AuditEvent.target_id == draft.id, AuditEvent.target_kind == "scheme_version")
        ).all()
    assert [(event.actor, event.details["act"]) for event in sorted(trail, key=lambda each: each.sequence)] == [
        ("示考核", "start"), ("示考核", "save"), ("示考核", "submit"), ("示院长", "send_back"), ("示考核", "submit"),
        ("示院长", "approve"), ("示院长", "publish"),
    ]  # fmt: skip


def test_impact_is_the_official_score_twice(
    session: Session, world: World, people: People, published: SchemeVersion
) -> None:
    record_facts(session, None, [world.closed("1"), world.closed("2"), world.closed("3", who="示三", 审理程序="简易")])
    march, draft = period(session, "2020-03"), drafts.start(session, people.writer, published)
    assert impact(session, people.writer, draft, march).moved == ()
    drafts.save(session, people.writer, draft, edited(draft.text, PLAIN), draft.sha256)
    found = impact(session, people.writer, draft, march)
    official = {one.subject: one for one in standing_of(session, march).results}
    assert {row.subject: (row.before, row.after, row.place_before, row.place_after) for row in found.rows} == {
        "甲队": (Fraction(6), Fraction(5), 1, 1), "乙队": (Fraction("1.5"), Fraction("1.5"), 2, 2),
    }  # fmt: skip
    assert {row.subject: row.before for row in found.rows} == {name: one.total for name, one in official.items()}
    (moved,) = found.moved
    assert {line.title: (line.before, line.after) for line in moved.lines} == {
        "审结案件": (6, 5), "办案数量": (6, 5), "一级考核": (6, 5),
    }  # fmt: skip
    assert moved.gain == -1
    assert (found.sum_before, found.sum_after) == (Fraction("7.5"), Fraction("6.5"))
    assert (found.spread_before, found.spread_after) == (Fraction(4), Fraction(10, 3))
    assert [change.sentence for change in found.changes][-1] == "案件权重（民事一审，普通）由 3 改为 2.5"


IDLE = "id: idle\ntitle: 夜间值班\ncategory: fixed\nwhen: {fact: 表彰}\npoints: 1\nbasis: 某条"


GONE = (Edit(("sections", "effect", "parts", "complaint"), "remove"), Edit(("items", "complaint"), "remove"))


@pytest.mark.parametrize("edits", [(Edit(("items",), "add", IDLE),), GONE], ids=["comes", "goes"])
def test_a_rule_at_nothing_moves_nobody(
    session: Session, world: World, people: People, published: SchemeVersion, edits: tuple[Edit, ...]
) -> None:
    """A new rule that nobody earns under, and one taken out that nobody earned under."""
    record_facts(session, None, [world.closed("1")])
    march, draft = period(session, "2020-03"), drafts.start(session, people.writer, published)
    drafts.save(session, people.writer, draft, edited(draft.text, *edits), draft.sha256)
    found = impact(session, people.writer, draft, march)
    assert found.moved == ()
    assert len(found.changes) > 1


def test_impact_needs_a_period_of_the_same_kind(session: Session, people: People, published: SchemeVersion) -> None:
    draft = drafts.start(session, people.writer, published)
    with pytest.raises(ProblemError) as caught:
        impact(session, people.writer, draft, period(session, "2020"))
    assert codes(caught) == ["impact.other_period", "impact.other_subjects"]


def test_versions_handed_in_as_files_bring_their_examples(session: Session, world: World) -> None:
    text = (SCHEMES / "yanbian-2019.yaml").read_text(encoding="utf-8")
    cases = cases_file(SCHEMES / "yanbian-2019.yaml").read_text(encoding="utf-8")
    version = schemes.submit(session, None, world.court_id, text, "yanbian-2019.yaml", cases)
    report = drafts.check_report(version)
    assert (report.ready, report.failed) == (True, ())
    assert report.examples > 0


def test_results_without_totals_have_no_spread(session: Session, people: People) -> None:
    cards = period(session, "2020")
    draft = drafts.start(session, people.writer, cards.version)
    found = impact(session, people.writer, draft, cards)
    assert (found.spread_before, found.spread_after, found.sum_after) == (None, None, 0)


def test_the_examples_go_by_the_names_that_a_form_gives(
    session: Session, people: People, published: SchemeVersion
) -> None:
    draft = drafts.start(session, people.writer, published)
    drafts.save_cases(session, people.writer, draft, CASES, drafts.digest(""))
    seen = draft.sha256
    renamed = [Edit(("tables", "案件权重"), "rename", "权数"), Edit(("items", "closed", "id"), "rename", "done")]
    text = edited(draft.text, *renamed)
    drafts.save(session, people.writer, draft, text, seen, renamed)
    assert draft.cases == CASES.replace("案件权重（", "权数（").replace("closed:", "done:")
    assert drafts.check_report(draft).ready
    again, held = [Edit(("items", "done", "id"), "rename", "finished")], draft.text
    with pytest.raises(drafts.SavedMeanwhile):  # seen before the first renaming: neither text nor examples move
        drafts.save(session, people.other, draft, edited(held, *again), seen, again)
    taken = draft.cases.replace("{done: 10,", "{done: 10, finished: 1,", 1)
    drafts.save_cases(session, people.writer, draft, taken, drafts.digest(draft.cases))
    with pytest.raises(ProblemError) as caught:
        drafts.save(session, people.writer, draft, edited(held, *again), draft.sha256, again)
    assert codes(caught) == ["examples-not-followed"]
    session.refresh(draft)
    assert (draft.text, draft.cases) == (held, taken)
