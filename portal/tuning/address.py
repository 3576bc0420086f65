"""What a page of trials is asked for, read from its address; and the one address that says it again, to be sent on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from rules.problem import Problem
from scoring.inputs import Overlay
from scoring.tuning.knobs import Knob, find_knob
from scoring.tuning.outcome import GradeLine
from scoring.tuning.settings import check_settings
from workflow.prepared import Prepared, typed
from workflow.trials import TITLE_LENGTH, grade_lines

SET = "set."  # before a knob's address: the name of its field
SHOW, SHOWN = "show", "picked"  # ticked knobs, and that the ticks were sent at all
LINE_TITLE, LINE_AT = "line", "at"
MOST_FIELDS = 3000
MOST_LINES = 3
LONGEST_VALUE = 40
FIRST_SHOWN = 12  # knobs on sliders before anyone has chosen: the first ones of the largest table

Fields = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """``chosen`` are the knobs on sliders, in the scheme's order; ``typed`` by address what was typed for them (or
    stands there), ``errors`` by address what is wrong with it; ``written`` the grade lines as typed.
    """

    chosen: tuple[Knob, ...]
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    overlay: Overlay
    lines: tuple[GradeLine, ...]
    written: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


def fields_of(query: str) -> Fields:
    """A query string as fields; one that nobody's page makes is as good as empty."""
    try:
        return MultiDict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return MultiDict()


def asked(prepared: Prepared, fields: Fields) -> Asked:
    """Read and check everything at once; what is wrong moves nothing and is told beside its field."""
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for field, text in fields.items():
        if field.startswith(SET):
            knob = find_knob(prepared.known, field.removeprefix(SET))
            if isinstance(knob, Problem):
                problems.append(knob)
            else:
                texts[knob.address] = _with_unit(knob, text)
    given = {address: text for address, text in texts.items() if text}
    overlay, wrong = check_settings(prepared.trial.compiled, given, known=prepared.known)
    errors = {}
    for problem in wrong:
        if problem.values.get("name") in texts:
            errors[problem.values["name"]] = problem.text(_)
        else:
            problems.append(problem)
    chosen = _chosen(prepared, fields, texts)
    written = _written(fields)
    lines, wrong_lines = grade_lines(written)
    return Asked(
        chosen,
        {knob.address: texts.get(knob.address) or typed(knob, knob.value) for knob in chosen},
        errors,
        overlay,
        lines,
        written,
        tuple(problem.text(_) for problem in [*problems, *wrong_lines]),
    )


def query_of(chosen: Iterable[tuple[str, str]], written: Iterable[tuple[str, str]] = (), name: str = "") -> str:
    """The query that asks the same: address and value of each knob, title and place of each line; with a ``name`` that
    is still to be saved.
    """
    pairs = [(SET + address, text) for address, text in chosen]
    for title, at in written:
        pairs += [(LINE_TITLE, title), (LINE_AT, at)]
    return urlencode([*pairs, ("name", name)] if name else pairs)


def sliders_at(period_id: int, query: str) -> str:
    """The sliders' page asked for with a query."""
    return url_for("tuning.sliders", period_id=period_id) + (f"?{query}" if query else "")


def _with_unit(knob: Knob, text: str) -> str:
    """A field of percentages has its % behind it, so that a bare number in it is one; addresses write it out."""
    plain = text.strip()[:LONGEST_VALUE]
    return f"{plain}%" if plain and knob.unit == "%" and not plain.endswith(("%", "％")) else plain


def _chosen(prepared: Prepared, fields: Fields, texts: Mapping[str, str]) -> tuple[Knob, ...]:
    if SHOWN in fields:
        found = [find_knob(prepared.known, address) for address in fields.getlist(SHOW)]
        ticked = {knob.address for knob in found if isinstance(knob, Knob)}
        return tuple(knob for knob in prepared.trial.knobs if knob.address in ticked)
    if texts:
        return tuple(knob for knob in prepared.trial.knobs if knob.address in texts)
    return _first(prepared.trial.knobs)


def _first(knobs: Sequence[Knob]) -> tuple[Knob, ...]:
    by_table: dict[str, list[Knob]] = {}
    for knob in knobs:
        by_table.setdefault("" if knob.keys is None else knob.name, []).append(knob)
    return tuple(max(by_table.values(), key=len, default=[])[:FIRST_SHOWN])


def _written(fields: Fields) -> tuple[tuple[str, str], ...]:
    titles, places = fields.getlist(LINE_TITLE), fields.getlist(LINE_AT)
    if not titles and not places:
        return ((_("优秀"), "20%"),)
    pairs = [(title[:TITLE_LENGTH], place[:LONGEST_VALUE]) for title, place in zip(titles, places, strict=False)]
    while len(pairs) > 1 and not any(pairs[-1]):  # one empty line stays: it says that no line is wanted
        pairs.pop()
    return tuple(pairs[:MOST_LINES])
