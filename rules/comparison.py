"""Reads conditions: text to typed comparisons (:mod:`rules.condition`), checked against the declared fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from rules.comparison_messages import EXAMPLES, MESSAGES, TYPES
from rules.condition import Comparison, Condition, Operator, Value
from rules.exact import decimal_places
from rules.expression import Span
from rules.lexer import Lexer, Token, problem_at
from rules.model import FieldKind, Parameter
from rules.phrase import glue, listed
from rules.problem import N_, Place, Problem, did_you_mean, register
from rules.sense import sense

register(MESSAGES)

MAX_CHARACTERS = 1_000
_EQUAL = ("=", "≠", "属于")
_ORDERED: tuple[str, ...] = get_args(Operator)
_BOOLEANS = {"是": True, "否": False}


def parse_condition(
    text: str, fields: Mapping[str, FieldKind], parameters: Mapping[str, Parameter] | None = None
) -> tuple[Condition | None, list[Problem]]:
    """Read ``迟延天数 > 7 且 案件类型 属于（民事一审，刑事一审）``; blank text is the condition that always holds.

    Problems carry ``place.column``, the character from 1, and may be mere warnings; ``None`` when there is an error.
    Classes of a subject are read the same way, as fields of type choice.
    """
    if len(text) > MAX_CHARACTERS:
        return None, [
            Problem(
                "condition-too-long",
                {"length": str(len(text)), "limit": str(MAX_CHARACTERS)},
                Place(column=MAX_CHARACTERS + 1),
            )
        ]
    if not text.strip():
        return Condition(), []
    parameters = parameters or {}
    names = [*fields, *parameters, *(value for kind in fields.values() for value in kind.values)]
    lexer = Lexer(text, names, condition=True)
    reader = _Reader(text, lexer.read(), fields, parameters)
    reader.condition()
    problems = [*lexer.problems, *reader.problems]
    if not problems:
        problems = sense(text, reader.found, fields)
    problems.sort(key=lambda problem: int(problem.place.column or 0))
    failed = any(problem.severity == "error" for problem in problems)
    return None if failed else Condition(tuple(reader.found)), problems


class _Abandon(Exception):  # noqa: N818 - never leaves this module
    """The rest of this comparison has no meaning any more; its problem is already reported."""


class _Reader:
    def __init__(
        self, text: str, tokens: list[Token], fields: Mapping[str, FieldKind], parameters: Mapping[str, Parameter]
    ) -> None:
        self.text, self.tokens, self.fields, self.parameters = text, tokens, fields, parameters
        self.at = 0
        self.found: list[Comparison] = []
        self.problems: list[Problem] = []

    def peek(self) -> Token:
        """The token that comes next: a method, as it is another one after each step."""
        return self.tokens[self.at]

    def advance(self) -> Token:
        token = self.peek()
        self.at += token.kind != "end"
        return token

    def is_sign(self, *signs: str) -> bool:
        return self.peek().kind == "sign" and self.peek().text in signs

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
                while self.peek().kind != "end" and not self.is_sign("且", "或"):
                    self.advance()
            if self.is_sign("或"):
                self.report("condition-or", self.peek().span)
            if self.advance().kind == "end":
                return

    def after_comparison(self) -> None:
        token = self.peek()
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
            raise self.abandon(
                "condition-operator",
                token.span if token.kind != "end" else name.span,
                field=name.text,
                example=_example(name.text, kind),
            )
        permitted = _ORDERED if kind.type in ("whole", "number", "date") else _EQUAL
        if token.text not in permitted:
            self.report(
                "condition-operator-type",
                token.span,
                field=name.text,
                type=TYPES[kind.type],
                allowed=" ".join(permitted),
            )
        op: Operator = token.text  # type: ignore[assignment]  # one of the operators, as just checked
        values = self.list(name.text, op, kind) if op in ("属于", "介于") else [self.value(name.text, op, kind)]
        open_ones = tuple(parameter for _, parameter in values)
        span = (name.span[0], self.tokens[self.at - 1].span[1])
        self.found.append(
            Comparison(name.text, op, tuple(value for value, _ in values), span, open_ones if any(open_ones) else ())
        )

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
            raise self.abandon(
                "unknown-field", token.span, hint=did_you_mean(token.text, self.fields) or _known(self.fields)
            )
        if token.kind == "end" or (token.kind == "sign" and token.text in ("且", "或")):
            self.at -= token.kind != "end"
            span = token.span if token.kind != "end" else self.tokens[max(self.at - 1, 0)].span
            raise self.abandon(
                "condition-operator",
                span,
                field=self.text[slice(*span)],
                example=_example(next(iter(self.fields), N_("字段")), None),
            )
        raise self.abandon(
            "condition-side",
            token.span,
            field=next((name for name, kind in self.fields.items() if kind.type in ("whole", "number")), N_("字段")),
        )

    def list(self, field: str, op: Operator, kind: FieldKind) -> list[tuple[Value | None, str | None]]:
        opening = self.peek()
        if opening.kind != "open":
            raise self.abandon("condition-list", opening.span, field=field, op=op)
        values = []
        while self.peek().kind in ("open", "comma"):
            self.advance()
            values.append(self.value(field, op, kind))
        if self.peek().kind != "close":
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
            raise self.abandon(
                "condition-value",
                token.span if token.kind != "end" else self.tokens[self.at - 1].span,
                field=field,
                op=op,
            )
        if (
            token.kind == "name"
            and token.text in self.parameters
            and token.text not in kind.values
            and token.text not in _BOOLEANS
        ):
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
        self.wrong_type(token, field, kind)
        return None, None

    def wrong_type(self, token: Token, field: str, kind: FieldKind) -> None:
        example = EXAMPLES[kind.type] or listed(kind.values)
        self.report("condition-value-type", token.span, field=field, type=TYPES[kind.type], example=example)

    def number(self, token: Token, minus: Token | None, field: str, kind: FieldKind) -> Value | None:
        if token.kind != "number":
            self.wrong_type(token, field, kind)
            return None
        value = token.number / 100 if self.is_sign("%") else token.number
        self.at += self.is_sign("%")
        if not 0 <= decimal_places(value) <= (kind.places if kind.type == "number" else 0):
            self.report(
                "condition-places", token.span, field=field, places=str(kind.places if kind.type == "number" else 0)
            )
        return -value if minus is not None and minus.text == "-" else value

    def words(self, token: Token, field: str, kind: FieldKind) -> Value | None:
        if kind.type == "choice" and token.text not in kind.values:
            parts = token.text.split("、")
            hint = (
                N_("，几个值之间请用逗号分开。")
                if len(parts) > 1 and all(part in kind.values for part in parts)
                else (did_you_mean(token.text, kind.values) or N_("。"))
            )
            self.report("unknown-value", token.span, field=field, hint=hint, known=listed(kind.values))
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
    value = "…" if kind is None else EXAMPLES[kind.type] or next(iter(kind.values), "…")
    return glue(field, " = ", value)


def _known(fields: Mapping[str, FieldKind]) -> str:
    return N_("，可用：{names}").filled(names=listed(fields)) if fields else ""
