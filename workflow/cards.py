"""What follows a card: delivered and acknowledged, answered, checked, closed; or handed on to the next step.

A card is never issued by hand: it comes from the rule (workflow.booking). Nobody acts for the court on a card of one's
own. Where the deadline passes or the check fails, the scheme says what follows (``late`` of the step): a fact is
recorded, and items and ladders read it like any other. Where the scheme says nothing the leaders are told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import Card, Fact, Finding, User
from records.queries.directory import Directory, SubjectKey, load_directory
from records.queries.facts import current_facts
from records.types import now
from rules.condition import Value
from rules.model import Step
from rules.model_votes import LATE_CARD, LATE_DAYS, LATE_REASON, NOT_ANSWERED, NOT_MENDED
from rules.problem import N_, Problem, ProblemError, register
from workflow import card_log
from workflow.acting import allowed
from workflow.calendar import today
from workflow.committee.standing import conflict, members
from workflow.facts import Draft, record_fact, withdraw_fact
from workflow.notices import tell
from workflow.permissions import Permission, may
from workflow.versions import compiled_of
from workflow.wording import CARD_STATES

register(
    {
        "card-state": N_("这张卡已经办理过这一步，现在是「{state}」；请刷新页面看最新的情况"),
        "card-not-yours": N_("只有被发卡人本人可以签收和回复"),
        "card-own": N_("这张卡发给您本人，须由别人办理"),
        "card-text": N_("请写明内容，不能空白"),
        "card-text-long": N_("内容太长，最多 {limit} 个字"),
        "card-no-deadline": N_("这张卡没有整改期限，签收即办结，不用回复"),
        "card-not-due": N_("期限到 {due}，还没有逾期"),
        "card-fact-gone": N_("引起这张卡的认定已被更正或撤销"),
        "card-replied": N_("「{title}」已提交整改回复，请核查"),
        "card-checked": N_("「{title}」的整改经核查合格，已办结"),
        "card-late": N_("「{title}」未按要求整改（{reason}），已转入下一步"),
        "card-overturned": N_("「{title}」所依据的认定已撤销，卡已撤回，计分已冲回"),
        "card-late-silent": N_("「{title}」未按要求整改（{reason}）；考核办法没有规定下一步，请院领导处理"),
    }
)
TEXT_LIMIT = 4000
AWAITED = ("issued", "received")
RUNNING = (*AWAITED, "replied")


@dataclass(frozen=True, slots=True)
class Can:
    """What a reader can do about a card now."""

    receive: bool = False
    reply: bool = False
    deliver: bool = False
    check: bool = False
    escalate: bool = False
    overturn: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is any act at all."""
        return any((self.receive, self.reply, self.deliver, self.check, self.escalate, self.overturn))


def is_own(user: User, card: Card) -> bool:
    """Whether the card is about the reader."""
    return card.subject_kind == "person" and user.person_id == card.subject_id


def may_read(user: User, card: Card, directory: Directory) -> bool:
    """Whoever may read all cards, the one it is about, and the head of the division then."""
    if may(user, Permission.CARDS_READ) or is_own(user, card):
        return True
    if not may(user, Permission.SCORECARD_READ_DIVISION) or user.division_id is None:
        return False
    key = SubjectKey(card.subject_kind, card.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
    return directory.counted_under(key, card.court_id, card.day, "division") == SubjectKey("division", user.division_id)


def overdue(card: Card, day: date | None = None) -> bool:
    """Whether the last day has passed without an answer."""
    return card.state in ("issued", "received") and card.due is not None and card.due < (day or today())


def overdue_in(day: date) -> ColumnElement[bool]:
    """The same of cards in the database."""
    return and_(Card.state.in_(AWAITED), Card.due < day)


def can(user: User, card: Card, directory: Directory) -> Can:
    """For the page; the acts ask again."""
    own, here = is_own(user, card), user.court_id == card.court_id
    apart = here and not own
    conflicted = conflict(directory, user, _person(card), (card.day, today())) is not None
    return Can(
        receive=own and card.state == "issued",
        reply=own and card.state in ("issued", "received") and card.deadline is not None,
        deliver=apart and card.state == "issued" and may(user, Permission.CARDS_DELIVER),
        check=here and card.state == "replied" and may(user, Permission.CARDS_CHECK) and not conflicted,
        escalate=apart and overdue(card) and may(user, Permission.CARDS_DELIVER),
        overturn=apart and card.state != "withdrawn" and may(user, Permission.LEDGER_CORRECT),
    )


def receive(session: Session, user: User, card: Card) -> None:
    """签收 by the person herself. A card without a deadline asks for no more and is closed."""
    actor = allowed(user, Permission.CARDS_READ_OWN, card.court_id)
    _own(session, user, card, ("issued",))
    _received(session, actor, card, "received", "")


def deliver(session: Session, user: User, card: Card, how: str) -> None:
    """书面送达: put on record by the office, for one who has no account or will not sign."""
    actor = allowed(user, Permission.CARDS_DELIVER, card.court_id)
    _other(session, user, card, ("issued",))
    _received(session, actor, card, "delivered", _text(how))


def reply(session: Session, user: User, card: Card, text: str) -> None:
    """What was put right, and how. It stands as received then, if it did not before."""
    actor = allowed(user, Permission.CARDS_READ_OWN, card.court_id)
    _own(session, user, card, ("issued", "received"))
    if card.deadline is None:
        raise ProblemError([Problem("card-no-deadline")])
    written = _text(text)
    if card.state == "issued":
        card_log.add(session, card, "received", user_id=actor.user_id)
    card.state = "replied"
    card_log.add(session, card, "replied", text=written, user_id=actor.user_id)
    _tell(session, members(session, card.court_id), card, "card-replied")
    _audit(session, Permission.CARDS_READ_OWN, actor, card, "replied")


def check(session: Session, user: User, card: Card, text: str, *, mended: bool, day: date | None = None) -> None:
    """The committee's word on the answer: closed, or on to the next step."""
    actor = allowed(user, Permission.CARDS_CHECK, card.court_id)
    _locked(session, card, ("replied",))
    if own := conflict(load_directory(session), user, _person(card), (card.day, today())):
        raise ProblemError([own])
    written = _text(text)
    if mended:
        card.state, card.settled_at = "closed", now()
        card_log.add(session, card, "accepted", text=written, user_id=actor.user_id)
        _tell(session, card_log.holders(session, card), card, "card-checked")
    else:
        card_log.add(session, card, "failed", text=written, user_id=actor.user_id)
        _next_step(session, actor, card, NOT_MENDED, day or today())
    _audit(session, Permission.CARDS_CHECK, actor, card, "accepted" if mended else "failed")


def escalate(session: Session, user: User | None, card: Card, day: date | None = None) -> None:
    """The deadline has passed without an answer: on to the next step, as of ``day`` (today). Nobody is the program."""
    actor = allowed(user, Permission.CARDS_DELIVER, card.court_id)
    _other(session, user, card, ("issued", "received"))
    if card.due is None or not overdue(card, day):
        raise ProblemError([Problem("card-not-due", {"due": card.due.isoformat() if card.due else "—"})])
    _next_step(session, actor, card, NOT_ANSWERED, day or today())
    _audit(session, Permission.CARDS_DELIVER, actor, card, "escalated")


def overturn(session: Session, user: User, card: Card, reason: str) -> None:
    """撤销认定: the fact is withdrawn; with it the card and its points go, later cards are counted anew."""
    actor = allowed(user, Permission.LEDGER_CORRECT, card.court_id)
    if user.court_id != card.court_id:  # facts of courts below are corrected, their cards are theirs
        raise ProblemError([Problem("act-other-court")])
    _other(session, user, card, ("issued", "received", "replied", "closed", "escalated"))
    fact = session.scalars(current_facts().where(Fact.id == card.fact_id)).one_or_none()
    if fact is None:
        raise ProblemError([Problem("card-fact-gone")])
    withdraw_fact(session, user, fact, _text(reason)[:200])
    for finding in session.scalars(select(Finding).where(Finding.fact_id == fact.id)):
        finding.state = "overturned"
    _tell(session, card_log.holders(session, card), card, "card-overturned")
    _audit(session, Permission.LEDGER_CORRECT, actor, card, "overturned")


def step_of(card: Card) -> Step:
    """The step of the ladder that the card is, as the scheme's version has it."""
    ladders = compiled_of(card.version).scheme.ladders
    return next(step for ladder in ladders if ladder.id == card.ladder for step in ladder.steps if step.id == card.step)


def _next_step(session: Session, actor: audit.Actor, card: Card, reason: str, day: date) -> None:
    """What the scheme says of a card not put right: a fact, of this day, of the same subject and case."""
    late, fact_id = step_of(card).late, None
    card.state, card.settled_at = "escalated", now()
    session.flush()
    if late is not None:
        past = max(0, (day - card.due).days) if card.due is not None else 0
        filled: dict[str, Value] = {LATE_REASON: reason, LATE_DAYS: Fraction(past), LATE_CARD: card.title}
        kind = compiled_of(card.version).facts[late]
        key = SubjectKey(card.subject_kind, card.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
        events = len(card_log.events(session, card))  # a card issued anew may come here again
        draft = Draft(
            card.court_id, f"{late}/{card.id}-{events}"[:80], late, day, key,
            {name: value for name, value in filled.items() if name in kind.fields},
            card.fact.case_id if kind.case != "none" else None, f"{card.title}（{card.day}）",
        )  # fmt: skip
        fact_id = record_fact(session, None, draft).rows[0].id
    card_log.add(session, card, "escalated", text=reason, user_id=actor.user_id, fact_id=fact_id)
    told = card_log.holders(session, card)
    leaders = session.scalars(
        select(User).where(User.court_id == card.court_id, User.role == "leader", User.active.is_(True))
    )
    code = "card-late" if late is not None else "card-late-silent"
    _tell(session, [*told, *leaders], card, code, reason=reason)


def _received(session: Session, actor: audit.Actor, card: Card, act: str, text: str) -> None:
    card.state = "received"
    if card.deadline is None:
        card.state, card.settled_at = "closed", now()
    card_log.add(session, card, act, text=text, user_id=actor.user_id)
    right = Permission.CARDS_READ_OWN if act == "received" else Permission.CARDS_DELIVER
    _audit(session, right, actor, card, act)


def _locked(session: Session, card: Card, states: Collection[str]) -> None:
    hold(session, card)
    if card.state not in states:
        raise ProblemError([Problem("card-state", {"state": CARD_STATES[card.state]})])


def _own(session: Session, user: User, card: Card, states: Collection[str]) -> None:
    if not is_own(user, card):
        raise ProblemError([Problem("card-not-yours")])
    _locked(session, card, states)


def _other(session: Session, user: User | None, card: Card, states: Collection[str]) -> None:
    _locked(session, card, states)
    if user is not None and is_own(user, card):
        raise ProblemError([Problem("card-own")])


def _text(text: str) -> str:
    written = text.strip()
    if not written:
        raise ProblemError([Problem("card-text")])
    if len(written) > TEXT_LIMIT:
        raise ProblemError([Problem("card-text-long", {"limit": str(TEXT_LIMIT)})])
    return written


def _person(card: Card) -> int | None:
    return card.subject_id if card.subject_kind == "person" else None


def _tell(session: Session, users: list[User], card: Card, code: str, **values: str) -> None:
    tell(session, users, Problem(code, {"title": card.title, **values}), card_log.address(card))


def _audit(session: Session, right: Permission, actor: audit.Actor, card: Card, act: str) -> None:
    details = {"act": act, "card": card.title, "state": card.state, "subject": card.subject_id}
    audit.append(session, right.value, actor, Target("card", card.id), details)
