"""The formula language: text to :class:`rules.expression.Expression`.

An own parser (Pratt's: one table of binding powers) rather than Python's ``ast`` on a translated text: names contain
、 and ·, signs are full- or half-width, % follows its number, = compares; a translation would have to undo what Python
makes of each (NFKC-folded identifiers, other roles of ``,`` and ``=``) and to hide its English messages. Here a problem
stands at the character that was typed, and the parser goes on after it, so that all are reported at once.

Binding, loosest first: 或, 且, 非, one comparison, + −, × ÷, the sign of a number.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from rules.expression import (
    Arithmetic,
    Binary,
    Call,
    Compare,
    Comparing,
    Expression,
    Logic,
    Name,
    Negative,
    Number,
    Span,
    Text,
    children,
)
from rules.functions import FUNCTIONS, GROUPS
from rules.lexer import MAX_CHARACTERS, Lexer, Token, problem_at
from rules.problem import Place, Problem, did_you_mean

MAX_DEPTH = 40
MAX_NODES = 400


_POWERS: dict[str, int] = {
    "或": 1,
    "且": 2,
    "=": 4,
    "≠": 4,
    ">": 4,
    "≥": 4,
    "<": 4,
    "≤": 4,
    "+": 5,
    "-": 5,
    "×": 6,
    "÷": 6,
}
_NOT, _COMPARING, _SIGN = 3, 4, 7


def parse_formula(
    text: str, names: Collection[str], tables: Collection[str] = ()
) -> tuple[Expression | None, list[Problem]]:
    """Read a formula. ``names`` are all names that may occur in it, ``tables`` those that are looked up like functions.

    Problems carry ``place.column``, the character from 1. A tree may come together with problems (an unknown function),
    so that its names and types can be checked in the same go; it is ``None`` when the text has no tree. Unknown names
    are left to :func:`rules.inference.infer`.
    """
    if len(text) > MAX_CHARACTERS:
        return None, [
            Problem(
                "formula-too-long",
                {"length": str(len(text)), "limit": str(MAX_CHARACTERS)},
                Place(column=MAX_CHARACTERS + 1),
            )
        ]
    lexer = Lexer(text, [*names, *tables, *FUNCTIONS, *GROUPS])
    parser = _Parser(text, lexer.read(), frozenset(names), frozenset(tables))
    try:
        tree = parser.formula()
    except _Stop:
        return None, parser.problems
    found = sorted([*lexer.problems, *parser.problems], key=lambda problem: int(problem.place.column or 0))
    if lexer.problems or parser.broken:
        tree = None
    elif tree is not None and (size := _too_large(tree)) is not None:
        return None, [
            *found,
            problem_at(size, text, (0, len(text)), limit=str(MAX_DEPTH if size == "formula-too-deep" else MAX_NODES)),
        ]
    return tree, found


class _Abandon(Exception):  # noqa: N818 - never leaves this module
    """The rest of this argument has no meaning any more; its problem is already reported."""


class _Stop(Exception):  # noqa: N818 - never leaves this module
    """A limit is reached; its problem is already reported."""


class _Parser:
    def __init__(self, text: str, tokens: list[Token], names: frozenset[str], tables: frozenset[str]) -> None:
        self.text, self.tokens, self.names, self.tables = text, tokens, names, tables
        self.at = 0
        self.depth = 0
        self.broken = False
        self.problems: list[Problem] = []

    def peek(self) -> Token:
        """The token that comes next: a method, as it is another one after each step."""
        return self.tokens[self.at]

    @property
    def end(self) -> int:
        """Where the last token read ends: brackets around an operand belong to its span's parent."""
        return self.tokens[self.at - 1].span[1]

    def advance(self) -> Token:
        token = self.peek()
        self.at += token.kind != "end"
        return token

    def report(self, code: str, span: Span, **values: str) -> None:
        self.problems.append(problem_at(code, self.text, span, **values))

    def abandon(self, code: str, span: Span, **values: str) -> _Abandon:
        self.report(code, span, **values)
        return _Abandon()

    def formula(self) -> Expression | None:
        """The whole text; pieces between stray brackets and commas are read too, for their problems."""
        if self.peek().kind == "end":
            self.report("formula-empty", (0, 0))
            return None
        tree = self.recovering()
        while self.peek().kind != "end":
            self.broken = True
            token = self.advance()
            self.report("formula-close" if token.kind == "close" else "formula-comma", token.span)
            if self.peek().kind not in ("end", "close", "comma"):
                self.recovering()
        return tree

    def recovering(self) -> Expression | None:
        """One argument (or the whole); after a problem, goes on at the next comma or closing bracket of this level."""
        depth = self.depth
        try:
            tree = self.expression(0)
            if self.peek().kind not in ("comma", "close", "end"):
                raise self.unexpected()
        except _Abandon:
            self.broken = True
            self.depth = depth
            self.skip()
            return None
        return tree

    def skip(self) -> None:
        """Past the rest of an abandoned argument; brackets in it are read, as their problems stand on their own."""
        while self.peek().kind not in ("comma", "close", "end"):
            if self.advance().kind == "open":
                while self.peek().kind not in ("close", "end"):
                    if self.peek().kind == "comma":
                        self.advance()
                    else:
                        self.recovering()
                self.advance()

    def unexpected(self) -> _Abandon:
        """What stands where an operator should."""
        token, before = self.peek(), self.tokens[self.at - 1]
        if token.kind == "bad":
            return _Abandon()
        if token.kind == "open" and before.kind == "name":
            return self.abandon("formula-call", before.span)
        if token.kind == "sign" and token.text == "%":
            return self.abandon("formula-percent", token.span)
        return self.abandon("formula-operator", token.span, before=self.text[slice(*before.span)])

    def expression(self, power: int) -> Expression:
        """Everything from here that binds tighter than ``power``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.report("formula-too-deep", self.peek().span, limit=str(MAX_DEPTH))
            raise _Stop
        start = self.peek().span[0]
        left = self.operand()
        while self.peek().kind == "sign" and (binding := _POWERS.get(self.peek().text, 0)) > power:
            operator = self.advance()
            if binding == _COMPARING and isinstance(left, Compare) and not self.bracketed(left):
                raise self.abandon("formula-chain", operator.span)
            right = self.expression(binding)
            left = _join(operator.text, left, right, (start, self.end))
        self.depth -= 1
        return left

    def bracketed(self, node: Expression) -> bool:
        """Whether the node just read ended with its own closing bracket."""
        return self.tokens[self.at - 2].kind == "close" and self.tokens[self.at - 2].span[1] > node.span[1]

    def operand(self) -> Expression:
        token = self.advance()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "text":
            return Text(token.text, token.span)
        if token.kind == "name":
            return self.name(token)
        if token.kind == "open":
            return self.group(token)
        if token.kind == "sign" and token.text in "-+":
            inner = self.expression(_SIGN)
            return inner if token.text == "+" else Negative(inner, (token.span[0], self.end))
        if token.kind == "sign" and token.text == "非":
            inner = self.expression(_NOT)
            return Logic("非", (inner,), (token.span[0], self.end))
        self.at -= token.kind in ("comma", "close")  # they belong to the level above
        if token.kind == "bad":
            raise _Abandon
        if token.kind == "end":
            raise self.abandon("formula-operand-end", (len(self.text), len(self.text)))
        raise self.abandon("formula-operand", token.span)

    def number(self, token: Token) -> Expression:
        if self.peek().kind == "sign" and self.peek().text == "%":
            return Number(token.number / 100, (token.span[0], self.advance().span[1]), percent=True)
        return Number(token.number, token.span)

    def group(self, opening: Token) -> Expression:
        inner = self.recovering()
        while self.peek().kind == "comma":
            self.broken = True
            self.report("formula-comma", self.advance().span)
            self.recovering()
        if self.peek().kind != "close":
            raise self.abandon("formula-open", opening.span)
        self.advance()
        if inner is None:
            raise _Abandon
        return inner

    def name(self, token: Token) -> Expression:
        callable_ = token.text in FUNCTIONS or token.text in self.tables
        if self.peek().kind != "open" or (token.text in self.names and not callable_):
            return Name(token.text, token.span)
        if not callable_:
            self.report("unknown-function", token.span, hint=did_you_mean(token.text, [*FUNCTIONS, *self.tables]))
        opening = self.advance()
        arguments = self.arguments(token.text)
        if self.peek().kind != "close":
            raise self.abandon("formula-open", opening.span)
        return Call(token.text, tuple(arguments), (token.span[0], self.advance().span[1]), token.span)

    def arguments(self, name: str) -> list[Expression]:
        found: list[Expression] = []
        if self.peek().kind == "close":
            return found
        number = 1
        while True:
            if self.peek().kind in ("comma", "close"):
                self.broken = True
                self.report("formula-argument-empty", self.peek().span, name=name, number=str(number))
            elif (argument := self.recovering()) is not None:
                found.append(argument)
            if self.peek().kind != "comma":
                return found
            self.advance()
            number += 1


def _join(sign: str, left: Expression, right: Expression, span: Span) -> Expression:
    if sign in ("且", "或"):
        logic: Literal["且", "或"] = "且" if sign == "且" else "或"
        parts = [part.operands if isinstance(part, Logic) and part.op == sign else (part,) for part in (left, right)]
        return Logic(logic, (*parts[0], *parts[1]), span)
    if _POWERS[sign] == _COMPARING:
        comparing: Comparing = sign  # type: ignore[assignment]  # the table of powers holds nothing else here
        return Compare(comparing, left, right, span)
    arithmetic: Arithmetic = sign  # type: ignore[assignment]  # likewise
    return Binary(arithmetic, left, right, span)


def _too_large(tree: Expression) -> str | None:
    """The code of the limit that the tree exceeds; walked level by level, not by recursion."""
    level, depth, nodes = [tree], 0, 0
    while level:
        depth += 1
        nodes += len(level)
        level = [child for node in level for child in children(node)]
    return "formula-too-many" if nodes > MAX_NODES else "formula-too-deep" if depth > MAX_DEPTH else None
