"""Static types and units of formulas: what a formula yields, and everything about it that cannot be meant.

Units are known or not; only two known and different units are a mistake. A typed number fits every unit. A share (占比, 降幅, a
parameter in %) has the known unit "none", so that 件 + 10% is a mistake, and 件 × 10% are 件.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from rules.expression import Binary, Call, Compare, Expression, Logic, Name, Negative, Number, Text
from rules.functions import FUNCTIONS, GROUPS, Argument, Function
from rules.guard import NOTHING, NonZero, literal, nonzero, proved
from rules.problem import Place, Problem, Severity, did_you_mean, nearest
from rules.sentence import sentence
from rules.measure import NUMBER, TRUTH, Kind, Lookup, Type, fit, product, quotient
from rules.measure_messages import COMPARE_SIGNS, KINDS

_FITTING: Mapping[str, slice] = {
    "封顶": slice(None), "保底": slice(None), "较大": slice(None), "较小": slice(None), "合计": slice(None), "缺省": slice(None),
    "每满": slice(2), "计步": slice(2), "达标": slice(2), "不超": slice(2), "若": slice(1, None),
}  # the arguments that must be of one unit
_STEPS = ("每满", "计步")


def infer(
    expression: Expression,
    types: Mapping[str, Type],
    tables: Mapping[str, Lookup] | None = None,
    *,
    points: str | None = None,
    units: Collection[str] = (),
    wants: Kind | None = None,
    noun: str = "指标",
) -> tuple[Type | None, list[Problem]]:
    """The type that a formula yields (``None`` when unknown because of a problem), and all problems, each with ``place.column`` from 1.

    ``points`` is the unit of the functions that yield points; ``units`` are those that 换算 converts from; ``wants`` what the place of
    the formula asks for; ``noun`` what an unknown name most likely was meant to be here (指标, 字段).
    """
    inference = _Inference(types, tables or {}, points, units, noun)
    found = inference.visit(expression, NOTHING)
    if found is not None and wants is not None and found.kind != wants:
        inference.report("kind-mismatch", expression, found=KINDS[found.kind], wanted=KINDS[wants])
    unique = {(problem.code, problem.place, tuple(problem.values.values())): problem for problem in inference.problems}
    return found, sorted(unique.values(), key=lambda problem: int(problem.place.column or 0))


class _Inference:
    def __init__(self, types: Mapping[str, Type], tables: Mapping[str, Lookup], points: str | None, units: Collection[str], noun: str) -> None:
        self.types, self.tables, self.points, self.units, self.noun = types, tables, points, units, noun
        self.problems: list[Problem] = []

    def report(self, code: str, node: Expression, severity: Severity = "error", **values: str) -> None:
        self.problems.append(Problem(code, {"at": sentence(node), **values}, Place(column=node.span[0] + 1), severity))

    def visit(self, node: Expression, facts: NonZero) -> Type | None:
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

    def declared(self, name: str) -> bool:
        """Whether a name or table can never be zero."""
        found = self.types.get(name) or (self.tables[name].value if name in self.tables else None)
        return found is not None and not found.may_be_zero

    def name(self, node: Name) -> Type | None:
        if node.name in self.types:
            return self.types[node.name]
        if node.name in self.tables:
            self.report("table-without-keys", node, keys="，".join(name for name, _ in self.tables[node.name].keys))
        elif node.name in FUNCTIONS:
            self.report("function-without-brackets", node)
        elif node.name in GROUPS:
            self.report("group-misplaced", node)
        else:
            self.report("unknown-name", node, noun=self.noun, hint=did_you_mean(node.name, [*self.types, *self.tables, *FUNCTIONS]))
        return None

    def expect(self, node: Expression, facts: NonZero, kind: Kind) -> Type | None:
        found = self.visit(node, facts)
        if found is not None and found.kind != kind:
            self.report("kind-mismatch", node, found=KINDS[found.kind], wanted=KINDS[kind])
            return None
        return found

    def number(self, node: Expression, facts: NonZero) -> Type | None:
        return self.expect(node, facts, "number")

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
            found = self.same_unit(node, [(node.left, left), (node.right, right)])
        return replace(found, may_be_zero=not nonzero(node, facts, self.declared), quantity=False)

    def divisor(self, node: Expression, facts: NonZero) -> None:
        if literal(node) == 0:
            self.report("divides-by-zero", node)
        elif not nonzero(node, facts, self.declared):
            self.report("may-divide-by-zero", node)

    def same_unit(self, node: Expression, parts: Sequence[tuple[Expression, Type]]) -> Type:
        """The type of all numbers together; reports the first that does not fit those before it."""
        found = parts[0][1]
        for part, its in parts[1:]:
            if not fit(found, its):
                self.report("unit-mismatch", part, left=sentence(parts[0][0]), unit=_unit(found), other=_unit(its))
                return replace(found, unit=None, percent=False)
            for share, number in ((found, part), (its, parts[0][0])):
                self.whole_for_share(share, number)
            found = replace(its if found.unit is None else found, may_be_zero=True, percent=found.percent or its.percent)
        return found

    def whole_for_share(self, share: Type, node: Expression) -> None:
        """10 where 10% was meant."""
        value = literal(node)
        if share.percent and isinstance(node, Number) and not node.percent and value is not None and value > 1:
            self.report("share-as-whole", node, "warning", percent=f"{sentence(node)}%")

    def compare(self, node: Compare, facts: NonZero) -> None:
        left, right = (self.operand(one, other, facts) for one, other in ((node.left, node.right), (node.right, node.left)))
        if left is None or right is None:
            return
        kinds = {left.kind, right.kind}
        if kinds == {"number"}:
            self.same_unit(node, [(node.left, left), (node.right, right)])
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
        (known, its), (value, _) = ((node.left, left), (node.right, right)) if left.kind == "choice" else ((node.right, right), (node.left, left))
        wanted = right.choices[0] if its is left else left.choices[0]
        self.report("unknown-choice", value, of=sentence(known), value=wanted, hint=did_you_mean(wanted, its.choices) or "。", known="、".join(its.choices))

    def call(self, node: Call, facts: NonZero) -> Type | None:
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
        found = [self.argument(node, position, kind, facts) for position, kind in enumerate(_kinds(function, len(node.arguments)))]
        fitting = list(zip(node.arguments, found, strict=True))[_FITTING.get(node.name, slice(0))]
        parts = [(part, its) for part, its in fitting if its is not None]
        common = self.same_unit(node, parts) if parts and len(parts) == len(fitting) else None
        if node.name in _STEPS:
            self.step(node, found[0], facts)
        if function.returns == "same":
            return common or (found[0] if not fitting else None)
        return self.returned(node, function)

    def returned(self, node: Call, function: Function) -> Type:
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
        least, most = len(function.arguments), len(function.arguments) + len(function.optional)
        given = len(node.arguments)
        if least <= given and (function.repeats or given <= most):
            return True
        wanted = f"{least}" + ("+" if function.repeats else f"–{most}" if most > least else "")
        self.report("argument-count", node, name=node.name, wanted=wanted, given=str(given))
        return False

    def argument(self, node: Call, position: int, kind: Argument, facts: NonZero) -> Type | None:
        argument = node.arguments[position]
        where = {"name": node.name, "number": str(position + 1)}
        if kind == "quantity":
            return self.quantity(argument, where)
        if kind == "group":
            if not isinstance(argument, Name) or argument.name not in GROUPS:
                self.report("argument-group", argument, **where, known="、".join(GROUPS))
            return None
        if kind == "table":
            table = self.tables.get(argument.name) if isinstance(argument, Name) else None
            if table is None or not table.bracket:
                self.report("argument-table", argument, **where, hint=did_you_mean(
                    sentence(argument), [name for name, one in self.tables.items() if one.bracket]))
            return None
        if kind == "choice":
            self.choice(argument, FUNCTIONS[node.name].choices, where, facts)
            return None
        found = self.number(argument, facts)
        if node.name == "换算" and found is not None and found.unit is not None and found.unit not in self.units:
            self.report("unit-not-convertible", argument, unit=_unit(found), known="、".join(self.units) or "—")
        return found

    def quantity(self, argument: Expression, where: Mapping[str, str]) -> Type | None:
        found = self.name(argument) if isinstance(argument, Name) else None
        if not isinstance(argument, Name) or (found is not None and not found.quantity):
            self.report("argument-quantity", argument, **where)
            return None
        return found

    def choice(self, argument: Expression, allowed: Sequence[str], where: Mapping[str, str], facts: NonZero) -> None:
        values: Sequence[str] = ()
        if isinstance(argument, Text):
            values = (argument.value,)
        elif isinstance(argument, Name) and argument.name not in self.types:
            values = (argument.name,)
        elif (found := self.expect(argument, facts, "choice")) is not None:
            values = found.choices
        for value in values:
            if value not in allowed:
                self.report("argument-choice", argument, **where, value=value, hint=did_you_mean(value, allowed) or "。", known="、".join(allowed))

    def conditional(self, node: Call, facts: NonZero) -> Type | None:
        condition, *branches = node.arguments
        self.expect(condition, facts, "truth")
        found = [self.visit(branch, facts | proved(condition, outcome=outcome)) for branch, outcome in zip(branches, (True, False), strict=True)]
        if found[0] is None or found[1] is None:
            return None
        if found[0].kind != found[1].kind and not {found[0].kind, found[1].kind} <= {"choice", "text"}:
            self.report("branches-differ", node, left=KINDS[found[0].kind], right=KINDS[found[1].kind])
            return None
        if found[0].kind != "number":
            return replace(found[0], choices=tuple(dict.fromkeys(found[0].choices + found[1].choices)))
        return self.same_unit(node, [(branches[0], found[0]), (branches[1], found[1])])

    def step(self, node: Call, measured: Type | None, facts: NonZero) -> None:
        self.divisor(node.arguments[1], facts)
        if measured is not None and measured.percent and literal(node.arguments[1]) == 1 and node.arguments[1] == replace(node.arguments[1], percent=False):
            self.report("share-as-whole", node.arguments[1], "warning", percent="1%")

    def lookup(self, node: Call, table: Lookup, facts: NonZero) -> Type:
        if table.bracket:
            self.report("bracket-called", node, name=node.name)
        elif len(node.arguments) != len(table.keys):
            keys = "，".join(name for name, _ in table.keys)
            self.report("table-key-count", node, name=node.name, wanted=str(len(table.keys)), given=str(len(node.arguments)), keys=keys)
        else:
            for argument, (key, domain) in zip(node.arguments, table.keys, strict=True):
                self.key(node.name, argument, key, domain, facts)
        return table.value

    def key(self, table: str, argument: Expression, key: str, domain: Sequence[str], facts: NonZero) -> None:
        """A key of a table: a choice or truth, a typed word, or a bare word that the key's domain knows."""
        if isinstance(argument, Name) and argument.name not in self.types and (argument.name in domain or nearest(argument.name, domain)):
            found: Type | None = Type("text", choices=(argument.name,))
        else:
            found = self.visit(argument, facts)
        if found is None or not domain:
            return
        values = ("是", "否") if found.kind == "truth" else found.choices
        for value in values:
            if value not in domain:
                hint = did_you_mean(value, domain) or "。"
                self.report("table-key-value", argument, table=table, key=key, value=value, hint=hint, known="、".join(domain))


def _kinds(function: Function, given: int) -> list[Argument]:
    kinds = [*function.arguments, *function.optional]
    return kinds[:given] + [kinds[-1]] * (given - len(kinds))


def _unit(found: Type) -> str:
    return found.unit or ("%" if found.percent else "—")
