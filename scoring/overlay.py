"""What-if settings as people write them: 计点方式 = 按比例, 案件权重（民事一审，普通） = 4."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from rules.compiled import Compiled
from rules.exact import parse_number
from rules.lookup import Keys
from rules.phrase import listed
from rules.problem import Problem, did_you_mean
from scoring.constants import rows_on
from scoring.inputs import Overlay

_CELL = re.compile(r"(?P<table>[^（(]+)[（(](?P<keys>.+)[）)]\Z")
_COMMA = re.compile(r"[，,]")


def read_overlay(compiled: Compiled, settings: Mapping[str, str]) -> tuple[Overlay, list[Problem]]:
    """The overlay that the settings describe, and every setting that names nothing or does not fit."""
    parameters: dict[str, Fraction | str] = {}
    cells: dict[tuple[str, tuple[str, ...]], Fraction] = {}
    problems: list[Problem] = []
    for name, text in settings.items():
        number = parse_number(text)
        cell = _CELL.match(name.strip())
        if cell is None:
            parameter = compiled.parameters.get(name.strip())
            as_text = number is None or (parameter is not None and bool(parameter.choices))
            parameters[name.strip()] = text.strip() if as_text or number is None else number
        elif number is None:
            problems.append(Problem("score-overlay-number", {"name": name, "found": text}))
        else:
            keys = tuple(key.strip() for key in _COMMA.split(cell["keys"]))
            cells[cell["table"].strip(), keys] = number
    overlay = Overlay(parameters, cells)
    return overlay, problems + check_overlay(compiled, overlay)


def check_overlay(compiled: Compiled, overlay: Overlay) -> list[Problem]:
    """What a what-if changes must be there, and be of its kind."""
    problems = []
    for name, value in overlay.parameters.items():
        parameter = compiled.parameters.get(name)
        if parameter is None:
            hint = did_you_mean(name, [*compiled.parameters, *compiled.tables])
            problems.append(Problem("score-overlay-unknown", {"name": name, "hint": hint}))
        elif parameter.choices and value not in parameter.choices:
            values = {"name": name, "found": str(value), "choices": listed(parameter.choices)}
            problems.append(Problem("score-overlay-choice", values))
        elif not parameter.choices and not isinstance(value, Fraction):
            problems.append(Problem("score-overlay-number", {"name": name, "found": value}))
    rows_of: dict[str, set[Keys]] = {}
    for table, keys in overlay.cells:
        if table not in rows_of:
            rows_of[table] = _rows(compiled, table)
        rows = rows_of[table]
        if keys not in rows:
            name = cell_name(table, keys)
            near = did_you_mean(name, sorted(cell_name(table, row) for row in rows))
            values = {"name": name, "hint": near or did_you_mean(table, compiled.tables)}
            problems.append(Problem("score-overlay-unknown", values))
    return problems


def _rows(compiled: Compiled, table: str) -> set[Keys]:
    """Every row that a table ever has."""
    declared = compiled.tables.get(table)
    return (
        set() if declared is None else {row for day in (date.min, *compiled.breaks) for row in rows_on(declared, day)}
    )


def cell_name(table: str, keys: Keys) -> str:
    """How a cell is written: 案件权重（民事一审，普通）."""
    return f"{table}（{'，'.join(keys)}）"
