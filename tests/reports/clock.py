"""The clock of the records, held still: what is printed then depends on no day on which tests run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, tzinfo

import pytest

from records import types
from workflow import calendar


@contextmanager
def on(year: int, month: int, day: int) -> Iterator[None]:
    """Nine in the morning of a day in China, whenever the program asks for the time."""
    moment = datetime.combine(date(year, month, day), time(9), calendar.CHINA)

    class Still(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain datetime, as is compared
            return moment.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        for module in (types, calendar):
            patch.setattr(module, "datetime", Still)
        yield
