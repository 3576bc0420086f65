"""Grades from a result: thresholds, quotas by group, places outside them, limits; ties are left to a person.

From the best level down, each takes of those left in the group who meet it: whoever has a place outside the quota, then
by printed score as far as the quota goes. Equal scores that do not all fit are a :class:`Tie`; until it is decided
nobody of it has a grade, and nobody below is affected. Pure: the order of the subjects is of no matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from rules.check_grades import ABOVE, LAST_POST, ROUNDINGS
from rules.compiled import Compiled, CompiledGrades, CompiledLevel, Formula
from rules.condition import Value, holds
from rules.exact import round_to
from rules.phrase import listed
from rules.problem import N_, Problem, register
from scoring.candidates import Candidate
from scoring.constants import Book, Constants
from scoring.evaluate import evaluate_number
from scoring.fields import meets, result_fields
from scoring.grade_list import Graded, GradeList, Quota, Ruling, Tie
from scoring.grade_reasons import reason
from scoring.inputs import Member, Overlay, Subject
from scoring.posts import Posts
from scoring.result import Result, SubjectResult
from scoring.scope import Scope

register(
    {
        "grades-no-quota": N_("「{title}」在「{group}」的名额算不出：{formula}"),
        "grades-decision-stale": N_(
            "「{title}」在「{group}」的并列取舍已对不上现在的结果：{subjects} 不在并列之中，"
            "或超过所余 {places} 个名额；请重新决定"
        ),
    }
)
EVERYONE = "全体"
NO_RULING = Ruling()
_WHOLE = Fraction(1)


def propose(
    compiled: Compiled,
    result: Result,
    subjects: Iterable[Subject],
    ruling: Ruling = NO_RULING,
    overlay: Overlay = Overlay(),  # noqa: B008 - a frozen value
    rule: str | None = None,
    stays: Iterable[Member] = (),
) -> GradeList:
    """The list under the scheme's first grades, or those with the id ``rule``, for those to whom they apply.

    ``stays`` are where and as what people were in the period, in order; who has none there was all the time what the
    subject says.
    """
    grades = next(one for one in compiled.grades if rule is None or one.rule.id == rule)
    constants = Book(compiled, overlay).on(result.period.end)
    grading = _Grading(compiled, grades, constants, ruling, stays)
    return grading.list_of(result, {one.name: one for one in subjects})


class _Grading:
    def __init__(
        self, compiled: Compiled, grades: CompiledGrades, constants: Constants, ruling: Ruling, stays: Iterable[Member]
    ) -> None:
        self.compiled, self.grades, self.constants, self.ruling = compiled, grades, constants, ruling
        name = grades.rule.post
        chosen = LAST_POST if name is None else str(constants.parameter(name))
        self.posts = Posts(chosen, stays, by_place=ABOVE in grades.rule.within)
        self.quotas: list[Quota] = []
        self.ties: list[Tie] = []
        self.problems: list[Problem] = []

    def list_of(self, result: Result, subjects: Mapping[str, Subject]) -> GradeList:
        applies = self.constants.bind(self.grades.applies)
        groups: dict[str, list[Candidate]] = {}
        classes: dict[str, Mapping[str, str]] = {}
        for one in sorted(result.subjects, key=lambda each: each.subject):
            subject = self.posts.graded_as(subjects.get(one.subject, Subject(one.subject)))
            if holds(applies, dict(subject.classes)):
                candidate = self.candidate(one, subject)
                groups.setdefault(candidate.group, []).append(candidate)
                classes.setdefault(candidate.group, subject.classes)
        entries: list[Graded] = []
        for group in sorted(groups):
            entries += self.group(group, groups[group], classes[group])
        rule = self.grades.rule
        return GradeList(
            rule.id, rule.title, result.period, tuple(entries), tuple(self.quotas), tuple(self.ties),
            tuple(self.problems),
        )  # fmt: skip

    def candidate(self, result: SubjectResult, subject: Subject) -> Candidate:
        fields = result_fields(self.compiled, result.quantities, subject.classes)
        value = result.quantities.get(self.grades.by)
        names = [
            (subject.parent or "") if name == ABOVE else subject.classes.get(name, "")
            for name in self.grades.rule.within
        ]
        bars = {
            (ladder.rule.id, step.step.id): tuple(step.step.bars)
            for ladder in self.compiled.ladders
            for step in ladder.steps
        }
        cards = [(card.title, bars.get((card.ladder, card.step), ())) for card in result.cards]
        return Candidate(
            result,
            listed(name for name in names if name) or EVERYONE,
            fields,
            score=self.compiled.rounding.apply(value) if isinstance(value, Fraction) else None,
            limits=tuple(limit for limit in self.grades.limits if meets(limit.condition, fields, self.constants)),
            cards=tuple((title, named) for title, named in cards if named),
            posts=self.posts.told(subject.name),
        )

    def group(self, group: str, members: Sequence[Candidate], classes: Mapping[str, str]) -> list[Graded]:
        base = sum(1 for one in members if self.counts(one))
        left = []
        for one in members:
            if any(limit.limit.ungraded for limit in one.limits):
                one.standing = "ungraded"
            elif one.score is not None:
                left.append(one)
        _order(left)
        for level in self.grades.levels:
            left = self.level(level, group, left, self.places(level, group, base, classes))
        members = sorted(members, key=_by_score)
        return [self.entry(one) for one in members]

    def counts(self, one: Candidate) -> bool:
        """Whether somebody is one of those of whom a quota is a share."""
        if self.grades.rule.base.strip():
            return meets(self.grades.base, one.fields, self.constants)
        return not any(limit.limit.ungraded for limit in one.limits)

    def places(self, level: CompiledLevel, group: str, base: int, classes: Mapping[str, str]) -> Quota | None:
        """The level's quota in a group, nothing taken yet; ``None`` when it has none."""
        formula, raised = level.quota, False
        if level.raised is not None and self.ruling.raised & {(level.level.id, group), (level.level.id, None)}:
            formula, raised = level.raised, True
        ratio = None if formula is None else self.number(formula, level, group, classes)
        seats = None if level.seats is None else self.number(level.seats, level, group, classes)
        if formula is None and level.seats is None:
            return None
        exact = ratio * base if ratio is not None else seats if seats is not None else Fraction(0)
        places = max(0, int(round_to(exact, _WHOLE, self.rounding())))
        return Quota(level.level.id, level.level.title, group, base, ratio, exact, places, 0, 0, raised)

    def number(self, formula: Formula, level: CompiledLevel, group: str, classes: Mapping[str, str]) -> Fraction | None:
        names: dict[str, Value | None] = {
            name: classes.get(name) for name in self.grades.rule.within if name in self.compiled.scheme.classes
        }
        value = evaluate_number(formula, Scope(self.constants, names))
        if value is None:
            values = {"title": level.level.title, "group": group, "formula": formula.text}
            self.problems.append(Problem("grades-no-quota", values))
        return value

    def rounding(self) -> Literal["down", "half_up", "up"]:
        name = self.grades.rule.quota_rounding
        return ROUNDINGS.get(str(self.constants.parameter(name)), "down") if name is not None else "down"

    def level(
        self, level: CompiledLevel, group: str, left: Sequence[Candidate], quota: Quota | None
    ) -> list[Candidate]:
        """Give the level to whom it is due; those who are left come back, in order."""
        free = [one for one in left if not one.barred_from(level)]
        beside = level.outside
        outside = [] if beside is None else [one for one in free if meets(beside, one.fields, self.constants)]
        for one in outside:
            one.standing, one.level, one.outside = "graded", level, True
        due = [one for one in free if not one.outside and meets(level.condition, one.fields, self.constants)]
        tied: list[Candidate] = []
        if quota is not None:
            due, tied = self.within(level, group, due, quota)
            quota = replace(quota, taken=len(due), outside=len(outside))
            self.quotas.append(quota)
        for one in due:
            one.standing, one.level = "graded", level
        done = {id(one) for one in (*outside, *due, *tied)}
        for one in left:
            if quota is not None:
                one.quotas.append(quota)
        return [one for one in left if id(one) not in done]

    def within(
        self, level: CompiledLevel, group: str, due: Sequence[Candidate], quota: Quota
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Of those to whom a level is due: who gets a place, and who is tied for the last ones."""
        if len(due) <= quota.places:
            self.check_decision(level, group, (), quota.places)
            return list(due), []
        if quota.places == 0:
            self.check_decision(level, group, (), 0)
            return [], []
        edge = _score(due[quota.places - 1])
        above = [one for one in due if _score(one) > edge]
        equal = [one for one in due if _score(one) == edge]
        places = quota.places - len(above)
        if len(equal) == places:
            self.check_decision(level, group, (), places)
            return [*above, *equal], []
        chosen = self.ruling.chosen.get((level.level.id, group))
        names = tuple(one.result.subject for one in equal)
        if chosen is not None and self.check_decision(level, group, names, places):
            return [*above, *(one for one in equal if one.result.subject in chosen)], []
        tie = Tie(level.level.id, level.level.title, group, edge, places, names)
        self.ties.append(tie)
        for one in equal:
            one.standing, one.tie = "tied", tie
        return above, equal

    def check_decision(self, level: CompiledLevel, group: str, names: Sequence[str], places: int) -> bool:
        """Whether what was decided of a tie still fits; one that does not is reported and left aside."""
        chosen = self.ruling.chosen.get((level.level.id, group))
        if chosen is None or (chosen <= set(names) and len(chosen) <= places):
            return chosen is not None
        if not names and not chosen:
            return False
        self.problems.append(
            Problem(
                "grades-decision-stale",
                {"title": level.level.title, "group": group, "subjects": listed(sorted(chosen)),
                 "places": str(places)},
            )
        )  # fmt: skip
        return False

    def entry(self, one: Candidate) -> Graded:
        barred = [limit.limit.title for limit in one.limits]
        barred += [title for title, _ in one.cards]
        return Graded(
            one.result.subject, one.group, one.score, one.order, one.standing,
            None if one.level is None else one.level.level.id,
            "" if one.level is None else one.level.level.title,
            one.outside, tuple(dict.fromkeys(barred)), reason(self.compiled, self.grades, self.constants, one),
        )  # fmt: skip


def _score(one: Candidate) -> Fraction:
    return Fraction(0) if one.score is None else one.score


def _order(left: list[Candidate]) -> None:
    """Sort by score, the best first, and number the places; equal scores share one."""
    left.sort(key=_by_score)
    for at, one in enumerate(left):
        before = left[at - 1] if at else None
        one.order = before.order if before is not None and before.score == one.score else at + 1


def _by_score(one: Candidate) -> tuple[bool, Fraction, str]:
    return one.score is None, -_score(one), one.result.subject
