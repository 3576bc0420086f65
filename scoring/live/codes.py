"""Field values as integers, the only thing that the live back end is shown.

Integers of one type compare exactly in durable_rules; decimals, text and mixed types do not. A choice becomes its
position, a number is scaled by its places, a date its ordinal. Text is interned: the texts that the rules mention get
numbers, any other text is 0, so no outside string ever reaches the matcher.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from rules.condition import Value
from rules.model import FieldKind

LIMIT = 2**62  # within 64 bits with room to spare; beyond it the matcher takes all numbers for equal
OTHER = 0  # a choice or text that no rule mentions: equal to nothing, different from everything
CodeKind = Literal["choice", "number", "date", "yes_no"]


class UnfitError(ValueError):
    """A value that must not be shown to the matcher; ``why`` is the code of a problem."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Coding:
    """How one field is written as an integer. ``known`` are the choices or texts in order; ``scale`` is 10^places."""

    kind: CodeKind
    known: tuple[str, ...] = ()
    scale: int = 1

    def encode(self, value: Value) -> int:
        """The integer of a fact's value; :class:`UnfitError` for a wrong type, too many digits or decimals."""
        if self.kind == "yes_no":
            if not isinstance(value, bool):
                raise UnfitError("live-wrong-type")
            return int(value)
        if self.kind == "choice":
            if not isinstance(value, str):
                raise UnfitError("live-wrong-type")
            return self.position(value)
        if self.kind == "date":
            if type(value) is not date:  # a datetime is a date to isinstance, and would compare by its hours
                raise UnfitError("live-wrong-type")
            return value.toordinal()
        scaled = self.scaled(value)
        if scaled.denominator != 1:
            raise UnfitError("live-too-many-decimals")
        if abs(scaled) > LIMIT:
            raise UnfitError("live-number-too-large")
        return scaled.numerator

    def position(self, text: str) -> int:
        """A choice's number from 1, or :data:`OTHER`."""
        return self.known.index(text) + 1 if text in self.known else OTHER

    def scaled(self, value: Value) -> Fraction:
        """A number in the field's smallest unit; a rule's constant may fall between two of them."""
        if isinstance(value, bool) or not isinstance(value, (int, Fraction)):  # a float, NaN above all, stops here
            raise UnfitError("live-wrong-type")
        return Fraction(value) * self.scale

    def bounds(self, value: Value) -> tuple[int, int]:
        """A rule's constant as the integers just below and above it; the same one twice when it is exact.

        Constants beyond :data:`LIMIT` move to just past it: no screened value lies there, so every comparison keeps its
        outcome.
        """
        if self.kind != "number":
            code = self.encode(value)
            return code, code
        scaled = max(min(self.scaled(value), Fraction(LIMIT + 1)), Fraction(-LIMIT - 1))
        return math.floor(scaled), math.ceil(scaled)


def coding_of(field: FieldKind, mentioned: Sequence[str] = ()) -> Coding:
    """The coding of a declared field; ``mentioned`` are the texts that rules compare it with (needed for text only)."""
    if field.type == "choice":
        return Coding("choice", tuple(field.values))
    if field.type == "text":
        return Coding("choice", tuple(dict.fromkeys(mentioned)))
    if field.type == "number":
        return Coding("number", scale=10**field.places)
    if field.type == "whole":
        return Coding("number")
    return Coding("date") if field.type == "date" else Coding("yes_no")
