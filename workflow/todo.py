"""待办: something that waits for the reader. Rooms with such things hand them out by ``waiting_of(session, users)``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from records.models import User
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


Waiting = tuple[Todo, Sequence[User]]
"""A thing and whom of those asked about it waits for: anyone of them can do it. Asked about one account or about all of
a court, a room works out each thing once.
"""


def for_somebody(found: Iterable[Waiting]) -> list[Waiting]:
    """Without what waits for none of those asked about."""
    return [(todo, who) for todo, who in found if who]
