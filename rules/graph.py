"""Which quantity needs which: circles found and named in full, and an order in which all can be computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.compiled import Quantity
from rules.expression import Call, Expression, Name, children

EARLIER_ONLY = ("上期", "同期")  # their quantity is read from an earlier period alone, so it need not be computed first


def names_now(node: Expression) -> Iterator[str]:
    """The names in a formula whose value of this very period is needed."""
    if isinstance(node, Name):
        yield node.name
    parts = children(node)
    if isinstance(node, Call) and node.name in EARLIER_ONLY:
        parts = parts[1:]
    for child in parts:
        yield from names_now(child)


def needs(quantities: Mapping[str, Quantity]) -> dict[str, tuple[str, ...]]:
    """For each quantity those that it needs computed first, in the order of mention."""
    in_category: dict[str, list[str]] = {}
    for quantity in quantities.values():
        if quantity.kind == "item" and quantity.rule is not None:
            in_category.setdefault(getattr(quantity.rule, "category", ""), []).append(quantity.name)
    found: dict[str, tuple[str, ...]] = {}
    for name, quantity in quantities.items():
        mentioned = [part.name for part in quantity.parts]
        if quantity.kind == "category":
            mentioned += in_category.get(quantity.id, [])
        formulas = [
            quantity.formula,
            quantity.full_marks,
            quantity.cap,
            quantity.floor,
            *(part.weight for part in quantity.parts),
        ]
        if quantity.kind != "item":  # an item's points read fields, never quantities
            mentioned += [one for formula in formulas if formula is not None for one in names_now(formula.tree)]
        found[name] = tuple(dict.fromkeys(one for one in mentioned if one in quantities))
    return found


def order(graph: Mapping[str, tuple[str, ...]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Names in an order that computes what is needed first, and the circles (each once) that forbid one.

    Walked with an own stack: a long chain of figures is no reason to run out of Python's.
    """
    done: dict[str, None] = {}
    circles: dict[frozenset[str], tuple[str, ...]] = {}
    for start in graph:
        trail: dict[str, Iterator[str]] = {} if start in done else {start: iter(graph[start])}
        while trail:
            name = next(reversed(trail))
            for needed in trail[name]:
                if needed in trail:
                    names = list(trail)
                    circle = tuple(names[names.index(needed) :])
                    circles.setdefault(frozenset(circle), circle)
                elif needed not in done:
                    trail[needed] = iter(graph[needed])
                    break
            else:
                done[name] = None
                del trail[name]
    return list(done), list(circles.values())
