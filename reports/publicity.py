"""公示名单: who stands how under a scheme, until when one may object, and to whom. Places only where the scheme shows
ranking.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.desk import Desk
from reports.press.composing import compose
from reports.press.proof import proof_of
from reports.press.sheet import Sheet
from reports.press.text import file_name
from rules.exact import decimal_text
from rules.problem import N_
from scoring.period import parse_period
from scoring.result import SubjectResult
from shown.language import say
from workflow.objections.terms import terms_of
from workflow.permissions import ROLE_TITLES
from workflow.year.groups import in_order
from workflow.year.lists import EntryView, entries_of, lists_of

KIND = "publicity"


def compose_publicity(desk: Desk, _subject: str) -> Sheet | None:
    """The list of a closed period; ``None`` while it is open: there is nothing to make public yet."""
    when = parse_period(desk.period.text)
    if not desk.standing.stored or when is None:
        return None
    compiled = desk.standing.compiled
    ranked = compiled.scheme.ranking == "shown"
    rows = _rows(desk, ranked=ranked)
    order = in_order(compiled.scheme)
    grades = [(row, _by_name(entries_of(desk.session, row), order)) for row in lists_of(desk.session, desk.period)]
    unsigned = [say(N_("考核委员会"))] if any(row.state != "signed" for row, _ in grades) else []
    title = say(N_("考核结果公示"))
    terms = terms_of(desk.session, desk.period.court_id)
    values = {
        "period": desk.period, "shown": when.shown, "scheme": compiled.scheme, "rows": rows, "ranked": ranked,
        "places": compiled.rounding.places, "grades": grades, "terms": terms,
        "office": say(ROLE_TITLES.get(terms.office, terms.office)), "has_total": compiled.scheme.total is not None,
        "demonstration": desk.standing.demonstration,
    }  # fmt: skip
    return compose(
        "reports/publicity.html", values, name=file_name(desk.period.court.name, when.shown.replace(" ", ""), title),
        title=f"{desk.period.court.name} {when.shown} {title}", left=compiled.scheme.title, right=when.shown,
        proof=proof_of(desk.period, kind=KIND, subject="", unsigned=unsigned), styles=("lists.css",),
        attachment=_data(desk, rows, ranked=ranked),
    )  # fmt: skip


def _rows(desk: Desk, *, ranked: bool) -> list[SubjectResult]:
    """In order of rank where that is shown; else by name, so that the order says nothing."""
    results = list(desk.standing.results)
    if ranked:
        return sorted(results, key=lambda result: (result.place or len(results) + 1, result.subject))
    return sorted(results, key=lambda result: result.subject)


def _by_name(entries: tuple[EntryView, ...], order: Callable[[str], Any]) -> list[EntryView]:
    return sorted(entries, key=lambda entry: (order(entry.group), entry.name))


def _data(desk: Desk, rows: list[SubjectResult], *, ranked: bool) -> dict[str, Any]:
    places = max(desk.standing.compiled.rounding.places, 0)
    return {
        "rows": [
            {
                "subject": row.subject,
                "total": None if row.total is None else decimal_text(row.total, places),
                **({"place": row.place} if ranked else {}),
            }
            for row in rows
        ]
    }
