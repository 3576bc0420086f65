"""Reads the conditions and formulas of grades; what they mean together is checked in :mod:`rules.check_grades`."""

from __future__ import annotations

from rules.compiled import CompiledGrades, CompiledLevel, CompiledLimit
from rules.model import Scheme
from rules.model_grades import Grades
from rules.quantities import names_by_id
from rules.reading import Reader
from rules.report import Path
from rules.scope import Scopes


def read_grades(scheme: Scheme, reader: Reader, scopes: Scopes) -> tuple[CompiledGrades, ...]:
    """All grades and selection lists, in the order of the document."""
    return tuple(_read(("grades", index), rule, scheme, reader, scopes) for index, rule in enumerate(scheme.grades))


def _read(path: Path, rule: Grades, scheme: Scheme, reader: Reader, scopes: Scopes) -> CompiledGrades:
    outcome, group = scopes.outcome(), scopes.group(rule.within)
    ids = {level.title: level.id for level in rule.levels}
    levels = []
    for at, level in enumerate(rule.levels):
        place: Path = (*path, "levels", at)
        outside = reader.condition(level.outside, (*place, "outside"), outcome)
        levels.append(
            CompiledLevel(
                level,
                condition=reader.condition(level.where, (*place, "where"), outcome),
                outside=outside if level.outside.strip() else None,
                quota=reader.optional(level.quota, (*place, "quota"), group),
                raised=reader.optional(level.raised, (*place, "raised"), group),
                seats=reader.optional(level.seats, (*place, "seats"), group),
            )
        )
    limits = [
        CompiledLimit(
            limit,
            condition=reader.condition(limit.where, (*path, "limits", at, "where"), outcome),
            bars=tuple(ids[title] for title in limit.bars if title in ids),
        )
        for at, limit in enumerate(rule.limits)
    ]
    for name in (rule.quota_rounding, rule.post):
        if name is not None:
            reader.mention(name)
    return CompiledGrades(
        rule,
        by=names_by_id(scheme).get(rule.by, rule.by),
        base=reader.condition(rule.base, (*path, "base"), outcome),
        levels=tuple(levels),
        limits=tuple(limits),
        applies=reader.condition(rule.applies, (*path, "applies"), scopes.classes),
    )
