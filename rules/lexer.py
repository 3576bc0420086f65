"""The words of formulas and conditions: numbers, names, quoted choices and signs, each with its place.

Full- and half-width punctuation mean the same. Known names are found first, the longest one, so that a name may contain
、, 且, digits or brackets (``申请再审、申诉案件结案数``); 、 therefore never separates anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from rules.exact import parse_number
from rules.expression import Span
from rules.formula_messages import MESSAGES
from rules.problem import N_, Place, Problem, register

register(MESSAGES)

MAX_CHARACTERS = 2_000

TokenKind = Literal["number", "name", "text", "date", "sign", "open", "close", "comma", "bad", "end"]


_SIGNS = {
    sign: meaning
    for meaning, signs in {
        "+": "+＋",
        "-": "-－−–—",
        "×": "×*＊✕",
        "÷": "÷/／∕",
        "%": "%％",
        "=": ("==", "＝＝", "=", "＝"),
        "≠": ("≠", "!=", "！＝", "！=", "<>", "＜＞"),
        "≥": ("≥", "≧", ">=", "＞＝", "＞=", ">＝"),
        ">": ">＞",
        "≤": ("≤", "≦", "<=", "＜＝", "＜=", "<＝"),
        "<": "<＜",
    }.items()
    for sign in signs
}
_BRACKETS: dict[str, TokenKind] = {"(": "open", "（": "open", ")": "close", "）": "close", ",": "comma", "，": "comma"}
_QUOTES = {"「": "」", "『": "』", "“": "”", "‘": "’", '"': '"', "＂": "＂", "'": "'"}
_WRONG = {
    "**": "formula-power",
    "^": "formula-power",
    "＾": "formula-power",
    "[": "formula-subscript",
    "【": "formula-subscript",
    ".": "formula-attribute",
    "．": "formula-attribute",
}
_LOGIC = ("且", "或", "非")
_WORDS = {
    "lambda": N_("请直接写算式"),
    "if": N_("请写 若（条件，算式，算式）"),
    "for": N_("请用 合计（…）"),
    "如果": N_("请写 若（条件，算式，算式）"),
    "and": N_("请写「且」"),
    "or": N_("请写「或」"),
    "not": N_("请写「非」"),
    "AND": N_("请写「且」"),
    "OR": N_("请写「或」"),
    "NOT": N_("请写「非」"),
    "并且": N_("请写「且」"),
    "而且": N_("请写「且」"),
    "或者": N_("请写「或」"),
}
_JOINING = ("并且", "而且", "或者")

_NAME = re.compile(r"[^\W\d][\w·]*(?:、[^\W\d][\w·]*)*")
_NUMBER = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]*)*|[.．][0-9０-９]+")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)")
_SPACE = re.compile(r"[\s\u3000]+")


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is the canonical sign, the name, or a quoted choice's content; ``span`` the characters typed.

    ``number`` is meant for numbers only, ``day`` for dates only.
    """

    kind: TokenKind
    text: str
    span: Span
    number: Fraction = Fraction(0)
    day: date | None = None

    @property
    def ends_operand(self) -> bool:
        """Whether an operator may follow."""
        return self.kind in ("number", "name", "text", "date", "close") or (self.kind == "sign" and self.text == "%")


def problem_at(code: str, text: str, span: Span, **values: str) -> Problem:
    """A problem at characters of the typed text; ``column`` counts from 1, ``{at}`` quotes what stands there."""
    return Problem(code, {"at": text[span[0] : span[1]], **values}, Place(column=span[0] + 1))


class Lexer:
    """Reads one text against the names that are known.

    A condition also has dates (in a formula ``2020-01-31`` is a subtraction) and the words 属于, 不属于 and 介于.
    """

    def __init__(self, text: str, names: Iterable[str], *, condition: bool = False) -> None:
        self.text = text
        self.condition = condition
        self.joins = ("且", "或", "不属于", "属于", "介于") if condition else ("且", "或")
        self.problems: list[Problem] = []
        self.tokens: list[Token] = []
        self.known: Collection[str] = {name for name in names if name}
        self.by_first: dict[str, list[str]] = {}
        for name in sorted(self.known, key=len, reverse=True):
            self.by_first.setdefault(name[0], []).append(name)

    def read(self) -> list[Token]:
        """All tokens, the last one ``end``. What cannot be read is reported once and leaves a ``bad`` token."""
        at = 0
        while at < len(self.text):
            if space := _SPACE.match(self.text, at):
                at = space.end()
                continue
            token = self.token(at)
            self.tokens.append(token)
            at = token.span[1]
        self.tokens.append(Token("end", "", (len(self.text), len(self.text))))
        return self.tokens

    def token(self, at: int) -> Token:
        """The token that begins here."""
        text, after = self.text, bool(self.tokens) and self.tokens[-1].ends_operand
        if after and (join := self.join(at)):
            return Token("sign", join, (at, at + len(join)))
        if not after and (name := self.known_name(at)) is not None and parse_number(name) is None:
            return Token("name", name, (at, at + len(name)))
        if self.condition and (found := _DATE.match(text, at)):
            return self.date(found)
        if found := _NUMBER.match(text, at):
            return self.number(found)
        if found := _NAME.match(text, at):
            return self.name(found)
        return self.quoted(at) if text[at] in _QUOTES else self.sign(at)

    def sign(self, at: int) -> Token:
        """A bracket, comma or operator; of ``>=`` and ``>`` the longer."""
        if self.text[at] in _BRACKETS:
            return Token(_BRACKETS[self.text[at]], self.text[at], (at, at + 1))
        for length in (2, 1):
            piece = self.text[at : at + length]
            if piece in _WRONG:
                return self.bad(_WRONG[piece], (at, at + length))
            if piece in _SIGNS and len(piece) == length:
                return Token("sign", _SIGNS[piece], (at, at + length))
        if self.text[at] in "]】":
            opened = any(problem.code == "formula-subscript" for problem in self.problems)  # there it was reported
            return Token("bad", self.text[at], (at, at + 1)) if opened else self.bad("formula-subscript", (at, at + 1))
        return self.bad("formula-character", (at, at + 1))

    def bad(self, code: str, span: Span, **values: str) -> Token:
        """Reports what cannot be read and stands in for it."""
        self.problems.append(problem_at(code, self.text, span, **values))
        return Token("bad", self.text[span[0] : span[1]], span)

    def known_name(self, at: int) -> str | None:
        """The longest known name here that is a whole word, or is followed by a joining 且 or 或."""
        word = _NAME.match(self.text, at)
        end = word.end() if word else at
        for name in self.by_first.get(self.text[at : at + 1], ()):
            if self.text.startswith(name, at):
                stop = at + len(name)
                if stop >= end or self.join(stop):
                    return name
        return None

    def join(self, at: int) -> str:
        """The word that joins two operands here, or an empty text."""
        if self.text.startswith(_JOINING, at):
            return ""
        return next((word for word in self.joins if self.text.startswith(word, at)), "")

    def name(self, found: re.Match[str]) -> Token:
        """A word that no known name covers: a sign of logic, a word of other languages, or an unknown name."""
        word, at = found[0], found.start()
        if word in _LOGIC:
            return Token("sign", word, found.span())
        if word[0] == "非" and self.known_name(at + 1) is not None:
            return Token("sign", "非", (at, at + 1))
        for wrong, remedy in _WORDS.items():
            if word == wrong or (wrong in _JOINING and word.startswith(wrong)):
                return self.bad("formula-word", (at, at + len(wrong)), remedy=remedy)
        for cut in range(1, len(word)):
            join = self.join(at + cut)
            if len(join) > 1 or (join and self.known_name(at + cut + 1) is not None):
                return Token("name", word[:cut], (at, at + cut))
        return Token("name", word, found.span())

    def number(self, found: re.Match[str]) -> Token:
        """A number; a unit written behind it is reported."""
        value = parse_number(found[0])
        if value is None or found[0][0] in ".．" or found[0][-1] in ".．":
            return self.bad("formula-number", found.span())
        unit = _NAME.match(self.text, found.end())
        if unit and not self.join(unit.start()):
            return self.bad("formula-number-name", unit.span(), number=found[0])
        return Token("number", found[0], found.span(), value)

    def date(self, found: re.Match[str]) -> Token:
        """A day; one that no calendar has is reported."""
        year, month, day = (int(part) for part in found.groups() if part is not None)
        try:
            return Token("date", found[0], found.span(), day=date(year, month, day))
        except ValueError:
            return self.bad("formula-date", found.span())

    def quoted(self, at: int) -> Token:
        """A quoted choice; each kind of quote closes with its own."""
        closing = _QUOTES[self.text[at]]
        end = self.text.find(closing, at + 1)
        if end < 0:
            self.bad("formula-quote", (at, at + 1), closing=closing)
            return Token("bad", self.text[at:], (at, len(self.text)))
        return Token("text", self.text[at + 1 : end], (at, end + 1))
