"""A scorecard as data: what the JSON interface answers and what a paper carries attached, so that both are one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from records.models import AppraisalPeriod
from rules.exact import plain_text
from scoring.export import amount, subject_to_data
from scoring.result import Node, SubjectResult
from workflow.standing import Standing


def card_data(period: AppraisalPeriod, standing: Standing, subject: str) -> dict[str, Any] | None:
    """One subject's card with every line's explanation and the facts behind it; ``None`` when there is no such subject.

    Amounts are decimal texts. ``sealed`` is the seal's hash once there is one; ``inputs`` the hash of what was scored.
    """
    result = next((one for one in standing.results if one.subject == subject), None)
    if result is None:
        return None
    return {
        **period_data(period),
        "unit": standing.compiled.scheme.unit,
        "demonstration": standing.demonstration,
        "scorecard": subject_to_data(standing.compiled, result),
        "facts": [_fact(standing, key) for key in _fact_keys(result) if key in standing.facts],
    }


def period_data(period: AppraisalPeriod) -> dict[str, Any]:
    """Which period of which scheme of whom, and where it stands."""
    return {
        "court": period.court.name,
        "scheme": period.version.scheme.name,
        "title": period.version.scheme.title,
        "version": period.version.version,
        "period": period.text,
        "starts": period.starts.isoformat(),
        "ends": period.ends.isoformat(),
        "state": period.state,
        "edition": period.edition,
        "inputs": period.inputs_sha256,
        "sealed": period.seal_sha256,
    }


def summary(standing: Standing, result: SubjectResult) -> dict[str, Any]:
    """A line of a list: the total, and the place only where the scheme shows ranking."""
    data: dict[str, Any] = {"subject": result.subject, "total": amount(result.total, standing.compiled.rounding)}
    if standing.compiled.scheme.ranking == "shown":
        data["place"] = result.place
    return data


def _fact(standing: Standing, key: str) -> dict[str, Any]:
    fact = standing.facts[key]
    return {
        "key": key,
        "kind": fact.kind,
        "day": fact.day.isoformat(),
        "subject": fact.subject,
        "member": fact.member,
        "case": fact.case,
        "fields": {name: plain_text(value) if isinstance(value, Fraction) else _plain(value)
                   for name, value in fact.fields.items()},
    }  # fmt: skip


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, (bool, str)) else str(value)


def _fact_keys(result: SubjectResult) -> list[str]:
    """The facts that the card names, each once, in the order of the lines."""
    trees = [*(line.explanation for line in result.lines), *(card.explanation for card in result.cards)]
    found = dict.fromkeys(key for tree in trees for node in _walk(tree) for key in node.facts)
    found |= dict.fromkeys(key for card in result.cards for key in (card.fact, *card.earlier))
    return list(found)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)
