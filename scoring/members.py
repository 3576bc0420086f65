"""The members of subjects, seen through the same graph of quantities: a membership is a subject of its own.

So a member's figures, counts of facts and points come from the very rules that score the team. Entries of one person in
one team with the same classes are one membership with the days added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.condition import Value
from scoring.graph import Graph
from scoring.inputs import Inputs, Subject

DAYS = "在队天数"


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's membership of a subject in the period; ``id`` names it among the subjects of the view."""

    id: str
    name: str
    of: str
    days: int
    classes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Members:
    """What a graph of memberships is made of: inputs, 在队天数 and the person's name of each, those of each subject."""

    inputs: Inputs
    local_names: Mapping[str, Mapping[str, Value]]
    titles: Mapping[str, str]
    of: Mapping[str, tuple[Membership, ...]]


@dataclass(frozen=True, slots=True)
class MemberView:
    """The quantities of all memberships, and the memberships of each subject in order."""

    quantities: Graph
    of: Mapping[str, tuple[Membership, ...]]


def memberships(inputs: Inputs) -> list[Membership]:
    """Who was in which subject for how many days, in the order given."""
    found: dict[tuple[str, str, tuple[tuple[str, str], ...]], Membership] = {}
    for member in inputs.members:
        place = (member.name, member.of, tuple(sorted(member.classes.items())))
        if place in found:
            found[place] = replace(found[place], days=found[place].days + member.days)
        else:
            found[place] = Membership(
                f"{member.of}/{member.name}/{len(found)}", member.name, member.of, member.days, member.classes
            )
    return list(found.values())


def members_of(teams: Graph) -> Members:
    """The members of these subjects.

    A fact counts for the member that it names, in the subject that it names; where a person has several memberships
    there (the classes changed), for the first. Figures are by person and count in each membership.
    """
    inputs = teams.inputs
    found = [each for each in memberships(inputs) if each.of in teams.subjects]
    ids: dict[tuple[str, str], str] = {}
    by_name: dict[str, list[str]] = {}
    of: dict[str, list[Membership]] = {}
    for each in found:
        ids.setdefault((each.name, each.of), each.id)
        by_name.setdefault(each.name, []).append(each.id)
        of.setdefault(each.of, []).append(each)
    own = [
        replace(fact, subject=ids[fact.member, fact.subject])
        for fact in teams.counted.facts
        if fact.member is not None and (fact.member, fact.subject) in ids
    ]
    subjects = tuple(Subject(each.id, {**teams.subjects[each.of].classes, **each.classes}, None) for each in found)
    figures = {
        (one, text, name): value for (who, text, name), value in inputs.figures.items() for one in by_name.get(who, ())
    }
    sealed = {
        (one, text, name): value for (who, text, name), value in inputs.sealed.items() for one in by_name.get(who, ())
    }
    view = Inputs(inputs.period, subjects, tuple(own), figures, sealed=sealed)
    names: dict[str, Mapping[str, Value]] = {each.id: {DAYS: Fraction(each.days)} for each in found}
    titles = {each.id: each.name for each in found}
    return Members(view, names, titles, {team: tuple(some) for team, some in of.items()})
