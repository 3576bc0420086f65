"""``--set NAME=VALUE``: other values for parameters and table cells, within the bounds and steps of staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from records.intake.values import number
from rules.compiled import Compiled
from rules.problem import N_, Place, Problem, register
from scoring.inputs import Overlay
from scoring.overlay import read_overlay
from scoring.tuning.settings import not_allowed

register({
    "set.shape": N_("应写成 名称=值，例如 参数=10% 或 表（键，键）=4"),
})  # fmt: skip


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
        faults = faults or list(_ambiguous(compiled, overlay, text)) or list(not_allowed(compiled, overlay))
        problems += [fault.at(Place(f"--set {setting}")) for fault in faults]
        parameters.update(overlay.parameters)
        cells.update(overlay.cells)
    return Overlay(parameters, cells), problems


def _ambiguous(compiled: Compiled, overlay: Overlay, text: str) -> Iterator[Problem]:
    """A percentage without its sign, a number beyond all measure: what intake would not take from a table either."""
    units = [compiled.parameters[name].unit for name in overlay.parameters if not compiled.parameters[name].choices]
    fixed = any(list(keys) in compiled.tables[name].fixed for name, keys in overlay.cells)
    units += [] if fixed else [compiled.tables[name].unit for name, _ in overlay.cells]
    for unit in units:
        value = number(text, unit)
        if isinstance(value, Problem):
            yield value
