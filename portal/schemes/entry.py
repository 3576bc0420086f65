"""What stands on the page of a scheme: lines, entries, chapters, and conditions in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.schemes.grids import Grid
from rules.comparison import parse_condition
from rules.model import FieldKind, Scheme
from rules.scope import Scopes
from rules.sentence import describe


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled line of an entry. ``code`` lines are written in the language of formulas."""

    label: str
    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A parameter, table, fact, figure or rule. ``kind`` and ``name`` are how addresses call it."""

    kind: str
    name: str
    title: str
    lines: tuple[Line, ...]
    basis: str = ""
    assumption: str = ""
    note: str = ""
    tag: str = ""
    grids: tuple[Grid, ...] = ()
    steps: tuple[tuple[str, str, tuple[Line, ...]], ...] = ()
    effect: str = ""

    @property
    def anchor(self) -> str:
        """Where a link leads on the page."""
        return f"{self.kind}-{self.name}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries under one heading; ``kind`` says what may be added here."""

    anchor: str
    title: str
    means: str
    kind: str
    entries: tuple[Entry, ...]


class Reader:
    """Reads a scheme out; ``scopes`` say what a condition at each place may name."""

    def __init__(self, scheme: Scheme, scopes: Scopes) -> None:
        self.scheme, self.scopes = scheme, scopes

    def condition(self, text: str, fields: Mapping[str, FieldKind]) -> str:
        """In words; as typed while it cannot be read."""
        condition, _problems = parse_condition(text, fields, self.scheme.parameters)
        return text if condition is None else describe(condition, fields, _)

    def applies(self, text: str) -> list[Line]:
        """Whom a rule or figure is for, where it is not for everyone."""
        return [Line(_("适用"), self.condition(text, self.scopes.classes))] if text else []
