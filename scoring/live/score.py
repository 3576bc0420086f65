"""From new facts to postings and cards, now: what the matcher says fires, priced as everything else is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rules.compiled import CompiledLadder, CompiledStep
from rules.problem import Problem
from scoring.cards import card_of, hands_out
from scoring.constants import Book
from scoring.explain import numbers
from scoring.frames import screen
from scoring.inputs import Fact, Subject
from scoring.ladders import EARLIER, Taken, concerns, definition, occurs, points_of, step_rule
from scoring.live.engine import Engine, Quarantine
from scoring.live.events import Event
from scoring.price import Pricer
from scoring.result import Card, Posting
from scoring.tally import Key


@dataclass(frozen=True, slots=True)
class LiveScore:
    """What the facts triggered. A quarantined fact has neither postings nor cards; ``problems`` are the others'."""

    postings: tuple[Posting, ...]
    cards: tuple[Card, ...]
    quarantined: tuple[Quarantine, ...]
    problems: tuple[Problem, ...]


def live_score(
    engine: Engine, facts: Sequence[Fact], earlier: Iterable[Fact] = (), subjects: Mapping[str, Subject] | None = None
) -> LiveScore:
    """Score facts against what happened before them.

    ``earlier`` are facts that may count for ladders; those that do not are passed over. ``facts`` count for each other.
    ``subjects`` by name give the classes that rules apply to; a subject not among them has none.
    """
    return _Scoring(engine, subjects or {}).score(facts, earlier)


class _Scoring:
    def __init__(self, engine: Engine, subjects: Mapping[str, Subject]) -> None:
        self.engine = engine
        self.compiled = engine.compiled
        self.subjects = subjects
        self.book = Book(self.compiled)
        self.pricer = Pricer(self.compiled, self.book)
        self.texts: dict[tuple[str, int, Key], str] = {}  # facts that are alike cost the same, in the same words
        self.steps: dict[str, tuple[CompiledLadder, CompiledStep]] = {
            step_rule(ladder.rule.id, step.step.id): (ladder, step)
            for ladder in self.compiled.ladders
            for step in ladder.steps
        }

    def score(self, facts: Sequence[Fact], earlier: Iterable[Fact]) -> LiveScore:
        good, unfit = screen(self.compiled, facts)
        before, _ = screen(self.compiled, (fact for fact in earlier if fact.kind in self._laddered()))
        counted = self._counted(good, before)
        outcome = self.engine.fire([self._event(fact, counted[fact.key]) for fact in good])
        postings: list[Posting] = []
        cards: list[Card] = []
        problems: list[Problem] = []
        for fact in good:
            for rule in outcome.fired.get(fact.key, ()):
                if rule in self.steps:
                    self._step(rule, fact, counted[fact.key], postings, cards)
                else:
                    self._item(rule, fact, postings, problems)
        quarantined = [Quarantine(problem.values["fact"], problem) for problem in unfit if "fact" in problem.values]
        return LiveScore(
            tuple(postings), tuple(cards), (*_one_each(quarantined), *outcome.quarantined), tuple(problems)
        )

    def _laddered(self) -> set[str]:
        return {ladder.rule.when.fact for ladder in self.compiled.ladders}

    def _counted(self, facts: Sequence[Fact], before: Sequence[Fact]) -> dict[str, dict[str, tuple[Fact, ...]]]:
        """By fact key and ladder id the earlier facts that count, by the shared definition."""
        same: dict[tuple[str, str], dict[str, Fact]] = defaultdict(dict)
        for fact in (*before, *facts):
            same[fact.kind, fact.subject][fact.key] = fact
        found: dict[str, dict[str, tuple[Fact, ...]]] = {fact.key: {} for fact in facts}
        for fact in facts:
            constants = self.book.on(fact.day)
            for ladder in self.compiled.ladders:
                if concerns(ladder, fact, self.subjects.get(fact.subject), constants):
                    counts = definition(self.compiled, ladder, fact, self.book)
                    peers = (each for each in same[fact.kind, fact.subject].values() if occurs(counts, each))
                    found[fact.key][ladder.rule.id] = tuple(sorted(peers, key=lambda each: (each.day, each.key)))
        return found

    def _event(self, fact: Fact, counted: Mapping[str, tuple[Fact, ...]]) -> Event:
        subject = self.subjects.get(fact.subject)
        return Event(
            fact.key, fact.kind, self.compiled.regime(fact.day), fact.fields, subject.classes if subject else {},
            {ladder: len(each) for ladder, each in counted.items()},
        )  # fmt: skip

    def _item(self, rule: str, fact: Fact, postings: list[Posting], problems: list[Problem]) -> None:
        item = self.pricer.items[rule]
        key = tuple(fact.fields.get(name) for name in item.reads)
        regime = self.compiled.regime(fact.day)
        amount = self.pricer.price(rule, regime, key)
        if amount is None:
            values = {"rule": item.rule.title, "key": fact.key, "count": "1"}
            problems.append(Problem("score-item-unpriced", values))
            return
        if (rule, regime, key) not in self.texts:
            self.texts[rule, regime, key] = numbers(item.points, *self.pricer.traced(rule, regime, key))
        postings.append(Posting(fact.key, rule, fact.subject, amount, self.texts[rule, regime, key]))

    def _step(
        self, rule: str, fact: Fact, counted: Mapping[str, tuple[Fact, ...]], postings: list[Posting], cards: list[Card]
    ) -> None:
        ladder, step = self.steps[rule]
        earlier = counted.get(ladder.rule.id, ())
        taken = Taken(ladder, step, fact, earlier, {**fact.fields, EARLIER: Fraction(len(earlier))})
        if hands_out(step):
            cards.append(card_of(self.compiled, taken, step, self.book))
        amount = points_of(self.compiled, ladder, step, taken.fields, self.book.on(fact.day))
        if amount is not None:
            postings.append(Posting(fact.key, rule, fact.subject, amount, step.step.title))


def _one_each(found: Iterable[Quarantine]) -> Iterator[Quarantine]:
    """The first problem of each fact: one reason is enough to set it aside."""
    seen: set[str] = set()
    for one in found:
        if one.key not in seen:
            seen.add(one.key)
            yield one
