"""All that was read, typed, for every period in it; what scoring needs of one period is cut out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from rules.compiled import Compiled
from rules.problem import Place
from scoring.inputs import Fact, FigureKey, Inputs, Member, Override, Subject
from scoring.period import Period, parse_period, period_of

ANY_PERIOD = ""  # of members and decisions in a table that names no period: they hold for the one that is scored


@dataclass(slots=True)
class Seen:
    """What the tables say of a subject in one period."""

    classes: dict[str, tuple[str, Place]] = field(default_factory=dict)
    parent: str | None = None


@dataclass(slots=True)
class Tables:
    """Filled sheet by sheet. ``places`` tell where a figure or fact stood (by figure key, by fact key).

    ``unnumbered`` are keys made up from the place of the row; ``filed`` is when a case was filed, by case number.

    ``seen`` is by (subject, period as text); members and overrides by period as text or ``ANY_PERIOD``.
    """

    compiled: Compiled
    figures: dict[FigureKey, Fraction | bool] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    members: list[tuple[str, Member]] = field(default_factory=list)
    overrides: list[tuple[str, Override]] = field(default_factory=list)
    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    places: dict[FigureKey | str, Place] = field(default_factory=dict)
    member_names: set[str] = field(default_factory=set)
    unnumbered: set[str] = field(default_factory=set)
    filed: dict[str, date] = field(default_factory=dict)
    rows: int = 0

    def periods(self) -> list[Period]:
        """Every period that figures or facts speak of, earliest first."""
        kind = self.compiled.scheme.period
        texts = {period for _, period in self.seen if period} | {key[1] for key in self.figures}
        texts |= {period_of(kind, fact.day).text for fact in self.facts}
        return sorted((found for text in texts if (found := parse_period(text))), key=lambda period: period.start)

    def latest(self) -> Period | None:
        """The period that is meant when none is named: the last one of the figures, or the only one of the facts.

        ``None`` when the tables leave it open.
        """
        kind = self.compiled.scheme.period
        reported = [found for _, text, _ in self.figures if (found := parse_period(text))]
        of_facts = {period_of(kind, fact.day) for fact in self.facts}
        if reported:
            last = max(reported, key=lambda period: period.start)
            return None if any(period.start > last.start for period in of_facts) else last
        return next(iter(of_facts)) if len(of_facts) == 1 else None

    def inputs(self, period: Period) -> Inputs:
        """What scoring is given for a period: its subjects, and facts and figures up to its end."""
        subjects = self._subjects(period)
        names = {subject.name for subject in subjects}
        facts = [fact for fact in self.facts if fact.day <= period.end and fact.subject in names]
        wanted = {period.text, ANY_PERIOD}
        return Inputs(
            period=period,
            subjects=subjects,
            facts=tuple(facts),
            figures={(name, of or period.text, figure): value for (name, of, figure), value in self.figures.items()},
            members=tuple(member for of, member in self.members if of in wanted and member.of in names),
            overrides=tuple(decision for of, decision in self.overrides if of in wanted),
        )

    def _subjects(self, period: Period) -> tuple[Subject, ...]:
        """The scheme's own subjects, or everyone the tables name for the period, in the order of first mention."""
        named = self.compiled.scheme.subjects
        names = list(named) or [name for name, of in self.seen if of in {period.text, ANY_PERIOD}]
        subjects = []
        for name in dict.fromkeys(names):
            entry = named.get(name)
            seen = self.said_of(name, period)
            classes = {**{key: value for key, (value, _) in seen.classes.items()}, **(entry.classes if entry else {})}
            subjects.append(Subject(name, classes, (entry.parent if entry else None) or seen.parent))
        return tuple(subjects)

    def said_of(self, name: str, period: Period) -> Seen:
        """What was said of a subject for the period, or for none in particular, or else for the latest before it."""
        said = Seen()
        earlier = sorted(of for who, of in self.seen if who == name and of <= period.text)
        for of in earlier:  # "" sorts first: what names no period gives way to what does
            found = self.seen[name, of]
            said.classes.update(found.classes)
            said.parent = found.parent or said.parent
        return said

