"""武陟: one document in three schemes that share facts: what is reported and chosen counts for whom each appraises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, Fact
from records.queries.facts import current_facts
from rules.condition import Value
from scoring.engine import score
from tests.workflow.committee.world import Committee
from tests.workflow.world import SCHEMES
from workflow.committee.putting import open_on_fact
from workflow.committee.voting import cast, close_vote
from workflow.facts import record_facts
from workflow.inputs import ground_of, inputs_of
from workflow.opening import open_period
from workflow.schemes import publish, submit

REPORTED, DECIDED = date(2021, 4, 20), date(2021, 4, 29)


def opened(session: Session, court_id: int, name: str, when: str) -> AppraisalPeriod:
    """The scheme that ships, with the names of this court and its division in place of the source's."""
    text = (SCHEMES / f"{name}.yaml").read_text(encoding="utf-8")
    text = text.replace("  武陟县人民法院: {}", "  示一院: {}").replace("  民事审判庭: {classes", "  民一庭: {classes")
    version = submit(session, None, court_id, text)
    publish(session, None, version)
    return open_period(session, None, version, court_id, when)


def results(session: Session, period: AppraisalPeriod) -> dict[str, Mapping[str, Value | None]]:
    ground = ground_of(session, period)
    return {one.subject: one.quantities for one in score(ground.compiled, inputs_of(session, ground)).subjects}


def test_a_judgment_chosen_in_the_divisions_month_counts_in_the_courts_year(
    session: Session, sitting: Committee
) -> None:
    court_id, draft = sitting.world.court_id, sitting.world.draft
    month = opened(session, court_id, "wuzhi-papers-2021", "2021-04")
    year = opened(session, court_id, "wuzhi-2021", "2021")
    told = [draft(f"文书/{n}", "文书报送", "示一", REPORTED, {"种类": "优秀"}) for n in range(4)]
    reported = record_facts(session, None, told).rows
    vote = open_on_fact(session, sitting.staff, month, reported[0])
    for member in sitting.members[2:]:
        cast(session, member, vote, "入选")
    close_vote(session, sitting.staff, vote, DECIDED)
    chosen = session.scalars(current_facts().where(Fact.kind == "文书评选")).one()
    assert chosen.fields == {"种类": "优秀", "评选": "入选"}
    division = results(session, month)["民一庭"]
    wanted = {"应报优秀数": 4, "优秀报送数": 4, "优秀文书报足": 1, "瑕疵文书报足": 0, "优秀入选数": 1}
    assert {name: division[name] for name in wanted} == wanted
    assert results(session, year)["示一院"]["优秀评出数"] == 1


def test_a_hearing_reported_in_a_judges_quarter_is_voted_on_in_the_courts_year(
    session: Session, sitting: Committee
) -> None:
    court_id = sitting.world.court_id
    quarter = opened(session, court_id, "wuzhi-hearings-2021", "2021-Q2")
    year = opened(session, court_id, "wuzhi-2021", "2021")
    told = [sitting.world.draft("庭审/1", "庭审报送", "示一", REPORTED, {"类型": "精品"})]
    (hearing,) = record_facts(session, None, told).rows
    assert {who: (one["精品庭审报送"], one["瑕疵庭审报送"]) for who, one in results(session, quarter).items()} == {
        "示一": (1, 0), "示二": (None, None), "示三": (None, None),
    }  # fmt: skip
    vote = open_on_fact(session, sitting.staff, year, hearing)
    for member in sitting.members[2:]:
        cast(session, member, vote, "入选")
    close_vote(session, sitting.staff, vote, DECIDED)
    found = results(session, year)["示一院"]
    assert (found["精品庭审数"], found["瑕疵庭审数"]) == (1, 0)
