"""Cards: what the steps of ladders hand out in a period, each with the earlier facts that made it the n-th."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rules.compiled import Compiled, CompiledStep
from rules.expression import Expression, Name, walk
from rules.phrase import N_, SEMICOLON, listed
from rules.problem import Problem
from scoring.constants import Book, Constants
from scoring.explain import parameter_node, value_text
from scoring.inputs import Fact, Subject
from scoring.ladders import EARLIER, Taken, climb, deadline_of, points_of, step_problems
from scoring.period import Period
from scoring.result import Card, Node

DEADLINES: Mapping[str, str] = {"working_days": N_("个工作日"), "days": N_("天"), "hours": N_("小时")}
_NOTICES: Mapping[str, str] = {"division": N_("庭内通报"), "court": N_("全院通报")}


def deal(
    compiled: Compiled, facts: Sequence[Fact], subjects: Mapping[str, Subject], book: Book, period: Period
) -> tuple[list[Card], list[Problem]]:
    """Cards issued in the period, in order of (day, fact), and facts that no step or several steps claim.

    ``facts`` include the earlier ones that the windows reach back to. A step that hands out nothing makes no card.
    """
    cards: list[Card] = []
    problems: list[Problem] = []
    for ladder in compiled.ladders:
        for taken in climb(compiled, ladder, facts, subjects, book):
            if taken.fact.day in period:
                problems += step_problems(taken, book)
                if taken.step is not None and hands_out(taken.step):
                    cards.append(card_of(compiled, taken, taken.step, book))
    return sorted(cards, key=lambda card: (card.day, card.fact)), problems


def hands_out(step: CompiledStep) -> bool:
    """Whether a step does anything: a card, a letter, a notice, a deadline or points."""
    shown = step.step.card != "none" or step.step.letter or step.step.notice != "none"
    return shown or step.deadline is not None or step.points is not None


def card_of(compiled: Compiled, taken: Taken, step: CompiledStep, book: Book) -> Card:
    """The card of a step taken, as it is issued live and at the close."""
    constants = book.on(taken.fact.day)
    points = points_of(compiled, taken.ladder, step, taken.fields, constants)
    deadline = deadline_of(compiled, taken.ladder, step, taken.fields, constants)
    return Card(
        ladder=taken.ladder.rule.id,
        step=step.step.id,
        title=step.step.title,
        colour=step.step.card,
        subject=taken.fact.subject,
        day=taken.fact.day,
        fact=taken.fact.key,
        earlier=tuple(fact.key for fact in taken.earlier),
        letter=step.step.letter,
        notice=step.step.notice,
        deadline=deadline,
        deadline_unit=step.step.deadline_unit,
        points=points,
        explanation=_explained(compiled, taken, step, constants, _effects(compiled, step, deadline, points)),
    )


def _explained(
    compiled: Compiled, taken: Taken, step: CompiledStep, constants: Constants, effects: Sequence[str]
) -> Node:
    """Why this step: the condition, which occurrence it was and what follows, the parameters used, the facts before."""
    rule = taken.ladder.rule
    used = {part.name for tree in _trees(step) for part in walk(tree) if isinstance(part, Name)}
    used |= {name for one in step.condition.comparisons for name in one.parameters if name}
    return Node(
        "step",
        step.step.title,
        None,
        formula=step.step.where,
        numbers=listed([f"{EARLIER} {len(taken.earlier)}", *effects], SEMICOLON),
        basis=step.step.basis or rule.basis,
        assumption=step.step.assumption or rule.assumption,
        facts=(taken.fact.key,),
        children=(
            *(
                parameter_node(compiled, name, constants.parameter(name))
                for name in compiled.parameters
                if name in used
            ),
            *(Node("fact", fact.key, fact.day.isoformat(), facts=(fact.key,)) for fact in taken.earlier),
        ),
    )


def _effects(
    compiled: Compiled, step: CompiledStep, deadline: Fraction | None, points: Fraction | None
) -> tuple[str, ...]:
    """What follows from the step, in words."""
    effects: list[str] = []
    if step.step.letter:
        effects.append(N_("信函告知本人"))
    if step.step.notice != "none":
        effects.append(_NOTICES[step.step.notice])
    if deadline is not None:
        unit = DEADLINES[step.step.deadline_unit]
        effects.append(N_("{number} {unit}内整改").filled(number=value_text(deadline), unit=unit))
    if points is not None:
        effects.append(N_("计 {points} {unit}").filled(points=value_text(points), unit=compiled.scheme.unit))
    return tuple(effects)


def _trees(step: CompiledStep) -> list[Expression]:
    return [formula.tree for formula in (step.points, step.deadline) if formula is not None]
