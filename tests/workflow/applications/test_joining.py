"""An application for a case that the records do not know yet: it may be made, and is joined with the case later."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from records import ledger
from records.models import Application, Case, Court, Fact
from records.queries.facts import current_facts
from rules.problem import ProblemError
from tests.workflow.applications.office import Office
from tests.workflow.test_importing import HEAD, take
from workflow.applications import deciding
from workflow.applications.applying import case_id_of, fact_key
from workflow.applications.matter import matter_of
from workflow.closing import close, rehearse

NUMBER = "（2020）鲁1329民初77号"
ROW = f"结案,2020-03-20,乙队,示一,{NUMBER},,民事一审,速裁,判决,20,2020-02-01\n"


@pytest.fixture
def approved(office: Office) -> Application:
    """Confirmed to the last step while nobody knows the case; half-width brackets in the form."""
    session = office.session
    session.get_one(Court, office.world.court_id).code = "鲁1329"
    row = office.apply(case_number="(2020)鲁1329民初77号")
    assert (row.case_number, case_id_of(session, row)) == (NUMBER, None)
    for login in ("judge", "head", "leader"):
        deciding.confirm(session, office.users[login], row, row.turn)
    return row


def fact_of(office: Office, row: Application) -> Fact:
    return office.session.scalars(current_facts().where(Fact.key == fact_key(row))).one()


def test_it_is_posted_without_the_case_and_joined_when_that_comes(
    office: Office, approved: Application, tmp_path: Path
) -> None:
    session = office.session
    before = fact_of(office, approved)
    assert (before.case_id, before.revision) == (None, 1)
    (posted,) = ledger.standing(session, [before.id])
    take(session, office.world, tmp_path, "facts.csv", HEAD + ROW)
    after = fact_of(office, approved)
    case = session.scalars(select(Case).where(Case.number == NUMBER)).one()
    assert (after.case_id, after.revision, after.reason) == (case.id, 2, f"案件{NUMBER}已登记")
    (again,) = ledger.standing(session, [after.id])
    assert (again.rule, again.amount, ledger.standing(session, [before.id])) == (posted.rule, posted.amount, [])
    assert rehearse(session, office.march).refusals == ()


def test_in_a_closed_period_the_number_stands_alone(office: Office, approved: Application, tmp_path: Path) -> None:
    assert close(office.session, None, office.march).closed
    take(office.session, office.world, tmp_path, "facts.csv", HEAD + ROW.replace("2020-03-20", "2020-04-20"))
    assert fact_of(office, approved).case_id is None


def test_where_the_scheme_wants_a_case_the_last_step_waits_for_it(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = office.session
    session.get_one(Court, office.world.court_id).code = "鲁1329"
    row = office.apply(case_number=NUMBER)
    for login in ("judge", "head"):
        deciding.confirm(session, office.users[login], row, row.turn)
    wanted = matter_of(session, row).ground.compiled.facts[row.kind].model_copy(update={"case": "required"})
    monkeypatch.setattr(deciding, "kind_of", lambda _ground, _item: wanted)
    with pytest.raises(ProblemError, match="还没有登记，暂时不能记分"):
        deciding.confirm(session, office.users["leader"], row, row.turn)
    session.refresh(row)
    take(session, office.world, tmp_path, "facts.csv", HEAD + ROW)
    deciding.confirm(session, office.users["leader"], row, row.turn)
    assert fact_of(office, row).case_id == case_id_of(session, row)
