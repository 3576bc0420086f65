"""A scorecard as page and paper both show it: one result, arranged; nothing is computed anew but the statistics of
the group, as far as the reader is to know them (shown/discretion.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.compiled import CATEGORIES, Compiled, Quantity
from rules.condition import Value
from rules.phrase import COMMA, listed
from scoring.alike import alike
from scoring.inputs import Fact, Subject
from scoring.period import Period
from scoring.result import Line, SubjectResult
from shown import charts
from shown.discretion import Discretion, discreet
from shown.writing import amount
from workflow.standing import Tenure


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact in a table: when, what, which case, who, and its fields on one line."""

    day: date
    kind: str
    case: str | None
    member: str | None
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its bar."""

    title: str
    value: Fraction | None
    bar: charts.Bar


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one section or category, with its sum."""

    title: str
    subtotal: Fraction | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ScorecardView:
    """Everything the templates read. ``inputs`` is the hash of the data of a closed period, ``notice`` what stands in a
    box above all, ``tenures`` where a person was who changed place or post or was there for a part of the period. The
    place is one of ``place_of``; the group are those whom the scheme compares (scoring/alike.py), and ``group_known``
    says whether it is large enough for this reader.
    """

    result: SubjectResult
    scheme_title: str
    result_version: str
    unit: str
    places: int
    period_shown: str
    period_id: int
    state_shown: str
    sealed: bool
    demonstration: bool
    place_of: int
    group_size: int
    group_known: bool
    group_mean: Fraction | None
    group_median: Fraction | None
    sections: tuple[Part, ...]
    groups: tuple[Group, ...]
    distribution: tuple[charts.Column, ...]
    history: tuple[charts.Dot, ...]
    history_path: str
    facts: Mapping[str, FactView]
    inputs: str = ""
    notice: str = ""
    tenures: tuple[Tenure, ...] = ()


def field_text(fields: Mapping[str, Value | None]) -> str:
    """A fact's fields on one line: 案件类型 民事一审，审理程序 速裁."""
    return listed(
        (f"{name} {_written(value)}" for name, value in fields.items() if value is not None and value != ""), COMMA
    )


def _written(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else amount(value, None)


def fact_view(fact: Fact, url: str = "") -> FactView:
    """A fact as scoring has it, for a table."""
    return FactView(fact.day, fact.kind, fact.case, fact.member, field_text(fact.fields), url)


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The mean, exactly."""
    return sum(values, Fraction(0)) / len(values) if values else None


def median(values: Sequence[Fraction]) -> Fraction | None:
    """The middle, exactly."""
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def grouped(compiled: Compiled, result: SubjectResult) -> tuple[Group, ...]:
    """Lines under the section that holds them, in the scheme's order; what no section holds comes last, by category."""
    sums = {section.id for section in compiled.scheme.sections}  # shown as heads, not as lines
    lines = {line.rule: line for line in result.lines if line.rule not in sums}
    titles = {line.title: line.rule for line in lines.values()}
    groups: list[Group] = []
    taken: set[str] = set()

    def take(title: str, subtotal: object, rules: Iterable[str]) -> None:
        held = tuple(lines[rule] for rule in rules if rule in lines and rule not in taken)
        if held:
            taken.update(line.rule for line in held)
            groups.append(Group(title, subtotal if isinstance(subtotal, Fraction) else None, held))

    by_category = {
        word: [item.rule.id for item in compiled.items if item.rule.category == key] for key, word in CATEGORIES.items()
    }

    def descend(quantity: Quantity) -> None:
        """A section's own lines, then those of the sections in it: the order of the document."""
        own = [titles[part.name] for part in quantity.parts if part.name in titles]
        take(quantity.name, result.quantities.get(quantity.name), own)
        for part in quantity.parts:
            if part.name in by_category:
                take(part.name, result.quantities.get(part.name), by_category[part.name])
            elif (inner := compiled.quantities.get(part.name)) and inner.kind == "section":
                descend(inner)

    if total := total_of(compiled):
        descend(total)
    for section in compiled.scheme.sections:
        descend(compiled.quantities[section.title])
    for word, rules in by_category.items():
        take(word, result.quantities.get(word), rules)
    rest = [rule for rule in lines if rule not in taken]
    take(compiled.scheme.title, None, rest)
    return tuple(groups)


def total_of(compiled: Compiled) -> Quantity | None:
    """The quantity that the scheme names as its total, if it has one."""
    wanted = compiled.scheme.total
    return next((q for q in compiled.quantities.values() if wanted in (q.id, q.name)), None) if wanted else None


def parts(compiled: Compiled, result: SubjectResult) -> tuple[Part, ...]:
    """The parts of the total, each with its bar; the groups' own sums when the scheme has no total of parts."""
    total = total_of(compiled)
    names = [part.name for part in total.parts] if total else list(CATEGORIES.values())
    values = [(name, result.quantities.get(name)) for name in names if name in result.quantities]
    known = [(name, value if isinstance(value, Fraction) else None) for name, value in values]
    return tuple(
        Part(name, value, bar)
        for (name, value), bar in zip(known, charts.bars([value for _, value in known]), strict=True)
    )


def view(
    *,
    compiled: Compiled,
    period: Period,
    results: Sequence[SubjectResult],
    subject: str,
    facts: Mapping[str, FactView],
    history: Sequence[tuple[str, Fraction | None]] = (),
    period_id: int = 0,
    state_shown: str = "",
    sealed: bool = False,
    demonstration: bool = False,
    inputs: str = "",
    notice: str = "",
    subjects: Sequence[Subject] | None = None,
    discretion: Discretion | None = None,
    tenures: Sequence[Tenure] = (),
) -> ScorecardView | None:
    """Arrange one subject's result among its group's; ``None`` when the period has no such subject.

    ``subjects`` with their classes tell the group; without them it is everyone. Without ``discretion`` others are named
    where the scheme shows ranking.
    """
    found = next((one for one in results if one.subject == subject), None)
    if found is None:
        return None
    allowed = discretion or Discretion(names=compiled.scheme.ranking == "shown")
    result = discreet(found, allowed)
    group = None if subjects is None else set(alike(compiled, subjects, subject))
    totals = [one.total for one in results if one.total is not None and (group is None or one.subject in group)]
    known = len(totals) >= allowed.smallest
    dots = tuple(charts.series(history))
    return ScorecardView(
        result=result,
        scheme_title=compiled.scheme.title,
        result_version=compiled.scheme.version,
        unit=compiled.scheme.unit,
        places=compiled.rounding.places,
        period_shown=period.shown,
        period_id=period_id,
        state_shown=state_shown,
        sealed=sealed,
        demonstration=demonstration,
        place_of=sum(one.place is not None for one in results),
        group_size=len(totals),
        group_known=known,
        group_mean=mean(totals) if known else None,
        group_median=median(totals) if known else None,
        sections=parts(compiled, result),
        groups=grouped(compiled, result),
        distribution=tuple(charts.distribution(totals, result.total)) if known else (),
        history=dots,
        history_path=charts.path(dots),
        facts=facts,
        inputs=inputs,
        notice=notice,
        tenures=tuple(tenures),
    )
