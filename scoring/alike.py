"""Who is compared with whom: subjects to whom the same rules apply.

A mean over unlike subjects says nothing. So the group of a subject are those who agree with it in every class that any
rule behind the points reads, be it in ``applies`` or in a formula. Classes that only divide a result up (share-outs)
do not part anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rules.compiled import Compiled, Formula
from rules.condition import Condition
from rules.expression import Name, walk
from scoring.inputs import Subject

OWN_GROUPS = (
    "各月",
    "下级",
)  # groups that formulas look at and that hold one's own values, or those of whom one is above


def telling_classes(compiled: Compiled) -> tuple[str, ...]:
    """The classes of subjects that the points depend on, in the scheme's order."""
    read = {one.field for condition in _conditions(compiled) for one in condition.comparisons}
    read |= {node.name for formula in _formulas(compiled) for node in walk(formula.tree) if isinstance(node, Name)}
    declared = dict.fromkeys((*compiled.scheme.classes, *compiled.scheme.member_classes))
    return tuple(name for name in declared if name in read)


def alike(compiled: Compiled, subjects: Sequence[Subject], name: str) -> tuple[str, ...]:
    """The group of a subject with itself, in the order given; nobody when it is not among them."""
    told = telling_classes(compiled)
    own = next((_told(each, told) for each in subjects if each.name == name), None)
    return () if own is None else tuple(each.name for each in subjects if _told(each, told) == own)


def _told(subject: Subject, classes: Iterable[str]) -> tuple[str | None, ...]:
    return tuple(subject.classes.get(name) for name in classes)


def _conditions(compiled: Compiled) -> Iterator[Condition]:
    yield from (quantity.applies for quantity in compiled.quantities.values())
    yield from (item.applies for item in compiled.items)
    yield from (ladder.applies for ladder in compiled.ladders)


def _formulas(compiled: Compiled) -> Iterator[Formula]:
    for quantity in compiled.quantities.values():
        weights = (part.weight for part in quantity.parts)
        for formula in (quantity.formula, quantity.full_marks, quantity.cap, quantity.floor, *weights):
            if formula is not None:
                yield formula
