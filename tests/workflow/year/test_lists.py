"""A list from the closed year to everyone's opinion: ties, quotas, changes, signatures; and who is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.models import AuditEvent, GradeAct, GradeEntry, GradeList, Membership, Notice, User
from rules.problem import ProblemError
from tests.workflow.together import alike
from tests.workflow.world import World
from tests.workflow.year.world import YEAR, Ending, closed, drafted, end, integrity
from workflow.calendar import enter_year, today
from workflow.sealing import publicise, reopen
from workflow.year.deciding import change, compose, decide_tie, record_raise
from workflow.year.lists import draft_of, entries_of, lists_of, make, may_read, withdraw
from workflow.year.opinions import give_opinion, own_entries
from workflow.year.pending import waiting, waiting_of
from workflow.year.results import chosen, pay_lists, write_list, write_pay
from workflow.year.signing import put, send_back, sign, unsigned

GROUP = "全体"
Act = Callable[[Session, Ending, GradeList], object]


def codes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemError) as raised:
        act()
    return [problem.code for problem in raised.value.problems]


@pytest.fixture
def ending(session: Session, world: World) -> Ending:
    return end(session, world)


def titles(session: Session, row: GradeList) -> dict[str, str]:
    return {one.name: one.title or one.standing for one in entries_of(session, row)}


def ready(session: Session, ending: Ending, signing: str = "majority") -> GradeList:
    """A list in which everything is decided."""
    closed(session, ending)
    row = drafted(session, ending, signing)
    decide_tie(session, ending["m1"], row, "a", GROUP, ["示二"], "同分，办案更多")
    change(session, ending["m1"], row, ending.people["示十"], "b", "未参加测评，按平时考核")
    return row


def test_from_the_closed_year_to_an_opinion(session: Session, ending: Ending) -> None:
    row = ready(session, ending)
    assert titles(session, row) | {"示十": ""} == {
        "示一": "优秀", "示二": "优秀", "示三": "称职", **{f"示{one}": "称职" for one in "四五六七八九"}, "示十": "",
    }  # fmt: skip
    everyone = session.scalars(select(User)).all()
    asked = alike(waiting_of, session, everyone)
    assert [todo.what.code for login in ("staff", "m1") for todo in asked[ending[login].login]] == [
        "grades-prepare-todo", "grades-decide-todo"
    ]  # fmt: skip
    put(session, ending["staff"], row)
    waited = alike(waiting_of, session, everyone)
    assert {login for login, todos in waited.items() if todos} == {"chair", "m1", "m2", "m3", "m4"}
    assert [sign(session, ending[login], row) for login in ("m1", "m2", "chair")] == [False, False, True]
    graded = alike(waiting_of, session, everyone)
    assert {len(graded[ending[login].login]) for login in ("p02", "p03")} == {1}
    assert (row.state, row.signed_at is not None) == ("signed", True)
    ((entry, opinion),) = own_entries(session, ending["p02"])
    assert (entry.title, opinion) == ("优秀", None)
    assert [todo.address for todo in waiting(session, ending["p02"])] == [f"/year/mine/{entry.id}"]
    give_opinion(session, ending["p02"], entry.id, "", agrees=True)
    assert waiting(session, ending["p02"]) == []
    assert codes(lambda: give_opinion(session, ending["p02"], entry.id, "", agrees=True)) == ["opinion-twice"]
    third = own_entries(session, ending["p03"])[0][0]
    assert codes(lambda: give_opinion(session, ending["p03"], third.id, " ", agrees=False)) == ["opinion-text"]
    assert codes(lambda: give_opinion(session, ending["p03"], entry.id, "", agrees=True)) == ["opinion-not-own"]
    give_opinion(session, ending["p03"], third.id, "同分为何是别人", agrees=False)
    told = set(session.scalars(select(Notice.code)))
    assert {"grades-to-sign", "grades-notified", "opinion-against"} <= told
    acts = [
        act.act for act in session.scalars(select(GradeAct).where(GradeAct.list_id == row.id).order_by(GradeAct.id))
    ]
    assert acts == ["made", "composed", "tie", "changed", "put", "signed", "signed", "signed", "notified"]
    actions = set(session.scalars(select(AuditEvent.action)))
    assert {"year:list:make", "year:list:sign", "year:own:read"} <= actions
    for year in (today().year, today().year + 1):
        enter_year(session, None, ending.world.court_id, year, [], [], "示例")
    publicise(session, ending["staff"], ending.period)


def test_nothing_is_public_before_it_is_signed(session: Session, ending: Ending) -> None:
    row = ready(session, ending)
    assert codes(lambda: publicise(session, ending["staff"], ending.period)) == ["publicise-unsigned"]
    put(session, ending["staff"], row)
    assert codes(lambda: publicise(session, ending["staff"], ending.period)) == ["publicise-unsigned"]


def test_a_selection_list_that_was_proposed_is_signed_before_anything_is_public(
    session: Session, ending: Ending
) -> None:
    row = ready(session, ending)
    make(session, ending["staff"], ending.period, "chosen")
    put(session, ending["staff"], row)
    for login in ("m1", "m2", "chair"):
        sign(session, ending[login], row)
    (told,) = unsigned(session, ending.period)
    assert told.values == {"title": "遴选名单"}
    assert codes(lambda: publicise(session, ending["staff"], ending.period)) == ["publicise-unsigned"]


def test_what_is_open_must_be_decided_before_signing(session: Session, ending: Ending) -> None:
    closed(session, ending)
    row = make(session, ending["staff"], ending.period, "annual")
    wanted = ["grades-no-committee", "grades-open-ties", "grades-open-persons"]
    assert codes(lambda: put(session, ending["staff"], row)) == wanted
    assert titles(session, row)["示二"] == "tied"


REFUSED: tuple[tuple[Act, str], ...] = (
    (lambda s, e, _r: make(s, e["p01"], e.period, "chosen"), "act-not-allowed"),
    (lambda s, e, _r: make(s, e["chair"], e.period, "chosen"), "act-not-allowed"),
    (lambda s, e, _r: make(s, e["staff"], e.period, "annual"), "grades-made"),
    (lambda s, e, _r: make(s, e["staff"], e.period, "nothing"), "grades-none"),
    (lambda s, e, r: decide_tie(s, e["stranger"], r, "a", GROUP, ["示二"], "x"), "grades-not-member"),
    (lambda s, e, r: decide_tie(s, e["staff"], r, "a", GROUP, ["示二"], "x"), "grades-not-member"),
    (lambda s, e, r: decide_tie(s, e["m1"], r, "a", GROUP, ["示二"], " "), "grades-reason"),
    (lambda s, e, r: decide_tie(s, e["m1"], r, "a", GROUP, ["示一"], "x"), "grades-tie-who"),
    (lambda s, e, r: decide_tie(s, e["m1"], r, "a", GROUP, ["示二", "示三"], "x"), "grades-tie-many"),
    (lambda s, e, r: decide_tie(s, e["m1"], r, "b", GROUP, ["示二"], "x"), "grades-no-tie"),
    (lambda s, e, r: change(s, e["m1"], r, e.people["示四"], "z", "x"), "grades-change-level"),
    (lambda s, e, r: change(s, e["m1"], r, e.people["示四"], "b", "x"), "grades-change-same"),
    (lambda s, e, r: change(s, e["m1"], r, 999_999, "a", "x"), "grades-change-who"),
    (lambda s, e, r: change(s, e["m1"], r, e.people["示四"], "c", ""), "grades-reason"),
    (lambda s, e, r: change(s, e["foreign"], r, e.people["示四"], "c", "x"), "grades-not-member"),
    (lambda s, e, r: record_raise(s, e["chair"], r, "a", "", "文", "x"), "act-not-allowed"),
    (lambda s, e, r: record_raise(s, e["staff"], r, "a", "", " ", "x"), "grades-raise-document"),
    (lambda s, e, r: record_raise(s, e["staff"], r, "b", "", "文", "x"), "grades-raise-none"),
    (lambda s, e, r: sign(s, e["m1"], r), "grades-not-signing"),
    (lambda s, e, r: sign(s, e["stranger"], r), "grades-not-member"),
    (lambda s, e, r: sign(s, e["p01"], r), "act-not-allowed"),
    (lambda s, e, r: send_back(s, e["m1"], r, "x"), "grades-not-signing"),
)


def test_who_and_what_is_refused(session: Session, ending: Ending) -> None:
    closed(session, ending)
    row = drafted(session, ending)
    found = [codes(partial(act, session, ending, row)) for act, _ in REFUSED]
    assert found == [[code] for _, code in REFUSED]


COMMITTEES = (
    ("chair", ("m1", "m2", "m3"), "grades-committee-size"),
    ("m1", ("chair", "m2", "m3", "m4"), "grades-committee-chair"),
    (None, ("chair", "m1", "m2", "m3", "m4"), "grades-committee-chair"),
    ("chair", ("m1", "m2", "m3", "foreign"), "grades-committee-member"),
    ("chair", ("m1", "m2", "m3", "p01"), "grades-committee-member"),
)


def test_a_committee_is_five_to_nine_with_the_president_in_the_chair(session: Session, ending: Ending) -> None:
    closed(session, ending)
    row = make(session, ending["staff"], ending.period, "annual")
    for chair, members, code in COMMITTEES:
        key = None if chair is None else ending[chair].id
        named = [ending[login].id for login in members]
        act = partial(compose, session, ending["staff"], row, key, named, "all")
        assert codes(act) == [code]


def test_a_vice_president_acts_for_the_president_with_reason_and_document(session: Session, ending: Ending) -> None:
    """A leader who is neither cannot take the chair at all."""
    closed(session, ending)
    row = make(session, ending["staff"], ending.period, "annual")
    vice = User(
        court_id=ending.world.court_id, password_hash="-", login="vice", name="示副", role="leader",
        position="vice_president",
    )  # fmt: skip
    session.add(vice)
    session.flush()
    members = [ending[login].id for login in ("m1", "m2", "m3", "m4")]
    act = partial(compose, session, ending["staff"], row, vice.id, members, "all")
    for acting in (("", ""), ("院长出差", " "), (" ", "示党组〔2021〕3号")):
        assert codes(partial(act, acting)) == ["grades-committee-acting"]
    act(("院长出差", "示党组〔2021〕3号"))
    held = session.scalars(select(GradeAct).where(GradeAct.act == "composed")).one()
    assert (row.chair_id, held.reason) == (vice.id, "院长出差（示党组〔2021〕3号）")
    vice.position = None
    assert codes(partial(act, ("院长出差", "示党组〔2021〕3号"))) == ["grades-committee-chair"]


def test_an_open_year_has_no_list(session: Session, ending: Ending) -> None:
    assert codes(lambda: make(session, ending["staff"], ending.period, "annual")) == ["grades-period-open"]


def test_a_raised_quota_is_recorded_with_its_document(session: Session, ending: Ending) -> None:
    closed(session, ending)
    row = drafted(session, ending)
    record_raise(session, ending["staff"], row, "a", "", "示组发〔2021〕1号", "重大专项突出")
    quota = draft_of(session, row).proposal.quotas[0]
    assert (quota.places, quota.raised, quota.ratio) == (3, True, Fraction(3, 10))
    assert [titles(session, row)[name] for name in ("示一", "示二", "示三")] == ["优秀"] * 3
    again = lambda: record_raise(session, ending["staff"], row, "a", "", "文", "x")  # noqa: E731
    assert codes(again) == ["grades-raise-done"]


@pytest.mark.parametrize(
    ("chosen", "group", "base"),
    [("期末岗位", "员额法官", {"书记员": 7, "员额法官": 2, "法官助理": 1}),
     ("最长岗位", "书记员", {"书记员": 8, "员额法官": 1, "法官助理": 1})],
)  # fmt: skip
def test_who_changed_post_is_graded_as_the_scheme_says(
    session: Session, world: World, chosen: str, group: str, base: dict[str, int]
) -> None:
    """示五 is a clerk until September, a judge from then on."""
    years = YEAR.replace("value: 期末岗位", f"value: {chosen}").replace(
        "    by: total\n    basis: 一\n    levels:\n      - {id: a",
        "    by: total\n    within: [岗位]\n    post: 换岗\n    basis: 一\n    levels:\n      - {id: a",
    )
    ending = end(session, world, text=years)
    person = ending.people["示五"]
    stay = session.scalars(select(Membership).where(Membership.person_id == person)).one()
    stay.until = date(2020, 9, 15)
    session.add(
        Membership(court_id=stay.court_id, person_id=person, team_id=stay.team_id, post="员额法官",
                   since=date(2020, 9, 16))
    )  # fmt: skip
    session.flush()
    closed(session, ending)
    draft = draft_of(session, make(session, ending["staff"], ending.period, "annual"))
    (entry,) = [one for one in draft.entries if one.name == "示五"]
    assert entry.group == group
    assert {quota.group: quota.base for quota in draft.proposal.quotas} == base
    told = entry.reason.children[1]
    assert (told.title, told.numbers) == (
        "年内换过岗位或部门", "乙队 书记员（259 天）、乙队 员额法官（107 天）",
    )  # fmt: skip


def test_the_committee_may_not_go_over_a_quota_nor_a_limit(session: Session, ending: Ending) -> None:
    integrity(session, ending, "示四")
    row = ready(session, ending)
    over = lambda: change(session, ending["m1"], row, ending.people["示三"], "a", "x")  # noqa: E731
    assert codes(over) == ["grades-over-quota"]
    change(session, ending["m1"], row, ending.people["示一"], "b", "本人请求")
    change(session, ending["m1"], row, ending.people["示三"], "a", "补缺")
    barred = lambda: change(session, ending["m1"], row, ending.people["示四"], "a", "x")  # noqa: E731
    assert codes(barred) == ["grades-change-barred"]
    shown = {one.name: (one.title, one.proposed, one.changed_because) for one in entries_of(session, row)}
    assert shown["示三"] == ("优秀", "b", "补缺")


@pytest.mark.parametrize(
    ("signing", "order", "complete"),
    [
        ("majority", ("m1", "m2", "m3", "m4"), [False] * 4),
        ("majority", ("chair", "m1", "m2"), [False, False, True]),
        ("all", ("chair", "m1", "m2", "m3", "m4"), [False] * 4 + [True]),
    ],
)
def test_when_a_list_is_signed(
    session: Session, ending: Ending, signing: str, order: tuple[str, ...], complete: list[bool]
) -> None:
    row = ready(session, ending, signing)
    put(session, ending["staff"], row)
    assert codes(lambda: put(session, ending["staff"], row)) == ["grades-not-draft"]
    assert [sign(session, ending[login], row) for login in order] == complete
    if row.state == "signing":
        assert codes(lambda: sign(session, ending["m1"], row)) == ["grades-signed-twice"]


def test_sent_back_it_is_a_draft_and_the_signatures_are_void(session: Session, ending: Ending) -> None:
    row = ready(session, ending)
    put(session, ending["staff"], row)
    sign(session, ending["m1"], row)
    send_back(session, ending["m2"], row, "示三的情况没有看")
    assert (row.state, row.round) == ("draft", 1)
    put(session, ending["staff"], row)
    assert sign(session, ending["m1"], row) is False  # once more, in the new round
    assert len(list(session.scalars(select(GradeEntry).where(GradeEntry.list_id == row.id)))) == 20


def test_a_year_closed_anew_needs_a_new_list(session: Session, ending: Ending) -> None:
    row = ready(session, ending)
    reopen(session, ending["staff"], ending.period, "补登测评")
    assert codes(lambda: put(session, ending["staff"], row)) == ["grades-stale"]
    closed(session, ending)
    assert codes(lambda: put(session, ending["staff"], row)) == ["grades-stale"]
    again = make(session, ending["staff"], ending.period, "annual")
    assert (row.state, again.members, again.edition) == ("withdrawn", row.members, 2)
    assert lists_of(session, ending.period) == [again]


def test_a_list_is_withdrawn_and_stays_in_the_records(session: Session, ending: Ending) -> None:
    row = ready(session, ending)
    assert codes(lambda: withdraw(session, ending["staff"], row, "")) == ["grades-reason"]
    session.refresh(row)
    withdraw(session, ending["staff"], row, "组成有误")
    assert lists_of(session, ending.period) == []
    assert session.get(GradeList, row.id) is not None


def test_who_may_read_a_list(session: Session, ending: Ending) -> None:
    closed(session, ending)
    row = drafted(session, ending)
    readers = {login: may_read(user, row) for login, user in ending.users.items()}
    assert {login for login, may in readers.items() if may} == {"staff", "chair", "m1", "m2", "m3", "m4"}


def test_acts_and_entries_are_never_changed(session: Session, ending: Ending) -> None:
    row = ready(session, ending)
    put(session, ending["staff"], row)
    session.commit()
    for table in ("grade_entry", "grade_act"):
        with pytest.raises(DBAPIError):
            session.execute(text(f"UPDATE {table} SET list_id = list_id"))  # noqa: S608 - names of tables
        session.rollback()


def test_pay_to_the_fen_and_a_selection_list_as_workbooks(session: Session, ending: Ending) -> None:
    closed(session, ending)
    pay = pay_lists(session, ending.period)[0]
    assert (pay.total, pay.sums) == (Fraction(1000), ((GROUP, Fraction(1000), 10),))
    assert {(row.amount * 100).denominator for row in pay.rows} == {1}
    book = io.BytesIO()
    write_pay(session, ending["staff"], ending.period, book)
    rows = list(load_workbook(book)["绩效奖金"].values)
    assert (rows[0], rows[1][1], rows[-1][3]) == (("序号", "姓名", "分组", "金额（元）"), "示一", 1000)
    selection = make(session, ending["staff"], ending.period, "chosen")
    assert [one.name for one in chosen(session, selection)] == ["示一"]  # 示二 and 示三 are equal: a person decides
    written = io.BytesIO()
    write_list(session, ending["staff"], selection, written)
    assert len(list(load_workbook(written)["遴选名单"].values)) == 11
    assert codes(lambda: write_pay(session, ending["p01"], ending.period, io.BytesIO())) == ["act-not-allowed"]
