"""每日巡检: once a day and court the program goes through the deadlines that have passed.

A card without an answer goes on to its next step, as the scheme says and as the office might have done itself; whoever
an objection or an application waits for is told once that it is late. All of a court's day is one transaction with one
row that nobody else can write as well, so that of two programs one does it; a program that dies leaves the whole day to
the next. Last days were counted in working days by the official calendar when they were set. Where a year of it was
not yet known, a last day is a guess: no card goes on by a guess, the office is told instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import Application, AppraisalPeriod, Card, Court, Objection, Patrol, User
from records.queries.directory import load_directory
from records.tenancy import enter, everything
from rules.problem import N_, Problem, ProblemError, register
from workflow import card_log
from workflow.acting import allowed
from workflow.applications.matter import ADDRESS, Matter
from workflow.applications.people import People
from workflow.calendar import Calendar, load_calendar, today
from workflow.cards import escalate
from workflow.names import subject_names
from workflow.notices import tell
from workflow.objections.people import COMMITTEE, of_role, page
from workflow.objections.terms import terms_of
from workflow.permissions import Permission

register(
    {
        "patrol-card-guessed": N_("「{title}」已过 {due}，但期限是在放假安排录入之前估计的；请录入，或人工转入下一步"),
        "patrol-card-stuck": N_("「{title}」已过 {due} 未办理，程序不能转入下一步：{why}"),
        "patrol-objection-late": N_("「{subject}」对「{title}」的异议应在 {due} 前答复，已逾期"),
        "patrol-review-late": N_("「{subject}」对「{title}」的异议应在 {due} 前复核，已逾期"),
        "patrol-step-late": N_("{person}的「{rule}」申请应在 {due} 前办理「{step}」，已逾期"),
        "patrol-step-passed": N_("{person}的「{rule}」申请在「{late}」逾期，现可由您办理「{step}」"),
    }
)
ACTION = "patrol:day:walk"
_OFFICE = ("staff", "leader")


def patrol(sessions: Callable[[], Session], day: date | None = None) -> dict[str, Counter[str]]:
    """Go through every court that was not gone through today; what was done, by the court's name."""
    day = day or today()
    with sessions() as session, everything(session):
        done = set(session.scalars(select(Patrol.court_id).where(Patrol.day == day)))
        courts = [(row.id, row.name) for row in session.execute(select(Court.id, Court.name).order_by(Court.id))]
    walked = {}
    for court_id, name in courts:
        if court_id not in done:
            with sessions() as session:
                found = walk(session, court_id, day)
            if found is not None:
                walked[name] = found
    return walked


def walk(session: Session, court_id: int, day: date) -> Counter[str] | None:
    """One court's day, committed; ``None`` when somebody else has done it or is doing it."""
    enter(session, court_id, below=True)  # a court's objection to its card is answered by the court above
    before = session.scalar(select(func.max(Patrol.day)).where(Patrol.court_id == court_id))
    row = Patrol(court_id=court_id, day=day)
    try:
        session.add(row)
        session.flush()
    except IntegrityError:
        session.rollback()
        return None
    round_ = _Round(session, court_id, day, before or date.min, Counter())
    round_.objections()
    session.flush()
    row_id = row.id
    enter(session, court_id)
    round_.cards()
    round_.applications()
    row = session.get_one(Patrol, row_id)
    row.found = dict(round_.found)
    if round_.found:
        actor = allowed(None, Permission.CARDS_DELIVER, court_id)
        audit.append(session, ACTION, actor, Target("patrol", row.id), {"day": day.isoformat(), **row.found})
    session.commit()
    return round_.found


@dataclass
class _Round:
    """``before`` is the day of the last one: what was late by then has been told."""

    session: Session
    court_id: int
    day: date
    before: date
    found: Counter[str]

    def cards(self) -> None:
        """Overdue cards go on. What cannot is left as it is, and tried again tomorrow."""
        calendar = load_calendar(self.session, self.court_id)
        query = select(Card).where(Card.state.in_(("issued", "received")), Card.due < self.day).order_by(Card.id)
        for card_id, due in [(card.id, card.due) for card in self.session.scalars(query) if card.due is not None]:
            card = self.session.get_one(Card, card_id)
            values = {"title": card.title, "due": due.isoformat()}
            if _guessed(calendar, card, due):
                self._late(due, "cards_guessed", self._office(), Problem("patrol-card-guessed", values), _of(card))
                continue
            try:
                with self.session.begin_nested():
                    escalate(self.session, None, card, self.day)
            except ProblemError as error:
                card = self.session.get_one(Card, card_id)  # the savepoint took the objects' state along
                stuck = Problem("patrol-card-stuck", {**values, "why": error.problems[0].text(str)})
                self._late(due, "cards_stuck", self._office(), stuck, _of(card))
            else:
                self.found["cards_escalated"] += 1

    def objections(self) -> None:
        """Not answered: the office and the leaders hear of it. Not reviewed: the committee."""
        names, terms = subject_names(self.session), terms_of(self.session, self.court_id)
        query = (
            select(Objection)
            .join(AppraisalPeriod, AppraisalPeriod.id == Objection.period_id)
            .where(AppraisalPeriod.court_id == self.court_id, Objection.state.in_(("filed", "reviewing")))
            .order_by(Objection.id)
        )
        for row in self.session.scalars(query):
            filed = row.state == "filed"
            due = row.due if filed else row.review_due
            if due is None:
                continue
            roles = {terms.office, "leader"} if filed else set(COMMITTEE)
            users = [user for user in of_role(self.session, self.court_id, sorted(roles)) if user.id != row.filed_by_id]
            values = {
                "subject": names.get((row.subject_kind, row.subject_id), ""), "title": row.title, "due": due.isoformat()
            }  # fmt: skip
            what = Problem("patrol-objection-late" if filed else "patrol-review-late", values)
            self._late(due, "objections_late", users, what, page(row))

    def applications(self) -> None:
        """Whoever holds a late step is told, and the office; where it passes on, the next one too."""
        rows = list(self.session.scalars(
            select(Application).where(Application.state == "waiting", Application.due < self.day)
            .order_by(Application.id)
        ))  # fmt: skip
        if not rows:
            return
        directory = load_directory(self.session)
        people = People(self.session, self.court_id, self.day, directory)
        for row in rows:
            matter = Matter(self.session, row, directory, people)
            places = matter.open_steps(self.day)
            for place, following in zip(places, [*places[1:], None], strict=True):
                if place.due is None:
                    continue
                whose = {"person": row.person.name, "rule": matter.title}
                step, where = place.held.step.title, ADDRESS.format(id=row.id)
                late = Problem("patrol-step-late", {**whose, "step": step, "due": place.due.isoformat()})
                told = [*matter.told(place.held), *people.staff()]
                new = self._late(place.due, "steps_late", told, late, where)
                if new and following is not None:
                    values = {**whose, "late": step, "step": following.held.step.title}
                    tell(self.session, matter.told(following.held), Problem("patrol-step-passed", values), where)

    def _late(self, due: date, kind: str, users: list[User], what: Problem, where: str) -> bool:
        """Told on the first day that it is late and is seen to be; whether this is that day."""
        if not self.before <= due < self.day:
            return False
        self.found[kind] += 1
        tell(self.session, users, what, where)
        return True

    def _office(self) -> list[User]:
        return of_role(self.session, self.court_id, _OFFICE)


def _of(card: Card) -> str:
    return card_log.address(card)


def _guessed(calendar: Calendar, card: Card, due: date) -> bool:
    years = range(card.day.year, due.year + 1)
    return card.deadline_unit == "working_days" and not all(calendar.knows(year) for year in years)
