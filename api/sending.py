"""What may be sent in: facts and figures, each request whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_babel import gettext

from api import bodies, rows
from api.access import needs, session, token
from api.answers import once
from api.blueprint import blueprint
from api.bodies import AnyBody, FactsIn, FigureIn, FiguresIn
from api.faults import Fault, Refusal, fault
from api.rows import Rows
from rules.compiled import Compiled
from rules.problem import N_, ProblemError
from workflow.importing import Imported, import_rows, scheme_in_force
from workflow.permissions import Permission
from workflow.versions import compiled_of

TWICE = N_("这一项报送了两次")


@blueprint.post("/facts")
@needs(Permission.FACTS_RECORD)
def facts() -> Response:
    """Record facts under the scheme in force; their points stand when the answer comes."""
    sent = bodies.read(FactsIn)
    return _taken(sent, sent.scheme, rows.facts)


@blueprint.post("/figures")
@needs(Permission.FIGURES_RECORD)
def figures() -> Response:
    """Record figures; one that differs from what was reported before supersedes it."""
    sent = bodies.read(FiguresIn)
    _refuse_doubles(sent.figures)
    return _taken(sent, sent.scheme, rows.figures)


def _taken(sent: AnyBody, scheme: str, arrange: Callable[[Compiled, AnyBody, str], Rows]) -> Response:
    content = bodies.canonical(sent)
    return once(content, lambda: _take(sent, scheme, arrange, content))


def _take(
    sent: AnyBody, scheme: str, arrange: Callable[[Compiled, AnyBody, str], Rows], content: str
) -> dict[str, Any]:
    holder = token()
    try:
        version = scheme_in_force(session(), scheme)
    except ProblemError as error:
        raise Refusal(422, [fault("/scheme", problem) for problem in error.problems]) from error
    table = arrange(compiled_of(version), sent, gettext("接口 %(name)s", name=holder.name))
    try:
        done = import_rows(session(), holder.user, holder.court_id, version, table.sheets, content)
    except ProblemError as error:
        session().rollback()
        raise Refusal(422, [fault(table.pointer(problem.place), problem) for problem in error.problems]) from error
    return _told(done, table)


def _told(done: Imported, table: Rows) -> dict[str, Any]:
    """What was done. ``skipped``: the same content came before, and nothing was changed."""
    return {
        "facts": done.facts,
        "figures": done.figures,
        "corrected": done.corrected,
        "unchanged": done.unchanged,
        "cases": done.cases,
        "cards": done.issued,
        "skipped": bool(done.skipped),
        "import": done.imports[0].id if done.imports else None,
        "warnings": [
            {"pointer": table.pointer(problem.place), "code": problem.code, "message": problem.text(gettext)}
            for problem in done.problems
        ],
    }


def _refuse_doubles(sent: list[FigureIn]) -> None:
    seen: set[tuple[str | None, str | None, str, str]] = set()
    faults = []
    for index, figure in enumerate(sent):
        key = (figure.subject, figure.member, figure.period, figure.name)
        if key in seen:
            faults.append(Fault(f"/figures/{index}", "twice", gettext(TWICE)))
        seen.add(key)
    if faults:
        raise Refusal(422, faults)
