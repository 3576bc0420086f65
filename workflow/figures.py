"""Acts on figures: record many at once. What differs from the figure in force supersedes it; the old one is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, Figure, User
from records.queries.directory import Directory, SubjectKey, load_directory
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.booking import periods_of
from workflow.permissions import Permission
from workflow.versions import compiled_of

register(
    {
        "figure-unknown-subject": N_("「{name}」{period} 的考核对象不存在，或不属于本院"),
        "figure-period-closed": N_("「{name}」属于已关账的考核周期「{period}」，不能登记或更正"),
    }
)

Slot = tuple[str, int, str, str]  # subject kind, subject, period, figure


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """A figure to be recorded; ``court_id`` is the subject's court."""

    court_id: int
    subject: SubjectKey
    period: str
    name: str
    value: Fraction | bool
    import_id: int | None = None
    reason: str = ""

    @property
    def slot(self) -> Slot:
        """What there is one figure in force for."""
        return (self.subject.kind, self.subject.id, self.period, self.name)


@dataclass(slots=True)
class RecordedFigures:
    """How many were new, put another's place, or said the same."""

    new: int = 0
    corrected: int = 0
    unchanged: int = 0


def record_figures(session: Session, user: User | None, drafts: Sequence[FigureDraft]) -> RecordedFigures:
    """Record all or none: every problem of every draft is raised before the first is written."""
    courts = {draft.court_id for draft in drafts}
    actor = allowed(user, Permission.FIGURES_RECORD, courts.pop() if len(courts) == 1 else None)
    directory = load_directory(session)
    problems = [problem for _, problem in figure_problems(session, directory, drafts)]
    if problems:
        raise ProblemError(problems)
    known = _in_force(session, drafts)
    changed = [draft for draft in drafts if _differs(draft, known.get(draft.slot))]
    done = RecordedFigures(unchanged=len(drafts) - len(changed))
    for draft in changed:
        old = known.get(draft.slot)
        session.add(_row(draft, old, actor.user_id))
        done.new += old is None
        done.corrected += old is not None
    if changed:
        session.flush()
        details = {"new": done.new, "corrected": done.corrected}
        audit.append(session, Permission.FIGURES_RECORD.value, actor, Target("figure"), details)
    return done


def figure_problems(
    session: Session, directory: Directory, drafts: Sequence[FigureDraft]
) -> Iterator[tuple[FigureDraft, Problem]]:
    """What forbids recording: a subject of another court, or a period that is no longer open and reads the figure.

    A figure that says what is recorded already is never wrong.
    """
    known = _in_force(session, drafts)
    closed: dict[tuple[int, str], list[AppraisalPeriod]] = {}
    for draft in drafts:
        if not _differs(draft, known.get(draft.slot)):
            continue
        entity = directory.entities.get(draft.subject)
        if entity is None or entity.court_id != draft.court_id:
            yield draft, Problem("figure-unknown-subject", {"name": draft.name, "period": draft.period})
            continue
        place = (draft.court_id, draft.period)
        if place not in closed:
            periods = periods_of(session, directory, [draft.court_id])
            closed[place] = [one for one in periods if one.state != "open" and one.text == draft.period]
        for period in closed[place]:
            if draft.name in compiled_of(period.version).scheme.figures:
                yield draft, Problem("figure-period-closed", {"name": draft.name, "period": str(period)})
                break


def _in_force(session: Session, drafts: Sequence[FigureDraft]) -> dict[Slot, Figure]:
    """The last revisions of these slots, withdrawn ones included: a new figure follows them too."""
    later = aliased(Figure)
    superseded = select(later.id).where(later.supersedes_id == Figure.id).exists()
    found: dict[Slot, Figure] = {}
    for period in sorted({draft.period for draft in drafts}):
        names = sorted({draft.name for draft in drafts if draft.period == period})
        query = select(Figure).where(~superseded, Figure.period == period, Figure.name.in_(names))
        found.update({(row.subject_kind, row.subject_id, row.period, row.name): row for row in session.scalars(query)})
    return found


def _differs(draft: FigureDraft, old: Figure | None) -> bool:
    if old is None or old.withdrawn:
        return True
    return (old.value, old.yes_no) != (Fraction(draft.value), isinstance(draft.value, bool))


def _row(draft: FigureDraft, old: Figure | None, user_id: int | None) -> Figure:
    return Figure(
        court_id=draft.court_id, subject_kind=draft.subject.kind, subject_id=draft.subject.id, period=draft.period,
        name=draft.name, value=Fraction(draft.value), yes_no=isinstance(draft.value, bool),
        revision=old.revision + 1 if old else 1, supersedes_id=old.id if old else None, reason=draft.reason[:200],
        import_id=draft.import_id, recorded_by_id=user_id,
    )  # fmt: skip
