"""Static types and units of formulas: what a formula yields, and everything about it that cannot be meant.

Units are known or not; only two known and different units are a mistake. A typed number fits every unit. A share
(占比, 降幅, a parameter in %) has the known unit "none", so that 件 + 10% is a mistake, and 件 × 10% are 件.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from rules.calls import CallJudge
from rules.expression import Binary, Call, Compare, Expression, Logic, Name, Negative, Number, Text
from rules.guard import NOTHING, NonZero, nonzero
from rules.measure import TRUTH, Kind, Lookup, Type, product, quotient
from rules.measure_messages import COMPARE_SIGNS, KINDS
from rules.phrase import N_, listed
from rules.problem import Problem, did_you_mean
from rules.sentence import sentence


def infer(
    expression: Expression,
    types: Mapping[str, Type],
    tables: Mapping[str, Lookup] | None = None,
    *,
    points: str | None = None,
    units: Collection[str] = (),
    wants: Kind | None = None,
    noun: str = N_("指标"),
) -> tuple[Type | None, list[Problem]]:
    """The type that a formula yields, ``None`` when a problem hides it, and all problems with ``place.column`` from 1.

    ``points`` is the unit of the functions that yield points; ``units`` are those that 换算 converts from; ``wants`` is
    what the place of the formula asks for; ``noun`` what an unknown name most likely was meant to be (指标, 字段).
    """
    inference = _Inference(types, tables or {}, points, units, noun)
    found = inference.visit(expression, NOTHING)
    if found is not None and wants is not None and found.kind != wants:
        inference.report("kind-mismatch", expression, found=KINDS[found.kind], wanted=KINDS[wants])
    unique = {(problem.code, problem.place, tuple(problem.values.values())): problem for problem in inference.problems}
    return found, sorted(unique.values(), key=lambda problem: int(problem.place.column or 0))


class _Inference(CallJudge):
    """Operators and names; calls are judged by the base."""

    def visit(self, node: Expression, facts: NonZero) -> Type | None:  # noqa: PLR0911 - one return a kind of node
        if isinstance(node, Number):
            return Type("number", unit="" if node.percent else None, percent=node.percent, may_be_zero=node.value == 0)
        if isinstance(node, Text):
            return Type("text", choices=(node.value,))
        if isinstance(node, Name):
            return self.name(node)
        if isinstance(node, Call):
            found = self.call(node, facts)
            return found and replace(found, may_be_zero=not nonzero(node, facts, self.declared), quantity=False)
        if isinstance(node, Negative):
            found = self.number(node.operand, facts)
            return found and replace(found, quantity=False)
        if isinstance(node, Binary):
            return self.binary(node, facts)
        if isinstance(node, Compare):
            self.compare(node, facts)
        else:
            self.truths(node, facts)
        return TRUTH

    def truths(self, node: Logic, facts: NonZero) -> None:
        for operand in node.operands:
            self.expect(operand, facts, "truth")

    def binary(self, node: Binary, facts: NonZero) -> Type | None:
        left, right = self.number(node.left, facts), self.number(node.right, facts)
        if node.op == "÷":
            self.divisor(node.right, facts)
        if left is None or right is None:
            return None
        if node.op == "×":
            found = product(left, right)
        elif node.op == "÷":
            found = quotient(left, right)
        else:
            found = self.same_unit([(node.left, left), (node.right, right)])
        return replace(found, may_be_zero=not nonzero(node, facts, self.declared), quantity=False)

    def compare(self, node: Compare, facts: NonZero) -> None:
        left, right = (
            self.operand(one, other, facts) for one, other in ((node.left, node.right), (node.right, node.left))
        )
        if left is None or right is None:
            return
        kinds = {left.kind, right.kind}
        if kinds == {"number"}:
            self.same_unit([(node.left, left), (node.right, right)])
        elif "truth" in kinds and kinds <= {"truth", "text"}:
            if kinds != {"truth"}:
                self.report("truth-compared", node.left if left.kind == "truth" else node.right)
        elif not kinds <= {"choice", "text"} and kinds != {"date"}:
            self.report("kinds-compared", node, left=KINDS[left.kind], right=KINDS[right.kind])
        elif node.op not in COMPARE_SIGNS[left.kind]:
            self.report("order-compared", node, kind=KINDS[left.kind])
        elif kinds != {"date"}:
            self.choices(node, left, right)

    def operand(self, node: Expression, other: Expression, facts: NonZero) -> Type | None:
        """One side of a comparison; a bare word beside a choice or truth is a value, not a name."""
        if isinstance(node, Name) and node.name not in self.types and node.name not in self.tables:
            beside = self.types.get(other.name) if isinstance(other, Name) else None
            if beside is not None and beside.kind in ("choice", "text", "truth"):
                return Type("text", choices=(node.name,))
        return self.visit(node, facts)

    def choices(self, node: Compare, left: Type, right: Type) -> None:
        if not left.choices or not right.choices or set(left.choices) & set(right.choices):
            return
        (known, its), (value, _) = (
            ((node.left, left), (node.right, right))
            if left.kind == "choice"
            else ((node.right, right), (node.left, left))
        )
        wanted = right.choices[0] if its is left else left.choices[0]
        self.report(
            "unknown-choice",
            value,
            of=sentence(known),
            value=wanted,
            hint=did_you_mean(wanted, its.choices) or N_("。"),
            known=listed(its.choices),
        )
