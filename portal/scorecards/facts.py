"""The facts of a card one by one: which rules each of them triggered, and which it did not, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access import needs
from portal.database import KEY
from portal.scorecards.opening import Opened, blueprint, opened
from scoring.constants import Book
from scoring.engine import postings
from scoring.inputs import Fact
from scoring.why import fact_rules, not_fired
from shown import why
from shown.scorecard import FactView, fact_view
from workflow.another_case import own_facts
from workflow.permissions import Permission, may

PAGE = 50


@dataclass(frozen=True, slots=True)
class Earned:
    """A rule that the fact triggered: its points and the formula with the numbers in. ``by_hand``: decided instead."""

    rule: str
    title: str
    points: Fraction
    numbers: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """A rule that it did not trigger."""

    title: str
    basis: str
    text: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with all that the scheme made of it."""

    fact: FactView
    earned: tuple[Earned, ...]
    missed: tuple[Missed, ...]


@blueprint.get(f"/<{KEY}:period_id>/<path:subject>/facts")
@needs(Permission.SCORECARD_READ_OWN)
def facts(period_id: int, subject: str) -> ResponseReturnValue:
    """All, or those of one kind; the reader's own of a team's with ``mine``."""
    card = opened(period_id, subject)
    mine = card.member if request.args.get("mine") and card.member else None
    every = own_facts(card.standing, card.subject, card.period, mine)
    kinds = Counter(fact.kind for fact in every)
    kind = request.args.get("kind", "")
    chosen = [fact for fact in every if not kind or fact.kind == kind]
    page = max(1, request.args.get("page", 1, type=int))
    start = min((page - 1) * PAGE, max(0, (len(chosen) - 1) // PAGE * PAGE))
    return render_template(
        "portal/scorecard_facts.html",
        card=card,
        kinds=kinds,
        kind=kind,
        mine=bool(mine),
        rows=_rows(card, chosen[start : start + PAGE]),
        count=len(chosen),
        page=start // PAGE + 1,
        pages=max(1, -(-len(chosen) // PAGE)),
        places=card.standing.compiled.rounding.places,
        unit=card.standing.compiled.scheme.unit,
    )


def _rows(card: Opened, chosen: list[Fact]) -> list[FactRow]:
    compiled, given = card.standing.compiled, card.standing.inputs
    titles = {one.rule.id: one.rule.title for one in fact_rules(compiled)}
    of_subject = [fact for fact in given.facts if fact.subject == card.subject]  # ladders count the earlier ones
    wanted = {fact.key for fact in chosen}
    found: dict[str, list[Earned]] = {key: [] for key in wanted}
    replaced = {(one.replaces, one.rule) for one in given.adjustments}
    for posting in postings(compiled, of_subject, given.subjects):
        if posting.fact in wanted:
            rule = posting.rule.partition("/")[0]
            by_hand = (posting.fact, posting.rule) in replaced
            earned = Earned(rule, titles.get(rule, rule), posting.amount, posting.numbers, by_hand)
            found[posting.fact].append(earned)
    book, ids = Book(compiled), card.standing.fact_ids
    may_open = may(current_user.account, Permission.FACTS_READ)
    rows = []
    for fact in chosen:
        fields = compiled.facts[fact.kind].fields if fact.kind in compiled.facts else {}
        missed = tuple(
            Missed(one.title, one.basis, why.sentence(one.unmet, fields))
            for one in not_fired(compiled, fact, card.of, book)
        )
        url = url_for("facts.details_view", id=ids[fact.key]) if may_open and fact.key in ids else ""
        rows.append(FactRow(fact_view(fact, url), tuple(found[fact.key]), missed))
    return rows
