"""The demonstration into the records, step by step; each step is one transaction and is skipped when it is done
already, so that an interrupted load goes on where it stopped and a second one changes nothing.

Everything but courts, people and cases goes through the same acts as in a real court: schemes are handed in and
published, periods opened, facts scored live, periods closed by reconciling with the bulk count.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from records import tenancy
from records.database import ROOT, Database
from records.models import AppraisalPeriod, Court, Figure, Person, Posting, SchemeVersion, Team
from records.queries.directory import SubjectKey
from rules.exact import parse_number
from rules.phrase import N_
from rules.problem import ProblemError
from scoring.cases import cases_file
from scoring.period import Period
from workflow.attachments import Store
from workflow.closing import close
from workflow.demonstration import accounts, applications, committee, court, objections, yanbian
from workflow.demonstration import year as year_end
from workflow.demonstration.events import YEAR, EventPlan
from workflow.demonstration.people import TEAMS
from workflow.facts import Draft, record_facts
from workflow.opening import open_period
from workflow.schemes import publish, submit
from workflow.versions import compiled_of

SCHEMES = ROOT / "rules" / "schemes"
PASSWORD_FILE = ROOT / "instance" / "demo_password"
Say = Callable[[str], None]
_OPEN_MONTH = 12


def load(database: Database, say: Say, password_file: Path = PASSWORD_FILE) -> list[accounts.Login]:
    """Everything; ``say`` hears a phrase after each step that did something. The log-ins to show."""
    with database.session() as session:
        above = _yanbian(session, say)
        demo = _demo_court(session, say)
        with tenancy.everything(session):
            shown = accounts.load(
                session, session.get_one(Court, demo), session.get_one(Court, above), accounts.password(password_file)
            )
        session.commit()
        tenancy.enter(session, demo)
        _applications(session, demo, Store(password_file.parent / "attachments"), say)
        _committee(session, demo, say)
        _objections(session, demo, say)
        _year(session, demo, say)
    return shown


def _committee(session: Session, demo: int, say: Say) -> None:
    """A round of review with votes, and cards in several states; one transaction."""
    drawn = committee.load(session, demo)
    session.commit()
    if drawn is not None:
        say(N_("案件评查：随机抽取 {count} 件，评查、表决、发卡、整改各在不同阶段").filled(count=drawn))


def _objections(session: Session, demo: int, say: Say) -> None:
    """The last closed month made public, with objections in several states; one transaction."""
    period = _period(session, _version(session, demo, "linshu-2020.yaml"), demo, f"{YEAR}-{_OPEN_MONTH - 1}")
    count = objections.load(session, period)
    session.commit()
    if count is not None:
        text = N_("{month} 公示：异议 {count} 条，各在不同阶段，其中一条已更正为第 2 版")
        say(text.filled(month=period.text, count=count))


def _year(session: Session, demo: int, say: Say) -> None:
    """The year of everyone, closed on December as it stands, with its lists proposed; one transaction."""
    period = _period(session, _version(session, demo, "annual-2020.yaml"), demo, str(YEAR))
    counts = year_end.load(session, demo, period)
    session.commit()
    if counts is not None:
        text = N_("{year} 年度：{persons} 人计分并关账（12 月暂计），拟定 {lists} 份名单，待委员决定和签署")
        say(text.filled(year=YEAR, persons=counts.persons, lists=counts.lists))


def _applications(session: Session, demo: int, store: Store, say: Say) -> None:
    """A handful of applications in the open month, each in another state; one transaction."""
    text = Period("month", YEAR, _OPEN_MONTH).text
    period = session.scalars(select(AppraisalPeriod).where(AppraisalPeriod.text == text)).one()
    made = applications.load(session, demo, period, store)
    session.commit()
    if made:
        say(f"申请加减：{made} 份，分别在待确认、退回、已记分等状态")


def _yanbian(session: Session, say: Say) -> int:
    """The nine courts with 2018 and 2019, scored and closed. The key of 延边中院."""
    name = yanbian.COURTS[0][0]
    found = _court(session, name)
    if found is None:
        with tenancy.everything(session):
            found = _yanbian_records(session)
            session.commit()
        loaded = N_("延边九家法院：装入 2018 年统计数（{citation}）和 2019 年{mark}")
        say(loaded.filled(citation=yanbian.CITATION, mark=court.MARK))
    tenancy.enter(session, found, below=True)
    version = _version(session, found, "yanbian-2019.yaml")
    period = _period(session, version, found, "2019")
    if period.state == "open":
        drafts = [
            Draft(
                key.id,
                plan.key,
                "综合评价票",
                yanbian.BALLOT_DAY,
                key,
                {"分数": parse_number(plan.mark)},
                evidence=court.MARK,
            )
            for plan in yanbian.ballots(Random(court.SEED + 2))  # noqa: S311 - made-up data, to be the same each time
            for key in [_court_key(session, plan.court)]
        ]
        recorded = record_facts(session, None, drafts)
        _close(session, period)
        session.commit()
        say(N_("延边 2019 年：{count} 张无记名评价票，九院计分并关账").filled(count=len(recorded.rows)))
    return found


def _yanbian_records(session: Session) -> int:
    courts: dict[str, Court] = {}
    for name, full_name, level in yanbian.COURTS:
        courts[name] = Court(
            name=name, full_name=full_name, level=level, parent=courts.get(yanbian.COURTS[0][0]),
            classes={"层级": "中院" if level == "中级" else "基层"},
        )  # fmt: skip
    session.add_all(courts.values())
    session.flush()
    random = Random(court.SEED + 3)  # noqa: S311 - as above
    session.execute(insert(Figure), [
        {"court_id": courts[plan.court].id, "subject_kind": "court", "subject_id": courts[plan.court].id,
         "period": plan.period, "name": plan.name, "value": plan.value, "yes_no": plan.yes_no, "reason": plan.source}
        for plan in [*yanbian.printed(), *yanbian.made_up(random, court.MARK)]
    ])  # fmt: skip
    return courts[yanbian.COURTS[0][0]].id


def _demo_court(session: Session, say: Say) -> int:
    """演示县人民法院: records, then month after month of facts, eleven of them closed. Its key."""
    found = _court(session, court.NAME)
    if found is None:
        with tenancy.everything(session):
            whole = _plan()
            found = court.load(session, whole).id
            session.commit()
        size = N_("{court}：{people} 人、{teams} 个团队、{cases} 件案件")
        say(
            size.filled(
                court=court.FULL_NAME, people=len(whole.people), teams=len(TEAMS), cases=f"{len(whole.cases):,}"
            )
        )
    tenancy.enter(session, found)
    linshu = _version(session, found, "linshu-2020.yaml")
    cards = _version(session, found, "yinzhou-cards-2020.yaml")
    _period(session, cards, found, str(YEAR))
    session.commit()
    for month in range(1, _OPEN_MONTH + 1):
        period = _period(session, linshu, found, Period("month", YEAR, month).text)
        if period.state == "open" and not _has_postings(session, period):
            _month(session, period, _Drafts(session, found, (linshu, cards)), say)
    return found


def _month(session: Session, period: AppraisalPeriod, drafts: _Drafts, say: Say) -> None:
    """One month: its facts scored live, and but for the last month closed; one transaction."""
    events = [event for event in _plan().events if period.starts <= event.day <= period.ends]
    booked = record_facts(session, None, [drafts.draft(event) for event in events]).booked
    closing = period.starts.month < _OPEN_MONTH
    if closing:
        _close(session, period)
    session.commit()
    done = N_("计分并关账") if closing else N_("计分（未关账）")
    text = N_("{month}：{facts} 条事实，记账 {posted} 笔，发卡 {cards} 张，{done}")
    month = Period("month", YEAR, period.starts.month).shown
    say(text.filled(month=month, facts=f"{len(events):,}", posted=f"{booked.posted:,}", cards=booked.issued, done=done))


def _has_postings(session: Session, period: AppraisalPeriod) -> bool:
    """Whether the month was loaded: facts and postings of a month are written together or not at all."""
    return session.execute(select(Posting.id).where(Posting.period_id == period.id).limit(1)).first() is not None


@cache
def _plan() -> court.Plan:
    """Two seconds of drawing, for those who load only."""
    return court.plan()


class _Drafts:
    """Turns plans into drafts, with the names looked up once."""

    def __init__(self, session: Session, court_id: int, versions: tuple[SchemeVersion, ...]) -> None:
        self.court_id = court_id
        self.cases = court.case_ids(session, court_id)
        self.persons = {row.name: row.id for row in session.execute(select(Person.name, Person.id))}
        self.teams = {row.name: row.id for row in session.execute(select(Team.name, Team.id))}
        self.kinds = {name: kind for version in versions for name, kind in compiled_of(version).facts.items()}

    def draft(self, event: EventPlan) -> Draft:
        """The fact to record."""
        subject = (
            SubjectKey("team", self.teams[event.team])
            if event.team
            else SubjectKey("person", self.persons[event.person or ""])
        )
        return Draft(
            self.court_id, event.key, event.kind, event.day, subject, court.typed(self.kinds[event.kind], event.fields),
            self.cases[event.case] if event.case else None, court.MARK,
        )  # fmt: skip


def _court(session: Session, name: str) -> int | None:
    with tenancy.everything(session):
        return session.execute(select(Court.id).where(Court.name == name)).scalar_one_or_none()


def _court_key(session: Session, name: str) -> SubjectKey:
    return SubjectKey("court", session.execute(select(Court.id).where(Court.name == name)).scalar_one())


def _version(session: Session, court_id: int, file: str) -> SchemeVersion:
    """The version that the court has under this file's scheme; handed in and published when it has none."""
    path = SCHEMES / file
    held = session.execute(
        select(SchemeVersion)
        .join(SchemeVersion.scheme)
        .where(
            SchemeVersion.court_id == court_id,
            SchemeVersion.state == "published",
            SchemeVersion.scheme.has(name=path.stem),
        )
        .order_by(SchemeVersion.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if held is not None:
        return held
    examples = cases_file(path).read_text(encoding="utf-8")
    version = submit(session, None, court_id, path.read_text(encoding="utf-8"), path.name, examples)
    publish(session, None, version)
    return version


def _period(session: Session, version: SchemeVersion, court_id: int, text: str) -> AppraisalPeriod:
    held = session.execute(
        select(AppraisalPeriod).where(
            AppraisalPeriod.court_id == court_id,
            AppraisalPeriod.scheme_id == version.scheme_id,
            AppraisalPeriod.text == text,
        )
    ).scalar_one_or_none()
    return held or open_period(session, None, version, court_id, text)


def _close(session: Session, period: AppraisalPeriod) -> None:
    done = close(session, None, period)
    if not done.closed:
        raise ProblemError(done.refusals)
