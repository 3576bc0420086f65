"""Reads conditions: text to typed comparisons (:class:`rules.condition.Condition`), checked against the declared fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from rules.condition import Comparison, Condition, Operator, Value
from rules.exact import decimal_places
from rules.expression import Span
from rules.lexer import Lexer, Token, problem_at
from rules.model import FieldKind, Parameter
from rules.problem import N_, Place, Problem, did_you_mean, register
from rules.region import Allowed, allowed, domain, meet

MAX_CHARACTERS = 1_000

register({
    "condition-too-long": N_("条件共 {length} 个字符，超过上限 {limit}：请拆成几条规则"),
    "condition-or": N_("条件里不能用「或」：同一字段的几个值请写 字段 属于（值，值），其他情形请分成两条规则"),
    "condition-not": N_("条件里不能用「{at}」：请用 ≠，或用相反的比较；排除几个值就写几个 ≠，用「且」连接"),
    "condition-brackets": N_("条件只是用「且」连接的比较，不用括号分组：请去掉括号"),
    "condition-side": N_("「{at}」不能写在比较的左边：左边写字段，例如 {field} > 7"),
    "condition-operator": N_("「{field}」后面缺比较：请写 {example}"),
    "condition-value": N_("「{field} {op}」后面缺值"),
    "condition-arithmetic": N_("条件里不能计算：请先把结果定为统计数或字段，再来比较"),
    "condition-chain": N_("不能连写两个比较：请写 字段 介于（小，大），或用「且」连接"),
    "condition-joined": N_("「{at}」前面缺「且」；数后面不写单位"),
    "condition-list": N_("「{op}」后面要有括号，值之间用逗号：{field} {op}（值，值）"),
    "condition-between": N_("「介于」要两个值：{field} 介于（小，大），两端都算在内"),
    "condition-operator-type": N_("「{field}」是{type}，不能用「{at}」：可以用 {allowed}"),
    "condition-value-type": N_("「{field}」是{type}，不能与「{at}」比较：请写 {example}"),
    "condition-places": N_("「{field}」最多 {places} 位小数，「{at}」写得太细"),
    "condition-parameter-type": N_("参数「{at}」与字段「{field}」（{type}）不是一类：请换一个参数，或直接写值"),
    "condition-parameter-unit": N_("参数「{at}」的单位是「{unit}」，字段「{field}」的单位是「{wanted}」：请统一单位"),
    "condition-impossible": N_("没有事实能满足这个条件：「{at}」使「{field}」没有可取的值"),
    "condition-redundant": N_("「{at}」已由其他条件或字段的取值保证，写了等于没写：请删除，或检查是否写错"),
    "unknown-field": N_("未定义的字段「{at}」{hint}"),
    "unknown-value": N_("「{field}」没有「{at}」这个值{hint}可用：{known}"),
})

TYPES: Mapping[str, str] = {"choice": N_("选项"), "whole": N_("整数"), "number": N_("数"), "yes_no": N_("是或否"), "date": N_("日期"), "text": N_("文字")}
_EXAMPLES = {"choice": "", "whole": "7", "number": "7.5", "yes_no": "是", "date": "2020-01-31", "text": "「文字」"}
_EQUAL = ("=", "≠", "属于")
_ORDERED: tuple[str, ...] = get_args(Operator)
_BOOLEANS = {"是": True, "否": False}


def parse_condition(
    text: str, fields: Mapping[str, FieldKind], parameters: Mapping[str, Parameter] | None = None
) -> tuple[Condition | None, list[Problem]]:
    """Read ``迟延天数 > 7 且 案件类型 属于（民事一审，刑事一审）``; blank text is the condition that always holds.

    Problems carry ``place.column``, the character from 1, and may be mere warnings; ``None`` when there is an error. Classes of a
    subject are read the same way, as fields of type choice.
    """
    if len(text) > MAX_CHARACTERS:
        return None, [Problem("condition-too-long", {"length": str(len(text)), "limit": str(MAX_CHARACTERS)}, Place(column=MAX_CHARACTERS + 1))]
    if not text.strip():
        return Condition(), []
    parameters = parameters or {}
    names = [*fields, *parameters, *(value for kind in fields.values() for value in kind.values)]
    lexer = Lexer(text, names, condition=True)
    reader = _Reader(text, lexer.read(), fields, parameters)
    reader.condition()
    problems = [*lexer.problems, *reader.problems]
    if not problems:
        problems = _sense(text, reader.found, fields)
    problems.sort(key=lambda problem: int(problem.place.column or 0))
    failed = any(problem.severity == "error" for problem in problems)
    return None if failed else Condition(tuple(reader.found)), problems


class _Abandon(Exception):  # noqa: N818 - never leaves this module
    """The rest of this comparison has no meaning any more; its problem is already reported."""


class _Reader:
    def __init__(self, text: str, tokens: list[Token], fields: Mapping[str, FieldKind], parameters: Mapping[str, Parameter]) -> None:
        self.text, self.tokens, self.fields, self.parameters = text, tokens, fields, parameters
        self.at = 0
        self.found: list[Comparison] = []
        self.problems: list[Problem] = []

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def advance(self) -> Token:
        token = self.token
        self.at += token.kind != "end"
        return token

    def is_sign(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def report(self, code: str, span: Span, **values: str) -> None:
        self.problems.append(problem_at(code, self.text, span, **values))

    def abandon(self, code: str, span: Span, **values: str) -> _Abandon:
        self.report(code, span, **values)
        return _Abandon()

    def condition(self) -> None:
        while True:
            try:
                self.comparison()
                self.after_comparison()
            except _Abandon:
                while self.token.kind != "end" and not self.is_sign("且", "或"):
                    self.advance()
            if self.is_sign("或"):
                self.report("condition-or", self.token.span)
            if self.advance().kind == "end":
                return

    def after_comparison(self) -> None:
        token = self.token
        if token.kind == "end" or self.is_sign("且", "或"):
            return
        if token.kind == "bad":
            raise _Abandon
        if self.is_sign("+", "-", "×", "÷", "%"):
            raise self.abandon("condition-arithmetic", token.span)
        if token.kind == "sign":
            raise self.abandon("condition-chain", token.span)
        if token.kind in ("open", "close", "comma"):
            raise self.abandon("condition-brackets", token.span)
        raise self.abandon("condition-joined", token.span)

    def comparison(self) -> None:
        name = self.field()
        kind = self.fields[name.text]
        token = self.advance()
        if token.kind == "bad":
            raise _Abandon
        if token.kind == "sign" and token.text == "不属于":
            raise self.abandon("condition-not", token.span)
        if token.kind == "sign" and token.text in "+-×÷%":
            raise self.abandon("condition-arithmetic", token.span)
        if token.kind != "sign" or token.text not in _ORDERED:
            self.at -= token.kind != "end"
            raise self.abandon("condition-operator", token.span if token.kind != "end" else name.span, field=name.text, example=_example(name.text, kind))
        permitted = _ORDERED if kind.type in ("whole", "number", "date") else _EQUAL
        if token.text not in permitted:
            self.report("condition-operator-type", token.span, field=name.text, type=TYPES[kind.type], allowed=" ".join(permitted))
        op: Operator = token.text  # type: ignore[assignment]  # one of the operators, as just checked
        values = self.list(name.text, op, kind) if op in ("属于", "介于") else [self.value(name.text, op, kind)]
        open_ones = tuple(parameter for _, parameter in values)
        span = (name.span[0], self.tokens[self.at - 1].span[1])
        self.found.append(Comparison(name.text, op, tuple(value for value, _ in values), span, open_ones if any(open_ones) else ()))

    def field(self) -> Token:
        token = self.advance()
        if token.kind == "name" and token.text in self.fields:
            return token
        if token.kind == "bad":
            raise _Abandon
        if token.kind == "open":
            raise self.abandon("condition-brackets", token.span)
        if token.kind == "sign" and token.text == "非":
            raise self.abandon("condition-not", token.span)
        if token.kind == "name" and token.text not in self.parameters:
            raise self.abandon("unknown-field", token.span, hint=did_you_mean(token.text, self.fields) or _known(self.fields))
        if token.kind == "end" or (token.kind == "sign" and token.text in ("且", "或")):
            self.at -= token.kind != "end"
            span = token.span if token.kind != "end" else self.tokens[max(self.at - 1, 0)].span
            raise self.abandon("condition-operator", span, field=self.text[slice(*span)], example=_example(next(iter(self.fields), "字段"), None))
        raise self.abandon("condition-side", token.span, field=next((name for name, kind in self.fields.items() if kind.type in ("whole", "number")), "字段"))

    def list(self, field: str, op: Operator, kind: FieldKind) -> list[tuple[Value | None, str | None]]:
        opening = self.token
        if opening.kind != "open":
            raise self.abandon("condition-list", opening.span, field=field, op=op)
        values = []
        while self.token.kind in ("open", "comma"):
            self.advance()
            values.append(self.value(field, op, kind))
        if self.token.kind != "close":
            raise self.abandon("condition-list", opening.span, field=field, op=op)
        self.advance()
        if op == "介于" and len(values) != 2:  # noqa: PLR2004 - a lower and an upper end
            raise self.abandon("condition-between", opening.span, field=field)
        return values

    def value(self, field: str, op: str, kind: FieldKind) -> tuple[Value | None, str | None]:
        """One value of the field's type, or the name of a parameter that holds one."""
        minus = self.advance() if self.is_sign("-", "+") else None
        token = self.advance()
        if token.kind == "bad":
            raise _Abandon
        if token.kind in ("end", "close", "comma", "open") or (token.kind == "sign"):
            self.at -= token.kind != "end"
            raise self.abandon("condition-value", token.span if token.kind != "end" else self.tokens[self.at - 1].span, field=field, op=op)
        if token.kind == "name" and token.text in self.parameters and token.text not in kind.values and token.text not in _BOOLEANS:
            self.parameter(token, field, kind)
            return None, token.text
        if kind.type in ("whole", "number"):
            return self.number(token, minus, field, kind), None
        if kind.type in ("choice", "text") and minus is None:
            return self.words(token, field, kind), None
        if kind.type == "yes_no" and token.text in _BOOLEANS:
            return _BOOLEANS[token.text], None
        if kind.type == "date" and token.day is not None:
            return token.day, None
        return self.wrong_type(token, field, kind), None

    def wrong_type(self, token: Token, field: str, kind: FieldKind) -> None:
        example = _EXAMPLES[kind.type] or "、".join(kind.values)
        self.report("condition-value-type", token.span, field=field, type=TYPES[kind.type], example=example)

    def number(self, token: Token, minus: Token | None, field: str, kind: FieldKind) -> Value | None:
        if token.kind != "number":
            return self.wrong_type(token, field, kind)
        value = token.number / 100 if self.is_sign("%") else token.number
        self.at += self.is_sign("%")
        if not 0 <= decimal_places(value) <= (kind.places if kind.type == "number" else 0):
            self.report("condition-places", token.span, field=field, places=str(kind.places if kind.type == "number" else 0))
        return -value if minus is not None and minus.text == "-" else value

    def words(self, token: Token, field: str, kind: FieldKind) -> Value | None:
        if kind.type == "choice" and token.text not in kind.values:
            parts = token.text.split("、")
            hint = N_("，几个值之间请用逗号分开。") if len(parts) > 1 and all(part in kind.values for part in parts) else (
                did_you_mean(token.text, kind.values) or "。")
            self.report("unknown-value", token.span, field=field, hint=hint, known="、".join(kind.values))
            return None
        return token.text

    def parameter(self, token: Token, field: str, kind: FieldKind) -> None:
        parameter = self.parameters[token.text]
        if kind.type == "choice":
            fits = bool(parameter.choices) and set(parameter.choices) <= set(kind.values)
        else:
            fits = kind.type in ("whole", "number") and not parameter.choices
        if not fits:
            self.report("condition-parameter-type", token.span, field=field, type=TYPES[kind.type])
        elif parameter.unit and kind.unit and parameter.unit != kind.unit:
            self.report("condition-parameter-unit", token.span, field=field, unit=parameter.unit, wanted=kind.unit)


def _example(field: str, kind: FieldKind | None) -> str:
    value = "…" if kind is None else _EXAMPLES[kind.type] or next(iter(kind.values), "…")
    return f"{field} = {value}"


def _known(fields: Mapping[str, FieldKind]) -> str:
    return "，可用：" + "、".join(fields) if fields else ""


def _sense(text: str, found: list[Comparison], fields: Mapping[str, FieldKind]) -> list[Problem]:
    """Comparisons that leave a field nothing, or that say nothing. Those with parameters are judged when they are bound."""
    problems: list[Problem] = []
    plain = [comparison for comparison in found if not comparison.parameters]
    for field in dict.fromkeys(comparison.field for comparison in plain):
        whole = domain(fields[field])
        parts = [(part, allowed(part, fields[field])) for part in plain if part.field == field]
        left: Allowed = whole
        for part, lets in parts:
            left = meet(left, lets)
            if left.empty:
                problems.append(problem_at("condition-impossible", text, part.span, field=field))
                break
        else:
            problems += _idle(text, parts, whole)
    return problems


def _idle(text: str, parts: list[tuple[Comparison, Allowed]], whole: Allowed) -> list[Problem]:
    """Warnings for comparisons that the others on the same field already imply; of two equal ones the later."""
    problems: list[Problem] = []
    kept = list(parts)
    for part in reversed(parts):
        others: Allowed = whole
        for other in kept:
            others = others if other is part else meet(others, other[1])
        if meet(others, part[1].rest()).empty:
            kept.remove(part)
            warning = problem_at("condition-redundant", text, part[0].span)
            problems.append(Problem(warning.code, warning.values, warning.place, "warning"))
    return problems
