"""Reads every formula and condition of a scheme once, puts its problems in the file, and remembers what was used."""

from __future__ import annotations

from collections.abc import Mapping

from rules.comparison import parse_condition
from rules.compiled import Formula
from rules.condition import Condition
from rules.expression import Call, Expression, Name, walk
from rules.formula import parse_formula
from rules.model import FieldKind, Scheme
from rules.problem import N_, Place, Problem, errors, register
from rules.report import Path, Report
from rules.scope import Scope
from rules.sentence import sentence

MESSAGES = {
    "rank-hidden": N_("「{at}」会显示名次，而本办法写明不排名（ranking: hidden）；请改用均值等，或改为 ranking: shown"),
}
register(MESSAGES)
RANK = "名次"
_NOTHING = Name("", (0, 0))  # stands in for a formula that could not be read


class Reader:
    """``used`` gathers the parameters and tables that anything reads, with their names."""

    def __init__(self, scheme: Scheme, report: Report) -> None:
        self.scheme = scheme
        self.report = report
        self.used: set[str] = set()

    def formula(self, text: str, path: Path, scope: Scope) -> Formula:
        """The parsed formula; a stand-in, with its problems reported, when it cannot be read."""
        tree, problems = parse_formula(text, scope.words, self.scheme.tables)
        if tree is not None:
            problems = [*problems, *scope.problems(tree)]
        self.report.add_in(path, problems)
        if tree is None:
            return self.unread(text)
        self.used |= {node.name for node in walk(tree) if isinstance(node, (Name, Call))}
        if self.scheme.ranking == "hidden":
            self.report.add_in(path, self._ranks(tree))
        return Formula(text, tree)

    def optional(self, text: str | None, path: Path, scope: Scope) -> Formula | None:
        """The same for a formula that may be left out."""
        return None if text is None else self.formula(text, path, scope)

    def condition(self, text: str, path: Path, fields: Mapping[str, FieldKind]) -> Condition:
        """The parsed condition; one that always holds, with its problems reported, when it cannot be read."""
        condition, problems = parse_condition(text, fields, self.scheme.parameters)
        self.report.add_in(path, problems)
        if condition is None or errors(problems):
            self.mention(text)
            self.report.unread.add(path)
            return Condition()
        for comparison in condition.comparisons:
            self.used |= {comparison.field, *(name for name in comparison.parameters if name)}
        return condition

    def _ranks(self, tree: Expression) -> list[Problem]:
        """Places that a formula would show: a rank explains itself with its number, on every scorecard."""
        return [
            Problem("rank-hidden", {"at": sentence(node)}, Place(column=node.span[0] + 1))
            for node in walk(tree)
            if isinstance(node, Call) and node.name == RANK
        ]

    def unread(self, text: str) -> Formula:
        """The stand-in for a formula that cannot be read."""
        self.mention(text)
        return Formula(text, _NOTHING)

    def mention(self, text: str) -> None:
        """What a text that cannot be read mentions counts as used: one problem is enough."""
        self.used |= {name for name in (*self.scheme.parameters, *self.scheme.tables) if name in text}
