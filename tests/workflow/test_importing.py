"""Files into the records: all rows or none, the same file once, figures corrected, each refusal at its row."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.intake import Source
from records.models import AppraisalPeriod, Case, Fact, Figure, Import, Posting, User
from records.queries.directory import load_directory
from records.queries.figures import current_figures
from rules.problem import ProblemError, errors
from tests.workflow.world import World
from workflow.importing import Imported, import_files, record_refusal, scheme_in_force

HEAD = "事实,日期,团队,干警,案号,编号,案件类型,审理程序,结案方式,审理天数,立案日期\n"
KNOWN = "（2020）鲁9999民初1号"
ROWS = (
    f"结案,2020-03-05,甲队,示一,{KNOWN},K1,民事一审,普通,判决,100,\n"
    "结案,2020-03-20,乙队,示一,（2020）鲁1329民初2号,,民事一审,速裁,判决,20,2020-02-01\n"
    "结案,2020-03-21,甲队,,（2020）鲁1329民初2号,,民事一审,速裁,判决,20,2020-02-01\n"
)
FIGURES = "团队,干警,期间,二级考核得分\n,示一,2020-03,{}\n,示二,2020-03,90\n"


@pytest.fixture(autouse=True)
def known_case(session: Session, world: World) -> None:
    number = {"number": KNOWN, "year": 2020, "type_code": "民初", "serial": 1}
    session.add(Case(court_id=world.court_id, filed=date(2019, 12, 1), **number))
    session.commit()


def take(session: Session, world: World, folder: Path, name: str, text: str, scheme: str = "linshu-2020") -> Imported:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    version = scheme_in_force(session, scheme)
    return import_files(session, None, world.court_id, version, [Source(path, name)])


def counts(session: Session) -> dict[str, int]:
    models = (Fact, Figure, Posting, Case, Import)
    return {model.__tablename__: session.scalar(select(func.count(model.id))) or 0 for model in models}


def test_facts_go_in_with_their_cases_and_points(session: Session, world: World, tmp_path: Path) -> None:
    done = take(session, world, tmp_path, "facts.csv", HEAD + ROWS)
    assert (done.facts, done.figures, [problem.line() for problem in done.problems]) == (3, 0, [])
    # a new case for two facts; a posting each (3, 1, 1), and none for speed: 速裁 and 100 days earn no more
    assert counts(session) == {"fact": 3, "figure": 0, "posting": 3, "case": 3, "import": 1}
    subjects = session.execute(select(Fact.subject_kind, Fact.import_id).order_by(Fact.day)).all()
    assert [kind for kind, _ in subjects] == ["person", "person", "team"]
    (row,) = session.scalars(select(Import))
    assert {import_id for _, import_id in subjects} == {row.id}
    assert (row.state, row.kind, row.rows, row.progress) == ("done", "facts", 3, 3)
    assert session.scalars(select(Case.filed).where(Case.serial == 2)).one() == date(2020, 2, 1)


def test_the_same_file_changes_nothing_and_says_so(session: Session, world: World, tmp_path: Path) -> None:
    take(session, world, tmp_path, "facts.csv", HEAD + ROWS)
    before = counts(session)
    again = take(session, world, tmp_path, "renamed.csv", HEAD + ROWS)
    assert (again.skipped, [problem.code for problem in again.problems]) == (["renamed.csv"], ["import-same-file"])
    assert counts(session) == before


def test_a_list_that_has_grown_adds_what_is_new(session: Session, world: World, tmp_path: Path) -> None:
    take(session, world, tmp_path, "march.csv", HEAD + ROWS)
    more = f"结案,2020-04-01,甲队,示二,{KNOWN},,民事一审,速裁,判决,9,\n"
    done = take(session, world, tmp_path, "april.csv", HEAD + ROWS + more)
    assert (done.facts, done.unchanged) == (1, 3)


def test_a_corrected_figure_supersedes(session: Session, world: World, tmp_path: Path) -> None:
    first = take(session, world, tmp_path, "a.csv", FIGURES.format("88.5"))
    second = take(session, world, tmp_path, "b.csv", FIGURES.format("89"))
    assert (first.figures, first.corrected, first.unchanged) == (2, 0, 0)
    assert (second.figures, second.corrected, second.unchanged) == (0, 1, 1)
    assert counts(session)["figure"] == 3
    assert current_figures(session, load_directory(session), ["2020-03"]) == {
        ("示一", "2020-03", "二级考核得分"): Fraction(89),
        ("示二", "2020-03", "二级考核得分"): Fraction(90),
    }
    kept = session.execute(select(Figure.revision, Figure.value, Figure.reason).order_by(Figure.id)).all()
    assert kept[2] == (2, Fraction(89), "b.csv:2:二级考核得分")


BAD = {
    "unreadable number": (
        ROWS.replace(",100,", ",百,"),
        ["facts.csv:2:审理天数: 「百」不是数。请只填数字，不带单位和文字"],
    ),
    "unknown team and person": (
        ROWS.replace("甲队", "丙队").replace("乙队,示一", "乙队,示九"),
        [
            "facts.csv:2: 本院没有「丙队」。请核对名称，或先在人员、团队里登记",
            "facts.csv:3: 本院没有「示九」。请核对名称，或先在人员、团队里登记",
            "facts.csv:4: 本院没有「丙队」。请核对名称，或先在人员、团队里登记",
        ],
    ),
    "moved before that day": (
        ROWS.replace("2020-03-05", "2020-03-11"),
        ["facts.csv:2: 「示一」2020-03-11 不在「甲队」。请核对，或先登记人员去向"],
    ),
    "case not known": (
        ROWS.replace("2020-02-01", ""),
        [f"facts.csv:{row}: 案件（2020）鲁1329民初2号还没有登记。请加「立案日期」一列，或先登记案件" for row in "34"],
    ),
    "no period open": (
        ROWS.replace("2020-03-05", "2020-01-05"),
        ["facts.csv:2: 事实「K1」的种类「结案」没有任何开放的考核周期在用；请核对种类、日期和考核周期"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_nothing_goes_in_when_a_row_is_wrong(session: Session, world: World, tmp_path: Path, name: str) -> None:
    rows, lines = BAD[name]
    before = counts(session)
    with pytest.raises(ProblemError) as caught:
        take(session, world, tmp_path, "facts.csv", HEAD + rows)
    assert [problem.line() for problem in caught.value.problems] == lines
    session.rollback()
    assert counts(session) == before


def test_the_same_number_with_other_content_is_refused(session: Session, world: World, tmp_path: Path) -> None:
    take(session, world, tmp_path, "a.csv", HEAD + ROWS)
    with pytest.raises(ProblemError) as caught:
        take(session, world, tmp_path, "b.csv", HEAD + ROWS.replace(",100,", ",99,"))
    assert [problem.line() for problem in caught.value.problems] == [
        "b.csv:2: 编号「K1」已登记过，内容不同；要更正请用「更正」，并写明理由"
    ]


def test_figures_of_a_closed_period_stay(session: Session, world: World, tmp_path: Path) -> None:
    take(session, world, tmp_path, "a.csv", FIGURES.format("88.5"))
    period = session.scalars(select(AppraisalPeriod).where(AppraisalPeriod.text == "2020-03")).one()
    period.state, period.inputs_sha256, period.closed_at = "closed", "-", period.version.published_at
    session.flush()
    with pytest.raises(ProblemError) as caught:
        take(session, world, tmp_path, "b.csv", FIGURES.format("89"))
    assert [problem.line() for problem in errors(caught.value.problems)] == [
        "b.csv:2:二级考核得分: 「二级考核得分」属于已关账的考核周期「linshu-2020 2020-03」，不能登记或更正"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("团队,干警,天数,岗位\n甲队,示一,10,员额法官\n", "成员和天数由人员去向算出，不能导入"),
        ("团队,期间,类别\n甲队,2020-03,审判团队\n", "文件里没有可以导入的数据"),
    ],
)
def test_what_has_another_way_in(session: Session, world: World, tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ProblemError) as caught:
        take(session, world, tmp_path, "t.csv", text)
    assert words in caught.value.problems[0].text()


@pytest.mark.parametrize(("amount", "taken"), [("99999999.99", 1), ("100000000", 0)])
def test_points_that_no_ledger_can_add_up_are_refused_at_their_row(
    session: Session, world: World, tmp_path: Path, amount: str, taken: int
) -> None:
    text = f"事实,日期,团队,方向,币值,批准,事由\n申请事项,2020-03-05,甲队,加,{amount},是,演示\n"
    if taken:
        assert take(session, world, tmp_path, "t.csv", text).facts == taken
        return
    with pytest.raises(ProblemError) as caught:
        take(session, world, tmp_path, "t.csv", text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.text()) == ("posting-too-large", "t.csv:2")


def test_a_refusal_is_remembered(session: Session, world: World, tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as caught:
        take(session, world, tmp_path, "facts.csv", HEAD + ROWS.replace(",100,", ",百,"))
    session.rollback()
    source = Source(tmp_path / "facts.csv", "facts.csv")
    record_refusal(session, None, world.court_id, [source], caught.value.problems)
    session.commit()
    (row,) = session.scalars(select(Import))
    assert (row.state, row.name) == ("refused", "facts.csv")
    assert row.problems[0]["place"] == "facts.csv:2:审理天数"
    assert take(session, world, tmp_path, "facts.csv", HEAD + ROWS).facts == 3  # mended, it goes in


def test_only_staff_may_import(session: Session, world: World, tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    version = scheme_in_force(session, "linshu-2020")
    person, staff = (session.get_one(User, id_) for id_ in (world.person_user_id, world.staff_id))
    with pytest.raises(ProblemError, match="无权"):
        import_files(session, person, world.court_id, version, [Source(path, "facts.csv")])
    assert import_files(session, staff, world.court_id, version, [Source(path, "facts.csv")]).facts == 3


def test_an_unknown_scheme_is_named(session: Session, world: World) -> None:
    with pytest.raises(ProblemError, match="没有已发布的考核办法「linshu」，是否为「linshu-2020」？"):
        scheme_in_force(session, "linshu")
    assert world.court_id
