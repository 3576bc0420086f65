"""A subject's result as it is kept: JSON without floats, that reads back to the very same value.

A number is ``{"number": "42.01"}`` (or ``"67/638"``), so that it cannot be mistaken for a text; a sentence is kept as
its template and values (rules.phrase), so that it can be read in another language later. What is empty is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from records.types import canonical_json
from rules.exact import plain_text
from rules.phrase import Phrase, from_data, to_data
from scoring.result import Card, Line, Node, Share, SubjectResult

Json = Any  # what json.loads gives back; every reader below takes it apart at once


def result_to_json(result: SubjectResult) -> dict[str, Json]:
    """The result with its explanation trees."""
    return {
        "subject": result.subject,
        "total": _number(result.total),
        "place": result.place,
        "quantities": {name: _value(value) for name, value in result.quantities.items()},
        "lines": [_line(line) for line in result.lines],
        "cards": [card_to_json(card) for card in result.cards],
        "shares": [_share(share) for share in result.shares],
        "explanation": None if result.explanation is None else node_to_json(result.explanation),
    }


def result_from_json(stored: Mapping[str, Json]) -> SubjectResult:
    """The same result back."""
    return SubjectResult(
        subject=stored["subject"],
        total=_to_number(stored["total"]),
        lines=tuple(_to_line(line) for line in stored["lines"]),
        cards=tuple(_to_card(card) for card in stored["cards"]),
        shares=tuple(_to_share(share) for share in stored["shares"]),
        quantities={name: value_from_json(value) for name, value in stored["quantities"].items()},
        explanation=None if stored["explanation"] is None else node_from_json(stored["explanation"]),
        place=stored["place"],
    )


def outcome_from_json(stored: Mapping[str, Json]) -> SubjectResult:
    """The result without its explanations, lines and shares: what is compared and what was dealt. Many times faster."""
    return SubjectResult(
        subject=stored["subject"],
        total=_to_number(stored["total"]),
        lines=(),
        cards=tuple(_to_card(card) for card in stored["cards"]),
        shares=(),
        quantities={name: value_from_json(value) for name, value in stored["quantities"].items()},
        explanation=None,
        place=stored["place"],
    )


def shares_from_json(stored: Mapping[str, Json]) -> tuple[Share, ...]:
    """The shares alone."""
    return tuple(_to_share(share) for share in stored["shares"])


def result_hash(stored: Mapping[str, Json]) -> str:
    """Of the canonical text."""
    return sha256(canonical_json(stored).encode()).hexdigest()


def node_to_json(node: Node) -> dict[str, Json]:
    """An explanation tree."""
    found: dict[str, Json] = {"kind": node.kind, "title": to_data(node.title), "value": _value(node.value)}
    if node.numbers:
        found["numbers"] = to_data(node.numbers)
    texts = ("unit", "formula", "basis", "assumption", "percent")
    found |= {name: getattr(node, name) for name in texts if getattr(node, name)}
    if node.facts:
        found["facts"] = list(node.facts)
    if node.children:
        found["children"] = [node_to_json(child) for child in node.children]
    return found


def node_from_json(stored: Mapping[str, Json]) -> Node:
    """The tree back."""
    return Node(
        kind=stored["kind"],
        title=from_data(stored["title"]),
        value=value_from_json(stored["value"]),
        unit=stored.get("unit", ""),
        formula=stored.get("formula", ""),
        numbers=from_data(stored.get("numbers", "")),
        basis=stored.get("basis", ""),
        assumption=stored.get("assumption", ""),
        facts=tuple(stored.get("facts", ())),
        children=tuple(node_from_json(child) for child in stored.get("children", ())),
        percent=stored.get("percent", False),
    )


def card_to_json(card: Card) -> dict[str, Json]:
    """A card."""
    return {
        "ladder": card.ladder, "step": card.step, "title": card.title, "colour": card.colour, "subject": card.subject,
        "day": card.day.isoformat(), "fact": card.fact, "earlier": list(card.earlier), "letter": card.letter,
        "notice": card.notice, "deadline": _number(card.deadline), "deadline_unit": card.deadline_unit,
        "points": _number(card.points), "explanation": node_to_json(card.explanation),
    }  # fmt: skip


def _to_card(stored: Mapping[str, Json]) -> Card:
    return Card(
        ladder=stored["ladder"], step=stored["step"], title=stored["title"], colour=stored["colour"],
        subject=stored["subject"], day=date.fromisoformat(stored["day"]), fact=stored["fact"],
        earlier=tuple(stored["earlier"]), letter=stored["letter"], notice=stored["notice"],
        deadline=_to_number(stored["deadline"]), deadline_unit=stored["deadline_unit"],
        points=_to_number(stored["points"]), explanation=node_from_json(stored["explanation"]),
    )  # fmt: skip


def _line(line: Line) -> dict[str, Json]:
    return {
        "rule": line.rule, "title": line.title, "points": _number(line.points), "full_marks": _number(line.full_marks),
        "category": line.category, "count": line.count, "explanation": node_to_json(line.explanation),
    }  # fmt: skip


def _to_line(stored: Mapping[str, Json]) -> Line:
    return Line(
        stored["rule"], stored["title"], _to_number(stored["points"]), _to_number(stored["full_marks"]),
        stored["category"], stored["count"], node_from_json(stored["explanation"]),
    )  # fmt: skip


def _share(share: Share) -> dict[str, Json]:
    return {
        "rule": share.rule, "title": share.title, "member": share.member, "of": share.of,
        "amount": _number(share.amount), "explanation": node_to_json(share.explanation),
    }  # fmt: skip


def _to_share(stored: Mapping[str, Json]) -> Share:
    node = node_from_json(stored["explanation"])
    return Share(stored["rule"], stored["title"], stored["member"], stored["of"], Fraction(stored["amount"]), node)


def _value(value: Fraction | str | None) -> Json:
    if isinstance(value, Fraction):
        return {"number": plain_text(value)}
    return value.to_data() if isinstance(value, Phrase) else value


def value_from_json(stored: Json) -> Fraction | str | None:
    """A quantity's value back."""
    if isinstance(stored, dict) and "number" in stored:
        return _to_number(stored["number"])
    return None if stored is None else from_data(stored)


def _number(value: Fraction | None) -> str | None:
    return None if value is None else plain_text(value)


def _to_number(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
