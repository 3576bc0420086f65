"""A sheet is rows of text. What a text means, a number, a day or a name, is for the scheme to say, not for the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import category

from rules.problem import Place

Progress = Callable[[int], None]
"""Told now and then how many rows have been read."""

MEGABYTE = 1024 * 1024
_UNSEEN = frozenset({"Cc", "Cf"})


def clean(cell: str) -> str:
    """A cell's text without what nobody sees: copied from a page, 民一{zero width space}庭 would be another team.

    Line breaks and tabs stay.
    """
    if not cell.isprintable():
        cell = "".join(one for one in cell if one.isspace() or category(one) not in _UNSEEN)
    return cell.strip()


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most. Bytes for the file and for what it unpacks to; the ratio is unpacked to packed size."""

    file: int = 50 * MEGABYTE
    unpacked: int = 400 * MEGABYTE
    ratio: int = 200
    rows: int = 200_000
    columns: int = 500
    cell: int = 10_000
    sheets: int = 100


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` counts as the reader's program shows it, from 1. Cells are trimmed; an empty cell is an empty text.

    Numbers are the decimals that were typed (``85.31%`` stays so), days are ISO (``2020-11-03``), truth is 是 or 否.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows with anything in them. ``file`` is the name to show; ``name`` the sheet's, empty for CSV.

    ``merged`` are ranges as (first row, first column, last row, last column), from 1. ``period`` is that of a table
    without a 期间 column, as typed after ``@``.
    """

    file: str
    name: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    period: str = ""

    def place(self, line: int | None = None, column: str | None = None) -> Place:
        """A place in this sheet."""
        return Place(self.file, line, column, self.name)
