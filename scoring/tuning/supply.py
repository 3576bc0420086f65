"""供求关系: what teams want to do against the work there is, and the weight steps that this suggests.

改革案例第163号 二、二是: 法官扎堆选择的类型说明权重偏高，需要下调，反之上浮. By how much, the source does not say: how
strongly a gap acts and how far one round may go are named numbers here, marked as assumptions. Suggestions only: staff
accept, change or refuse each, and what they accept becomes a what-if.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rules.compiled import Compiled
from rules.exact import shown
from rules.phrase import COMMA, N_, SEMICOLON, glue, listed
from rules.problem import Problem, did_you_mean
from scoring.inputs import Overlay
from scoring.tuning.knobs import Knob, beside, by_address, find_knob, overlay_of
from scoring.tuning.settings import refused

Direction = Literal["down", "up", "stay"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: rows of a table that move together, the number of cases that teams would take (``demand``) and
    the number waiting (``supply``). Both ≥ 0; shares of a whole do as well, if both are shares.
    """

    name: str
    knobs: tuple[Knob, ...]
    demand: Fraction
    supply: Fraction

    @property
    def gap(self) -> Fraction | None:
        """(demand − supply) ÷ supply: 2/5 is chosen 40 % too often. ``None``: wanted though there is no such work."""
        if self.supply == 0:
            return None if self.demand else Fraction(0)
        return (self.demand - self.supply) / self.supply


@dataclass(frozen=True, slots=True)
class Response:
    """How weights answer a gap. All three are assumptions that the court sets.

    ``gain``: the relative weight step for a gap of 1 (¼: 40 % over-chosen → 10 % down). ``most``: the largest relative
    step of a round. ``tolerance``: a gap up to it is balanced.
    """

    gain: Fraction = Fraction(1, 4)
    most: Fraction = Fraction(1, 10)
    tolerance: Fraction = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Step:
    """One weight's suggested move; ``held`` tells that it is at its bound and cannot go where it should."""

    knob: Knob
    before: Fraction
    after: Fraction
    held: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested for a kind, weight by weight, with the numbers that led to it."""

    kind: Kind
    direction: Direction
    steps: tuple[Step, ...]

    @property
    def balanced(self) -> bool:
        """Whether demand meets supply within the tolerance."""
        return self.direction == "stay"

    @property
    def text(self) -> str:
        """「民事一审」意愿 420 件，案件 300 件，超选 40% → 权重 3.00 下调 0.30 至 2.70."""
        steps = listed((self._step_text(step) for step in self.steps), SEMICOLON) or N_("没有可调的权重")
        return glue(_gap_text(self.kind), " → ", steps)

    def _step_text(self, step: Step) -> str:
        numbers = (step.before, step.after, abs(step.after - step.before))
        before, after, by = (_weight_text(step.knob, each) for each in numbers)
        name: str = N_("权重")
        if len(self.steps) > 1:
            name = N_("权重（{keys}）").filled(keys=listed(step.knob.keys or (step.knob.name,), COMMA))
        if step.after != step.before:
            moved = (
                N_("{before} 下调 {by} 至 {after}") if step.after < step.before else N_("{before} 上调 {by} 至 {after}")
            )
            return beside(name, moved.filled(before=before, by=by, after=after))
        if not step.held:
            return beside(name, N_("{before} 不动").filled(before=before))
        down = self.direction == "down"
        held = N_("{before} 已到下限，不动") if down else N_("{before} 已到上限，不动")
        return beside(name, held.filled(before=before))


def kinds_of(
    compiled: Compiled,
    known: Iterable[Knob],
    table: str,
    column: str,
    numbers: Mapping[str, tuple[Fraction, Fraction]],
) -> tuple[list[Kind], list[Problem]]:
    """The kinds of work that a key column of a table names (案件类型), with ``(demand, supply)`` of each.

    A kind's weights are its tunable rows; its fixed ones (速裁 = 1) stay what they are. Kinds without numbers, and
    numbers without a kind, are told.
    """
    declared = compiled.tables.get(table)
    if declared is None:
        return [], [Problem("tuning.no_table", {"table": table, "hint": did_you_mean(table, compiled.tables)})]
    if column not in declared.keys:
        hint = did_you_mean(column, declared.keys)
        return [], [Problem("tuning.no_column", {"table": table, "column": column, "hint": hint})]
    at = declared.keys.index(column)
    groups: dict[str, list[Knob]] = {str(row[at]): [] for row in declared.rows}
    for knob in known:
        if knob.name == table and knob.keys is not None:
            groups.setdefault(knob.keys[at], []).append(knob)
    kinds: list[Kind] = []
    problems: list[Problem] = []
    for name, found in groups.items():
        if name not in numbers:
            problems.append(Problem("tuning.no_demand", {"name": name}, severity="warning"))
        elif min(numbers[name]) < 0:
            problems.append(Problem("tuning.negative", {"name": name}))
        else:
            kinds.append(Kind(name, tuple(found), *numbers[name]))
    for name in numbers:
        if name not in groups:
            values = {"table": table, "column": column, "name": name, "hint": did_you_mean(name, groups)}
            problems.append(Problem("tuning.no_kind", values))
    return kinds, problems


def in_proportion(kinds: Sequence[Kind]) -> list[Kind]:
    """Demand as a share of all demand, put on the scale of the work there is: for wishes stated as shares, or in other
    numbers than the cases. Weights only say how kinds compare, so no weight can mend a lack of hands in all of them.
    """
    wanted, there = (sum((one.demand for one in kinds), Fraction(0)), sum((one.supply for one in kinds), Fraction(0)))
    if wanted == 0:
        return list(kinds)
    return [Kind(one.name, one.knobs, one.demand * there / wanted, one.supply) for one in kinds]


def check_totals(kinds: Sequence[Kind], response: Response = Response()) -> list[Problem]:
    """Tells when all demand and all supply differ by more than the tolerance: see :func:`in_proportion`."""
    wanted, there = (sum((one.demand for one in kinds), Fraction(0)), sum((one.supply for one in kinds), Fraction(0)))
    if abs(wanted - there) <= response.tolerance * there:
        return []
    values = {"demand": shown(wanted), "supply": shown(there), "tolerance": shown(response.tolerance, percent=True)}
    return [Problem("tuning.totals_differ", values, severity="warning")]


def suggest(
    kinds: Iterable[Kind],
    response: Response = Response(),
    now: Mapping[str, Fraction] | None = None,
) -> tuple[Suggestion, ...]:
    """One round of suggestions. ``now`` are weights by address where they are not the scheme's, as between rounds.

    Over-chosen kinds go down, under-chosen ones up, by weight × gap × gain, at most ``most`` of the weight, in whole
    steps of the weight's grid and within its bounds. What is out of balance moves by one step at least, else a coarse
    grid would hold it for ever.
    """
    return tuple(_suggestion(kind, response, now or {}) for kind in kinds)


def decide(
    suggestions: Iterable[Suggestion], decisions: Mapping[str, bool | Fraction]
) -> tuple[Overlay, list[Problem]]:
    """The what-if of what staff decided, by address: ``True`` accepts, ``False`` refuses, a number is taken instead of
    the suggested one. What is not decided is not accepted.
    """
    steps = {step.knob.address: step for one in suggestions for step in one.steps}
    known = by_address(step.knob for step in steps.values())
    values: dict[Knob, Fraction] = {}
    problems: list[Problem] = []
    for address, decision in decisions.items():
        knob = find_knob(known, address)
        if isinstance(knob, Problem):
            values_of = {"name": address, "hint": knob.values["hint"]}
            problems.append(Problem("tuning.no_suggestion", values_of))
            continue
        if decision is False:
            continue
        value = steps[knob.address].after if decision is True else decision
        problem = refused(knob, value)
        if problem is None:
            values[knob] = value
        else:
            problems.append(problem)
    return overlay_of(values), problems


def _suggestion(kind: Kind, response: Response, now: Mapping[str, Fraction]) -> Suggestion:
    gap = kind.gap
    if gap is not None and abs(gap) <= response.tolerance:
        direction: Direction = "stay"
    else:
        direction = "down" if gap is None or gap > 0 else "up"
    by = response.most if gap is None else min(abs(gap) * response.gain, response.most)
    return Suggestion(
        kind,
        direction,
        tuple(_step(knob, now.get(knob.address, knob.value), direction, by) for knob in kind.knobs),
    )


def _step(knob: Knob, before: Fraction, direction: Direction, by: Fraction) -> Step:
    if direction == "stay":
        return Step(knob, before, before)
    if direction == "down":
        after = min(knob.above(before * (1 - by)), knob.below(before - knob.step))
        after = after if knob.within(after) and after < before else before
    else:
        after = max(knob.below(before * (1 + by)), knob.above(before + knob.step))
        after = after if knob.within(after) and after > before else before
    return Step(knob, before, after, held=after == before)


def _gap_text(kind: Kind) -> str:
    demand, supply = shown(kind.demand, _case_places(kind.demand)), shown(kind.supply)
    text = N_("「{name}」意愿 {demand} 件，案件 {supply} 件").filled(name=kind.name, demand=demand, supply=supply)
    gap = kind.gap
    if gap is None:
        return N_("{text}，有意愿而无案件").filled(text=text)
    if gap == 0:
        return N_("{text}，供求相等").filled(text=text)
    sentence = N_("{text}，超选 {gap}") if gap > 0 else N_("{text}，少选 {gap}")
    return sentence.filled(text=text, gap=shown(_whole_percent(abs(gap)), percent=True))


def _whole_percent(gap: Fraction) -> Fraction:
    """To a tenth of a per cent, which is what a reader takes in."""
    return Fraction(round(gap * 1000), 1000)


def _case_places(cases: Fraction) -> int | None:
    """Whole cases as they are; the simulation's parts of a case to one decimal."""
    return None if cases.denominator == 1 else 1


def _weight_text(knob: Knob, value: Fraction) -> str:
    """With as many decimals as the grid has, at least two where it is no percentage: 3.00, 2.70."""
    percent = knob.unit == "%"
    grid = shown(knob.step, percent=percent).rstrip("%")
    return shown(value, max(0 if percent else 2, len(grid.partition(".")[2])), percent=percent)
