"""The audit trail: who did what to what, when. Each event holds the hash of the one before, so that an event changed,
left out or put in shows.

An event is written in the same transaction as the act: both stand or neither. Writers queue on the chain's single row
from here to their commit, so an act appends its events last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.models import AuditChain, AuditEvent
from records.tenancy import everything
from records.types import canonical_json, now
from rules.problem import N_, Problem, register

register(
    {
        "audit.changed": N_("审计记录第 {sequence} 条与其校验值不符：内容被改动过。请停止使用数据库，从备份核对。"),
        "audit.broken": N_("审计记录第 {sequence} 条接不上前一条：中间有记录被删除或插入。请从备份核对。"),
        "audit.cut": N_("审计记录应有 {length} 条，只到第 {found} 条：末尾的记录被删除。请从备份核对。"),
    }
)

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``user_id`` is ``None`` for the program itself (name 系统)."""

    name: str
    user_id: int | None = None
    court_id: int | None = None


SYSTEM = Actor("系统")


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted upon: a table's name and a row's key."""

    kind: str
    id: int | None = None


def append(
    session: Session, action: str, actor: Actor, target: Target | None = None, details: Mapping[str, Any] | None = None
) -> AuditEvent:
    """Chain one event. ``action`` is a permission's name or the like (``periods:period:close``); ``details`` hold no
    secrets.
    """
    session.flush()
    session.execute(
        update(AuditChain).where(AuditChain.id == 1).values(length=AuditChain.length + 1),
        execution_options={"synchronize_session": False},
    )
    length, previous = session.execute(select(AuditChain.length, AuditChain.sha256).where(AuditChain.id == 1)).one()
    event = AuditEvent(
        sequence=length,
        at=now(),
        user_id=actor.user_id,
        actor=actor.name,
        court_id=actor.court_id,
        action=action,
        target_kind=target.kind if target else "",
        target_id=target.id if target else None,
        details=dict(details or {}),
        previous=previous,
    )
    event.sha256 = _hash(event)
    session.add(event)
    session.execute(
        update(AuditChain).where(AuditChain.id == 1).values(sha256=event.sha256),
        execution_options={"synchronize_session": False},
    )
    return event


def verify(session: Session) -> list[Problem]:
    """Walk the whole chain; the problems found, none when it is whole. Sees all courts: the chain is one."""
    problems = []
    previous, found = START, 0
    with everything(session):
        length, head = session.execute(select(AuditChain.length, AuditChain.sha256).where(AuditChain.id == 1)).one()
        for event in session.scalars(
            select(AuditEvent).order_by(AuditEvent.sequence).execution_options(yield_per=1000)
        ):
            if event.sequence != found + 1 or event.previous != previous:
                problems.append(Problem("audit.broken", {"sequence": str(event.sequence)}))
            if _hash(event) != event.sha256:
                problems.append(Problem("audit.changed", {"sequence": str(event.sequence)}))
            previous, found = event.sha256, event.sequence
    if (found, previous) != (length, head):
        problems.append(Problem("audit.cut", {"length": str(length), "found": str(found)}))
    return problems


def _hash(event: AuditEvent) -> str:
    content = [
        event.sequence,
        _moment(event.at),
        event.user_id,
        event.actor,
        event.court_id,
        event.action,
        event.target_kind,
        event.target_id,
        event.details,
        event.previous,
    ]
    return sha256(canonical_json(content).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
