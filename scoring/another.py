"""What another fact of a kind would bring: the same engine with one fact more, nothing saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from rules.compiled import Compiled
from scoring.engine import Prepared, postings
from scoring.inputs import Fact, Inputs
from scoring.result import Card, Posting, Result, SubjectResult

KEY = "\U0010ffff"  # a key that no recorded fact has: the fact comes last of its day


@dataclass(frozen=True, slots=True)
class Another:
    """A subject's result without and with the fact; ``postings`` are the fact's own, ``cards`` those that it makes."""

    fact: Fact
    before: SubjectResult
    after: SubjectResult
    postings: tuple[Posting, ...]
    cards: tuple[Card, ...]

    def share(self, member: str) -> tuple[Fraction | None, Fraction | None]:
        """What a member gets of the subject's points, before and after."""
        return _share(self.before, member), _share(self.after, member)


def another(compiled: Compiled, inputs: Inputs, before: Result | tuple[SubjectResult, ...], fact: Fact) -> Another:
    """``before`` is the result of ``inputs``; ``fact.subject`` one of its subjects. The fact's key is replaced."""
    results = before.subjects if isinstance(before, Result) else before
    added = replace(fact, key=KEY)
    facts = (*inputs.facts, added)
    scored = Prepared(compiled, replace(inputs, facts=facts)).score()
    after = next(one for one in scored.subjects if one.subject == fact.subject)
    own = [one for one in facts if one.subject == fact.subject]
    return Another(
        added,
        next(one for one in results if one.subject == fact.subject),
        after,
        tuple(one for one in postings(compiled, own, inputs.subjects) if one.fact == KEY),
        tuple(card for card in after.cards if card.fact == KEY),
    )


def _share(result: SubjectResult, member: str) -> Fraction | None:
    found = [share.amount for share in result.shares if share.member == member]
    return sum(found, Fraction(0)) if found else None
