"""A problem is a value: a stable code, named values, and the place where a person can mend it.

Every room reports what is wrong with these values, all of them at once, and never prints or raises text.
The words belong to the code (``register``), are Chinese, and are marked for translation, so a second
language is one more catalogue: :meth:`Problem.text` speaks the reader's language (rules.phrase). Of the values only
phrases are translated; the others are names and data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher, get_close_matches
from types import MappingProxyType
from typing import Literal
from unicodedata import category

from rules.phrase import N_, Phrase, Stored, Translate, from_data, tell, to_data

__all__ = [
    "N_", "Place", "Problem", "ProblemError", "Severity", "Translate", "did_you_mean", "errors", "messages", "nearest",
    "recalled", "register", "visible",
]  # fmt: skip

Severity = Literal["error", "warning"]

_MESSAGES: dict[str, str] = {}


def register(messages: Mapping[str, str]) -> None:
    """Add a room's messages: code → Chinese template with ``{named}`` values. A code is registered once."""
    for code, template in messages.items():
        if _MESSAGES.setdefault(code, template) != template:
            raise ValueError(f"message code registered twice: {code}")


def messages() -> Mapping[str, str]:
    """All registered templates, for tests and for the translator."""
    return MappingProxyType(_MESSAGES)


def visible(text: str) -> str:
    """What was typed, with characters that nobody sees or that steer a terminal told by number: 结案〔U+200B〕数."""
    if text.isprintable():
        return text
    return "".join(f"〔U+{ord(one):04X}〕" if category(one) in _UNSEEN else one for one in text)


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: a file, with line and column (both from 1) or sheet, row and column name."""

    file: str = ""
    line: int | None = None
    column: int | str | None = None
    sheet: str = ""

    def text(self) -> str:
        """``file:line:column`` for people and editors; parts that are unknown are left out."""
        parts = [self.file + (f"[{self.sheet}]" if self.sheet else "")]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``values`` fill the message's named places; ``suggestion`` is the nearest right name."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    severity: Severity = "error"

    def at(self, place: Place) -> Problem:
        """The same problem, placed."""
        return replace(self, place=place)

    def text(self, translate: Translate | None = None) -> str:
        """The sentence for a person, without its place; in the reader's language unless told which."""
        values = {name: visible(tell(text, translate)) for name, text in self.values.items()}
        return tell(Phrase(_MESSAGES[self.code], values), translate)

    def kept_values(self) -> dict[str, Stored]:
        """The values as JSON keeps them, for a problem that is to be told later (:func:`recalled`)."""
        return {name: to_data(value) for name, value in self.values.items()}

    def line(self, translate: Translate | None = None) -> str:
        """``file:line:column: message``, the form in which commands print it."""
        where = self.place.text()
        return f"{where}: {self.text(translate)}" if where else self.text(translate)


def recalled(code: str, kept: Mapping[str, Stored], severity: Severity = "error") -> Problem:
    """A problem whose values were kept."""
    return Problem(code, {name: from_data(value) for name, value in kept.items()}, severity=severity)


class ProblemError(Exception):
    """Carries problems through code that cannot go on; caught at the edge of the room that raised it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.line() for problem in self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that forbid going on."""
    return [problem for problem in problems if problem.severity == "error"]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like ``name``, or an empty text: the remedy in 「…」，是否为「…」？"""
    found = get_close_matches(name, list(known), n=5, cutoff=0.5)

    def likeness(candidate: str) -> tuple[float, int]:
        """Of equally similar names the one with more characters in their place: 图门法院 is 图们法院, not 安图法院."""
        in_place = sum(one == other for one, other in zip(name, candidate, strict=False))
        return SequenceMatcher(None, candidate, name).ratio(), in_place

    return max(found, key=likeness, default="")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``，是否为「…」？`` when something near is known, else empty; goes into a message as ``{hint}``."""
    near = nearest(name, known)
    return N_("，是否为「{near}」？").filled(near=near) if near else ""
