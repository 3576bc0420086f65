"""A small court's whole year 2020, closed, made public, objected to, signed and sealed by the program's own acts: what
all papers are printed from in tests. Beside it the nine courts of 延边 for the forms of a scheme. Names are made up.

Everything is held still, the clock too: the same bytes come out on any day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from records import tenancy
from records.models import (
    AppraisalPeriod,
    Case,
    Court,
    Division,
    Figure,
    GradeList,
    Membership,
    Person,
    SchemeVersion,
    Team,
    User,
)
from records.queries.directory import SubjectKey
from rules.condition import Value
from tests.reports import clock
from workflow.applications.applying import Asked, apply
from workflow.applications.deciding import confirm
from workflow.attachments import Store
from workflow.closing import close
from workflow.demonstration import loading
from workflow.facts import Draft, record_facts
from workflow.objections.answering import Decision, accept, answer
from workflow.objections.filing import Told, file
from workflow.objections.lines import Target
from workflow.opening import open_period
from workflow.schemes import publish, submit
from workflow.sealing import publicise, seal, settle
from workflow.year.comments import comment
from workflow.year.deciding import change, compose, decide_tie
from workflow.year.lists import draft_of, make, rules_of
from workflow.year.opinions import give_opinion, own_entries
from workflow.year.signing import put, sign
from workflow.year.summaries import save

SCHEMES = Path(__file__).resolve().parents[2] / "rules" / "schemes"
MONTHLY, CARDS, BOOKS, YEARLY = "linshu-2020", "yinzhou-cards-2020", "shangrao-evaluation-2019", "annual-2020"
COURTS = "yanbian-2019"
RARE = "示𠮷"  # a name character beyond the first plane
# name, team, post, mark of colleagues, special work
PEOPLE: tuple[tuple[str, str, str, str, str], ...] = (
    ("示一", "甲队", "员额法官", "96.5", "8"),
    ("示二", "甲队", "员额法官", "91", "6.5"),
    ("示三", "甲队", "员额法官", "88", "4"),
    ("示四", "乙队", "员额法官", "93", "7.25"),
    (RARE, "乙队", "员额法官", "85.5", "3"),
    ("示六", "甲队", "法官助理", "90", "5"),
    ("示七", "乙队", "法官助理", "84", "2.5"),
    ("示八", "甲队", "书记员", "86", "2"),
    ("示九", "乙队", "书记员", "86", "2"),
    ("示十", "乙队", "书记员", "79", "0"),
)
LOGINS = {"judge": "示一", "assistant": "示六", "clerk": "示九"}
CLOSED = (("民事一审", "普通", "判决", 100), ("民事一审", "简易", "调解", 28), ("民事一审", "速裁", "调解", 9))
BEFORE = (2018, 2019)  # years that are appraised, graded and sealed before the one of the papers
_PARAGRAPHS = (
    "一、思想政治。坚持学习，按时参加支部活动，严格执行“三个规定”，全年没有记录在案的过问、干预情形。",
    "二、审判工作。承办民事一审案件，以速裁、简易程序为主；对争议大的案件及时提交专业法官会议讨论，裁判文书全部按期上网。",
    "三、质效情况。平均审理天数比上年缩短；一件案件因新证据改判，已写出分析材料，在庭务会上说明，没有裁判错误。",
    "四、调研宣传。写成调研论文一篇，获市级奖项；到社区巡回开庭，就地调解，参加法治宣传，解答群众咨询。",
    "五、廉洁自律。遵守法官行为规范，没有接受当事人、律师的宴请和礼品；个人重大事项按规定报告。",
    "六、不足与打算。文书说理还不够细，卷宗归档有时不够及时；明年先从归档做起，每月自查一次，做到随结随归。",
)
SUMMARY = ("\n".join(_PARAGRAPHS) + "\n") * 8
SUMMARY = SUMMARY[:1999] + "。"  # as long as the program takes
COMMENT = ("该同志政治坚定，业务熟练，作风扎实；全年办案数量居前，没有裁判错误，当事人反映良好。" * 30)[:999] + "。"


@dataclass(frozen=True, slots=True)
class Words:
    """What people of the court are called, by the name in :data:`PEOPLE`, and what they typed."""

    names: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[str, str] = ("送达回证缺失，未在卷宗中附公告送达的审批。", "判决书主文与说理部分金额不一致。")
    cases: tuple[str, str] = ("说理充分，繁简得当。", "证据采信有误。")
    honour: str = "论演示"
    applied: str = "涉众纠纷"
    objection: str = "有两张测评票没有计入"
    answer: str = "两张票没有署部门，按规定作废"
    opinion: str = "请说明同分时怎样取舍。"
    summary: str = SUMMARY
    comment: str = COMMENT


PLAIN = Words()


@dataclass(frozen=True, slots=True)
class SmallCourt:
    """The session is entered for 示一院 and the courts below it. ``periods`` by scheme; of the months the last."""

    session: Session
    court_id: int
    periods: dict[str, int] = field(default_factory=dict)
    words: Words = PLAIN

    def period(self, scheme: str) -> AppraisalPeriod:
        return self.session.get_one(AppraisalPeriod, self.periods[scheme])

    def user(self, login: str) -> User:
        return self.session.scalars(select(User).where(User.login == login)).one()

    def person(self, name: str) -> int:
        called = self.words.names.get(name, name)
        query = select(Person.id).where(Person.name == called, Person.court_id == self.court_id)
        return self.session.scalars(query).one()


def build(session: Session, folder: Path, words: Words = PLAIN) -> SmallCourt:
    """Everything; ``folder`` is for attachments."""
    with clock.on(2020, 1, 2):
        loading._yanbian(session, lambda _said: None)  # noqa: SLF001 - the nine courts alone
        court = SmallCourt(session, _records(session, words), words=words)
        tenancy.enter(session, court.court_id)
        versions = {name: _published(session, court.court_id, name) for name in (MONTHLY, CARDS, BOOKS, YEARLY)}
        months = [_opened(court, versions[MONTHLY], f"2020-{month:02d}") for month in range(1, 13)]
        session.execute(insert(Figure), list(_figures(court)))
        before = [_opened(court, versions[YEARLY], str(year)) for year in BEFORE]
        for name in (CARDS, BOOKS, YEARLY):
            _opened(court, versions[name], "2020")
    for period in before:
        _graded_year(court, period)
    with clock.on(2020, 12, 30):
        record_facts(session, None, [*_cases(court), *_facts(court)])
        _application(court, months[-1], folder)
    _months(court, months)
    _year(court)
    _courts_above(court)
    session.commit()
    return court


def _records(session: Session, words: Words) -> int:
    with tenancy.everything(session):
        court = Court(name="示一院", full_name="演示第一法院", code="示0101", level="基层")
        session.add(court)
        session.flush()
        division = Division(court_id=court.id, name="民一庭")
        session.add(division)
        session.flush()
        own = {"类别": "审判团队", "二级办法": "统一办法"}
        teams = {
            name: Team(court_id=court.id, name=name, division_id=division.id, classes=own) for name in ("甲队", "乙队")
        }
        people = {
            name: Person(court_id=court.id, name=words.names.get(name, name), number=f"{place:03d}")
            for place, (name, *_) in enumerate(PEOPLE, 1)
        }
        session.add_all([*teams.values(), *people.values()])
        session.flush()
        for name, team, post, *_ in PEOPLE:
            stay = {"court_id": court.id, "person_id": people[name].id, "post": post}
            since, moved = date(2018, 1, 1), date(2020, 6, 30)
            if name == "示三":  # to another team in mid-year
                session.add(Membership(**stay, team_id=teams[team].id, since=since, until=moved))
                session.add(Membership(**stay, team_id=teams["乙队"].id, since=moved + timedelta(days=1)))
            else:
                session.add(Membership(**stay, team_id=teams[team].id, since=since))
        session.add_all(_users(court.id, division.id, people))
        session.commit()
        return court.id


def _users(court_id: int, division_id: int, people: dict[str, Person]) -> Iterator[User]:
    """One an office; nobody logs in with a password here."""
    roles = {"staff": "staff", "operator": "operator", "head": "head", "chair": "leader", "leader": "leader"}
    roles |= {f"m{number}": "committee" for number in (1, 2, 3)}
    for login, role in roles.items():
        own: dict[str, object] = {"division_id": division_id} if role == "head" else {}
        own |= {"position": "president"} if login == "chair" else {}
        yield User(court_id=court_id, password_hash="-", login=login, name=f"示{login}", role=role, **own)
    for login, name in LOGINS.items():
        yield User(
            court_id=court_id, password_hash="-", login=login, name=name, role="person", person_id=people[name].id
        )


def _published(session: Session, court_id: int, name: str) -> SchemeVersion:
    version = submit(session, None, court_id, (SCHEMES / f"{name}.yaml").read_text(encoding="utf-8"))
    publish(session, None, version)
    return version


def _opened(court: SmallCourt, version: SchemeVersion, text: str) -> AppraisalPeriod:
    period = open_period(court.session, None, version, court.court_id, text)
    court.periods[version.scheme.name] = period.id
    return period


def _cases(court: SmallCourt) -> Iterator[Draft]:
    """Each judge closes a case a month, in every month another kind; a few of them are looked at again."""
    judges = [name for name, _, post, *_ in PEOPLE if post == "员额法官"]
    number = 0
    for month in range(1, 13):
        for place, name in enumerate(judges):
            for more in range(1 + (place + month) % 2):
                number += 1
                kind, procedure, ending, days = CLOSED[(place + month + more) % len(CLOSED)]
                day = date(2020, month, 3 + place + 9 * more)
                case = Case(
                    court_id=court.court_id, number=f"（2020）示0101民初{number}号", year=2020, type_code="民初",
                    serial=number, filed=day - timedelta(days=days), case_type=kind, procedure=procedure,
                    judge_id=court.person(name),
                )  # fmt: skip
                court.session.add(case)
                court.session.flush()
                told: dict[str, Value | None] = {
                    "案件类型": kind, "审理程序": procedure, "结案方式": ending, "审理天数": Fraction(days),
                }  # fmt: skip
                yield _draft(court, f"结案-{number}", "结案", name, day, told, case.id)


def _facts(court: SmallCourt) -> Iterator[Draft]:
    said = court.words
    judged = {
        name: list(court.session.scalars(select(Case.id).where(Case.judge_id == court.person(name)).order_by(Case.id)))
        for name, _, post, *_ in PEOPLE
        if post == "员额法官"
    }
    rows: tuple[tuple[str, str, str, date, dict[str, Value | None], str], ...] = (
        ("发改-1", "发改", "示二", date(2020, 12, 8), {"结果": "改判", "原因": "裁判错误"}, ""),
        ("宣传-1", "调研宣传", "示一", date(2020, 12, 10),
         {"成果": "调研论文", "级别": "市级", "名称": said.honour}, ""),
        ("评查-1", "评查问题", "示二", date(2020, 3, 9), {"问题种类": "程序", "严重程度": "一般", "认定": True},
         said.findings[0]),
        ("评查-2", "评查问题", "示二", date(2020, 9, 14), {"问题种类": "裁判文书", "严重程度": "一般", "认定": True},
         said.findings[1]),
        ("评查-3", "评查问题", "示四", date(2020, 10, 12), {"问题种类": "法律适用", "严重程度": "重大", "认定": True},
         "适用已经废止的司法解释。"),
        ("评查-4", "评查问题", RARE, date(2020, 11, 2), {"问题种类": "卷宗归档", "严重程度": "一般", "认定": True},
         "卷宗逾期四十日归档。"),
        ("册-1", "精品评选", "示一", date(2020, 6, 1), {"种类": "精品文书"}, said.cases[0]),
        ("册-2", "重点案件", "示三", date(2020, 5, 4), {"事由": "引起重大信访"}, "当事人多次来访，已接谈三次。"),
        ("册-3", "重点案件评价", "示一", date(2020, 7, 2), {"事由": "改判", "评价": "有过错"}, said.cases[1]),
        ("册-4", "重点案件评价", "示四", date(2020, 7, 3), {"事由": "发回重审", "评价": "无过错"}, "出现新证据。"),
        ("年-1", "人员状态", "示十", date(2020, 3, 2), {"状态": "病假", "天数": Fraction(30), "说明": None}, ""),
        ("年-2", "人员状态", "示七", date(2020, 1, 1), {"状态": "试用期", "天数": Fraction(180), "说明": None}, ""),
        ("年-3", "廉政认定", "示三", date(2020, 6, 16), {"认定": True}, "监察部门认定书"),
    )  # fmt: skip
    without = {"调研宣传", "人员状态", "廉政认定"}
    for key, kind, who, day, fields, text in rows:
        yield _draft(court, key, kind, who, day, fields, None if kind in without else judged[who].pop(0), text)


def _draft(
    court: SmallCourt, key: str, kind: str, who: str, day: date, fields: dict[str, Value | None],
    case: int | None = None, text: str = "",
) -> Draft:  # fmt: skip
    return Draft(court.court_id, key, kind, day, SubjectKey("person", court.person(who)), fields, case, evidence=text)


def _figures(court: SmallCourt) -> Iterator[dict[str, object]]:
    """Marks of three years; what was appraised by hand in the two before."""
    for place, (name, _, _, mark, special) in enumerate(PEOPLE):
        for year in (2020, 2019, 2018):
            found = {"民主测评分": Fraction(mark) - (2020 - year), "专项工作分": Fraction(special)}
            if year < 2020:
                found |= {"统一办法沭法币": Fraction(60 - 2 * place), "团队月均沭法币": Fraction(30)}
            for figure, value in found.items():
                yield {
                    "court_id": court.court_id, "subject_kind": "person", "subject_id": court.person(name),
                    "period": str(year), "name": figure, "value": value, "yes_no": False, "reason": "测评汇总表",
                }  # fmt: skip


def _application(court: SmallCourt, month: AppraisalPeriod, folder: Path) -> None:
    """Points that an assistant asks for: the judge, the head and the leader confirm."""
    session, user = court.session, court.user("assistant")
    fields = {"币值": "1.25", "事由": court.words.applied}
    asked = Asked(user.person_id, "applied_plus", date(2020, 12, 14), fields, "连续三日到场调解")
    row = apply(session, user, month, asked, [], Store(folder))
    for login in ("judge", "head", "leader"):
        confirm(session, court.user(login), row, row.turn, "属实")
    session.flush()


def _months(court: SmallCourt, months: list[AppraisalPeriod]) -> None:
    """Everything that the year reads, and the books: closed, public, one objection refused, sealed."""
    session, staff = court.session, court.user("staff")
    periods = [*months, court.period(CARDS), court.period(BOOKS)]
    with clock.on(2021, 1, 4):
        for period in periods:
            _close(session, staff, period)
            publicise(session, staff, period)
        told = Told("应计 3 沭法币", "普通程序一件漏记", "结案审批表")
        row = file(session, court.user("judge"), months[-1], "甲队", Target("item", "closed"), told)
        answer(session, court.user("leader"), row, Decision("该件次年一月三日归档，计入下月"))
        accept(session, court.user("judge"), row)
    with clock.on(2021, 1, 13):
        for period in periods:
            settle(session, staff, period)
            seal(session, court.user("leader"), period)
    session.commit()


def _graded_year(court: SmallCourt, period: AppraisalPeriod) -> None:
    """A year before: closed, graded, public and sealed, with nobody objecting."""
    session, staff, after = court.session, court.user("staff"), period.ends.year + 1
    with clock.on(after, 1, 15):
        _signed(court, period)
    with clock.on(after, 1, 18):
        publicise(session, staff, period)
    with clock.on(after, 1, 29):
        settle(session, staff, period)
        seal(session, court.user("leader"), period)
    session.commit()


def _signed(court: SmallCourt, period: AppraisalPeriod) -> None:
    """The period closed; its lists proposed, decided and signed."""
    session, staff = court.session, court.user("staff")
    _close(session, staff, period)
    for grades in rules_of(period):
        row = make(session, staff, period, grades.rule.id)
        members = [court.user(login).id for login in ("m1", "m2", "m3", "leader")]
        compose(session, staff, row, court.user("chair").id, members, "majority")
        _decide(court, row)
        put(session, staff, row)
        for login in ("m1", "m2", "chair"):
            sign(session, court.user(login), row)


def _year(court: SmallCourt) -> None:
    """The year: forms written, lists proposed, a tie decided, one grade changed, signed, public, answered, sealed."""
    session, staff, period = court.session, court.user("staff"), court.period(YEARLY)
    with clock.on(2021, 1, 13):
        save(session, court.user("judge"), period, court.words.summary, submit=True)
        judge = session.get_one(Person, court.person("示一"))
        comment(session, court.user("leader"), period, judge, court.words.comment, "优秀")
    with clock.on(2021, 1, 15):
        _signed(court, period)
    with clock.on(2021, 1, 18):
        publicise(session, staff, period)
        for login, agrees, text in (("judge", True, ""), ("clerk", False, court.words.opinion)):
            own = own_entries(session, court.user(login))
            (entry,) = (one for one, _ in own if one.list.period_id == period.id)
            give_opinion(session, court.user(login), entry.id, text, agrees=agrees)
        told = Told("民主测评应为 98 分", court.words.objection, "测评票存根")
        filed = file(session, court.user("judge"), period, "示一", Target("indicator", "assessed"), told)
        answer(session, court.user("leader"), filed, Decision(court.words.answer))
        accept(session, court.user("judge"), filed)
    with clock.on(2021, 1, 27):
        settle(session, staff, period)
        seal(session, court.user("leader"), period)
    session.commit()


def _decide(court: SmallCourt, row: GradeList) -> None:
    """Whatever the rules leave to people."""
    draft = draft_of(court.session, row)
    for tie in draft.proposal.ties:
        chosen = list(tie.subjects[: tie.places])
        decide_tie(court.session, court.user("m1"), row, tie.level, tie.group, chosen, "同分，出勤更多")
    for one in draft_of(court.session, row).entries:
        if not one.settled and one.standing == "open" and rules_of(row.period)[0].rule.id == row.rule:
            change(court.session, court.user("m1"), row, one.person_id, "competent", "按平时考核确定")


def _courts_above(court: SmallCourt) -> None:
    """延边: its year is closed already; public, then sealed."""
    session = court.session
    with tenancy.everything(session):
        above = session.scalars(select(Court.id).where(Court.name == "延边中院")).one()
    tenancy.enter(session, above, below=True)
    session.add(User(court_id=above, password_hash="-", login="above", name="示上级", role="supervisor"))
    period = session.scalars(select(AppraisalPeriod).where(AppraisalPeriod.court_id == above)).one()
    with clock.on(2021, 1, 4):
        publicise(session, None, period)
    with clock.on(2021, 1, 13):
        settle(session, None, period)
        seal(session, None, period)
    court.periods[COURTS] = period.id
    session.commit()
    tenancy.enter(session, court.court_id)


def _close(session: Session, user: User, period: AppraisalPeriod) -> None:
    done = close(session, user, period)
    assert done.closed, [problem.text() for problem in done.refusals]
