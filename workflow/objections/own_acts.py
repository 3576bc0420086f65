"""Nobody decides on an objection against an act of one's own: which act that would be, told in a sentence.

Acts are read from what the rows say of themselves: who recorded a fact or figure in any of its revisions, or ran the
import that brought it; who proposed or approved an adjustment or decided a score; who found, voted or confirmed an
application. Closing the period is the decisive act on what is missing and on shares, which nobody recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from records.models import (
    Adjustment,
    Application,
    ApplicationAct,
    AppraisalPeriod,
    CommitteeBallot,
    CommitteeVote,
    Fact,
    Figure,
    Finding,
    Import,
    Objection,
    OverrideDecision,
    Review,
    Scorecard,
    User,
)
from records.queries.directory import SubjectKey
from rules.problem import N_, Problem, register
from workflow.inputs import Ground, courts_of, ground_of
from workflow.objections.lines import Line, Target, find
from workflow.standing import standing_of
from workflow.stored import result_from_json

register(
    {
        "objection-own-filed": N_("这条异议由您提出，须由别人办理"),
        "objection-own-scorecard": N_("这是您自己或您所在团队、庭室的记分卡，须由别人办理"),
        "objection-own-fact": N_("事实「{fact}」由您登记或更正，不能由您答复对它的异议；请由别人办理"),
        "objection-own-import": N_("事实「{fact}」由您导入，不能由您答复对它的异议；请由别人办理"),
        "objection-own-figure": N_("统计数「{figure}」由您登记或导入，不能由您答复对它的异议；请由别人办理"),
        "objection-own-adjustment": N_("「{rule}」的人工调整由您提出或批准，不能由您答复对它的异议；请由别人办理"),
        "objection-own-override": N_("「{rule}」的单独评分由您办理，不能由您答复对它的异议；请由别人办理"),
        "objection-own-finding": N_("事实「{fact}」的评查由您评查、登记或表决，不能由您答复对它的异议；请由别人办理"),
        "objection-own-application": N_("事实「{fact}」的申请由您提出或确认，不能由您答复对它的异议；请由别人办理"),
        "objection-own-closing": N_("「{period}」由您关账，关账认定了这一项，不能由您答复对它的异议；请由别人办理"),
        "objection-own-answer": N_("第一次答复由您作出，复核须由别人办理"),
    }
)
_CHUNK = 500  # keys in one IN (…)


def own_act(session: Session, user: User | None, row: Objection) -> Problem | None:
    """The first act of the user's own that the objection is about; ``None`` when there is none, and for the program."""
    return None if user is None else next(_own_acts(session, user, row), None)


def line_of(session: Session, ground: Ground, row: Objection) -> Line | None:
    """The line that was objected to, from the scorecard of that edition."""
    query = select(Scorecard).where(
        Scorecard.period_id == row.period_id,
        Scorecard.edition == row.edition,
        Scorecard.subject_kind == row.subject_kind,
        Scorecard.subject_id == row.subject_id,
    )
    card = session.scalars(query).one_or_none()
    if card is None:
        return None
    return find(ground.compiled, result_from_json(card.result), target_of(ground, row))


def target_of(ground: Ground, row: Objection) -> Target:
    """The address of the line, as :mod:`lines` writes it."""
    fact = row.fact.key if row.fact is not None else ""
    if fact and ground.compiled.scheme.appraises == "court":
        fact = f"{ground.directory.name(_key(row))}/{fact}"
    return Target(row.about, row.rule, fact, row.member)


def bare_keys(ground: Ground, row: Objection, scored: Iterable[str]) -> list[str]:
    """Keys as the records have them: facts of several courts are scored under their court's name."""
    if ground.compiled.scheme.appraises != "court":
        return list(scored)
    return [key.removeprefix(f"{ground.directory.name(_key(row))}/") for key in scored]


def _own_acts(session: Session, user: User, row: Objection) -> Iterator[Problem]:
    if row.filed_by_id == user.id:
        yield Problem("objection-own-filed")
    if row.state == "reviewing" and row.answered_by_id == user.id:
        yield Problem("objection-own-answer")
    period, ground = row.period, ground_of(session, row.period)
    if user.person_id is not None and user.person_id in _persons(session, period, ground, row):
        yield Problem("objection-own-scorecard")
    if row.about in ("missing", "share") and period.closed_by_id == user.id:
        yield Problem("objection-own-closing", {"period": str(period)})
    line = line_of(session, ground, row)
    if line is not None:
        keys = bare_keys(ground, row, line.facts)
        for start in range(0, len(keys), _CHUNK):
            yield from _on_facts(session, user, ground, keys[start : start + _CHUNK])
        yield from _on_figures(session, user, ground, row, line.figures)
    yield from _on_points(session, user, row)


def _persons(session: Session, period: AppraisalPeriod, ground: Ground, row: Objection) -> frozenset[int]:
    """Whose scorecard it is."""
    name = next((name for name, key in ground.keys.items() if key == _key(row)), "")
    found = standing_of(session, period).subjects.get(name)
    return found.person_ids if found is not None else frozenset()


def _on_facts(session: Session, user: User, ground: Ground, keys: Sequence[str]) -> Iterator[Problem]:
    """Recorded, corrected, imported, found, voted on or confirmed by the user, in any revision."""
    these = (Fact.key.in_(keys), Fact.court_id.in_(courts_of(ground)))
    for key in session.scalars(select(Fact.key).where(*these, Fact.recorded_by_id == user.id)):
        yield Problem("objection-own-fact", {"fact": key})
    brought = select(Fact.key).join(Import, Import.id == Fact.import_id).where(*these, Import.user_id == user.id)
    for key in session.scalars(brought):
        yield Problem("objection-own-import", {"fact": key})
    for key in session.scalars(_reviewed(user, these)):
        yield Problem("objection-own-finding", {"fact": key})
    confirmed = (
        select(Fact.key)
        .join(Application, Application.fact_id == Fact.id)
        .outerjoin(ApplicationAct, ApplicationAct.application_id == Application.id)
        .where(*these, or_(Application.applicant_id == user.id, ApplicationAct.user_id == user.id))
    )
    for key in session.scalars(confirmed):
        yield Problem("objection-own-application", {"fact": key})


def _reviewed(user: User, these: Sequence[ColumnElement[bool]]) -> Select[str]:
    """Keys of facts that came out of a review which the user made or recorded, or on which the user voted."""
    return (
        select(Fact.key)
        .outerjoin(Finding, Finding.fact_id == Fact.id)
        .outerjoin(Review, Review.id == Finding.review_id)
        .outerjoin(CommitteeVote, or_(CommitteeVote.fact_id == Fact.id, CommitteeVote.about_id == Fact.id,
                                      CommitteeVote.finding_id == Finding.id))
        .outerjoin(CommitteeBallot, CommitteeBallot.vote_id == CommitteeVote.id)
        .where(
            *these,
            or_(Finding.recorded_by_id == user.id, Review.reviewer_id == user.id, CommitteeBallot.member_id == user.id,
                CommitteeVote.opened_by_id == user.id, CommitteeVote.closed_by_id == user.id),
        )
    )  # fmt: skip


def _on_figures(
    session: Session, user: User, ground: Ground, row: Objection, names: Sequence[str]
) -> Iterator[Problem]:
    """Figures of the subject, and of its members for what is shared among them, recorded or imported by the user."""
    persons = _persons(session, row.period, ground, row)
    whose = or_(
        (Figure.subject_kind == row.subject_kind) & (Figure.subject_id == row.subject_id),
        (Figure.subject_kind == "person") & Figure.subject_id.in_(persons),
    )
    query = (
        select(Figure.name)
        .outerjoin(Import, Import.id == Figure.import_id)
        .where(
            whose,
            Figure.period == row.period.text,
            Figure.name.in_(names),
            or_(Figure.recorded_by_id == user.id, Import.user_id == user.id),
        )
    )
    for name in session.scalars(query):
        yield Problem("objection-own-figure", {"figure": name})


def _on_points(session: Session, user: User, row: Objection) -> Iterator[Problem]:
    """Points decided by hand on the line; of lines made of others, on any line of the scorecard."""
    rules = [row.rule] if row.about == "item" else None
    for model, code, hands in (
        (Adjustment, "adjustment", (Adjustment.proposed_by_id, Adjustment.decided_by_id)),
        (
            OverrideDecision,
            "override",
            (OverrideDecision.applied_by_id, OverrideDecision.verified_by_id, OverrideDecision.decided_by_id),
        ),
    ):
        query = select(model.rule).where(
            model.period_id == row.period_id,
            model.subject_kind == row.subject_kind,
            model.subject_id == row.subject_id,
            or_(*(hand == user.id for hand in hands)),
        )
        for found in session.scalars(query if rules is None else query.where(model.rule.in_(rules))):
            yield Problem(f"objection-own-{code}", {"rule": row.title if rules else str(found)})


def _key(row: Objection) -> SubjectKey:
    return SubjectKey(row.subject_kind, row.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
