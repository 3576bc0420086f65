"""``--set NAME=VALUE``: other values for parameters and table cells, for one run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from records.intake.values import number, plain
from rules.compiled import Compiled
from rules.exact import shown
from rules.lookup import key_text
from rules.model import Bounds, Parameter, Table
from rules.problem import N_, Place, Problem, did_you_mean, register
from scoring.inputs import Overlay

register({
    "set.shape": N_("应写成 名称=值，例如 参数=10% 或 表（键，键）=4"),
    "set.unknown": N_("办法没有参数或权重表「{name}」{hint}"),
    "set.choice": N_("「{name}」应为下列之一：{choices}"),
    "set.bounds": N_("「{name}」应在 {low} 至 {high} 之间"),
    "set.keys": N_("表「{name}」没有「{keys}」这一行{hint}"),
    "set.fixed": N_("表「{name}」的「{keys}」这一行是固定的，不能改"),
})

_CELL = re.compile(r"(.+?)[（(](.+)[）)]\Z")
_PLACE = "--set "


def parse_overlay(compiled: Compiled, settings: Iterable[str]) -> tuple[Overlay, list[Problem]]:
    """All settings together, and every problem with them."""
    parameters: dict[str, Fraction | str] = {}
    cells: dict[tuple[str, tuple[str, ...]], Fraction] = {}
    problems: list[Problem] = []
    for setting in settings:
        name, mark, text = (part.strip() for part in setting.replace("＝", "=").partition("="))
        found = _setting(compiled, name, text) if mark and name and text else Problem("set.shape")
        if isinstance(found, Problem):
            problems.append(found.at(Place(_PLACE + setting)))
        elif isinstance(found[0], str):
            parameters[found[0]] = found[1]
        elif isinstance(found[1], Fraction):
            cells[found[0]] = found[1]
    return Overlay(parameters, cells), problems


Setting = tuple["str | tuple[str, tuple[str, ...]]", "Fraction | str"]


def _setting(compiled: Compiled, name: str, text: str) -> Setting | Problem:
    """One parameter or cell with its new value."""
    parameters = {plain(known): known for known in compiled.parameters}
    tables = {plain(known): known for known in compiled.tables}
    if plain(name) in parameters:
        known = parameters[plain(name)]
        value = _parameter(known, compiled.parameters[known], text)
        return value if isinstance(value, Problem) else (known, value)
    cell = _CELL.match(name)
    if cell is not None and plain(cell[1]) in tables:
        return _cell(tables[plain(cell[1])], compiled.tables[tables[plain(cell[1])]], cell[2], text)
    return Problem("set.unknown", {"name": name, "hint": did_you_mean(name, [*compiled.parameters, *compiled.tables])})


def _parameter(name: str, parameter: Parameter, text: str) -> Fraction | str | Problem:
    if parameter.choices:
        choice = {plain(value): value for value in parameter.choices}.get(plain(text))
        return choice or Problem("set.choice", {"name": name, "choices": "、".join(parameter.choices)})
    return _number(name, text, parameter.unit, parameter.tunable)


def _cell(name: str, table: Table, keys_text: str, text: str) -> Setting | Problem:
    """A row by its keys, as they stand in the table."""
    keys = tuple(part.strip(" 「」\"'") for part in re.split("[，,]", keys_text))
    rows = [*table.rows, *(row for change in table.changes for row in change.rows)]
    known = {tuple(plain(key_text(cell)) for cell in row[:-1]): tuple(map(key_text, row[:-1])) for row in rows}
    found = known.get(tuple(map(plain, keys)))
    if found is None:
        hint = did_you_mean("，".join(keys), ["，".join(row) for row in known.values()])
        return Problem("set.keys", {"name": name, "keys": "，".join(keys), "hint": hint})
    if list(found) in table.fixed:
        return Problem("set.fixed", {"name": name, "keys": "，".join(found)})
    value = _number(f"{name}（{'，'.join(found)}）", text, table.unit, table.tunable)
    return value if isinstance(value, Problem) else ((name, found), value)


def _number(name: str, text: str, unit: str, bounds: Bounds | None) -> Fraction | Problem:
    """An exact number within the bounds that staff may move it in."""
    value = number(text, unit)
    if isinstance(value, Problem) or bounds is None:
        return value
    low, high = bounds.min, bounds.max
    if (low is not None and value < low) or (high is not None and value > high):
        percent = unit == "%"
        ends = ["…" if end is None else shown(end, percent=percent) for end in (low, high)]
        return Problem("set.bounds", {"name": name, "low": ends[0], "high": ends[1]})
    return value
