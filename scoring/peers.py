"""The groups that 均值, 名次 and their like look at: all, those of one class, below, within, above, and the months."""

from __future__ import annotations

from fractions import Fraction

from scoring.graph import Graph
from scoring.period import Period

MONTHS = "各月"  # a group in time: the subject's own values, month by month


def seen_from(quantities: Graph, group: str, subject: str) -> object:
    """What makes the group of two subjects the same one: nothing, their classes, or that they are one subject."""
    if group == "全体":
        return None
    return tuple(sorted(quantities.subjects[subject].classes.items())) if group == "同类" else subject


def values_among(quantities: Graph, name: str, group: str, subject: str, period: Period) -> list[tuple[str, Fraction]]:
    """``(who, number)`` of those in the group that have one, in the order of the subjects; of months by their name."""
    if group == "成员":
        view = quantities.members()
        found = [(each.name, view.quantities.number(name, each.id, period)) for each in view.of.get(subject, ())]
    elif group == MONTHS:
        found = [(month.shown, quantities.number(name, subject, month)) for month in period.parts("month")]
    else:
        found = [(who, quantities.number(name, who, period)) for who in _peers(quantities, group, subject)]
    return [(who, value) for who, value in found if value is not None]


def _peers(quantities: Graph, group: str, subject: str) -> list[str]:
    subjects = quantities.subjects
    if group == "下级":
        return [name for name, each in subjects.items() if each.parent == subject]
    if group == "上级":
        above = subjects[subject].parent
        return [above] if above is not None and above in subjects else []
    if group == "同类":
        return [name for name, each in subjects.items() if each.classes == subjects[subject].classes]
    return list(subjects)
