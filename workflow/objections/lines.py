"""The lines of a scorecard that one may object to, each with the address by which it is found again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from rules.compiled import Compiled
from rules.problem import N_
from scoring.ladders import step_rule
from scoring.result import Node, SubjectResult

MISSING = N_("记分卡上没有的事项")


@dataclass(frozen=True, slots=True)
class Target:
    """What is objected to: ``about`` a kind of line, its ``rule`` (``ladder/step`` of a card), the ``fact``'s key as
    scored, a share's ``member``. ``missing`` has none of them.
    """

    about: str
    rule: str = ""
    fact: str = ""
    member: str = ""

    def key(self, said: str = "") -> str:
        """The line in one text; of what is missing, a mark of what was ``said``, so that the same is not said twice."""
        if self.about == "missing":
            return f"missing:{sha256(said.strip().encode()).hexdigest()[:16]}"
        return f"{self.about}|{self.rule}|{self.member}|{self.fact}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands: ``facts`` are the keys, as scored, of all that it counts; ``figures`` the names in it."""

    target: Target
    title: str
    points: Fraction | None
    facts: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


def lines_of(compiled: Compiled, result: SubjectResult) -> Iterator[Line]:
    """Every line of a subject's scorecard, in its order."""
    items = {item.rule.id for item in compiled.items}
    for line in result.lines:
        about = "item" if line.rule in items else "indicator"
        yield _line(Target(about, line.rule), line.title, line.points, line.explanation)
    for card in result.cards:
        target = Target("card", step_rule(card.ladder, card.step), card.fact)
        whole = _line(target, card.title, card.points, card.explanation)
        yield Line(target, card.title, card.points, tuple(dict.fromkeys((card.fact, *card.earlier, *whole.facts))))
    for share in result.shares:
        target = Target("share", share.rule, member=share.member)
        yield _line(target, f"{share.title}·{share.member}", share.amount, share.explanation)


def find(compiled: Compiled, result: SubjectResult, target: Target) -> Line | None:
    """The line as it stands now; ``None`` when the scorecard has none such. One fact of a line keeps its points."""
    if target.about == "missing":
        return Line(Target("missing"), MISSING, None)
    for line in lines_of(compiled, result):
        if line.target == target:
            return line
        whole = Target(target.about, target.rule, member=target.member)
        if target.about == "item" and line.target == whole and target.fact in line.facts:
            return Line(target, line.title, line.points, (target.fact,), line.figures)
    return None


def _line(target: Target, title: str, points: Fraction | None, tree: Node) -> Line:
    facts = dict.fromkeys(key for node in tree.walk() for key in node.facts)
    figures = dict.fromkeys(node.title for node in tree.walk() if node.kind == "figure" and node.title)
    return Line(target, title, points, tuple(facts), tuple(figures))
