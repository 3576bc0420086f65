"""工作日: which days are worked, by China's official calendar with its make-up days (调休).

The holidays of a year are announced towards the end of the year before. The library (chinesecalendar) holds those that
were announced when it was released; a year that it does not know is entered by the court, or by the court above it.
What a court entered comes before the library. A day of a year that nobody knows is an error, not a guess, except where
an act must not wait for it: :meth:`Calendar.add_working_days` then takes the week as it is when told to.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import CalendarYear, Court, User
from records.types import now
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.permissions import Permission

register(
    {
        "calendar-unknown-year": N_("还不知道 {year} 年的放假安排，算不出工作日；请在「工作日历」里录入"),
        "calendar-soon": N_("{year} 年的放假安排还没有录入；通知公布后请在「工作日历」里录入，否则算不出公示期和期限"),
        "calendar-guessed": N_("{year} 年的放假安排还没有录入，「{title}」的期限暂按周一至周五计算；录入后请重新计分"),
        "calendar-year": N_("年份要在 2000 到 2200 之间"),
        "calendar-source": N_("请写明放假安排的出处（通知的文号）"),
        "calendar-day": N_("「{text}」不是日期。请写成 2027-02-17，一行一天，或 2027-02-16 至 2027-02-22"),
        "calendar-other-year": N_("{day} 不在 {year} 年"),
        "calendar-not-weekend": N_("{day} 本来就上班，不用列为补班"),
        "calendar-publicity": N_("公示期不得少于 {least} 个工作日"),
    }
)
CHINA = timezone(timedelta(hours=8))
WARN_DAYS = 61  # before a year begins: the announcement usually comes in November
LEAST_PUBLICITY = 5  # working days of 公示 that no court may go below
_SATURDAY = 5
_KNOWN = frozenset(day.year for day in chinese_calendar.holidays)


def today() -> date:
    """The day in China."""
    return datetime.now(CHINA).date()


@dataclass(frozen=True, slots=True)
class Calendar:
    """``entered`` are the court's own years: weekdays off, weekend days worked."""

    entered: Mapping[int, tuple[frozenset[date], frozenset[date]]] = field(default_factory=dict)

    def knows(self, year: int) -> bool:
        """Whether the holidays of a year are known."""
        return year in self.entered or year in _KNOWN

    def is_working_day(self, day: date) -> bool:
        """:class:`ProblemError` when nobody knows the year."""
        if day.year in self.entered:
            off, worked = self.entered[day.year]
            return day in worked or (day.weekday() < _SATURDAY and day not in off)
        if day.year in _KNOWN:
            return bool(chinese_calendar.is_workday(day))
        raise ProblemError([Problem("calendar-unknown-year", {"year": str(day.year)})])

    def add_working_days(self, day: date, count: int, *, guess: bool = False) -> date:
        """The ``count``-th working day after ``day``; the day itself is not counted (民法典第二百零一条).

        With ``guess`` an unknown year is taken as Monday to Friday.
        """
        while count > 0:
            day += timedelta(days=1)
            known = self.knows(day.year) or not guess
            count -= self.is_working_day(day) if known else day.weekday() < _SATURDAY
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and with ``last``: the inverse of :meth:`add_working_days`."""
        days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def warnings(self, on: date | None = None) -> list[Problem]:
        """Years that are not known and soon needed."""
        when = on or today()
        years = sorted({when.year, (when + timedelta(days=WARN_DAYS)).year})
        return [
            Problem("calendar-soon", {"year": str(year)}, severity="warning") for year in years if not self.knows(year)
        ]


def load_calendar(session: Session, court_id: int) -> Calendar:
    """What a court goes by: its own years before those of the courts above, nearest first."""
    parents = {id_: parent for id_, parent in session.execute(select(Court.id, Court.parent_id))}  # noqa: C416 - rows are untyped
    order: list[int] = []
    step: int | None = court_id
    while step is not None and step not in order:
        order.append(step)
        step = parents.get(step)
    rows = session.scalars(select(CalendarYear).where(CalendarYear.court_id.in_(order)))
    entered: dict[int, tuple[frozenset[date], frozenset[date]]] = {}
    for row in sorted(rows, key=lambda row: -order.index(row.court_id)):
        entered[row.year] = (_days(row.days_off), _days(row.days_worked))
    return Calendar(entered)


def enter_year(
    session: Session,
    user: User | None,
    court_id: int,
    year: int,
    off: Collection[date],
    worked: Collection[date],
    source: str,
) -> CalendarYear:
    """Enter a year whole, or anew; weekends among the days off change nothing. All that is wrong is raised at once."""
    actor = allowed(user, Permission.CALENDAR_EDIT, court_id)
    problems = [*_year_problems(year, off, worked)]
    if not source.strip():
        problems.append(Problem("calendar-source"))
    if problems:
        raise ProblemError(problems)
    query = select(CalendarYear).where(CalendarYear.court_id == court_id, CalendarYear.year == year)
    row = session.scalars(query).one_or_none()
    if row is None:
        row = CalendarYear(court_id=court_id, year=year)
        session.add(row)
    row.days_off, row.days_worked = _texts(day for day in off if day.weekday() < _SATURDAY), _texts(worked)
    row.source, row.entered_at, row.entered_by_id = source.strip()[:200], now(), actor.user_id
    session.flush()
    details = {"year": year, "off": row.days_off, "worked": row.days_worked, "source": row.source}
    audit.append(session, Permission.CALENDAR_EDIT.value, actor, Target("calendar_year", row.id), details)
    return row


def parse_days(text: str, year: int) -> tuple[list[date], list[Problem]]:
    """Days as people list them, one a line: a day, or a first and a last one with 至 between."""
    found: list[date] = []
    problems: list[Problem] = []
    for line in filter(None, (line.strip() for line in text.replace("，", "\n").replace("、", "\n").splitlines())):
        try:
            ends = [date.fromisoformat(part.strip()) for part in line.split("至")]
            first, last = ends[0], ends[-1]
        except ValueError:
            problems.append(Problem("calendar-day", {"text": line}))
            continue
        if len(ends) > 2 or not first <= last or first.year != year or last.year != year:  # noqa: PLR2004 - first and last
            problems.append(
                Problem("calendar-day", {"text": line})
                if first.year == last.year == year
                else Problem("calendar-other-year", {"day": line, "year": str(year)})
            )
            continue
        found += [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return sorted(set(found)), problems


def set_publicity_days(session: Session, user: User | None, court: Court, days: int) -> None:
    """How long a court's 公示 lasts, in working days."""
    actor = allowed(user, Permission.CALENDAR_EDIT, court.id)
    if days < LEAST_PUBLICITY:
        raise ProblemError([Problem("calendar-publicity", {"least": str(LEAST_PUBLICITY)})])
    court.publicity_days = days
    details = {"publicity_days": days}
    audit.append(session, Permission.CALENDAR_EDIT.value, actor, Target("court", court.id), details)


def publicity_days(court: Court) -> int:
    """The court's number, never below the least."""
    return max(LEAST_PUBLICITY, court.publicity_days or LEAST_PUBLICITY)


def _year_problems(year: int, off: Collection[date], worked: Collection[date]) -> Sequence[Problem]:
    if not 2000 <= year <= 2200:  # noqa: PLR2004 - as the database
        return [Problem("calendar-year")]
    strange = [day for day in sorted({*off, *worked}) if day.year != year]
    found = [Problem("calendar-other-year", {"day": day.isoformat(), "year": str(year)}) for day in strange]
    found += [Problem("calendar-not-weekend", {"day": day.isoformat()}) for day in worked if day.weekday() < _SATURDAY]
    return found


def _texts(days: Iterable[date]) -> list[str]:
    return sorted(day.isoformat() for day in days)


def _days(texts: Collection[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, texts))


def due_day(calendar: Calendar, day: date, deadline: Fraction | None, unit: str) -> date | None:
    """The day a deadline comes to; the day itself is not counted (民法典第二百零一条). Hours are rounded up to days.

    A card is issued whether or not the holidays are known yet: days of an unknown year are guessed, and said so.
    """
    if deadline is None:
        return None
    count = math.ceil(deadline / 24 if unit == "hours" else deadline)
    if unit != "working_days":
        return day + timedelta(days=count)
    return calendar.add_working_days(day, count, guess=True)
