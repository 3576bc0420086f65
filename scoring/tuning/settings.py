"""Settings as staff make them, on a slider, in a form or with ``--set``: checked all together, then one overlay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from rules.compiled import Compiled
from rules.exact import parse_number, shown
from rules.lookup import row_keys
from rules.phrase import COMMA, listed
from rules.problem import Problem, did_you_mean
from scoring.inputs import Overlay
from scoring.overlay import cell_name
from scoring.tuning.knobs import Knob, by_address, find_knob, knobs, overlay_of, plain


def check_settings(
    compiled: Compiled,
    settings: Mapping[str, str | Fraction],
    day: date | None = None,
    known: Mapping[str, Knob] | None = None,
) -> tuple[Overlay, list[Problem]]:
    """Address → value, as typed or as a number: the what-if of those that are allowed, and what is wrong with the rest.

    Only what the scheme calls tunable may be set, within its bounds and on its grid. ``known`` are the knobs of the
    day by address, where they are at hand.
    """
    known = by_address(knobs(compiled, day)) if known is None else known
    values: dict[Knob, Fraction] = {}
    problems: list[Problem] = []
    for address, typed in settings.items():
        knob = find_knob(known, address)
        if isinstance(knob, Problem):
            problems.append(_not_a_knob(compiled, address, knob))
            continue
        value = parse_number(typed) if isinstance(typed, str) else typed
        if value is None:
            problems.append(Problem("score-overlay-number", {"name": knob.address, "found": str(typed)}))
        elif knob in values:
            problems.append(Problem("set.twice", {"name": knob.address}))
        else:
            problem = refused(knob, value)
            if problem is None:
                values[knob] = value
            else:
                problems.append(problem)
    return overlay_of(values), problems


def refused(knob: Knob, value: Fraction) -> Problem | None:
    """Why a knob may not be set to a value, ``None`` when it may."""
    outside = _outside(knob.address, value, knob.low, knob.high, knob.unit)
    if outside is not None:
        return outside
    if knob.on_grid(value):
        return None
    texts = {"start": knob.start, "step": knob.step, "found": value, "near": knob.nearest(value)}
    return Problem("set.step", {"name": knob.address, **{name: knob.shown(number) for name, number in texts.items()}})


def not_allowed(compiled: Compiled, overlay: Overlay) -> Iterator[Problem]:
    """What of an overlay staff may not set: a tunable number beyond its bounds or off its grid, a fixed row. Numbers
    that are not tunable may be anything here: this is for trying out by hand; staff's own settings go through
    :func:`check_settings`.
    """
    known = {(knob.name, knob.keys): knob for knob in knobs(compiled)}
    for name, keys in overlay.cells:
        table = compiled.tables.get(name)
        if table is not None and list(keys) in table.fixed:
            yield Problem("set.fixed", {"name": name, "keys": listed(keys, COMMA)})
    wanted = [((name, None), value) for name, value in overlay.parameters.items()] + list(overlay.cells.items())
    for address, value in wanted:
        knob = known.get(address)
        problem = refused(knob, value) if knob is not None and isinstance(value, Fraction) else None
        if problem is not None:
            yield problem


def _outside(name: str, value: Fraction, low: Fraction | None, high: Fraction | None, unit: str) -> Problem | None:
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    ends = ["…" if end is None else shown(end, percent=unit == "%") for end in (low, high)]
    return Problem("set.bounds", {"name": name, "low": ends[0], "high": ends[1]})


def _not_a_knob(compiled: Compiled, address: str, unknown: Problem) -> Problem:
    """Whether there is such a number at all: one that is fixed or not tunable is told apart from a slip of the pen."""
    wanted = plain(address)
    for name in compiled.parameters:
        if plain(name) == wanted:
            return Problem("set.not_tunable", {"name": name})
    for name, table in compiled.tables.items():
        for row in table.rows:
            keys = row_keys(row)
            if plain(cell_name(name, keys)) == wanted:
                fixed = list(keys) in table.fixed
                values = {"name": name, "keys": listed(keys, COMMA)} if fixed else {"name": cell_name(name, keys)}
                return Problem("set.fixed" if fixed else "set.not_tunable", values)
    hint = unknown.values["hint"] or did_you_mean(address, (*compiled.parameters, *compiled.tables))
    return Problem("set.unknown", {"name": address, "hint": hint})
