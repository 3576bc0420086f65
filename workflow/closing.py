"""Closing a period: count everything again in bulk, hold it against the ledger, and only then store the scorecards.

The bulk count starts from the stored facts and knows nothing of what live scoring did. A difference to the last digit
is said, subject by subject and rule by rule, and nothing is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from records import audit, ledger
from records.audit import Target
from records.locking import hold
from records.models import (
    Adjustment,
    Application,
    AppraisalPeriod,
    Card,
    Fact,
    OverrideDecision,
    Quarantine,
    Scorecard,
    User,
)
from records.queries.directory import SubjectKey
from records.types import now
from rules.exact import plain_text
from rules.phrase import COMMA, listed
from rules.problem import N_, Problem, ProblemError, register
from scoring.engine import score
from scoring.inputs import Inputs
from scoring.ladders import step_rule
from scoring.result import Result
from workflow.acting import allowed
from workflow.inputs import Ground, ground_of, inputs_hash, inputs_of, scored_key
from workflow.permissions import Permission
from workflow.readings import not_settled
from workflow.stored import result_hash, result_to_json

register(
    {
        "close-not-open": N_("考核周期「{period}」不是开放状态，不能关账"),
        "close-quarantined": N_("事实「{fact}」仍被隔离（{reason}）；请更正、撤销或重新计分后再关账"),
        "reconcile-difference": N_(
            "「{subject}」的「{rule}」对账不符：台账 {ledger}，重算 {bulk}；请对本周期「重新计分」后再关账"
        ),
        "reconcile-card": N_(
            "「{subject}」的卡对账不符：编号「{fact}」，台账「{ledger}」，重算「{bulk}」；请「重新计分」后再关账"
        ),
        "close-adjustments": N_("还有 {count} 条人工调整待批准；请先批准或退回，再关账"),
        "close-overrides": N_("还有 {count} 件单独评分待核实或决定；请先办完或退回，再关账"),
        "close-applications": N_("还有 {count} 份申请待确认；请催办，或由考核办退回申请人，再关账"),
        "recompute-inputs": N_("考核周期「{period}」的输入与关账时不同（校验值 {then} → {now}）"),
        "recompute-result": N_("「{subject}」重算的结果与关账时所存不同"),
    }
)
_FACTS_LEFT_OUT = frozenset({"score-unknown-subject", "score-unknown-kind", "score-bad-field", "score-same-key"})


@dataclass(frozen=True, slots=True)
class Closing:
    """``closed`` or not; ``refusals`` say why not; ``result`` is the bulk count either way."""

    closed: bool
    refusals: tuple[Problem, ...]
    result: Result


def close(session: Session, user: User | None, period: AppraisalPeriod) -> Closing:
    """Reconcile, and when all agrees store a scorecard a subject and close the period. Otherwise change nothing."""
    actor = allowed(user, Permission.PERIODS_CLOSE, period.court_id)
    hold(session, period)
    if period.state != "open":
        raise ProblemError([Problem("close-not-open", {"period": str(period)})])
    ground = ground_of(session, period)
    inputs = inputs_of(session, ground)
    counted = _count(session, ground, inputs)
    result = counted.result
    if counted.refusals:
        return counted
    period.edition += 1
    for one in result.subjects:
        key, stored = ground.keys[one.subject], result_to_json(one)
        session.add(
            Scorecard(
                court_id=ground.directory.entities[key].court_id, period_id=period.id, edition=period.edition,
                subject_kind=key.kind, subject_id=key.id, total=one.total, place=one.place, result=stored,
                sha256=result_hash(stored),
            )
        )  # fmt: skip
    period.inputs_sha256 = inputs_hash(ground.compiled, inputs)
    period.state, period.closed_at = "closed", now()
    period.closed_by_id = actor.user_id
    details = {
        "edition": period.edition, "inputs": period.inputs_sha256, "scheme": period.version.sha256,
        "subjects": len(result.subjects), "facts": len(inputs.facts),
    }  # fmt: skip
    audit.append(session, Permission.PERIODS_CLOSE.value, actor, Target("period", period.id), details)
    return Closing(closed=True, refusals=(), result=result)


def rehearse(session: Session, period: AppraisalPeriod) -> Closing:
    """What :func:`close` would find now; nothing is changed."""
    ground = ground_of(session, period)
    return _count(session, ground, inputs_of(session, ground))


def _count(session: Session, ground: Ground, inputs: Inputs) -> Closing:
    result = score(ground.compiled, inputs)
    left_out = [problem for problem in result.problems if problem.code in _FACTS_LEFT_OUT]
    undecided = [*_quarantined(session, ground), *_undecided(session, ground.period)]
    undecided += not_settled(session, ground.compiled, ground.period.court_id, ground.when)
    refusals = (*left_out, *undecided, *reconcile(session, ground, result))
    return Closing(closed=False, refusals=refusals, result=result)


def reconcile(session: Session, ground: Ground, result: Result) -> Iterator[Problem]:
    """Every difference between the ledger and the bulk count: points by subject and rule, cards one by one."""
    titles = {item.rule.id: item.rule.title for item in ground.compiled.items}
    names = {key: name for name, key in ground.keys.items()}
    bulk = _bulk_totals(ground, result)
    booked = {
        (names.get(SubjectKey(kind, subject_id), f"{kind} {subject_id}"), rule): total.amount  # type: ignore[arg-type]  # CHECKed
        for (kind, subject_id), rules in ledger.totals(session, ground.period.id).items()
        for rule, total in rules.items()
    }
    for subject, rule in sorted({*bulk, *booked}):
        held, found = booked.get((subject, rule), Fraction(0)), bulk.get((subject, rule), Fraction(0))
        if held != found:
            values = {"subject": subject, "rule": titles.get(rule, rule)}
            yield Problem("reconcile-difference", values | {"ledger": plain_text(held), "bulk": plain_text(found)})
    yield from _card_differences(session, ground, result)


def recompute(session: Session, period: AppraisalPeriod) -> tuple[Result, list[Problem]]:
    """Compute a closed or sealed period again under its own version, and say where it differs from what was stored."""
    ground = ground_of(session, period)
    inputs = inputs_of(session, ground)
    result = score(ground.compiled, inputs)
    problems = []
    found = inputs_hash(ground.compiled, inputs)
    if found != period.inputs_sha256:
        values = {"period": str(period), "then": (period.inputs_sha256 or "")[:12], "now": found[:12]}
        problems.append(Problem("recompute-inputs", values))
    kept = {(card.subject_kind, card.subject_id): card.sha256 for card in scorecards(session, period)}
    for one in result.subjects:
        key = ground.keys[one.subject]
        if kept.pop((key.kind, key.id), None) != result_hash(result_to_json(one)):
            problems.append(Problem("recompute-result", {"subject": one.subject}))
    problems += [Problem("recompute-result", {"subject": f"{kind} {subject_id}"}) for kind, subject_id in kept]
    return result, problems


def scorecards(session: Session, period: AppraisalPeriod) -> list[Scorecard]:
    """The valid scorecards: those of the last closing."""
    query = select(Scorecard).where(Scorecard.period_id == period.id, Scorecard.edition == period.edition)
    return list(session.scalars(query.order_by(Scorecard.place, Scorecard.id)))


def _bulk_totals(ground: Ground, result: Result) -> dict[tuple[str, str], Fraction]:
    """The bulk count's points by (subject, rule), under the ids by which the ledger books them."""
    items = {item.rule.id for item in ground.compiled.items}
    found: dict[tuple[str, str], Fraction] = {}
    for one in result.subjects:
        for line in one.lines:
            if line.rule in items and line.points is not None:
                found[one.subject, line.rule] = line.points
        for card in one.cards:
            if card.points is not None:
                place = (one.subject, step_rule(card.ladder, card.step))
                found[place] = found.get(place, Fraction(0)) + card.points
    return found


def _card_differences(session: Session, ground: Ground, result: Result) -> Iterator[Problem]:
    """Cards of the period by fact and ladder: the step, and to whom."""
    period = ground.period
    names = {key: name for name, key in ground.keys.items()}
    query = (
        select(Card.ladder, Card.step, Card.subject_kind, Card.subject_id, Fact.key)
        .join(Fact, Fact.id == Card.fact_id)
        .where(
            Card.version_id == period.version_id,
            Card.day.between(period.starts, period.ends),
            Card.state != "withdrawn",
        )
    )
    held = {
        (scored_key(ground, names[at], key), ladder): (names[at], step)
        for ladder, step, kind, subject_id, key in session.execute(query)
        if (at := SubjectKey(kind, subject_id)) in names  # type: ignore[arg-type]  # CHECKed
    }
    due = {(card.fact, card.ladder): (one.subject, card.step) for one in result.subjects for card in one.cards}
    for place in sorted({*held, *due}):
        live, bulk = held.get(place), due.get(place)
        if live != bulk:
            subject, _ = live or due[place]
            values = {"subject": subject, "fact": place[0]}
            yield Problem("reconcile-card", values | {"ledger": _shown(live), "bulk": _shown(bulk)})


def _shown(card: tuple[str, str] | None) -> str:
    return N_("无") if card is None else listed(card, COMMA)


def _undecided(session: Session, period: AppraisalPeriod) -> Iterator[Problem]:
    """Adjustments and scores by decision that were asked for and not answered; applications on their way."""
    query = select(func.count(Adjustment.id)).where(Adjustment.period_id == period.id, Adjustment.state == "proposed")
    if count := session.scalar(query):
        yield Problem("close-adjustments", {"count": str(count)})
    query = select(func.count(OverrideDecision.id)).where(
        OverrideDecision.period_id == period.id, OverrideDecision.state.in_(("applied", "verified"))
    )
    if count := session.scalar(query):
        yield Problem("close-overrides", {"count": str(count)})
    waiting = select(func.count(Application.id)).where(
        Application.period_id == period.id, Application.state == "waiting"
    )
    if count := session.scalar(waiting):
        yield Problem("close-applications", {"count": str(count)})


def _quarantined(session: Session, ground: Ground) -> Iterator[Problem]:
    """Facts of the period that live scoring set aside and nobody has settled."""
    period = ground.period
    later = aliased(Fact)
    query = (
        select(Fact.key, Quarantine.reason)
        .join(Fact, Fact.id == Quarantine.fact_id)
        .where(
            Quarantine.version_id == period.version_id,
            Quarantine.settled_at.is_(None),
            Fact.day.between(period.starts, period.ends),
            ~select(later.id).where(later.supersedes_id == Quarantine.fact_id).exists(),
        )
    )
    for key, reason in session.execute(query):
        yield Problem("close-quarantined", {"fact": key, "reason": reason})
