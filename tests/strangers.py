"""The tests' site with one of everything that has an address of its own, all of it 示一院's, and whoever should find
none of it there: accounts of every role in a court beside it and in one below it. The court above sees it all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.attachments import store
from records import tenancy
from records.models import (
    AppraisalPeriod,
    Case,
    CommitteeVote,
    Court,
    Deputy,
    Division,
    Fact,
    GradeEntry,
    GradeList,
    Job,
    JobItem,
    LeaderComment,
    LeaderInCharge,
    Membership,
    Notice,
    OverrideDecision,
    OwnSummary,
    Person,
    Review,
    SchemeVersion,
    Team,
    Trial,
    User,
)
from records.queries.directory import SubjectKey
from records.types import now
from reports.batch import shelf
from scoring.result import Node
from tests.applicants import PDF, employ
from tests.site import SCHEMES, START, Site, open_site, token
from workflow import drafts, export_jobs, import_jobs
from workflow.adjusting import Proposal, propose
from workflow.applications.applying import Asked, apply
from workflow.attachments import Kept, attached
from workflow.calendar import enter_year, today
from workflow.committee.reviewing import Found, hand_in
from workflow.committee.rounds import Wish, draw_round
from workflow.objections.answering import Decision, answer
from workflow.objections.carrying import carry_out
from workflow.objections.filing import Told, file
from workflow.objections.lines import Target
from workflow.objections.remedies import Withdraw
from workflow.opening import open_period
from workflow.permissions import GRANTS
from workflow.schemes import publish, submit
from workflow.sealing import publicise
from workflow.stored import node_to_json
from workflow.tokens import issue

TEAM = "甲队"
COURTS = ("示一院", "演示第一法院")
RIGHT = "schemes:version:read"
SECRETS = (*COURTS, "甲队", "乙队", "示0101", "抽查", "外人不得看", "示person", "示staff")


@dataclass(repr=False)
class Guarded(Site):
    """``keys`` has the key of each thing of 示一院, by the name that it has in addresses."""

    keys: dict[str, int] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def token(self, login: str) -> str:
        """What the forms of somebody who is logged in bring along."""
        if login not in self._tokens:
            self._tokens[login] = token(self.client(login), "/password")
        return self._tokens[login]


@contextmanager
def open_guarded(folder: Path) -> Iterator[Guarded]:
    """The site, and everything in it."""
    with open_site(folder) as site:
        built = Guarded(**{name: value for name, value in vars(site).items() if name != "_clients"})
        employ(site)
        with site.session() as session:
            with tenancy.everything(session):
                courts = {court.name: court for court in session.scalars(select(Court))}
                own = courts["示一院"].id
                below = Court(
                    name="示三院", full_name="演示第三法院", code="示010101", level="基层", parent=courts["示一院"]
                )
                session.add(below)
                session.flush()
                _strangers(session, courts["示二院"].id, "beside")
                _strangers(session, below.id, "below")
                _strangers(session, courts["示中院"].id, "above")
                session.commit()
            tenancy.enter(session, own)
            with site.app.app_context():
                _fill(session, built, own)
            session.commit()
        yield built


def _strangers(session: Session, court_id: int, mark: str) -> None:
    """A division, a team, a person with a case; an account a role."""
    division = session.scalars(select(Division).where(Division.court_id == court_id)).first()
    if division is None:
        division = Division(court_id=court_id, name="外庭")
        session.add(division)
        session.flush()
        team = Team(court_id=court_id, name="外队", division_id=division.id, classes={})
        session.add(team)
        session.flush()
    person = Person(court_id=court_id, name=f"外{mark}", number="900")
    session.add(person)
    session.flush()
    team_id = session.scalars(select(Team.id).where(Team.court_id == court_id)).first()
    session.add(Membership(court_id=court_id, person_id=person.id, team_id=team_id, post="员额法官", since=START))
    word = session.scalars(select(User.password_hash).limit(1)).one()  # all have the same; making one takes its time
    for role in GRANTS:
        own = {"person_id": person.id} if role == "person" else {"division_id": division.id} if role == "head" else {}
        login = f"{mark}-{role}"
        session.add(User(court_id=court_id, login=login, name=f"外{role}", password_hash=word, role=role, **own))


def _fill(session: Session, site: Guarded, court_id: int) -> None:
    users = {user.login: user for user in session.scalars(select(User))}
    keys = {
        "user": users["leaving"].id, "import": site.own["imports"], "card": site.own["cards"], "closed": site.closed,
        "opened": site.opened, "version": site.version,
    }  # fmt: skip
    for step in (_objections, _committee, _asked, _jobs, _year, _rest):
        keys |= step(session, site, court_id, users)
        session.flush()
    site.keys = keys


def _objections(session: Session, site: Guarded, court_id: int, users: dict[str, User]) -> dict[str, int]:
    """One carried out, one that waits, with a file."""
    for year in (today().year, today().year + 1):
        enter_year(session, None, court_id, year, [], [], "示例")
    period = session.get_one(AppraisalPeriod, site.closed)
    publicise(session, None, period)
    told = Told("应按速裁计外人不得看", "实际适用速裁程序", "裁定书")
    fact = session.scalars(select(Fact).where(Fact.kind == "结案", Fact.day <= period.ends).order_by(Fact.id)).first()
    assert fact is not None
    first = file(session, users["person"], period, TEAM, Target("item", "closed", fact.key), told)
    answer(session, users["staff"], first, Decision("登记了两次", Withdraw(fact.key, court_id)))
    carry_out(session, users["staff"], period)
    kept = store().keep("证据.pdf", BytesIO(PDF))
    assert isinstance(kept, Kept)
    second = file(session, users["person"], period, TEAM, Target("missing"), told, [kept])
    files = attached(session, ("objection", second.id))
    return {
        "answered": first.id, "objection": second.id, "objection_file": files[0].id, "edition": period.edition,
    }  # fmt: skip


def _committee(session: Session, site: Guarded, court_id: int, users: dict[str, User]) -> dict[str, int]:
    """A round with a case handed in, whose finding waits for the vote."""
    judge = session.scalars(select(Person).where(Person.name == "示一")).one()
    session.add(
        Case(
            court_id=court_id, number="（2020）示0101民初9号", year=2020, type_code="民初", serial=9,
            filed=date(2020, 1, 1), closed=date(2020, 2, 3), judge_id=judge.id,
        )
    )  # fmt: skip
    period = session.get_one(AppraisalPeriod, site.cards)
    wish = Wish("抽查", period, "评查问题", date(2020, 1, 1), date(2020, 3, 1), seed="1")
    row = draw_round(session, users["staff"], wish)
    review = session.scalars(select(Review)).one()
    found = Found({"问题种类": "程序", "严重程度": "一般"}, "外人不得看")
    hand_in(session, review.reviewer, review, "有问题", date(2020, 5, 6), [found])
    return {"round": row.id, "review": review.id, "vote": session.scalars(select(CommitteeVote.id)).one()}


def _asked(session: Session, site: Guarded, court_id: int, users: dict[str, User]) -> dict[str, int]:
    """An application with its file, a deputy, a leader in charge, points by hand."""
    month, kept = session.get_one(AppraisalPeriod, site.opened), store().keep("证明.pdf", BytesIO(PDF))
    assert isinstance(kept, Kept)
    user = users["assistant"]
    asked = Asked(user.person_id, "applied_plus", date(2020, 4, 14), {"币值": "1.25", "事由": "外人不得看"}, "说明")
    row = apply(session, user, month, asked, [kept], store())
    deputy = Deputy(
        court_id=court_id, user_id=users["person"].id, deputy_id=users["assistant"].id, since=today(), until=today()
    )
    division = session.scalars(select(Division)).one()
    session.add_all([deputy, LeaderInCharge(court_id=court_id, division_id=division.id, user_id=users["leader"].id)])
    team = session.scalars(select(Team).where(Team.name == TEAM)).one()
    wanted = Proposal(SubjectKey("team", team.id), "applied_plus", Fraction(1), "外人不得看", "登记表")
    adjustment = propose(session, users["staff"], month, wanted)
    override = OverrideDecision(
        court_id=court_id, period_id=month.id, subject_kind="team", subject_id=team.id, rule="applied_plus",
        points=Fraction(1), reason="外人不得看", applied_by_id=users["staff"].id,
    )  # fmt: skip
    session.add(override)
    session.flush()
    return {
        "override": override.id, "application": row.id,
        "application_file": attached(session, ("application", row.id))[0].id,
        "deputy": deputy.id, "adjustment": adjustment.id,
    }  # fmt: skip


def _jobs(session: Session, site: Guarded, court_id: int, users: dict[str, User]) -> dict[str, int]:
    """An export to fetch, an import that is done, a batch with a paper."""
    own: dict[str, object] = {"court_id": court_id, "created_by_id": users["staff"].id, "state": "done"}
    export = Job(
        kind=export_jobs.KIND, period_id=site.closed, **own,
        wanted={"folder": "export", "name": "外人不得看.csv", "kind": "scorecards", "form": "csv"},
    )  # fmt: skip
    wanted = {"folder": "import", "version": site.version, "files": ["外人不得看.csv"], "period": None}
    brought = Job(kind=import_jobs.KIND, wanted=wanted, **(own | {"state": "failed"}))
    papers = Job(kind="papers", period_id=site.closed, wanted={"kinds": ["scorecard"]}, **own)
    session.add_all([export, brought, papers])
    session.flush()
    item = JobItem(
        court_id=court_id, job_id=papers.id, period_id=site.closed, position=1, kind="scorecard", subject=TEAM,
        state="done", file="0001.pdf",
    )  # fmt: skip
    session.add(item)
    folders = Path(site.app.config["JOBS_FOLDER"]) / "export"
    folders.mkdir(parents=True)
    (folders / export_jobs.FILE).write_text("外人不得看", encoding="utf-8")
    shelf.put(shelf.folder_of(Path(site.app.config["PAPERS_FOLDER"]), papers.id), item.file, PDF)
    return {"export": export.id, "intake": brought.id, "papers": papers.id}


def _year(session: Session, site: Guarded, court_id: int, users: dict[str, User]) -> dict[str, int]:
    """A year with grades: a summary, a comment, a signed list with one's entry on it."""
    text = (SCHEMES / "annual-2020.yaml").read_text(encoding="utf-8")
    version = submit(session, None, court_id, text)
    publish(session, None, version)
    period = open_period(session, None, version, court_id, "2020")
    person = users["person"].person_id
    assert person is not None
    said = {"court_id": court_id, "period_id": period.id, "person_id": person, "number": 1, "text": "外人不得看"}
    session.add_all([OwnSummary(**said, submitted=True), LeaderComment(**said, level="称职")])
    graded = GradeList(
        court_id=court_id, period_id=period.id, rule="annual", title="年度考核等次", edition=0, state="signed", round=1,
        members=[users["committee"].id], chair_id=users["leader"].id, signed_at=now(),
    )  # fmt: skip
    session.add(graded)
    session.flush()
    entry = GradeEntry(
        court_id=court_id, list_id=graded.id, round=1, person_id=person, group="全体", standing="settled",
        proposed="competent", level="competent", title="称职", barred=[],
        reason=node_to_json(Node("section", "称职", None)),
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return {"year": period.id, "list": graded.id, "entry": entry.id, "person": person}


def _rest(session: Session, site: Guarded, court_id: int, users: dict[str, User]) -> dict[str, int]:
    """A draft, a trial, a notice, a token."""
    version = session.get_one(SchemeVersion, site.version)
    draft = drafts.start(session, users["staff"], version)
    trial = Trial(
        court_id=court_id, scheme_id=version.scheme_id, version_id=version.id, period_id=site.closed,
        name="外人不得看", settings={"快审加分": "1"}, author_id=users["staff"].id,
    )  # fmt: skip
    notice = session.scalars(select(Notice).where(Notice.user_id == users["staff"].id)).first()
    issued, _secret = issue(session, users["operator"], users["staff"].id, "外人不得看", [RIGHT], 30)
    session.add(trial)
    session.flush()
    assert notice is not None
    return {"draft": draft.id, "trial": trial.id, "notice": notice.id, "token": issued.id}
