"""One cell's text as the value that its column declares, or the problem with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import lru_cache

from rules.condition import Value
from rules.exact import decimal_places, parse_number
from rules.model import FieldKind
from rules.phrase import listed
from rules.problem import N_, Problem, did_you_mean
from scoring.period import Kind, Period, parse_period, period_of

PLACES = 6  # what the database keeps
_LARGEST = 10**12
_LARGEST_BARE_RATIO = Fraction(3, 2)  # 0.8531 or 1.05 is a ratio; 85.31 is a percentage that lost its sign
_DAY = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?: \d{1,2}:\d{2}(?::\d{2})?)?\Z")
_DAY_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_YES_NO = {"是": True, "否": False, "true": True, "false": False}
_YEARS = range(1950, 2101)
_EXAMPLES: dict[Kind, str] = {"year": "2019", "quarter": "2019-Q1", "month": "2019-03"}
_KINDS: dict[Kind, str] = {"year": N_("年度"), "quarter": N_("季度"), "month": N_("月份")}

Read = Value | Problem


@lru_cache(maxsize=8192)  # the same few names stand in every row
def plain(name: str) -> str:
    """A name for comparing: 院 别, ｐｅｒｉｏｄ and a line break in a header cell are what they look like."""
    return "".join(unicodedata.normalize("NFKC", name).split()).replace("\ufeff", "").casefold()


def person_or_place(name: str) -> str:
    """A subject's name as it is kept: 张　三 is 张三; the spaces of a Latin name stay, one each."""
    words = name.split()
    return ("" if not name.isascii() else " ").join(words)


def is_blank(text: str) -> bool:
    """Empty, or one of the strokes that clerks put into an empty cell."""
    return text in {"", "-", "—", "——", "－", "/", "\\"}


def hint(name: str, known: Iterable[str]) -> str:
    """``，是否为「…」？`` or a full stop; the sentence goes on after either."""
    return did_you_mean(name, known) or N_("。")


def number(text: str, unit: str = "", places: int = PLACES) -> Fraction | Problem:
    """An exact number. In a column of unit % the sign, or a value that can only be a ratio, is asked for."""
    value = parse_number(text)
    if value is None:
        return Problem("intake.not_a_number", {"text": text})
    signed = text.rstrip().endswith(("%", "％"))
    if unit == "%" and not signed and abs(value) > _LARGEST_BARE_RATIO:
        return Problem("intake.bare_percent", {"text": text})
    if signed and unit not in {"%", ""}:
        return Problem("intake.not_percent", {"text": text, "unit": unit})
    if decimal_places(value) > places:
        return Problem("intake.too_precise", {"text": text, "places": str(places)})
    if abs(value) >= _LARGEST:
        return Problem("intake.too_large", {"text": text})
    return value


def yes_no(text: str) -> bool | Problem:
    """是 or 否."""
    value = _YES_NO.get(text.casefold())
    return Problem("intake.not_yes_no", {"text": text}) if value is None else value


def day(text: str) -> date | Problem:
    """2020-11-03, 2020/11/3, 2020.11.3, 2020年11月3日 or 20201103; a time of day after it is dropped."""
    found = _DAY.match(text) or _DAY_DIGITS.match(text)
    try:
        value = date(*map(int, found.groups())) if found else None
    except ValueError:
        value = None
    if value is None or value.year not in _YEARS:
        return Problem("intake.not_a_day", {"text": text})
    return value


def choice(text: str, values: Iterable[str]) -> str | Problem:
    """One of the values, however it is spaced."""
    known = tuple(values)
    value = _by_plain(known).get(plain(text))
    if value is None:
        named = {"text": text, "hint": hint(text, known), "known": listed(known[:12])}
        return Problem("intake.not_a_choice", named)
    return value


def known_as(name: str, names: tuple[str, ...]) -> str | None:
    """The one of the names that is meant, however it is spaced."""
    return _by_plain(names).get(plain(name))


@lru_cache(maxsize=256)
def _by_plain(names: tuple[str, ...]) -> dict[str, str]:
    return {plain(name): name for name in names}


def period(text: str, kind: Kind) -> Period | Problem:
    """A period of the scheme's kind. A spreadsheet turns 2019-03 into the first day of that month: that is read too."""
    value = parse_period(text)
    if value is None and isinstance(first := day(text), date) and first == period_of(kind, first).start:
        value = period_of(kind, first)
    if value is None or value.kind != kind:
        return Problem("intake.not_a_period", {"text": text, "kind": _KINDS[kind], "example": _EXAMPLES[kind]})
    return value


def example_of(kind: Kind) -> str:
    """How a period of this kind is written."""
    return _EXAMPLES[kind]


def field(text: str, declared: FieldKind) -> Read:
    """A fact's field as declared."""
    if declared.type == "choice":
        return choice(text, declared.values)
    if declared.type == "yes_no":
        return yes_no(text)
    if declared.type == "date":
        return day(text)
    if declared.type == "text":
        return text
    value = number(text, declared.unit, declared.places if declared.type == "number" else PLACES)
    if declared.type == "whole" and isinstance(value, Fraction) and value.denominator != 1:
        return Problem("intake.not_whole", {"text": text})
    return value
