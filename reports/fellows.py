"""The members of a team or division as its annual report lists them: their time there and what they themselves got."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from reports.desk import Desk
from reports.name_order import by_pinyin
from scoring.inputs import POST
from scoring.result import Share
from workflow.year.counted import public_totals


@dataclass(frozen=True, slots=True)
class Fellow:
    """A stay of a member in the period: the post, the days, how many facts of the period are hers, what fell to her of
    the subject's own shares (``None``: nothing is shared), her totals under the schemes that :class:`Fellows` names.
    """

    name: str
    post: str
    days: int
    facts: int
    share: Fraction | None
    totals: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Fellows:
    """By name; ``schemes`` are the titles of the schemes of persons, with their results of the same period."""

    schemes: tuple[str, ...]
    rows: tuple[Fellow, ...]


def fellows(desk: Desk, subject: str, shares: tuple[Share, ...]) -> Fellows:
    """Empty for a person, and for a court, whose persons have a list of their own. ``shares`` are those that the
    reader may see; somebody's facts, share and totals stand with the first of her stays.
    """
    given = desk.standing.inputs
    counted = Counter(fact.member for fact in given.facts if fact.subject == subject and fact.day >= given.period.start)
    fallen: dict[str, Fraction] = {}
    for share in shares:
        fallen[share.member] = fallen.get(share.member, Fraction(0)) + share.amount
    members = [one for one in given.members if one.of == subject]
    own = public_totals(desk.session, desk.period) if members else {}
    found: list[Fellow] = []
    told: set[str] = set()
    for one in sorted(members, key=lambda member: (by_pinyin(member.name), -member.days)):
        first = one.name not in told
        told.add(one.name)
        totals = tuple(by_name.get(one.name) if first else None for by_name in own.values())
        found.append(
            Fellow(
                one.name, one.classes.get(POST, ""), one.days, counted[one.name] if first else 0,
                fallen.get(one.name) if first else None, totals,
            )
        )  # fmt: skip
    return Fellows(tuple(own), tuple(found))
