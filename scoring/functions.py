"""The arithmetic of the named functions; their signatures and meanings are in :mod:`rules.functions`.

All exact. A function that cannot answer reports why and yields ``None``. Values given here are never missing:
:mod:`scoring.evaluate` lets a missing argument make a missing result before it asks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from rules.condition import Value
from rules.exact import plain_text, round_to

Report = Callable[[str, Mapping[str, str]], None]  # message code, named values
WHOLE_STEPS = "每满"
PRO_RATA = "按比例"
NOTHING = "不得分"
ROOT_DIGITS = 50
MAX_PLACES = 40
MAX_PERIODS = 120


def number(value: Value, report: Report) -> Fraction | None:
    """The value as a number; yes is 1 and no is 0; a text is reported."""
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, Fraction):
        return value
    report("score-wrong-kind", {"found": str(value)})
    return None


def quotient(left: Fraction, right: Fraction, report: Report) -> Fraction | None:
    """Exact division; by zero it is reported and missing."""
    if right == 0:
        report("score-division-by-zero", {})
        return None
    return left / right


def whole(value: Fraction, low: int, high: int, report: Report) -> int | None:
    """A whole number within bounds, for places and numbers of periods."""
    if value.denominator != 1 or not low <= value <= high:
        report("score-wrong-places", {"found": plain_text(value), "low": str(low), "high": str(high)})
        return None
    return int(value)


def _steps(value: Fraction, step: Fraction, mode: str, report: Report) -> Fraction | None:
    if step <= 0:
        report("score-wrong-step", {"found": str(step)})
        return None
    if mode not in (WHOLE_STEPS, PRO_RATA):
        report("score-wrong-choice", {"found": mode, "choices": f"{WHOLE_STEPS}、{PRO_RATA}"})
        return None
    steps = value / step
    return max(Fraction(math.floor(steps)) if mode == WHOLE_STEPS else steps, Fraction(0))


def _met(full: Fraction, part: tuple[Fraction, Fraction], mode: str, report: Report, *, met: bool) -> Fraction | None:
    """Full marks when met; otherwise nothing, or ``part`` (a quotient) of them."""
    if mode not in (NOTHING, PRO_RATA):
        report("score-wrong-choice", {"found": mode, "choices": f"{NOTHING}、{PRO_RATA}"})
        return None
    if met:
        return full
    if mode == NOTHING:
        return Fraction(0)
    share = quotient(*part, report)
    return None if share is None else share * full


def _places(args: Sequence[Fraction], report: Report) -> Fraction | None:
    places = whole(args[1], -MAX_PLACES, MAX_PLACES, report)
    return None if places is None else round_to(args[0], Fraction(10) ** -places, "half_up")


Plain = Callable[[Sequence[Fraction], Report], "Fraction | None"]
PLAIN: Mapping[str, Plain] = {
    "封顶": lambda args, _: min(args),
    "保底": lambda args, _: max(args),
    "较大": lambda args, _: max(args),
    "较小": lambda args, _: min(args),
    "合计": lambda args, _: sum(args, Fraction(0)),
    "绝对值": lambda args, _: abs(args[0]),
    "每满": lambda args, report: _steps(args[0], args[1], WHOLE_STEPS, report),
    "四舍五入": _places,
    "进一": lambda args, _: round_to(args[0], Fraction(1), "up"),
    "去尾": lambda args, _: round_to(args[0], Fraction(1), "down"),
    "占比": lambda args, _: args[0] / args[1] if args[1] else None,
}

Chosen = Callable[[Sequence[Fraction], str, Report], "Fraction | None"]
CHOSEN: Mapping[str, Chosen] = {
    "计步": lambda args, mode, report: _steps(args[0], args[1], mode, report),
    "达标": lambda args, mode, report: _met(args[2], (args[0], args[1]), mode, report, met=args[0] >= args[1]),
    "不超": lambda args, mode, report: _met(args[2], (args[1], args[0]), mode, report, met=args[0] <= args[1]),
}


def fall(now: Fraction, before: Fraction, both_zero: Fraction | None) -> Fraction | None:
    """降幅 as a share of the earlier value; from zero upwards it is −100 %."""
    return (before - now) / before if before else (both_zero if now == 0 else Fraction(-1))


def rise(now: Fraction, before: Fraction, both_zero: Fraction | None) -> Fraction | None:
    """增幅 as a share of the earlier value; from zero upwards it is 100 %."""
    return (now - before) / before if before else (both_zero if now == 0 else Fraction(1))


CHANGE: Mapping[str, Callable[[Fraction, Fraction, Fraction | None], Fraction | None]] = {
    "降幅": fall,
    "增幅": rise,
}
SERIES: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "上期": lambda values: values[0],
    "同期": lambda values: values[0],
    "累计": lambda values: sum(values, Fraction(0)),
    "近期平均": lambda values: sum(values, Fraction(0)) / len(values),
}


def bracket(value: Fraction, brackets: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """The value of the bracket that ``value`` falls in (its ``from`` included); ``None`` below the first."""
    within = [worth for start, worth in brackets if start <= value]
    return within[-1] if within else None


def bracket_sum(value: Fraction, brackets: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """What lies in each bracket × that bracket's value per unit, summed."""
    total = Fraction(0)
    for position, (start, worth) in enumerate(brackets):
        end = brackets[position + 1][0] if position + 1 < len(brackets) else value
        total += max(min(value, end) - start, Fraction(0)) * worth
    return total


BRACKET: Mapping[str, Callable[[Fraction, Sequence[tuple[Fraction, Fraction]]], Fraction | None]] = {
    "分段": bracket,
    "分段累计": bracket_sum,
}


def mean(values: Sequence[Fraction]) -> Fraction:
    """The plain mean of at least one value."""
    return sum(values, Fraction(0)) / len(values)


def deviation(values: Sequence[Fraction]) -> Fraction:
    """Population standard deviation: the variance is exact, its root has 50 significant digits."""
    middle = mean(values)
    variance = mean([(value - middle) ** 2 for value in values])
    with localcontext() as context:
        context.prec = ROOT_DIGITS + 10
        exact = Decimal(variance.numerator) / Decimal(variance.denominator)
        context.prec = ROOT_DIGITS
        return Fraction(exact.sqrt())


DEVIATION, RANK = "标准差", "名次"
AMONG: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "均值": mean,
    "总和": lambda values: sum(values, Fraction(0)),
    "最高": max,
    "最低": min,
    DEVIATION: deviation,
}
IF, DEFAULT, HAS, CONVERT = "若", "缺省", "有值", "换算"
NAMES = frozenset({*PLAIN, *CHOSEN, *CHANGE, *SERIES, *BRACKET, *AMONG, RANK, IF, DEFAULT, HAS, CONVERT})
