"""What the general report of a court says of a period: counted from results and records, nothing scored anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from records.models import Card
from records.queries.directory import Directory, SubjectKey, load_directory
from reports.desk import Desk
from rules.compiled import Compiled
from scoring.alike import alike
from scoring.grade_list import Quota
from scoring.period import Period, parse_period
from scoring.result import Line, SubjectResult
from scoring.trees import NOT_APPLICABLE
from shown.discretion import smallest_group
from shown.scorecard import mean, median
from workflow.cards import overdue
from workflow.over_time import PeriodTotals, totals_over_time
from workflow.overviews.units import LEVELS
from workflow.year.counted import acts_on, adjusted, cards_of, decided_scores, objections
from workflow.year.lists import draft_of, entries_of, lists_of

_YEARS = {"year": 1, "quarter": 4, "month": 12}  # periods of a kind in a year


@dataclass(frozen=True, slots=True)
class Spread:
    """The totals of a group. ``ratio`` is highest : lowest, ``None`` unless both are above nought."""

    count: int
    mean: Fraction | None
    median: Fraction | None
    high: Fraction | None
    low: Fraction | None

    @property
    def ratio(self) -> Fraction | None:
        """How many times the lowest the highest is."""
        return self.high / self.low if self.high is not None and self.low is not None and self.low > 0 else None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A division, team or court: the mean of its own, and in the year before. ``small``: too few to be shown."""

    name: str
    count: int
    mean: Fraction | None
    before: Fraction | None
    small: bool
    means: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How many reached an indicator's full marks (``met``), part of them, or none; ``inapplicable``: whom it does not
    apply to; ``missing``: who has no value for want of data. Rules without full marks: how many it gave or took
    points, and the sum.
    """

    title: str
    basis: str
    full: Fraction | None
    met: int
    part: int
    none: int
    inapplicable: int
    missing: int
    touched: int
    points: Fraction


@dataclass(frozen=True, slots=True)
class GradeCount:
    """A list: how many in each grade, its quotas, and what people decided about it."""

    title: str
    state: str
    counts: tuple[tuple[str, int], ...]
    quotas: tuple[Quota, ...]
    ties: int
    undecided: int
    changed: int
    raised: int


@dataclass(frozen=True, slots=True)
class CardCount:
    """Cards of a title issued in the period: those that stand, withdrawn ones, those past their day; and how many that
    stand each division has, in the order of the establishment (no name: who is in none).
    """

    title: str
    standing: int
    withdrawn: int
    late: int
    divisions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Fairness:
    """What a reader should know before trusting a comparison; numbers of cases, by name of the matter."""

    small_groups: int
    without_total: int
    provisional: bool
    adjustments: int
    added: Fraction
    taken: Fraction
    overrides: int
    objections: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CourtYear:
    """All of it. ``units`` are in the order of the establishment, never of their results; ``labels`` those of the
    periods in ``UnitRow.means``, oldest first; ``ranked`` is empty unless the scheme shows ranking.
    """

    when: Period
    appraised: int
    totals: tuple[Fraction, ...]
    spread: Spread
    before_when: Period
    before: Spread | None
    units: tuple[UnitRow, ...]
    labels: tuple[str, ...]
    rules: tuple[RuleRow, ...]
    groups: tuple[Spread, ...]
    grades: tuple[GradeCount, ...]
    cards: tuple[CardCount, ...]
    fairness: Fairness
    ranked: tuple[tuple[int, str, Fraction], ...]
    smallest: int


def court_year(desk: Desk) -> CourtYear | None:
    """Gathered for one period; ``None`` where the period's text cannot be read."""
    when = parse_period(desk.period.text)
    if when is None:
        return None
    standing, smallest = desk.standing, smallest_group()
    over = totals_over_time(desk.session, desk.period.scheme_id, desk.period.court_id, desk.period)
    before_when = when.back(_YEARS[when.kind])
    past = next((one for one in over if one.when == before_when), None)
    totals = tuple(one.total for one in standing.results if one.total is not None)
    groups = _groups(desk)
    return CourtYear(
        when, len(standing.results), totals, spread(totals), before_when,
        spread(_known(past)) if past is not None else None,
        _units(desk, over, before_when, smallest), tuple(one.when.short for one in over),
        _rules(standing.compiled, standing.results), tuple(groups), _grades(desk), _cards(desk),
        _fairness(desk, sum(one.count < smallest for one in groups)),
        _ranked(standing.compiled, standing.results), smallest,
    )  # fmt: skip


def spread(values: Sequence[Fraction]) -> Spread:
    """Of values in any order."""
    return Spread(len(values), mean(values), median(values), max(values, default=None), min(values, default=None))


def _known(one: PeriodTotals) -> list[Fraction]:
    return [total for total in one.totals.values() if total is not None]


def _groups(desk: Desk) -> list[Spread]:
    """Those whom the scheme compares with each other, largest first."""
    known = {one.subject: one.total for one in desk.standing.results}
    found = dict.fromkeys(alike(desk.standing.compiled, desk.standing.inputs.subjects, name) for name in known)
    spreads = [spread([total for name in group if (total := known.get(name)) is not None]) for group in found]
    return sorted(spreads, key=lambda one: -one.count)


def _units(desk: Desk, over: Sequence[PeriodTotals], before: Period, smallest: int) -> tuple[UnitRow, ...]:
    """By division (courts by themselves), with the way of their means. A unit that is itself appraised has one total,
    which is its own and no secret of anyone's; the mean of few persons is not shown.
    """
    kind = desk.standing.compiled.scheme.appraises
    level = LEVELS[kind][0]
    directory = load_directory(desk.session)
    found: dict[SubjectKey, list[list[Fraction]]] = defaultdict(lambda: [[] for _ in over])
    for place, one in enumerate(over):
        for key, total in one.totals.items():
            unit = key if level == kind else _unit(directory, key, desk.period.court_id, one.when, level)
            if total is not None and unit is not None:
                found[unit][place].append(total)
    then = next((place for place, one in enumerate(over) if one.when == before), None)
    order = {key: place for place, key in enumerate(directory.entities)}
    rows = []
    for key in sorted(found, key=order.__getitem__):
        values = found[key]
        means = tuple(_mean(some, kind, smallest) for some in values)
        small = kind == "person" and len(values[-1]) < smallest
        rows.append(
            UnitRow(
                directory.name(key), len(values[-1]), means[-1], None if then is None else means[then], small, means
            )
        )
    return tuple(rows)


def _unit(directory: Directory, key: SubjectKey, court: int, when: Period, level: str) -> SubjectKey | None:
    return directory.counted_under(key, court, when.end, level)  # type: ignore[arg-type]  # one of LEVELS


def _mean(values: Sequence[Fraction], kind: str, smallest: int) -> Fraction | None:
    return None if kind == "person" and len(values) < smallest else mean(values)


def _rules(compiled: Compiled, results: Sequence[SubjectResult]) -> tuple[RuleRow, ...]:
    """In the scheme's order; sections are sums of these and left out."""
    sums = {section.id for section in compiled.scheme.sections}
    lines: dict[str, list[Line]] = {}
    for result in results:
        for line in result.lines:
            if line.rule not in sums:
                lines.setdefault(line.rule, []).append(line)
    return tuple(_rule(some) for some in lines.values())


def _rule(lines: Sequence[Line]) -> RuleRow:
    known = [(line.points, line.full_marks) for line in lines if line.points is not None]
    met = sum(full is not None and points >= full for points, full in known)
    part = sum(full is not None and 0 < points < full for points, full in known)
    none = sum(full is not None and points <= 0 and points < full for points, full in known)
    inapplicable = sum(line.points is None and line.explanation.numbers == NOT_APPLICABLE for line in lines)
    return RuleRow(
        lines[0].title, lines[0].explanation.basis, lines[0].full_marks, met, part, none, inapplicable,
        len(lines) - len(known) - inapplicable,
        sum(points != 0 for points, _ in known), sum((points for points, _ in known), Fraction(0)),
    )  # fmt: skip


def _grades(desk: Desk) -> tuple[GradeCount, ...]:
    found = []
    for row in lists_of(desk.session, desk.period):
        draft = draft_of(desk.session, row)
        entries = entries_of(desk.session, row, draft)
        counts = Counter(entry.title for entry in entries if entry.level)
        acts = acts_on(desk.session, row)
        titles = dict.fromkeys(entry.title for entry in entries if entry.level)
        found.append(
            GradeCount(
                row.title, row.state, tuple((title, counts[title]) for title in titles), draft.proposal.quotas,
                acts["tie"], len(draft.proposal.ties), sum(bool(entry.changed_because) for entry in entries),
                acts["raised"],
            )
        )  # fmt: skip
    return tuple(found)


def _cards(desk: Desk) -> tuple[CardCount, ...]:
    directory, found = load_directory(desk.session), dict[str, list[Card]]()
    for card in cards_of(desk.session, desk.period):
        found.setdefault(card.title, []).append(card)
    return tuple(
        CardCount(
            title, sum(card.state != "withdrawn" for card in cards), sum(card.state == "withdrawn" for card in cards),
            sum(overdue(card, desk.period.ends) for card in cards), _by_division(directory, desk, cards),
        )
        for title, cards in sorted(found.items())
    )  # fmt: skip


def _key(card: Card) -> SubjectKey:
    return SubjectKey(card.subject_kind, card.subject_id)  # type: ignore[arg-type]  # one of the kinds, by its check


def _by_division(directory: Directory, desk: Desk, cards: Sequence[Card]) -> tuple[tuple[str, int], ...]:
    """A card is its division's where the person worked on the card's day."""
    counts = Counter(
        directory.counted_under(_key(card), desk.period.court_id, card.day, "division")
        for card in cards
        if card.state != "withdrawn"
    )
    known = [(directory.name(key), counts[key]) for key in directory.entities if counts[key]]
    return (*known, *([("", counts[None])] if counts[None] else []))


def _fairness(desk: Desk, small: int) -> Fairness:
    session, period = desk.session, desk.period
    points = adjusted(session, period)
    return Fairness(
        small, sum(one.total is None for one in desk.standing.results), period.state != "sealed", len(points),
        sum((one for one in points if one > 0), Fraction(0)), sum((one for one in points if one < 0), Fraction(0)),
        decided_scores(session, period), objections(session, period),
    )  # fmt: skip


def _ranked(compiled: Compiled, results: Sequence[SubjectResult]) -> tuple[tuple[int, str, Fraction], ...]:
    if compiled.scheme.ranking != "shown":
        return ()
    placed = [(one.place, one.subject, one.total) for one in results if one.place is not None and one.total is not None]
    return tuple(sorted(placed, key=lambda one: (one[0], one[1])))
