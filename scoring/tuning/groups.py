"""Groupings of subjects, by class (类别, 岗位) or by what they belong to, to show whom a change touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.inputs import Inputs

ABOVE = "上级"  # the grouping by the subject above


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects by position: those whose ``by`` is ``name``."""

    by: str
    name: str
    positions: tuple[int, ...]


Groups = Sequence[Group]


def groups_of(inputs: Inputs, further: Mapping[str, Mapping[str, str]]) -> Groups:
    """Every group of every grouping, each in the order of the subjects; who has no value in a grouping is in none."""
    found: dict[tuple[str, str], list[int]] = {}
    for position, subject in enumerate(inputs.subjects):
        own = dict(subject.classes)
        if subject.parent is not None:
            own[ABOVE] = subject.parent
        own |= {by: groups[subject.name] for by, groups in further.items() if subject.name in groups}
        for by, name in own.items():
            found.setdefault((by, name), []).append(position)
    order = {by: place for place, by in enumerate(dict.fromkeys(by for by, _ in found))}
    ordered = sorted(found.items(), key=lambda entry: order[entry[0][0]])
    return tuple(Group(by, name, tuple(positions)) for (by, name), positions in ordered)
