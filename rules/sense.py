"""Whether the comparisons of a condition make sense together: contradictions, and comparisons that change nothing."""

from __future__ import annotations

from collections.abc import Mapping

from rules.condition import Comparison
from rules.lexer import problem_at
from rules.model import FieldKind
from rules.problem import Problem
from rules.region import Allowed, allowed, domain, meet


def sense(text: str, found: list[Comparison], fields: Mapping[str, FieldKind]) -> list[Problem]:
    """Comparisons that leave a field nothing (errors) or say nothing (warnings). Open parameters wait to be bound."""
    problems: list[Problem] = []
    plain = [comparison for comparison in found if not comparison.parameters]
    for field in dict.fromkeys(comparison.field for comparison in plain):
        whole = domain(fields[field])
        parts = [(part, allowed(part, fields[field])) for part in plain if part.field == field]
        left: Allowed = whole
        for part, lets in parts:
            left = meet(left, lets)
            if left.empty:
                problems.append(problem_at("condition-impossible", text, part.span, field=field))
                break
        else:
            problems += _idle(text, parts, whole)
    return problems


def _idle(text: str, parts: list[tuple[Comparison, Allowed]], whole: Allowed) -> list[Problem]:
    """Warnings for comparisons that the others on the same field already imply; of two equal ones the later."""
    problems: list[Problem] = []
    kept = list(parts)
    for part in reversed(parts):
        others: Allowed = whole
        for other in kept:
            others = others if other is part else meet(others, other[1])
        if meet(others, part[1].rest()).empty:
            kept.remove(part)
            warning = problem_at("condition-redundant", text, part[0].span)
            problems.append(Problem(warning.code, warning.values, warning.place, "warning"))
    return problems
