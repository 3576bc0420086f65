"""Why somebody has a grade: score, limits, each level that was tried with its threshold and quota."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rules.compiled import Compiled, CompiledGrades, CompiledLevel
from rules.condition import Comparison, Condition, Value
from rules.lookup import key_text
from rules.phrase import COMMA, N_, Phrase, listed
from scoring.candidates import Candidate
from scoring.constants import Constants
from scoring.explain import PERCENT, equals, value_text
from scoring.fields import meets
from scoring.grade_list import Quota
from scoring.result import Node

_MET, _NOT_MET, _NO_THRESHOLD = N_("达到"), N_("未达到"), N_("没有条件")
_COMPARED = N_("{field} {op} {wanted}，实为 {found}")
_BARRED, _NO_GRADE = N_("不得评为{titles}"), N_("不定等次")
_CARD = N_("已发{card}")
_OUTSIDE = N_("不占名额")
_QUOTA = N_("{base} 人 × {ratio} {exact}，取 {places} 名")
_SEATS = N_("名额 {places} 名")
_RAISED = N_("比例已经批准提高")
_TAKEN = N_("按成绩已用 {taken} 名，另有不占名额 {outside} 人")
_TIED = N_("{score} 分并列 {count} 人，所余名额 {places} 名，由人决定")
_ORDER = N_("组内第 {order} 名")
_NO_SCORE = N_("没有成绩，由人决定")
_UNDECIDED, _NONE_FITS = N_("并列待定"), N_("没有合适的等次，由人决定")


def reason(compiled: Compiled, grades: CompiledGrades, constants: Constants, one: Candidate) -> Node:
    """The tree: what came out; the score, the posts of who changed, the limits that met, the levels, best first."""
    return Node(
        "grade", grades.rule.title, _outcome(one), numbers=_order(one), basis=grades.rule.basis,
        assumption=grades.rule.assumption, children=tuple(_below(compiled, grades, constants, one)),
    )  # fmt: skip


def _outcome(one: Candidate) -> str:
    if one.level is not None:
        return one.level.level.title
    if one.standing == "ungraded":
        return _NO_GRADE
    return _UNDECIDED if one.standing == "tied" else _NO_SCORE if one.score is None else _NONE_FITS


def _order(one: Candidate) -> str:
    return "" if one.order is None else _ORDER.filled(order=one.order)


def _below(compiled: Compiled, grades: CompiledGrades, constants: Constants, one: Candidate) -> Iterator[Node]:
    quantity = compiled.quantities[grades.by]
    yield Node("figure", grades.by, one.score, quantity.unit, percent=quantity.unit == PERCENT)
    if one.posts is not None:
        yield one.posts
    for limit in one.limits:
        titles = listed(title for title in limit.limit.bars)
        effect = _NO_GRADE if limit.limit.ungraded else _BARRED.filled(titles=titles)
        text = _sentence(compiled, limit.condition, constants, one)
        yield Node(
            "grade", limit.limit.title, effect, numbers=text, basis=limit.limit.basis,
            assumption=limit.limit.assumption,
        )  # fmt: skip
    for title, bars in one.cards:
        yield Node("step", _CARD.filled(card=title), _BARRED.filled(titles=listed(bars)))
    if one.standing != "ungraded" and one.score is not None:
        for level in grades.levels:
            yield _tried(compiled, constants, level, one)
            if one.level is level or (one.tie is not None and one.tie.level == level.level.id):
                break


def _tried(compiled: Compiled, constants: Constants, level: CompiledLevel, one: Candidate) -> Node:
    """A level: whether it was met, and what the quota said."""
    source = level.level
    quota = next((each for each in one.quotas if each.level == source.id), None)
    parts: list[str] = []
    if one.barred_from(level):
        value: str = _BARRED.filled(titles=source.title)
    elif one.outside and one.level is level and level.outside is not None:
        value = _OUTSIDE
        parts.append(_sentence(compiled, level.outside, constants, one))
    else:
        met = meets(level.condition, one.fields, constants)
        value = _MET if met else _NOT_MET
        parts.append(_sentence(compiled, level.condition, constants, one) or _NO_THRESHOLD)
        if met and quota is not None:
            parts += _quota(quota)
            if one.tie is not None and one.tie.level == source.id:
                score, count = value_text(one.tie.score), len(one.tie.subjects)
                parts.append(_TIED.filled(score=score, count=count, places=one.tie.places))
    numbers = listed(parts, COMMA)
    return Node("grade", source.title, value, numbers=numbers, basis=source.basis, assumption=source.assumption)


def _quota(quota: Quota) -> Iterator[str]:
    if quota.ratio is None:
        yield _SEATS.filled(places=quota.places)
    else:
        ratio = value_text(quota.ratio, percent=True)
        yield _QUOTA.filled(base=quota.base, ratio=ratio, exact=equals(quota.exact), places=quota.places)
    if quota.raised:
        yield _RAISED
    yield _TAKEN.filled(taken=quota.taken, outside=quota.outside)


def _sentence(compiled: Compiled, condition: Condition, constants: Constants, one: Candidate) -> str:
    """Each comparison with what was asked and what was found."""
    bound = constants.bind(condition).comparisons
    return listed((_compared(compiled, each, one.fields.get(each.field)) for each in bound), COMMA)


def _compared(compiled: Compiled, comparison: Comparison, found: Value | None) -> Phrase:
    quantity = compiled.quantities.get(comparison.field)
    percent = quantity is not None and quantity.unit == PERCENT
    wanted = listed(
        value_text(value, percent=percent) if isinstance(value, Fraction) else key_text(value)
        for value in comparison.values
        if value is not None
    )
    return _COMPARED.filled(
        field=comparison.field, op=comparison.op, wanted=wanted, found=value_text(found, percent=percent)
    )
