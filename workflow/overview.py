"""What a person should see first: the periods in view, own scorecards, and what waits or looks wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.models import (
    Adjustment,
    Card,
    Court,
    Import,
    OverrideDecision,
    Person,
    Quarantine,
    SchemeVersion,
    User,
)
from records.queries.periods import periods_in_view
from rules.problem import N_
from scoring.period import in_words
from workflow.cards import RUNNING
from workflow.permissions import Permission, may
from workflow.wording import PERIOD_STATES

STEPS = tuple(PERIOD_STATES)
RECENT_PERIODS = 3


@dataclass(frozen=True, slots=True)
class PeriodStanding:
    """A period of a scheme and how far it has come; ``steps`` are the states in order, with whether each is reached."""

    id: int
    scheme: str
    court: str
    shown: str
    state: str
    steps: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the reader: words, how many, and the list where it is dealt with."""

    text: str
    count: int
    endpoint: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The home page; ``None`` for what is not the reader's business."""

    periods: tuple[PeriodStanding, ...] | None
    waiting: tuple[Waiting, ...]
    people: int | None
    courts: int


def overview(session: Session, account: User) -> Overview:
    """Everything of the home page, in a handful of queries."""
    return Overview(
        tuple(_periods(session)) if may(account, Permission.PERIODS_READ) else None,
        tuple(_waiting(session, account)),
        session.scalar(select(func.count(Person.id))) if may(account, Permission.PEOPLE_READ) else None,
        session.scalar(select(func.count(Court.id))) or 0,
    )


def _periods(session: Session) -> list[PeriodStanding]:
    shown: list[PeriodStanding] = []
    seen: Counter[tuple[int, int]] = Counter()
    for period in periods_in_view(session):
        seen[period.court_id, period.scheme_id] += 1
        if seen[period.court_id, period.scheme_id] > RECENT_PERIODS:
            continue
        reached = STEPS.index(period.state)
        shown.append(
            PeriodStanding(
                period.id,
                period.version.scheme.title,
                period.court.name,
                in_words(period.text),
                PERIOD_STATES[period.state],
                tuple((PERIOD_STATES[step], index <= reached) for index, step in enumerate(STEPS)),
            )
        )
    return shown


def _waiting(session: Session, account: User) -> list[Waiting]:
    asked = (
        (
            Permission.IMPORTS_READ,
            N_("未成功的导入"),
            select(func.count(Import.id)).where(Import.state == "refused"),
            "imports.index_view",
        ),
        (
            Permission.FACTS_READ,
            N_("实时计分隔离的事实"),
            select(func.count(Quarantine.id)).where(Quarantine.settled_at.is_(None)),
            "facts.index_view",
        ),
        (
            Permission.CARDS_READ,
            N_("待整改的红黄卡"),
            select(func.count()).select_from(Card).where(Card.state.in_(RUNNING)),
            "cards.index_view",
        ),
        (
            Permission.SCHEMES_APPROVE,
            N_("待批准的考核办法"),
            select(func.count(SchemeVersion.id)).where(SchemeVersion.state == "submitted"),
            "scheme.index",
        ),
        (
            Permission.ADJUSTMENTS_APPROVE,
            N_("待批准的人工调整"),
            select(func.count(Adjustment.id)).where(
                Adjustment.state == "proposed", Adjustment.proposed_by_id.is_distinct_from(account.id)
            ),
            "board.index",
        ),
        *(
            (
                right,
                text,
                select(func.count(OverrideDecision.id)).where(
                    OverrideDecision.state == state,
                    OverrideDecision.applied_by_id.is_distinct_from(account.id),
                    OverrideDecision.verified_by_id.is_distinct_from(account.id),
                ),
                "board.index",
            )
            for right, text, state in (
                (Permission.OVERRIDES_VERIFY, N_("待核实的单独评分"), "applied"),
                (Permission.OVERRIDES_DECIDE, N_("待决定的单独评分"), "verified"),
            )
        ),
    )
    waiting = []
    for permission, text, query, endpoint in asked:
        if may(account, permission) and (count := session.scalar(query) or 0):
            waiting.append(Waiting(text, count, endpoint))
    return waiting
