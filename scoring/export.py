"""A result as plain data for JSON: amounts are decimal texts, ``None`` for none, explanations a sentence and a tree."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from rules.compiled import Compiled
from rules.exact import Rounding, decimal_places, decimal_text, plain_text
from rules.phrase import tell
from rules.problem import Place, Problem, Translate
from scoring.explain import value_text
from scoring.result import Card, Line, Node, Result, Share, SubjectResult


def to_data(compiled: Compiled, result: Result, translate: Translate | None = None) -> dict[str, Any]:
    """The whole result as ``./hengji score --json`` prints it."""
    return {
        "scheme": result.scheme,
        "version": result.version,
        "period": result.period.text,
        "unit": compiled.scheme.unit,
        "subjects": [subject_to_data(compiled, subject) for subject in result.subjects],
        "problems": problems_to_data(result.problems, translate),
    }


def problems_to_data(problems: Iterable[Problem], translate: Translate | None = None) -> list[dict[str, Any]]:
    """Problems with their place: ``line`` and ``column`` are ``None`` where there is none."""
    return [
        {
            "code": problem.code,
            "message": problem.text(translate),
            "file": problem.place.file or None,
            "line": problem.place.line,
            "column": problem.place.column,
            "severity": problem.severity,
            **({"sheet": problem.place.sheet} if problem.place != Place() and problem.place.sheet else {}),
        }
        for problem in problems
    ]


def amount(value: Fraction | None, rounding: Rounding) -> str | None:
    """A posted amount with the places of the scheme's rounding; one that needs more places in full."""
    if value is None:
        return None
    places = max(rounding.places, 0)
    return decimal_text(value, places) if 0 <= decimal_places(value) <= places else plain_text(value)


def subject_to_data(compiled: Compiled, subject: SubjectResult) -> dict[str, Any]:
    """One subject's result."""
    data: dict[str, Any] = {
        "subject": subject.subject,
        "total": amount(subject.total, compiled.rounding),
        "lines": [_line(compiled, line) for line in subject.lines],
        "cards": [_card(compiled, card) for card in subject.cards],
        "shares": [_share(compiled, share) for share in subject.shares],
        "figures": {name: _quantity(compiled, name, value) for name, value in subject.quantities.items()},
    }
    if compiled.scheme.ranking == "shown":
        data["place"] = subject.place
    return data


def _quantity(compiled: Compiled, name: str, value: Fraction | str | None) -> str | None:
    """A quantity exactly, in its unit: 10.5% where the unit is %, 67/638 where no decimal is exact."""
    if not isinstance(value, Fraction):
        return value
    if compiled.quantities[name].unit == "%":
        exact = decimal_places(value) >= 0
        return f"{plain_text(value * 100)}%" if exact else plain_text(value)
    return plain_text(value)


def _line(compiled: Compiled, line: Line) -> dict[str, Any]:
    return {
        "rule": line.rule,
        "title": line.title,
        "points": amount(line.points, compiled.rounding),
        "explanation": tell(line.explanation.numbers),
        "full_marks": amount(line.full_marks, compiled.rounding),
        "category": line.category,
        "count": line.count,
        "trace": node_to_data(line.explanation),
    }


def node_to_data(node: Node) -> dict[str, Any]:
    """A node and all below it; what is empty is left out."""
    data: dict[str, Any] = {
        "kind": node.kind,
        "title": tell(node.title),
        "value": _told(node.value),
        "shown": tell(value_text(node.value, percent=node.percent)),
        "unit": node.unit,
        "formula": node.formula,
        "numbers": tell(node.numbers),
        "basis": node.basis,
        "assumption": node.assumption,
        "facts": list(node.facts),
        "children": [node_to_data(child) for child in node.children],
    }
    return {name: value for name, value in data.items() if value or name in ("kind", "title", "value")}


def _told(value: Fraction | str | None) -> str | None:
    if isinstance(value, Fraction):
        return plain_text(value)
    return None if value is None else tell(value)


def _card(compiled: Compiled, card: Card) -> dict[str, Any]:
    return {
        "ladder": card.ladder,
        "step": card.step,
        "title": card.title,
        "card": card.colour,
        "day": card.day.isoformat(),
        "fact": card.fact,
        "earlier": list(card.earlier),
        "letter": card.letter,
        "notice": card.notice,
        "deadline": None if card.deadline is None else plain_text(card.deadline),
        "deadline_unit": card.deadline_unit,
        "points": amount(card.points, compiled.rounding),
        "explanation": tell(card.explanation.numbers),
        "trace": node_to_data(card.explanation),
    }


def _share(compiled: Compiled, share: Share) -> dict[str, Any]:
    return {
        "rule": share.rule,
        "title": share.title,
        "member": share.member,
        "amount": amount(share.amount, compiled.rounding),
        "explanation": tell(share.explanation.numbers),
        "trace": node_to_data(share.explanation),
    }
