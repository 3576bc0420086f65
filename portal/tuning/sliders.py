"""What the sliders' page shows: each chosen knob on its grid, and everyone now and before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal.tuning.address import SET, Asked
from rules.exact import decimal_places, decimal_text, parse_number
from scoring.tuning.knobs import Knob
from workflow.prepared import Prepared

OPEN_END = 200  # steps of the slider on a side whose bound is open; the field beside it goes further
FINEST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Slider:
    """A knob on its grid. The script reckons in whole numbers of the last decimal: value = (``start`` + position ×
    ``step``) ÷ 10^``places``, in percent where ``percent`` is set; 0 ≤ position ≤ ``count``.
    """

    field: str
    address: str
    label: str
    value: str
    now: str
    shown_now: str
    low: str
    high: str
    step_shown: str
    unit: str
    percent: bool
    start: int
    step: int
    count: int
    places: int
    help: str
    assumption: str
    error: str
    moved: bool


@dataclass(frozen=True, slots=True)
class SliderGroup:
    """The sliders of one table, or of the parameters (title empty)."""

    title: str
    sliders: tuple[Slider, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A knob that may be put on a slider."""

    address: str
    label: str
    value: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """The knobs of one table, or the parameters (title empty)."""

    title: str
    choices: tuple[Choice, ...]
    ticked: int


def slider_groups(asked: Asked) -> tuple[SliderGroup, ...]:
    """The chosen knobs, table by table."""
    groups = []
    for title, knobs in _by_table(asked.chosen):
        made = [slider(knob, asked.typed[knob.address], asked.errors.get(knob.address, "")) for knob in knobs]
        groups.append(SliderGroup(title, tuple(made)))
    return tuple(groups)


def choice_groups(prepared: Prepared, asked: Asked) -> tuple[ChoiceGroup, ...]:
    """All knobs of the scheme, with those that are on sliders ticked."""
    on = {knob.address for knob in asked.chosen}
    groups = []
    for title, knobs in _by_table(prepared.trial.knobs):
        choices = tuple(Choice(knob.address, label(knob), knob.shown(knob.value), knob.address in on) for knob in knobs)
        groups.append(ChoiceGroup(title, choices, sum(choice.ticked for choice in choices)))
    return tuple(groups)


def slider(knob: Knob, typed: str, error: str) -> Slider:
    """One knob, with what was typed for it."""
    scale = 100 if knob.unit == "%" else 1
    low, high = _ends(knob)
    numbers = [each * scale for each in (low, high, knob.step, knob.value)]
    places = max(0, *(min(FINEST_SHOWN, decimal_places(each)) for each in numbers))
    unit = 10**places
    return Slider(
        field=SET + knob.address,
        address=knob.address,
        label=label(knob),
        value=typed.rstrip("%％") if knob.unit == "%" else typed,
        now=decimal_text(knob.value * scale, places),
        shown_now=knob.shown(knob.value),
        low="" if knob.low is None else knob.shown(knob.low),
        high="" if knob.high is None else knob.shown(knob.high),
        step_shown=knob.shown(knob.step),
        unit="" if knob.unit == "%" else knob.unit,
        percent=knob.unit == "%",
        start=int(low * scale * unit),
        step=max(1, int(knob.step * scale * unit)),
        count=int((high - low) / knob.step),
        places=places,
        help=knob.basis,
        assumption=knob.assumption,
        error=error,
        moved=bool(typed) and parse_number(typed) != knob.value,
    )


def label(knob: Knob) -> str:
    """民事一审，普通: what tells a knob from its neighbours; its table stands above."""
    return knob.name if knob.keys is None else "，".join(knob.keys)


def _ends(knob: Knob) -> tuple[Fraction, Fraction]:
    """The slider's ends; where the scheme sets none, a stretch of the grid around where the number stands."""
    low = knob.low if knob.low is not None else min(Fraction(0), knob.below(knob.value) - OPEN_END * knob.step)
    high = knob.high if knob.high is not None else max(low, knob.above(knob.value)) + OPEN_END * knob.step
    return low, high


def _by_table(knobs: Iterable[Knob]) -> Sequence[tuple[str, list[Knob]]]:
    found: dict[str, list[Knob]] = {}
    for knob in knobs:
        found.setdefault("" if knob.keys is None else knob.name, []).append(knob)
    return list(found.items())
