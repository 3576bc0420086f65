"""What a draft would do to a real period: everyone scored under it and under the period's own version, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, SchemeVersion, User
from rules.difference import Change, difference
from rules.problem import N_, Problem, ProblemError, register
from scoring.engine import score
from scoring.result import Result, SubjectResult
from workflow.acting import allowed
from workflow.inputs import ground_of, inputs_of
from workflow.permissions import Permission
from workflow.schemes import checked

register(
    {
        "impact.other_period": N_("草稿按{wanted}考核，「{period}」不是这样的周期，请另选一个周期试算。"),
        "impact.other_subjects": N_("草稿考核的对象种类与「{period}」不同，无法并排比较。"),
    }
)
_KINDS = {"month": N_("月"), "quarter": N_("季度"), "year": N_("年")}


@dataclass(frozen=True, slots=True)
class LineMove:
    """A rule's points for one subject, before and after; ``None`` where the rule is not there or gives none."""

    rule: str
    title: str
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True, slots=True)
class Move:
    """One subject before and after. ``lines`` are the rules whose points differ; ``cards`` count those issued."""

    subject: str
    before: Fraction | None
    after: Fraction | None
    place_before: int | None
    place_after: int | None
    lines: tuple[LineMove, ...]
    cards_before: int
    cards_after: int

    @property
    def moves(self) -> bool:
        """Whether anything about the subject changes."""
        same = (self.before, self.place_before, self.cards_before) == (self.after, self.place_after, self.cards_after)
        return bool(self.lines) or not same

    @property
    def gain(self) -> Fraction | None:
        """Points gained (or lost); ``None`` when there is no total on one side."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Impact:
    """``rows`` in the order of the new result, first those who are in both. ``spread`` is highest : lowest total,
    ``None`` unless both are above zero; sums are over all totals that there are.
    """

    rows: tuple[Move, ...]
    sum_before: Fraction
    sum_after: Fraction
    spread_before: Fraction | None
    spread_after: Fraction | None
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]

    @property
    def moved(self) -> tuple[Move, ...]:
        """Those for whom anything changes, the largest change of the total first."""
        return tuple(
            sorted((row for row in self.rows if row.moves), key=lambda row: abs(row.gain or Fraction(0)), reverse=True)
        )


def impact(session: Session, user: User | None, draft: SchemeVersion, period: AppraisalPeriod) -> Impact:
    """Score a period's facts and figures, as recorded now, under its own version and under the draft: by the same
    engine, in full. Nothing is stored.
    """
    allowed(user, Permission.SCORECARD_READ, draft.court_id)  # it shows what everyone scores
    compiled = checked(draft.text)
    before = ground_of(session, period)
    problems = []
    if compiled.scheme.period != before.when.kind:
        values = {"wanted": _KINDS[compiled.scheme.period], "period": period.text}
        problems.append(Problem("impact.other_period", values))
    if compiled.scheme.appraises != before.compiled.scheme.appraises:
        problems.append(Problem("impact.other_subjects", {"period": period.text}))
    if problems:
        raise ProblemError(problems)
    after = ground_of(session, period, before.directory, compiled)
    return compared(
        score(before.compiled, inputs_of(session, before), explain=False),
        score(after.compiled, inputs_of(session, after), explain=False),
        difference(before.compiled, compiled),
    )


def compared(before: Result, after: Result, changes: Sequence[Change] = ()) -> Impact:
    """Two results side by side."""
    old = {one.subject: one for one in before.subjects}
    new = {one.subject: one for one in after.subjects}
    names = [*new, *(name for name in old if name not in new)]
    return Impact(
        rows=tuple(_move(name, old.get(name), new.get(name)) for name in names),
        sum_before=_sum(before.subjects),
        sum_after=_sum(after.subjects),
        spread_before=spread(before.subjects),
        spread_after=spread(after.subjects),
        changes=tuple(changes),
        problems=after.problems,
    )


def spread(results: Sequence[SubjectResult]) -> Fraction | None:
    """The highest total divided by the lowest; ``None`` unless there are two and both are above zero."""
    totals = [one.total for one in results if one.total is not None]
    return max(totals) / min(totals) if len(totals) > 1 and min(totals) > 0 else None


def _sum(results: Sequence[SubjectResult]) -> Fraction:
    return sum((one.total for one in results if one.total is not None), Fraction(0))


def _move(name: str, old: SubjectResult | None, new: SubjectResult | None) -> Move:
    was = {line.rule: line for line in old.lines} if old else {}
    now = {line.rule: line for line in new.lines} if new else {}
    lines = [
        LineMove(rule, (now.get(rule) or was[rule]).title, before, after)
        for rule in dict.fromkeys([*now, *was])
        if (before := was[rule].points if rule in was else None) != (after := now[rule].points if rule in now else None)
        and ((rule in was and rule in now) or before or after)  # a rule that comes or goes at 0 points moves nobody
    ]
    return Move(
        subject=name,
        before=old.total if old else None,
        after=new.total if new else None,
        place_before=old.place if old else None,
        place_after=new.place if new else None,
        lines=tuple(lines),
        cards_before=len(old.cards) if old else 0,
        cards_after=len(new.cards) if new else 0,
    )
