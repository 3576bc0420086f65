"""Small compiled schemes for the tests of the live back end, put together by hand: only what matching reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import cast

from rules.compiled import Compiled, CompiledItem, CompiledLadder, CompiledStep, Formula
from rules.condition import Comparison, Condition, Operator, Value
from rules.exact import Rounding
from rules.expression import Number
from rules.model import Basis, FactKind, FieldKind, Item, Ladder, Parameter, Scheme, Step, Window
from rules.model_basis import When

KIND = "事件"
ALWAYS = Condition()
ONE = Formula("1", Number(Fraction(1), (0, 1)))
FIELDS = {
    "种类": FieldKind(type="choice", values=["甲", "乙", "丙", "丁"]),
    "件数": FieldKind(type="whole"),
    "金额": FieldKind(type="number", places=2),
    "属实": FieldKind(type="yes_no"),
    "到期": FieldKind(type="date"),
    "说明": FieldKind(type="text"),
}


def where(*comparisons: tuple[str, str, object]) -> Condition:
    """``("件数", ">", 3)``; a tuple of values for 属于 and 介于; ``@name`` stands for a parameter."""
    found = []
    for field, op, given in comparisons:
        values = [_value(one) for one in (given if isinstance(given, tuple) else (given,))]
        names = tuple(one[1:] if isinstance(one, str) and one.startswith("@") else None for one in values)
        kept = tuple(None if name else one for one, name in zip(values, names, strict=True))
        found.append(Comparison(field, cast("Operator", op), kept, (0, 0), names if any(names) else ()))
    return Condition(tuple(found))


def _value(given: object) -> Value:
    return Fraction(given) if isinstance(given, int) and not isinstance(given, bool) else cast("Value", given)


def compiled(
    items: Mapping[str, Condition],
    *,
    steps: Mapping[str, Condition] | None = None,
    applies: Condition = ALWAYS,
    parameters: Mapping[str, Parameter] | None = None,
    breaks: Sequence[date] = (),
) -> Compiled:
    """A scheme of one kind of fact with items, and a ladder of the steps if any are given."""
    scheme = Scheme(
        scheme="test", version="1", title="试", basis=Basis(document="试"), appraises="team", period="month",
        effective=date(2020, 1, 1), ranking="hidden", facts={KIND: FactKind(fields=FIELDS)},
        classes={"类别": ["一类", "二类"]}, parameters=dict(parameters or {}),
    )  # fmt: skip
    when = When(fact=KIND)
    ladder = CompiledLadder(
        Ladder(id="ladder", title="阶梯", when=when, window=Window(kind="year"), steps=[]),
        Condition(), Condition(), Condition(), None,
        tuple(
            CompiledStep(Step(id=name, title=name, where=""), each, None, None)
            for name, each in (steps or {}).items()
        ),
        Condition(),
    )  # fmt: skip
    return Compiled(
        scheme, "", Rounding(Fraction(1, 100), "half_up"),
        tuple(
            CompiledItem(Item(id=name, title=name, category="base", when=when, points="1"), each, ONE, (), applies)
            for name, each in items.items()
        ),
        (ladder,) if steps else (), {}, (), {}, tuple(breaks),
    )  # fmt: skip
