"""考核周期: a year (2019), quarter (2019-Q1) or month (2019-03), and what comes before it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules.phrase import N_, Phrase

Kind = Literal["month", "quarter", "year"]
_TEXT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:年?(?:度)?|[-年]?(?:Q|第)(?P<quarter>[1-4一二三四])(?:季度)?|[-./年](?P<month>0?[1-9]|1[0-2])月?)\Z"
)
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
PER_YEAR: dict[Kind, int] = {"year": 1, "quarter": 4, "month": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """``number`` counts within the year from 1 (always 1 for a year)."""

    kind: Kind
    year: int
    number: int = 1

    @property
    def text(self) -> str:
        """The one writing used in files, addresses and the database: 2019, 2019-Q1, 2019-03."""
        if self.kind == "year":
            return str(self.year)
        return f"{self.year}-Q{self.number}" if self.kind == "quarter" else f"{self.year}-{self.number:02d}"

    @property
    def shown(self) -> Phrase:
        """For people: 2019 年, 2019 年第 1 季度, 2019 年 3 月."""
        if self.kind == "year":
            return N_("{year} 年").filled(year=self.year)
        if self.kind == "quarter":
            return N_("{year} 年第 {quarter} 季度").filled(year=self.year, quarter=self.number)
        return N_("{year} 年 {month} 月").filled(year=self.year, month=self.number)

    @property
    def short(self) -> str:
        """Under the axis of a chart: 2019, 1 季, 3 月."""
        if self.kind == "year":
            return str(self.year)
        number = str(self.number)
        return (
            N_("{number} 季").filled(number=number)
            if self.kind == "quarter"
            else N_("{number} 月").filled(number=number)
        )

    @property
    def start(self) -> date:
        """First day."""
        return date(self.year, (self.number - 1) * (12 // PER_YEAR[self.kind]) + 1, 1)

    @property
    def end(self) -> date:
        """Last day."""
        month = self.number * (12 // PER_YEAR[self.kind])
        return date(self.year, month, monthrange(self.year, month)[1])

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def back(self, steps: int = 1) -> Period:
        """The period ``steps`` before this one (after it when negative)."""
        per_year = PER_YEAR[self.kind]
        index = self.year * per_year + (self.number - 1) - steps
        return Period(self.kind, index // per_year, index % per_year + 1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def parts(self, kind: Kind) -> list[Period]:
        """The periods of a kind, no longer than this one, that make it up, in order: the twelve months of a year."""
        first = period_of(kind, self.start)
        return [first.back(-step) for step in range(PER_YEAR[kind] // PER_YEAR[self.kind])]

    def of_year(self) -> list[Period]:
        """This year's periods of the same kind up to this one."""
        return [Period(self.kind, self.year, number) for number in range(1, self.number + 1)]


def parse_period(text: str) -> Period | None:
    """Read 2019, 2019年, 2019年度, 2019-Q1, 2019年第一季度, 2019-03, 2019年3月; ``None`` when it is none of these."""
    found = _TEXT.match(text.strip().replace(" ", ""))
    if not found:
        return None
    year = int(found["year"])
    if found["quarter"]:
        number = _QUARTERS.get(found["quarter"]) or int(found["quarter"])
        return Period("quarter", year, number)
    return Period("month", year, int(found["month"])) if found["month"] else Period("year", year)


def in_words(text: str) -> str:
    """A period's text as people read it: 2019 年 3 月; as it stands when it is none."""
    period = parse_period(text)
    return text if period is None else period.shown


def period_of(kind: Kind, day: date) -> Period:
    """The period of a kind that a day falls in."""
    months = 12 // PER_YEAR[kind]
    return Period(kind, day.year, (day.month - 1) // months + 1)
