"""Exact numbers: read from text, rounded once under a name, written back. No float passes here."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Mode = Literal["half_up", "half_even", "up", "down", "ceiling", "floor"]

_NUMBER = re.compile(r"[+\-−]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})\Z")
_WHOLE_BITS = 132  # the 40 digits that a typed number may have
_FRACTION_BITS = 200_000
_STR_BITS = 14_000
_MOST_PLACES = 40
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％－＋，", "0123456789.%-+,")
_GROUPED = re.compile(r"[+\-−]?\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z")


def parse_number(text: str) -> Fraction | None:
    """Read ``12``, ``−0.5``, ``85.31%``, ``１２``, ``1,085`` exactly; ``None`` when it is no number.

    A number ending in % is divided by 100. Exponents, fractions and words are not numbers here.
    """
    plain = text.strip().translate(_FULL_WIDTH)
    percent = plain.endswith("%")
    if percent:
        plain = plain[:-1].rstrip()
    if _GROUPED.match(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.match(plain):
        return None
    value = Fraction(Decimal(plain.replace("−", "-")))
    return value / 100 if percent else value


def round_to(value: Fraction, step: Fraction, mode: Mode) -> Fraction:
    """Round to a multiple of ``step`` (> 0). half_up rounds halves away from zero, as printed rates do."""
    units = value / step
    floor = math.floor(units)
    rest = units - floor
    if mode == "half_up":
        whole = floor + 1 if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and units > 0) else floor
    elif mode == "half_even":
        whole = round(units)
    elif mode == "up":
        whole = math.ceil(units) if units > 0 else floor
    elif mode == "down":
        whole = floor if units > 0 else math.ceil(units)
    elif mode == "ceiling":
        whole = math.ceil(units)
    else:
        whole = floor
    return whole * step


@dataclass(frozen=True, slots=True)
class Rounding:
    """The scheme's one named rounding, applied where a posting is made."""

    to: Fraction
    mode: Mode

    def apply(self, value: Fraction) -> Fraction:
        """The posted amount."""
        return round_to(value, self.to, self.mode)

    @property
    def places(self) -> int:
        """Decimal places that a posted amount needs."""
        return decimal_places(self.to)


def decimal_places(value: Fraction) -> int:
    """How many decimals write ``value`` exactly; −1 when none do (1/3)."""
    denominator = value.denominator
    places = 0
    while denominator % 10 == 0:
        denominator //= 10
        places += 1
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return places + max(twos, fives) if denominator == 1 else -1


def unwieldy(value: Fraction) -> bool:
    """Whether a result has outgrown every honest figure: more than 40 digits or so, or a fraction of 200,000 bits.

    Figures that are squared, and squared again, would otherwise fill the memory. The exact mean of the rates of all
    courts of the country stays below a quarter of it.
    """
    top, bottom = value.numerator.bit_length(), value.denominator.bit_length()
    return top - bottom > _WHOLE_BITS or max(top, bottom) > _FRACTION_BITS


def _digits(number: int) -> str:
    """The decimal digits; Python's ``str`` refuses numbers of more than 4,300 digits."""
    return str(number) if number.bit_length() < _STR_BITS else format(Decimal(number), "f")


def decimal_text(value: Fraction, places: int, mode: Mode = "half_up") -> str:
    """``value`` with exactly ``places`` decimals and an ASCII minus: ``-0.50``. For files and JSON."""
    scaled = round_to(value, Fraction(1, 10**places), mode) * 10**places
    digits = _digits(abs(scaled.numerator)).rjust(places + 1, "0")
    whole, rest = (digits[:-places], digits[-places:]) if places else (digits, "")
    return ("-" if scaled < 0 else "") + whole + (f".{rest}" if places else "")


def plain_text(value: Fraction) -> str:
    """The shortest exact writing: ``42.01``, ``−0.5`` as ``-0.5``, and ``67/638`` when 40 decimals are not enough."""
    places = decimal_places(value)
    if 0 <= places <= _MOST_PLACES:
        return decimal_text(value, places)
    return f"{'-' if value < 0 else ''}{_digits(abs(value.numerator))}/{_digits(value.denominator)}"


def shown(value: Fraction, places: int | None = None, *, percent: bool = False) -> str:
    """For people: true minus sign, at most ``places`` decimals (4 when left out and not exact), % if asked."""
    number = value * 100 if percent else value
    if places is None:
        exact = decimal_places(number)
        places = exact if 0 <= exact <= 4 else (2 if percent else 4)  # noqa: PLR2004 - what a reader takes in at a glance
    return decimal_text(number, places).replace("-", "−") + ("%" if percent else "")
