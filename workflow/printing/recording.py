"""A paper that was printed is written down: what its code stands for. Printed again unchanged it is the same paper."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records import audit
from records.audit import SYSTEM, Actor, Target
from records.models import AppraisalPeriod, Paper, Scorecard, User
from records.queries.directory import SubjectKey

ACTION = "papers:paper:print"


@dataclass(frozen=True, slots=True)
class Printed:
    """What reports hands over about a file: hashes, and what is printed on it. ``subject`` is empty for a paper about a
    whole period.
    """

    code: str
    kind: str
    subject: str
    content_sha256: str
    pdf_sha256: str
    pages: int
    draft: bool
    gate: str
    signed: bool = False


def record_paper(
    session: Session, user: User | None, period: AppraisalPeriod, printed: Printed, key: SubjectKey | None = None
) -> Paper:
    """The paper's row, found or written, with its place in the audit trail. ``key`` is the subject's.

    Written in a savepoint: two that print the same at one moment both get the one row.
    """
    if found := _known(session, period, printed):
        return found
    row = Paper(
        court_id=period.court_id, code=printed.code, kind=printed.kind, subject=printed.subject, period_id=period.id,
        edition=period.edition, inputs_sha256=period.inputs_sha256 or "", result_sha256=_result(session, period, key),
        seal_sha256=period.seal_sha256 or "", content_sha256=printed.content_sha256, pdf_sha256=printed.pdf_sha256,
        pages=printed.pages, draft=printed.draft, signed=printed.signed, gate=printed.gate,
        printed_by_id=user.id if user else None,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        if found := _known(session, period, printed):
            return found
        raise
    actor = Actor(user.name, user.id, period.court_id) if user else SYSTEM
    details = {"kind": printed.kind, "subject": printed.subject, "code": printed.code, "pdf": printed.pdf_sha256}
    audit.append(session, ACTION, actor, Target("paper", row.id), details)
    return row


def _known(session: Session, period: AppraisalPeriod, printed: Printed) -> Paper | None:
    query = select(Paper).where(
        Paper.court_id == period.court_id, Paper.code == printed.code, Paper.pdf_sha256 == printed.pdf_sha256
    )
    return session.scalars(query).first()


def _result(session: Session, period: AppraisalPeriod, key: SubjectKey | None) -> str:
    """The stored scorecard's hash; none while the period is open or for a paper about the whole."""
    if key is None or period.state == "open":
        return ""
    query = select(Scorecard.sha256).where(
        Scorecard.period_id == period.id, Scorecard.edition == period.edition, Scorecard.subject_kind == key.kind,
        Scorecard.subject_id == key.id,
    )  # fmt: skip
    return session.scalars(query).first() or ""
