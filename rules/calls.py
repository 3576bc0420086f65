"""Judges calls: functions with their arguments, 若 with its branches, tables with their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.expression import Call, Expression, Name, Number, Text
from rules.functions import FUNCTIONS, GROUPS, Argument, Function
from rules.guard import NonZero, proved
from rules.judge import Judge, shown_unit
from rules.measure import NUMBER, TRUTH, Lookup, Type
from rules.measure_messages import KINDS
from rules.phrase import COMMA, N_, listed
from rules.problem import did_you_mean, nearest
from rules.sentence import sentence

_FITTING: Mapping[str, slice] = {
    "封顶": slice(None),
    "保底": slice(None),
    "较大": slice(None),
    "较小": slice(None),
    "合计": slice(None),
    "缺省": slice(None),
    "每满": slice(2),
    "计步": slice(2),
    "达标": slice(2),
    "不超": slice(2),
    "若": slice(1, None),
}  # the arguments that must be of one unit
_STEPS = ("每满", "计步")


class CallJudge(Judge):
    """The part of the judgement that knows functions and tables."""

    def call(self, node: Call, facts: NonZero) -> Type | None:
        """What a call yields."""
        if node.name in self.tables:
            return self.lookup(node, self.tables[node.name], facts)
        function = FUNCTIONS.get(node.name)
        if function is None:  # reported by the parser
            for argument in node.arguments:
                self.visit(argument, facts)
            return None
        if not self.counts(node, function):
            for argument in node.arguments:
                if not isinstance(argument, Name) or argument.name in self.types:
                    self.visit(argument, facts)
            return None
        if node.name == "若":
            return self.conditional(node, facts)
        found = [
            self.argument(node, position, kind, facts)
            for position, kind in enumerate(_kinds(function, len(node.arguments)))
        ]
        fitting = list(zip(node.arguments, found, strict=True))[_FITTING.get(node.name, slice(0))]
        parts = [(part, its) for part, its in fitting if its is not None]
        common = self.same_unit(parts) if parts and len(parts) == len(fitting) else None
        if node.name in _STEPS:
            self.step(node, found[0], facts)
        if function.returns == "same":
            return common or (found[0] if not fitting else None)
        return self.returned(node, function)

    def returned(self, node: Call, function: Function) -> Type:
        """What a function yields whose arguments do not say it."""
        if function.returns == "truth":
            return TRUTH
        if function.returns == "ratio":
            return Type("number", unit="", percent=True)
        if function.returns == "points":
            return Type("number", unit=self.points)
        if node.name == "分段" and isinstance(node.arguments[1], Name) and node.arguments[1].name in self.tables:
            return self.tables[node.arguments[1].name].value
        return NUMBER if node.name == "分段累计" else Type("number", unit="")

    def counts(self, node: Call, function: Function) -> bool:
        """Whether a function got as many arguments as it takes."""
        least, most = len(function.arguments), len(function.arguments) + len(function.optional)
        given = len(node.arguments)
        if least <= given and (function.repeats or given <= most):
            return True
        wanted = f"{least}" + ("+" if function.repeats else f"–{most}" if most > least else "")
        self.report("argument-count", node, name=node.name, wanted=wanted, given=str(given))
        return False

    def argument(self, node: Call, position: int, kind: Argument, facts: NonZero) -> Type | None:
        """Judges one argument by the kind that its place asks for."""
        argument = node.arguments[position]
        where = {"name": node.name, "number": str(position + 1)}
        if kind == "quantity":
            return self.quantity(argument, where)
        if kind == "group":
            if not isinstance(argument, Name) or argument.name not in GROUPS:
                self.report("argument-group", argument, **where, known=listed(GROUPS))
            return None
        if kind == "table":
            table = self.tables.get(argument.name) if isinstance(argument, Name) else None
            if table is None or not table.bracket:
                self.report(
                    "argument-table",
                    argument,
                    **where,
                    hint=did_you_mean(sentence(argument), [name for name, one in self.tables.items() if one.bracket]),
                )
            return None
        if kind == "choice":
            self.choice(argument, FUNCTIONS[node.name].choices, where, facts)
            return None
        found = self.number(argument, facts)
        if node.name == "换算" and found is not None and found.unit is not None and found.unit not in self.units:
            self.report("unit-not-convertible", argument, unit=shown_unit(found), known=listed(self.units) or "—")
        return found

    def quantity(self, argument: Expression, where: Mapping[str, str]) -> Type | None:
        """A quantity taken by name: 降幅 looks at its earlier value, 均值 at that of others."""
        found = self.name(argument) if isinstance(argument, Name) else None
        if not isinstance(argument, Name) or (found is not None and not found.quantity):
            self.report("argument-quantity", argument, **where)
            return None
        return found

    def choice(self, argument: Expression, allowed: Sequence[str], where: Mapping[str, str], facts: NonZero) -> None:
        """One of the words that a function knows, typed or out of a parameter."""
        values: Sequence[str] = ()
        if isinstance(argument, Text):
            values = (argument.value,)
        elif isinstance(argument, Name) and argument.name not in self.types:
            values = (argument.name,)
        elif (found := self.expect(argument, facts, "choice")) is not None:
            values = found.choices
        for value in values:
            if value not in allowed:
                self.report(
                    "argument-choice",
                    argument,
                    **where,
                    value=value,
                    hint=did_you_mean(value, allowed) or N_("。"),
                    known=listed(allowed),
                )

    def conditional(self, node: Call, facts: NonZero) -> Type | None:
        """若: a truth and two results of one type; each is judged with what the truth proves."""
        condition, *branches = node.arguments
        self.expect(condition, facts, "truth")
        found = [
            self.visit(branch, facts | proved(condition, outcome=outcome))
            for branch, outcome in zip(branches, (True, False), strict=True)
        ]
        if found[0] is None or found[1] is None:
            return None
        if found[0].kind != found[1].kind and not {found[0].kind, found[1].kind} <= {"choice", "text"}:
            self.report("branches-differ", node, left=KINDS[found[0].kind], right=KINDS[found[1].kind])
            return None
        if found[0].kind != "number":
            return replace(found[0], choices=tuple(dict.fromkeys(found[0].choices + found[1].choices)))
        return self.same_unit([(branches[0], found[0]), (branches[1], found[1])])

    def step(self, node: Call, measured: Type | None, facts: NonZero) -> None:
        """The step of 每满 and 计步: not zero, and in % where a share is counted."""
        step = node.arguments[1]
        self.divisor(step, facts)
        if (
            measured is not None
            and measured.percent
            and isinstance(step, Number)
            and step.value == 1
            and not step.percent
        ):
            self.report("share-as-whole", step, percent="1%")

    def lookup(self, node: Call, table: Lookup, facts: NonZero) -> Type:
        """A table by its keys."""
        if table.bracket:
            self.report("bracket-called", node, name=node.name)
        elif len(node.arguments) != len(table.keys):
            keys = listed((name for name, _ in table.keys), COMMA)
            self.report(
                "table-key-count",
                node,
                name=node.name,
                wanted=str(len(table.keys)),
                given=str(len(node.arguments)),
                keys=keys,
            )
        else:
            for argument, (key, domain) in zip(node.arguments, table.keys, strict=True):
                self.key(node.name, argument, key, domain, facts)
        return table.value

    def key(self, table: str, argument: Expression, key: str, domain: Sequence[str], facts: NonZero) -> None:
        """A key of a table: a choice or truth, a typed word, or a bare word that the key's domain knows."""
        if (
            isinstance(argument, Name)
            and argument.name not in self.types
            and (argument.name in domain or nearest(argument.name, domain))
        ):
            found: Type | None = Type("text", choices=(argument.name,))
        else:
            found = self.visit(argument, facts)
        if found is None or not domain:
            return
        values = ("是", "否") if found.kind == "truth" else found.choices
        for value in values:
            if value not in domain:
                hint = did_you_mean(value, domain) or N_("。")
                self.report(
                    "table-key-value", argument, table=table, key=key, value=value, hint=hint, known=listed(domain)
                )


def _kinds(function: Function, given: int) -> list[Argument]:
    kinds = [*function.arguments, *function.optional]
    return kinds[:given] + [kinds[-1]] * (given - len(kinds))
