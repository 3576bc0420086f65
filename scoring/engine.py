"""From a scheme and what happened to everyone's result. Pure: the same inputs always give the same answer.

``score`` is the whole; :class:`Prepared` keeps what was counted, so that a what-if prices again and counts nothing.
``postings`` are the same points a fact at a time, as live scoring books them; their sums equal the lines here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from rules.compiled import Compiled
from rules.condition import Value, holds
from scoring.cards import deal
from scoring.constants import Book
from scoring.counted import Counted
from scoring.fields import ranked
from scoring.frames import screen
from scoring.inputs import Fact, Inputs, Overlay, Subject
from scoring.ladders import climb, points_of, step_rule
from scoring.overlay import check_overlay
from scoring.pools import share_among
from scoring.price import Pricer
from scoring.quantities import Quantities
from scoring.result import Card, Line, Node, Posting, Result, Share, SubjectResult
from scoring.shares import share_out

NO_OVERLAY = Overlay()


def score(compiled: Compiled, inputs: Inputs, overlay: Overlay = NO_OVERLAY, *, explain: bool = True) -> Result:
    """Everyone's lines, cards, shares, quantities and totals for one period.

    ``explain=False`` leaves out the keys of facts and the trees below each line, for what-ifs over many subjects.
    """
    return Prepared(compiled, inputs).score(overlay, explain=explain)


class Prepared:
    """A scheme and inputs, with everything that has been counted so far."""

    def __init__(self, compiled: Compiled, inputs: Inputs) -> None:
        self.compiled = compiled
        self.inputs = inputs
        self.counted = Counted(compiled, inputs)

    def score(self, overlay: Overlay = NO_OVERLAY, *, explain: bool = True) -> Result:
        """The result under an overlay."""
        book = Book(self.compiled, overlay)
        quantities = Quantities(self.compiled, self.inputs, self.counted, book, with_facts=explain)
        quantities.fill()
        cards, card_problems = deal(self.compiled, self.counted.facts, quantities.subjects, book, self.inputs.period)
        by_subject: dict[str, list[Card]] = {}
        for card in cards:
            by_subject.setdefault(card.subject, []).append(card)
        pools = share_among(quantities)
        subjects = [
            _subject(quantities, name, tuple(by_subject.get(name, ())), tuple(pools.get(name, ())), explain=explain)
            for name in quantities.subjects
        ]
        found = [*self.counted.problems, *check_overlay(self.compiled, overlay), *quantities.problems, *card_problems]
        if any(rule.rule.among == "members" for rule in self.compiled.share_outs):
            found += quantities.members().quantities.problems
        problems = {(one.code, tuple(sorted(one.values.items()))): one for one in found}
        scheme = self.compiled.scheme
        if scheme.ranking == "shown":
            found_of = {each.subject: each.quantities for each in subjects}
            on = book.on(self.inputs.period.end)
            subjects = placed(subjects, ranked(self.compiled, self.inputs.subjects, found_of.__getitem__, on))
        return Result(scheme.scheme, scheme.version, self.inputs.period, tuple(subjects), tuple(problems.values()))


def total_name(compiled: Compiled) -> str | None:
    """The quantity that is the scheme's total; the scheme may give its name or its rule id."""
    wanted = compiled.scheme.total
    if wanted is None or wanted in compiled.quantities:
        return wanted
    return next((name for name, quantity in compiled.quantities.items() if quantity.id == wanted), None)


def placed(subjects: Sequence[SubjectResult], among: frozenset[str]) -> list[SubjectResult]:
    """Places of those who are ranked, from the top by printed total; equal totals share a place, and the next one is
    left free.
    """
    places: dict[Fraction, int] = {}
    totals = [each.total for each in subjects if each.total is not None and each.subject in among]
    for place, total in enumerate(sorted(totals, reverse=True), 1):
        places.setdefault(total, place)
    return [
        each if each.total is None or each.subject not in among else replace(each, place=places[each.total])
        for each in subjects
    ]


def _subject(
    quantities: Quantities, subject: str, cards: tuple[Card, ...], pools: tuple[Share, ...], *, explain: bool
) -> SubjectResult:
    compiled, period = quantities.compiled, quantities.inputs.period
    values = {name: quantities.value(name, subject, period) for name in compiled.quantities}
    total = total_name(compiled)
    exact = None if total is None else quantities.number(total, subject, period)
    lines = tuple(_lines(quantities, subject, explain=explain))
    tree = quantities.trees.node(total, subject, period) if total is not None and explain else None
    return SubjectResult(
        subject,
        None if exact is None else compiled.rounding.apply(exact),
        lines,
        cards,
        (*share_out(quantities, subject), *pools),
        {
            name: value if isinstance(value, (Fraction, str)) or value is None else _truth(value)
            for name, value in values.items()
        },
        tree,
    )


def _truth(value: Value) -> str:
    return "是" if value is True else "否" if value is False else str(value)


def _lines(quantities: Quantities, subject: str, *, explain: bool) -> Iterable[Line]:
    """Items, indicators and sections in the order of the quantities' declaration, then ladders that post points."""
    compiled, period = quantities.compiled, quantities.inputs.period
    names = {
        quantity.id: name
        for name, quantity in compiled.quantities.items()
        if quantity.kind in ("item", "indicator", "section")
    }
    scheme = compiled.scheme
    priced = quantities.priced(period)
    for rule, category in (
        *((item, item.category) for item in scheme.items),
        *((indicator, "indicator") for indicator in scheme.indicators),
        *((section, "section") for section in scheme.sections),
    ):
        name = names[rule.id]
        points, full = quantities.number(name, subject, period), None
        if category == "indicator":
            full = quantities.scored(name, subject, period).full_marks
        elif category == "section":
            full = quantities.full_marks(name, subject, period)
            points = (
                None if points is None else compiled.rounding.apply(points)
            )  # as printed; the sums above stay exact
        count = sum(cell.cell.count for cell in priced.cells.get((subject, rule.id), ()))
        tree = quantities.trees.node(name, subject, period) if explain else Node("item", rule.title, points)
        yield Line(rule.id, rule.title, points, full, category, count, tree)
    for ladder in compiled.ladders:
        if any(step.points is not None for step in ladder.steps):
            postings = quantities.steps(period).get((subject, ladder.rule.id), [])
            amount = sum((posting.amount for posting in postings), Fraction(0))
            yield Line(
                ladder.rule.id,
                ladder.rule.title,
                amount,
                None,
                "ladder",
                len(postings),
                quantities.trees.ladder(ladder.rule.id, subject, period),
            )


def postings(
    compiled: Compiled,
    facts: Iterable[Fact],
    subjects: Sequence[Subject] | None = None,
    *,
    overlay: Overlay = NO_OVERLAY,
    texts: bool = True,
) -> list[Posting]:
    """One posting for each fact and each item or ladder step that it triggers, in the order of the facts.

    ``facts`` must hold the earlier facts that ladders count. Without ``subjects`` nobody has classes. ``texts=False``
    leaves the numbers out.
    """
    known = {subject.name: subject for subject in subjects or ()}
    good, _ = screen(compiled, facts, None if subjects is None else known)
    book = Book(compiled, overlay)
    pricer = Pricer(compiled, book)
    by_fact: dict[str, list[Posting]] = {fact.key: [] for fact in good}
    for fact in good:
        by_fact[fact.key] += item_postings(compiled, pricer, fact, known.get(fact.subject), texts=texts)
    for ladder in compiled.ladders:
        for taken in climb(compiled, ladder, good, known, book):
            if taken.step is not None and taken.step.points is not None:
                amount = points_of(compiled, ladder, taken.step, taken.fields, book.on(taken.fact.day))
                if amount is not None:
                    rule = step_rule(ladder.rule.id, taken.step.step.id)
                    by_fact[taken.fact.key].append(
                        Posting(
                            taken.fact.key, rule, taken.fact.subject, amount, taken.step.step.title if texts else ""
                        )
                    )
    return [posting for found in by_fact.values() for posting in found]


def item_postings(
    compiled: Compiled, pricer: Pricer, fact: Fact, subject: Subject | None, *, texts: bool = True
) -> list[Posting]:
    """The postings of one fact under the items, without ladders. Amounts come from the same pricing as all else."""
    regime = compiled.regime(fact.day)
    constants = pricer.book.regime(regime)
    found = []
    for item in compiled.items:
        rule = item.rule.id
        if item.rule.when.fact != fact.kind or not holds(constants.bind(item.condition), fact.fields):
            continue
        if not pricer.applies(rule, regime, subject.classes if subject else {}):
            continue
        key = tuple(fact.fields.get(name) for name in item.reads)
        amount = pricer.price(rule, regime, key)
        if amount is not None:
            text = pricer.text(rule, regime, key) if texts else ""
            found.append(Posting(fact.key, rule, fact.subject, amount, text))
    return found
