"""What a code stands for: its paper, and whether what that rests on still stands."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from records import tenancy
from records.models import AppraisalPeriod, Court, Paper, Scorecard, User
from records.paper_code import written
from records.queries.directory import SubjectKey
from records.types import now
from rules.problem import ProblemError
from tests.site import Site
from workflow.printing.recording import Printed, record_paper
from workflow.printing.verifying import verify
from workflow.sealing import seal_hash

PDF = b"%PDF the paper"
CODE = written(sha256(PDF).digest())


def printed(*, draft: bool = False, pdf: bytes = PDF) -> Printed:
    return Printed(CODE, "scorecard", "甲队", "c" * 64, sha256(pdf).hexdigest(), 2, draft, "qpdf+hengji")


@pytest.fixture
def session(desk: Site) -> Iterator[Session]:
    """A session of 示一院, all of it taken back."""
    with desk.session() as made:
        enter(made, "示一院")
        yield made
        made.rollback()


def enter(session: Session, court: str) -> None:
    with tenancy.everything(session):
        found = session.scalars(select(Court.id).where(Court.name == court)).one()
    tenancy.enter(session, found)


def sealed(session: Session, desk: Site) -> AppraisalPeriod:
    period = session.get_one(AppraisalPeriod, desk.closed)
    period.state, period.sealed_at = "sealed", now()
    period.seal_sha256 = seal_hash(session, period)
    session.flush()
    return period


def key(session: Session, desk: Site) -> SubjectKey:
    row = session.scalars(select(Scorecard).where(Scorecard.period_id == desk.closed)).first()
    assert row is not None
    return SubjectKey(row.subject_kind, row.subject_id)  # type: ignore[arg-type]  # a column of text


@pytest.mark.parametrize(
    ("happened", "verdict"),
    [
        ("nothing", "valid"),
        ("a draft", "draft"),
        ("opened again", "superseded"),
        ("another seal", "superseded"),
        ("the seal broken", "broken"),
        ("a scorecard changed", "broken"),
    ],
)
def test_verdicts(session: Session, desk: Site, happened: str, verdict: str) -> None:
    period = sealed(session, desk)
    row = record_paper(session, None, period, printed(draft=happened == "a draft"), key(session, desk))
    assert (row.seal_sha256, row.inputs_sha256) == (period.seal_sha256, period.inputs_sha256)
    if happened == "opened again":
        period.state, period.seal_sha256 = "open", None
    elif happened == "another seal":
        period.edition += 1
        period.seal_sha256 = seal_hash(session, period)
    elif happened == "the seal broken":
        period.seal_sha256 = "0" * 64
    elif happened == "a scorecard changed":
        session.execute(text("DROP TRIGGER scorecard_no_update"))
        session.execute(text("UPDATE scorecard SET result = '{}', sha256 = 'x' WHERE period_id = :p"), {"p": period.id})
    session.flush()
    session.expire_all()
    assert verify(session, CODE.lower()).verdict == verdict


def test_the_file_itself(session: Session, desk: Site) -> None:
    record_paper(session, None, sealed(session, desk), printed(), key(session, desk))
    assert [verify(session, CODE, pdf).file for pdf in (None, PDF, PDF + b" ")] == ["none", "same", "other"]


def test_printed_again_it_is_the_same_paper(session: Session, desk: Site) -> None:
    period = sealed(session, desk)
    staff = session.scalars(select(User).where(User.login == "staff")).one()
    first = record_paper(session, staff, period, printed())
    assert record_paper(session, staff, period, printed()) is first
    other = record_paper(session, staff, period, printed(pdf=b"%PDF signed"))
    assert verify(session, CODE).printings == (first, other)
    assert len(session.scalars(select(Paper).where(Paper.code == CODE)).all()) == 2


@pytest.mark.parametrize("typed", ["", "ABCD", CODE[:-1] + ("0" if CODE[-1] != "0" else "2")])
def test_no_code(session: Session, typed: str) -> None:
    with pytest.raises(ProblemError, match="不是验真码"):
        verify(session, typed)


def test_another_court_is_told_that_it_printed_no_such_paper(session: Session, desk: Site) -> None:
    record_paper(session, None, sealed(session, desk), printed())
    session.flush()
    enter(session, "示二院")
    with pytest.raises(ProblemError, match="没有打印过"):
        verify(session, CODE)
