"""Collects the problems of one document, each put at its place."""

from __future__ import annotations

from collections.abc import Iterable

from rules.document import Document
from rules.node import Key
from rules.problem import Place, Problem, Severity

Path = tuple[Key, ...]


class Report:
    """Where a document's problems gather.

    ``broken`` holds the parts whose shape was wrong already and that were patched so that the rest could be checked:
    a problem inside such a part would only be an echo of the first, and is dropped. ``typed`` leads from a key that was
    meant to the one that stands in the document. ``unread`` are the conditions that stand-ins take the place of.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.broken: set[Path] = set()
        self.unread: set[Path] = set()
        self.typed: dict[Path, Path] = {}
        self._seen: set[tuple[str, Place, tuple[str, ...]]] = set()

    def add(
        self,
        code: str,
        path: Path,
        *,
        offset: int | None = None,
        severity: Severity = "error",
        **values: str,
    ) -> None:
        """Report at the value of ``path`` (its key, when the path ends in ``KEY``) or at a character of its text."""
        if self.is_broken(path):
            return
        typed = self.as_typed(path)
        place = self.document.place(typed) if offset is None else self.document.place_in(typed, offset)
        self.place(Problem(code, values, place, severity))

    def add_in(self, path: Path, problems: Iterable[Problem]) -> None:
        """Report what the formula parser found: its problems carry the character, from 1, as their column."""
        for problem in problems:
            column = problem.place.column
            offset = column - 1 if isinstance(column, int) else 0
            if not self.is_broken(path):
                self.place(problem.at(self.document.place_in(self.as_typed(path), offset)))

    def place(self, problem: Problem) -> None:
        """Keep a placed problem, once."""
        mark = (problem.code, problem.place, tuple(problem.values.values()))
        if mark not in self._seen:
            self._seen.add(mark)
            self.problems.append(problem)

    def as_typed(self, path: Path) -> Path:
        """The path in the document as it stands."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.typed:
                return (*self.typed[path[:length]], *path[length:])
        return path

    def line_of(self, path: Path) -> str:
        """The line on which something stands, for a message that points at two places."""
        return str(self.document.place(self.as_typed(path)).line)

    def is_broken(self, path: Path) -> bool:
        """Whether the path lies in a part that was patched."""
        return any(path[:length] in self.broken for length in range(1, len(path) + 1))

    def sorted(self) -> list[Problem]:
        """All problems in the order of the text."""
        return sorted(self.problems, key=lambda problem: _position(problem.place))


def _position(place: Place) -> tuple[int, int]:
    column = place.column if isinstance(place.column, int) else 0
    return (place.line or 0, column)
