"""Filters that stay fast on a million rows: an index is asked wherever what was typed allows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_admin.contrib.sqla.filters import BaseSQLAFilter
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, false, func, or_, select

from records.case_number import parse_case_number
from records.models import Case, Membership
from scoring.period import parse_period
from workflow.names import subject_names

MOST_DIGITS = 9
_BRACKETS = str.maketrans({"(": "（", ")": "）", "〔": "（", "〕": "）", " ": None})


def choices(words: Mapping[str, str]) -> tuple[tuple[str, Any], ...]:
    """What a filter offers, said anew for each reader: Flask-Admin keeps its filters from the start."""
    return tuple((value, _(text)) for value, text in words.items())


class CaseNumberFilter(BaseSQLAFilter):
    """案号 as people type it: whole in any writing (found by its key), its serial alone, or any part of it."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:  # noqa: ANN401, ARG002 - Flask-Admin's signature
        """Narrow the query."""
        number, _problems = parse_case_number(value)
        if number is not None:
            return query.filter(Case.number == number.text)
        if value.isdigit() and len(value) <= MOST_DIGITS:
            return query.filter(Case.serial == int(value))
        return query.filter(Case.number.contains(value.translate(_BRACKETS), autoescape=True))

    def operation(self) -> Any:  # noqa: ANN401 - a lazy text
        """What the filter does, for Flask-Admin."""
        return _("含有")


class NameFilter(BaseSQLAFilter):
    """Base of the filters that take a name, or part of one, and ask for the numbers behind it."""

    kinds: tuple[str, ...] = ()

    def __init__(self, model: Any, name: Any) -> None:  # noqa: ANN401 - any model about a subject
        super().__init__(model.court_id, name)
        self.model = model

    def found(self, query: Any, value: str) -> dict[str, set[int]]:  # noqa: ANN401 - Flask-Admin's query
        """Numbers by kind of the subjects in view whose name has the text in it."""
        numbers: dict[str, set[int]] = {}
        for (kind, number), name in subject_names(query.session).items():
            if value in name and kind in self.kinds:
                numbers.setdefault(kind, set()).add(number)
        return numbers

    def operation(self) -> Any:  # noqa: ANN401 - a lazy text
        """What the filter does, for Flask-Admin."""
        return _("含有")


def _any(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(false(), *conditions)


class SubjectFilter(NameFilter):
    """对象: the row's own subject, whatever its kind."""

    kinds = ("court", "division", "team", "person")

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:  # noqa: ANN401, ARG002 - Flask-Admin's signature
        """Narrow the query."""
        model = self.model
        found = self.found(query, value)
        return query.filter(
            _any(and_(model.subject_kind == kind, model.subject_id.in_(ids)) for kind, ids in found.items())
        )


class CourtFilter(NameFilter):
    """法院."""

    kinds = ("court",)

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:  # noqa: ANN401, ARG002 - Flask-Admin's signature
        """Narrow the query."""
        return query.filter(self.model.court_id.in_(self.found(query, value).get("court", set())))


class WithinFilter(NameFilter):
    """团队 or 庭室: rows about it, and about those who belonged to it on the row's day."""

    def __init__(self, model: Any, name: Any, kind: str) -> None:  # noqa: ANN401 - any model about a subject, with a day
        super().__init__(model, name)
        self.kinds = (kind,)
        self.place = Membership.team_id if kind == "team" else Membership.division_id

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:  # noqa: ANN401, ARG002 - Flask-Admin's signature
        """Narrow the query."""
        model, (kind,) = self.model, self.kinds
        ids = self.found(query, value).get(kind, set())
        belonged = select(Membership.id).where(
            Membership.person_id == model.subject_id, self.place.in_(ids), self.during(query)
        )
        itself = and_(model.subject_kind == kind, model.subject_id.in_(ids))
        return query.filter(or_(itself, and_(model.subject_kind == "person", belonged.exists())))

    def during(self, _query: Any) -> ColumnElement[bool]:  # noqa: ANN401 - Flask-Admin's query
        """Whether a membership held when the row was."""
        return _held(self.model.day, self.model.day)


class WithinPeriodFilter(WithinFilter):
    """The same for rows about a period as written: who belonged to it at some time of the period."""

    def during(self, query: Any) -> ColumnElement[bool]:  # noqa: ANN401 - Flask-Admin's query
        """Whether a membership held at some time of the row's period."""
        column = self.model.period
        known = [parse_period(text) for text in query.session.scalars(select(column).distinct())]
        return _any(and_(column == one.text, _held(one.start, one.end)) for one in known if one is not None)


class JudgeFilter(NameFilter):
    """承办人."""

    kinds = ("person",)

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:  # noqa: ANN401, ARG002 - Flask-Admin's signature
        """Narrow the query."""
        return query.filter(self.model.judge_id.in_(self.found(query, value).get("person", set())))


class JudgeWithinFilter(WithinFilter):
    """团队 or 庭室 of the judge, on the day on which the case was closed, while it is pending on that of its filing."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:  # noqa: ANN401, ARG002 - Flask-Admin's signature
        """Narrow the query."""
        (kind,) = self.kinds
        day = func.coalesce(self.model.closed, self.model.filed)
        belonged = select(Membership.id).where(
            Membership.person_id == self.model.judge_id,
            self.place.in_(self.found(query, value).get(kind, set())),
            _held(day, day),
        )
        return query.filter(belonged.exists())


def _held(first: Any, last: Any) -> ColumnElement[bool]:  # noqa: ANN401 - days, or columns of days
    """Whether a membership held on any day of a stretch."""
    return and_(Membership.since <= last, or_(Membership.until.is_(None), Membership.until >= first))


class PeriodFilter(BaseSQLAFilter):
    """周期: rows whose day falls in a month, quarter or year as people write it."""

    def validate(self, value: str) -> bool:
        """Whether it can be read as a period."""
        return parse_period(value) is not None

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:  # noqa: ANN401, ARG002 - Flask-Admin's signature
        """Narrow the query."""
        period = parse_period(value)
        return query.filter(self.column.between(period.start, period.end)) if period else query

    def operation(self) -> Any:  # noqa: ANN401 - a lazy text
        """What the filter does, for Flask-Admin."""
        return _("属于")
