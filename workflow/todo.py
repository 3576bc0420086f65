"""待办: something that waits for the reader; rooms with such things hand them out by ``waiting(session, user)``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.problem import Problem


@dataclass(frozen=True, slots=True)
class Todo:
    """``what`` is a registered text with its values, never a score; ``address`` the page where it is done; ``due`` the
    last day for it.
    """

    what: Problem
    address: str
    due: date | None = None

    def late(self, day: date) -> bool:
        """Whether the last day has passed."""
        return self.due is not None and self.due < day
