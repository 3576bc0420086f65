"""Days on which the demonstration court works: Monday to Friday without the public holidays of 2025
(国办发明电〔2024〕12号).

Weekend days worked in exchange are left out: for made-up cases that is near enough.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta

FIRST, LAST = date(2024, 9, 2), date(2025, 12, 31)
_HOLIDAYS = (
    (date(2024, 9, 15), 3),
    (date(2024, 10, 1), 7),
    (date(2025, 1, 1), 1),
    (date(2025, 1, 28), 8),
    (date(2025, 4, 4), 3),
    (date(2025, 5, 1), 5),
    (date(2025, 5, 31), 3),
    (date(2025, 10, 1), 8),
)
_SATURDAY = 5
_CLOSED = frozenset(start + timedelta(days=step) for start, length in _HOLIDAYS for step in range(length))


def _working(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _CLOSED


WORKING_DAYS = tuple(day for step in range((LAST - FIRST).days + 1) if _working(day := FIRST + timedelta(days=step)))


def working_day_from(day: date) -> date | None:
    """The day itself if the court works, else the next on which it does; ``None`` after the last."""
    index = bisect_left(WORKING_DAYS, day)
    return WORKING_DAYS[index] if index < len(WORKING_DAYS) else None
