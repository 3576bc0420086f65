"""What every judgement of a formula shares: the names that are known, the problems found, units that must fit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rules.expression import Expression, Name, Number
from rules.functions import FUNCTIONS, GROUPS
from rules.guard import NonZero, literal, nonzero
from rules.measure import Kind, Lookup, Type, fit
from rules.measure_messages import KINDS, MESSAGES, WARNINGS
from rules.phrase import COMMA, listed
from rules.problem import Place, Problem, Severity, did_you_mean, register
from rules.sentence import sentence

register(MESSAGES)


class Judge(ABC):
    """The names in force and the problems found so far; see :func:`rules.inference.infer`."""

    @abstractmethod
    def visit(self, node: Expression, facts: NonZero) -> Type | None:
        """The type of a part where ``facts`` are proved; ``None`` when a reported problem hides it."""

    def __init__(
        self,
        types: Mapping[str, Type],
        tables: Mapping[str, Lookup],
        points: str | None,
        units: Collection[str],
        noun: str,
    ) -> None:
        self.types, self.tables, self.points, self.units, self.noun = types, tables, points, units, noun
        self.problems: list[Problem] = []

    def report(self, code: str, node: Expression, **values: str) -> None:
        """Note a problem at a part of the formula; ``{at}`` quotes the part in canonical writing."""
        severity: Severity = "warning" if code in WARNINGS else "error"
        self.problems.append(Problem(code, {"at": sentence(node), **values}, Place(column=node.span[0] + 1), severity))

    def declared(self, name: str) -> bool:
        """Whether a name or table can never be zero."""
        found = self.types.get(name) or (self.tables[name].value if name in self.tables else None)
        return found is not None and not found.may_be_zero

    def name(self, node: Name) -> Type | None:
        """The type that a name is declared with; a name that is none, or stands without its brackets, is reported."""
        if node.name in self.types:
            return self.types[node.name]
        if node.name in self.tables:
            self.report(
                "table-without-keys", node, keys=listed((name for name, _ in self.tables[node.name].keys), COMMA)
            )
        elif node.name in FUNCTIONS:
            self.report("function-without-brackets", node)
        elif node.name in GROUPS:
            self.report("group-misplaced", node)
        else:
            self.report(
                "unknown-name",
                node,
                noun=self.noun,
                hint=did_you_mean(node.name, [*self.types, *self.tables, *FUNCTIONS]),
            )
        return None

    def expect(self, node: Expression, facts: NonZero, kind: Kind) -> Type | None:
        """The type of a part that must be of one kind."""
        found = self.visit(node, facts)
        if found is not None and found.kind != kind:
            self.report("kind-mismatch", node, found=KINDS[found.kind], wanted=KINDS[kind])
            return None
        return found

    def number(self, node: Expression, facts: NonZero) -> Type | None:
        """The type of a part that must be a number."""
        return self.expect(node, facts, "number")

    def divisor(self, node: Expression, facts: NonZero) -> None:
        """Reports a part that is divided by and may be zero."""
        if literal(node) == 0:
            self.report("divides-by-zero", node)
        elif not nonzero(node, facts, self.declared):
            self.report("may-divide-by-zero", node)

    def same_unit(self, parts: Sequence[tuple[Expression, Type]]) -> Type:
        """The type of all numbers together; reports the first that does not fit those before it."""
        found = parts[0][1]
        for part, its in parts[1:]:
            if not fit(found, its):
                self.report(
                    "unit-mismatch", part, left=sentence(parts[0][0]), unit=shown_unit(found), other=shown_unit(its)
                )
                return replace(found, unit=None, percent=False)
            for share, number in ((found, part), (its, parts[0][0])):
                self.whole_for_share(share, number)
            found = replace(
                its if found.unit is None else found, may_be_zero=True, percent=found.percent or its.percent
            )
        return found

    def whole_for_share(self, share: Type, node: Expression) -> None:
        """10 where 10% was meant."""
        value = literal(node)
        if share.percent and isinstance(node, Number) and not node.percent and value is not None and value > 1:
            self.report("share-as-whole", node, percent=f"{sentence(node)}%")


def shown_unit(found: Type) -> str:
    """A unit for messages."""
    return found.unit or ("%" if found.percent else "—")
