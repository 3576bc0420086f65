"""What a formula's part is: number (in which unit), truth, choice, text or date; and what a table takes and yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "truth", "choice", "text", "date"]


@dataclass(frozen=True, slots=True)
class Type:
    """``unit`` ``None``: not known, fits everything; ``""``: known to have none (a share, a count of steps).

    ``percent``: a share that is shown as %. ``quantity``: a figure, indicator, item or section, which 降幅 and its
    like take by name. ``choices`` are the values that a choice or text may have.
    """

    kind: Kind
    unit: str | None = None
    choices: tuple[str, ...] = ()
    may_be_zero: bool = True
    percent: bool = False
    quantity: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table: its keys by name, each with the values it may take (none: not declared), and what a look-up yields."""

    keys: tuple[tuple[str, tuple[str, ...]], ...]
    value: Type
    bracket: bool = False


NUMBER = Type("number")
TRUTH = Type("truth")


def measured(unit: str, *, may_be_zero: bool = True, quantity: bool = False) -> Type:
    """A number in a declared unit: ``%`` is a share, an empty unit is not known."""
    share = unit == "%"
    return Type("number", unit="" if share else unit or None, percent=share, may_be_zero=may_be_zero, quantity=quantity)


def fit(one: Type, other: Type) -> bool:
    """Whether two numbers may be added and compared."""
    return one.unit is None or other.unit is None or one.unit == other.unit


def product(one: Type, other: Type) -> Type:
    """``件 × 10%`` are 件, ``分/件 × 件`` are 分; of other products the unit is not known."""
    if one.unit == "" and other.unit == "":
        return Type("number", unit="", percent=one.percent and other.percent)
    for left, right in ((one.unit, other.unit), (other.unit, one.unit)):
        if left == "":
            return Type("number", unit=right)
        if left is not None and right is not None and left.endswith(f"/{right}"):
            return Type("number", unit=left.removesuffix(f"/{right}"))
    return NUMBER


def quotient(one: Type, other: Type) -> Type:
    """``件 ÷ 件`` has no unit, ``件 ÷ 10%`` are 件; of other quotients the unit is not known."""
    if one.unit is not None and one.unit == other.unit:
        return Type("number", unit="")
    return Type("number", unit=one.unit) if other.unit == "" else NUMBER
