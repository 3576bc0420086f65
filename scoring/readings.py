"""A figure that reads another scheme's results: one value a period, and one number of several periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rules.compiled import CompiledResults, Quantity
from rules.condition import Value
from rules.exact import parse_number
from rules.lookup import YES_NO
from rules.phrase import N_, SEMICOLON, glue, listed
from scoring.explain import PERCENT, equals, sum_text, value_text
from scoring.inputs import Inputs, Reading
from scoring.period import Period
from scoring.result import Node

State = Literal["sealed", "closed", "open", "reported"]
STATES: Mapping[State, str] = {
    "sealed": N_("已封存"),
    "closed": N_("已关账"),
    "open": N_("未关账，暂计"),
    "reported": N_("上报"),
}
_ZERO = Fraction(0)
_NOTHING = N_("各期均无结果")
_PROVISIONAL = N_("（含未关账的周期，暂计）")
_FROM = N_("{who} {value}（{days} 天）")
_SOURCES = N_("{sources}，{state}")


@dataclass(frozen=True, slots=True)
class Piece:
    """One period's value, of how many days, how firm, and the readings it comes from (none: it was reported)."""

    period: Period
    value: Fraction
    days: int
    state: State
    readings: tuple[Reading, ...] = ()


class Readings:
    """The readings of a period's inputs, found by figure, subject and period."""

    def __init__(self, inputs: Inputs) -> None:
        self._figures = inputs.figures
        self._found: dict[tuple[str, str, str], list[Reading]] = {}
        for reading in sorted(inputs.readings, key=lambda one: (one.period, one.at)):
            self._found.setdefault((reading.figure, reading.subject, reading.period), []).append(reading)

    def pieces(self, quantity: Quantity, subject: str, period: Period) -> tuple[Piece, ...]:
        """The values of the periods that a figure reads within a period; what is not known is left out.

        A number recorded by hand under the figure's name, for the whole period or for a part of it, stands where there
        is no reading: what was appraised before the program knew of it.
        """
        whole = self._piece(quantity.name, subject, period)
        if whole is not None or quantity.results is None or quantity.results.source.periods == period.kind:
            return () if whole is None else (whole,)
        parts = (self._piece(quantity.name, subject, part) for part in _parts(period, quantity.results))
        return tuple(part for part in parts if part is not None)

    def _piece(self, figure: str, subject: str, period: Period) -> Piece | None:
        found = self._found.get((figure, subject, period.text))
        if not found:
            value = self._figures.get((subject, period.text, figure))
            known = isinstance(value, Fraction)
            return Piece(period, value, period.days, "reported") if known and isinstance(value, Fraction) else None
        days = sum(one.days for one in found)
        state = max((one.state for one in found), key=_FIRMNESS.index)
        return Piece(period, _of_period(found), days, state, tuple(found))


_FIRMNESS: tuple[State, ...] = ("sealed", "closed", "open")


def _parts(period: Period, results: CompiledResults) -> Sequence[Period]:
    kinds = ("month", "quarter", "year")
    shorter = kinds.index(results.source.periods) < kinds.index(period.kind)
    return period.parts(results.source.periods) if shorter else ()


def _of_period(found: Sequence[Reading]) -> Fraction:
    if all(one.adds for one in found):
        return sum((one.value for one in found), _ZERO)
    if len(found) == 1:
        return found[0].value
    days = sum(one.days for one in found)
    return sum((one.value * one.days for one in found), _ZERO) / days if days else found[-1].value


def together(pieces: Sequence[Piece], results: CompiledResults | None) -> Fraction | None:
    """One number of the periods' values; ``None`` when there is none."""
    if not pieces or results is None:
        return None
    total = sum((piece.value for piece in pieces), _ZERO)
    days = sum(piece.days for piece in pieces)
    if len(pieces) == 1 or results.take == "last":
        return pieces[-1].value
    if results.take == "sum":
        return total
    if results.take == "by_days" and days:
        return sum((piece.value * piece.days for piece in pieces), _ZERO) / days
    return total / len(pieces)


def explain_results(quantity: Quantity, pieces: Sequence[Piece]) -> Node:
    """The values of the periods put together, with a node for each: whose result, for how many days, how firm."""
    percent = quantity.unit == PERCENT
    if quantity.results is None or not pieces:
        return Node("figure", quantity.name, None, quantity.unit, numbers=_NOTHING, percent=percent)
    value = together(pieces, quantity.results)
    children = tuple(_node(piece, quantity, percent=percent) for piece in pieces)
    return Node(
        "figure",
        quantity.name,
        value,
        quantity.unit,
        numbers=_numbers(pieces, quantity.results, value, percent=percent),
        children=children,
        percent=percent,
    )


def _numbers(pieces: Sequence[Piece], results: CompiledResults, value: Fraction | None, *, percent: bool) -> str:
    shown = [value_text(piece.value, percent=percent) for piece in pieces]
    provisional = _PROVISIONAL if any(piece.state == "open" for piece in pieces) else ""
    if len(pieces) == 1 or results.take == "last":
        return glue(pieces[-1].period.shown, f" {shown[-1]}", provisional)
    if results.take == "by_days":
        shown = [f"{text} × {piece.days}" for text, piece in zip(shown, pieces, strict=True)]
    text = sum_text(shown)
    if results.take != "sum":
        text = f"（{text}）÷ {len(pieces) if results.take == 'mean' else sum(piece.days for piece in pieces)}"
    return glue(f"{text} {equals(value, percent=percent)}", provisional)


def _node(piece: Piece, quantity: Quantity, *, percent: bool) -> Node:
    """One period: its value, and where it comes from when that is another subject or several."""
    sources = [
        _FROM.filled(who=one.at, value=value_text(one.value, percent=percent), days=one.days) for one in piece.readings
    ]
    state = STATES[piece.state]
    numbers = _SOURCES.filled(sources=listed(sources, SEMICOLON), state=state) if sources else state
    source = "" if quantity.results is None else quantity.results.source.scheme
    return Node(
        "result", piece.period.shown, piece.value, quantity.unit, formula=source, numbers=numbers, percent=percent
    )


def stand_in(value: Fraction | str) -> Value | None:
    """What ``when_missing`` says: a number, or 是 or 否."""
    if isinstance(value, Fraction):
        return value
    return value == YES_NO[0] if value in YES_NO else parse_number(value)
