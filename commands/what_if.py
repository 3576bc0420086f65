"""``--set NAME=VALUE``: other values for parameters and table cells, within the bounds that staff may move them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from records.intake.values import number
from rules.compiled import Compiled
from rules.exact import shown
from rules.model import Bounds
from rules.problem import N_, Place, Problem, register
from scoring.inputs import Overlay
from scoring.overlay import read_overlay

register({
    "set.shape": N_("应写成 名称=值，例如 参数=10% 或 表（键，键）=4"),
    "set.bounds": N_("「{name}」应在 {low} 至 {high} 之间"),
    "set.fixed": N_("表「{name}」的「{keys}」这一行是固定的，不能改"),
})


def parse_overlay(compiled: Compiled, settings: Iterable[str]) -> tuple[Overlay, list[Problem]]:
    """All settings together, and every problem with them."""
    parameters: dict[str, Fraction | str] = {}
    cells: dict[tuple[str, tuple[str, ...]], Fraction] = {}
    problems: list[Problem] = []
    for setting in settings:
        name, _, text = (part.strip() for part in setting.replace("＝", "=").partition("="))
        if not name or not text:
            problems.append(Problem("set.shape", place=Place(f"--set {setting}")))
            continue
        overlay, faults = read_overlay(compiled, {name: text})
        faults = faults or list(_not_allowed(compiled, overlay, text))
        problems += [fault.at(Place(f"--set {setting}")) for fault in faults]
        parameters.update(overlay.parameters)
        cells.update(overlay.cells)
    return Overlay(parameters, cells), problems


def _not_allowed(compiled: Compiled, overlay: Overlay, text: str) -> Iterator[Problem]:
    """What staff may not set, or not so far; and a percentage without its sign."""
    for name in overlay.parameters:
        parameter = compiled.parameters[name]
        if not parameter.choices:
            yield from _outside(name, text, parameter.unit, parameter.tunable)
    for name, keys in overlay.cells:
        table = compiled.tables[name]
        if list(keys) in table.fixed:
            yield Problem("set.fixed", {"name": name, "keys": "，".join(keys)})
        else:
            yield from _outside(f"{name}（{'，'.join(keys)}）", text, table.unit, table.tunable)


def _outside(name: str, text: str, unit: str, bounds: Bounds | None) -> Iterator[Problem]:
    value = number(text, unit)
    if isinstance(value, Problem):
        yield value
    elif bounds is not None:
        low, high = bounds.min, bounds.max
        if (low is not None and value < low) or (high is not None and value > high):
            ends = ["…" if end is None else shown(end, percent=unit == "%") for end in (low, high)]
            yield Problem("set.bounds", {"name": name, "low": ends[0], "high": ends[1]})
