"""A scorecard out of the records: one subject of a period's standing, arranged for page and paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from records.models import AppraisalPeriod
from rules.problem import N_
from scoring.period import parse_period
from shown.discretion import Discretion
from shown.language import say
from shown.scorecard import FactView, ScorecardView, view
from workflow.standing import Standing
from workflow.wording import PERIOD_STATES


def card_of(
    period: AppraisalPeriod,
    standing: Standing,
    subject: str,
    *,
    facts: Mapping[str, FactView],
    history: Sequence[tuple[str, Fraction | None]] = (),
    discretion: Discretion | None = None,
) -> ScorecardView | None:
    """The card, with the period's state; ``None`` when it has no such subject. Without ``discretion`` as for print."""
    when = parse_period(period.text)
    if when is None:
        return None
    return view(
        compiled=standing.compiled,
        period=when,
        results=standing.results,
        subject=subject,
        facts=facts,
        history=history,
        period_id=period.id,
        state_shown=say(PERIOD_STATES[period.state]),
        sealed=period.state == "sealed",
        demonstration=standing.demonstration,
        inputs=(period.inputs_sha256 or "") if standing.stored else "",
        subjects=standing.inputs.subjects,
        discretion=discretion,
        tenures=standing.tenures.get(subject, ()),
        notice="" if standing.stored else say(N_("本周期尚未关账：本页按现有数据计算，可能变动")),
    )
