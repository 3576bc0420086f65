"""供求关系 played forward: how weights and wishes would answer each other, round by round, until they meet.

The answer of teams to a weight is a declared model, not knowledge: demand moves in proportion to the relative change of
the kind's weights, ``elasticity`` times as strongly. It is there to see whether the steps lead anywhere before a month
is spent on each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from rules.phrase import N_
from scoring.inputs import Overlay
from scoring.tuning.knobs import Knob, overlay_of
from scoring.tuning.supply import Kind, Response, Suggestion, suggest

Ending = Literal["balanced", "bounds", "repeats", "rounds"]
ENDINGS: Mapping[Ending, str] = {
    "balanced": N_("各类供求均在容许范围内"),
    "bounds": N_("失衡的类型，其权重已到可调范围的尽头"),
    "repeats": N_("权重在几个值之间来回，步长太粗，不能更近"),
    "rounds": N_("轮数用完，尚未平衡"),
}


@dataclass(frozen=True, slots=True)
class Model:
    """How teams answer weights; both are assumptions.

    ``elasticity`` > 0: a weight 10 % lower makes the kind wanted 10 % × elasticity less. ``keeps_total``: who leaves
    one kind goes to another, so that all demand together stays; else each kind answers by itself.
    """

    elasticity: Fraction = Fraction(1)
    keeps_total: bool = True


@dataclass(frozen=True, slots=True)
class Round:
    """A round, from 1: the suggestions made upon the demand of its beginning."""

    number: int
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """The rounds, why they ended, and the weights and kinds (with their demand) that they ended with."""

    rounds: tuple[Round, ...]
    ended: Ending
    kinds: tuple[Kind, ...]
    weights: Mapping[Knob, Fraction]

    @property
    def overlay(self) -> Overlay:
        """The what-if of all weights that moved."""
        return overlay_of({knob: value for knob, value in self.weights.items() if value != knob.value})

    @property
    def text(self) -> str:
        """Why it ended, after how many rounds."""
        return N_("{count} 轮后：{ending}").filled(count=len(self.rounds), ending=ENDINGS[self.ended])


def simulate(
    kinds: Sequence[Kind],
    response: Response = Response(),  # noqa: B008 - a frozen value
    model: Model = Model(),
    rounds: int = 24,
) -> Simulation:
    """Take every suggestion, let demand answer, suggest again; at most ``rounds`` times."""
    weights = {knob: knob.value for kind in kinds for knob in kind.knobs}
    seen: set[tuple[Fraction, ...]] = set()
    played: list[Round] = []
    ended: Ending = "rounds"
    current = tuple(kinds)
    while True:
        made = suggest(current, response, {knob.address: value for knob, value in weights.items()})
        stop = _ending(made, tuple(weights.values()), seen)
        if stop is not None:
            ended = stop
            break
        if len(played) == rounds:
            break
        seen.add(tuple(weights.values()))
        played.append(Round(len(played) + 1, made))
        weights.update((step.knob, step.after) for one in made for step in one.steps)
        current = _answer(kinds, weights, model)
    return Simulation(tuple(played), ended, current, weights)


def _ending(
    made: Sequence[Suggestion], weights: tuple[Fraction, ...], seen: set[tuple[Fraction, ...]]
) -> Ending | None:
    if all(one.balanced for one in made):
        return "balanced"
    if all(step.after == step.before for one in made for step in one.steps):
        return "bounds"
    return "repeats" if weights in seen else None


def _answer(kinds: Sequence[Kind], weights: Mapping[Knob, Fraction], model: Model) -> tuple[Kind, ...]:
    """Demand under the weights, each time from the demand first stated: so no denominators pile up."""
    wanted = [kind.demand * max(Fraction(0), 1 + model.elasticity * _change(kind, weights)) for kind in kinds]
    if model.keeps_total and (total := sum(wanted, Fraction(0))):
        stated = sum((kind.demand for kind in kinds), Fraction(0))
        wanted = [each * stated / total for each in wanted]
    return tuple(replace(kind, demand=each) for kind, each in zip(kinds, wanted, strict=True))


def _change(kind: Kind, weights: Mapping[Knob, Fraction]) -> Fraction:
    """The relative change of a kind's tunable weights together."""
    before = sum((knob.value for knob in kind.knobs), Fraction(0))
    return sum((weights[knob] for knob in kind.knobs), Fraction(0)) / before - 1 if before else Fraction(0)
