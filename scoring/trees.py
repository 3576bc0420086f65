"""The explanation of every quantity: from total to section to rule to cell or figure to fact, with the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from rules.compiled import CATEGORIES, CompiledItem, Formula, Quantity, QuantityKind
from rules.condition import Value
from rules.phrase import COMMA, N_, glue, listed
from scoring import explain
from scoring.adjustments import explain_adjustment
from scoring.evaluate import evaluate
from scoring.explain import PERCENT, sum_text, value_text
from scoring.graph import Graph
from scoring.indicators import explain_indicator
from scoring.period import Period
from scoring.price import PricedCell
from scoring.readings import explain_results
from scoring.result import Node, NodeKind
from scoring.scope import Scope, Trace
from scoring.sections import explain_section
from scoring.tally import Key

NOT_APPLICABLE = N_("不适用")


class Trees:
    """Explanation nodes of a set of quantities, each made once and shared."""

    def __init__(self, quantities: Graph) -> None:
        self.quantities = quantities
        self._nodes: dict[tuple[str, str, Period], Node] = {}
        self._makers: Mapping[QuantityKind, Callable[[Quantity, str, Period], Node]] = {
            "reported": self._reported,
            "formula": self._formula,
            "facts": self._facts,
            "results": self._results,
            "category": self._category,
            "item": self._item,
            "indicator": partial(explain_indicator, self),
            "section": partial(explain_section, self),
        }

    def node(self, name: str, subject: str, period: Period) -> Node:
        """How a subject came to a quantity in a period."""
        place = (name, subject, period)
        if place not in self._nodes:
            self._nodes[place] = self._make(self.quantities.compiled.quantities[name], subject, period)
        return self._nodes[place]

    def _results(self, quantity: Quantity, subject: str, period: Period) -> Node:
        return explain_results(quantity, self.quantities.pieces(quantity, subject, period))

    def peer(self, name: str, group: str, who: str, subject: str, period: Period) -> Node:
        """Another's quantity: in full for those below, by name and value alone for peers, whose tree is their own."""
        if group == "下级":
            found = self.node(name, who, period)
            return replace(found, title=glue(f"{who} ", found.title))
        value = next(
            (value for each, value in self.quantities.among(name, group, subject, period).values if each == who), None
        )
        unit = self.quantities.compiled.quantities[name].unit
        return Node("figure", f"{who} {name}", value, unit, percent=unit == PERCENT)

    def _make(self, quantity: Quantity, subject: str, period: Period) -> Node:
        found = self.quantities
        title = (
            quantity.name
            if period == found.inputs.period
            else N_("{name}（{period}）").filled(name=quantity.name, period=period.shown)
        )
        value = _plain(found.value(quantity.name, subject, period))
        kind: NodeKind = "figure"
        if quantity.kind in ("section", "category"):
            kind = "section"
        elif quantity.kind in ("indicator", "item"):
            kind = "indicator" if quantity.kind == "indicator" else "item"
        if period != found.inputs.period and (subject, period.text, quantity.name) in found.inputs.sealed:
            sealed = N_("{value}（已封存）").filled(value=value_text(value, percent=quantity.unit == PERCENT))
            return self._leaf(quantity, kind, title, value, sealed)
        if not found.applies(quantity.name, subject, period):
            return self._leaf(quantity, kind, title, None, NOT_APPLICABLE)
        made = self._makers[quantity.kind](quantity, subject, period)
        return Node(
            kind,
            title,
            value,
            quantity.unit,
            made.formula,
            made.numbers,
            *self._source(quantity),
            made.facts,
            made.children,
            quantity.unit == PERCENT,
        )

    def _leaf(self, quantity: Quantity, kind: NodeKind, title: str, value: Fraction | str | None, numbers: str) -> Node:
        return Node(
            kind,
            title,
            value,
            quantity.unit,
            "" if quantity.formula is None else quantity.formula.text,
            numbers,
            *self._source(quantity),
            percent=quantity.unit == PERCENT,
        )

    def _source(self, quantity: Quantity) -> tuple[str, str]:
        """Basis and assumption, from the rule or from the figure."""
        source = quantity.rule or self.quantities.compiled.scheme.figures.get(quantity.name)
        return (source.basis, source.assumption) if source is not None else ("", "")

    def walked(self, formula: Formula, scope: Scope) -> tuple[str, tuple[Node, ...]]:
        """The numbers and the nodes below a formula, from a second walk of it with notes."""
        trace = Trace()
        evaluate(formula, scope, trace=trace)
        return explain.numbers(formula, scope, trace), explain.nodes(scope, trace)

    def _reported(self, quantity: Quantity, subject: str, period: Period) -> Node:
        given = self.quantities.inputs.figures.get((subject, period.text, quantity.name))
        value = self.quantities.value(quantity.name, subject, period)
        text = value_text(value, percent=quantity.unit == PERCENT)
        if given is None:
            missing = N_("没有上报") if value is None else N_("没有上报，按 {value} 计").filled(value=text)
            return Node("figure", "", None, numbers=missing)
        return Node("figure", "", None, numbers=N_("上报 {value}").filled(value=text))

    def _formula(self, quantity: Quantity, subject: str, period: Period) -> Node:
        if quantity.formula is None:
            raise ValueError("a formula quantity without a formula")
        numbers, children = self.walked(quantity.formula, self.quantities.scope(subject, period))
        return Node("figure", "", None, formula=quantity.formula.text, numbers=numbers, children=children)

    def _facts(self, quantity: Quantity, subject: str, period: Period) -> Node:
        tally = self.quantities.counted.tally(period, self.quantities.book, with_facts=self.quantities.with_facts)
        cell = tally.figures[quantity.name].get(subject)
        value = value_text(self.quantities.value(quantity.name, subject, period), percent=quantity.unit == PERCENT)
        facts = () if cell is None else cell.facts
        if quantity.facts is None or quantity.facts.take == "count":
            return Node("figure", "", None, numbers=N_("共 {count} 件").filled(count=value), facts=facts)
        total, present = (Fraction(0), 0) if cell is None else (cell.total, cell.present)
        if quantity.facts.take == "sum":
            text = N_("{count} 件的「{field}」合计 {value}")
            numbers = text.filled(count=present, field=quantity.facts.field or "", value=value)
            return Node("figure", "", None, numbers=numbers, facts=facts)
        text = N_("「{field}」{sum} ÷ {count} 件 = {value}")
        numbers = text.filled(field=quantity.facts.field or "", sum=value_text(total), count=present, value=value)
        return Node("figure", "", None, numbers=numbers, facts=facts)

    def _category(self, quantity: Quantity, subject: str, period: Period) -> Node:
        compiled = self.quantities.compiled
        wanted = next((key for key, title in CATEGORIES.items() if title == quantity.name), quantity.id)
        names = {each.id: name for name, each in compiled.quantities.items() if each.kind == "item"}
        items = [item for item in compiled.items if item.rule.category == wanted and item.rule.id in names]
        children = [self.node(names[item.rule.id], subject, period) for item in items]
        if wanted == "fixed":
            children += [
                self.ladder(ladder.rule.id, subject, period)
                for ladder in compiled.ladders
                if any(s.points for s in ladder.steps)
            ]
        counted = [child for child in children if isinstance(child.value, Fraction) and child.value]
        text = _sum_text(child.value for child in counted if isinstance(child.value, Fraction))
        return Node("section", "", None, numbers=text, children=tuple(counted))

    def ladder(self, ladder: str, subject: str, period: Period) -> Node:
        """The points of a ladder's steps."""
        found = next(each for each in self.quantities.compiled.ladders if each.rule.id == ladder)
        postings = self.quantities.steps(period).get((subject, ladder), [])
        total = sum((posting.amount for posting in postings), Fraction(0))
        return Node(
            "step",
            found.rule.title,
            total,
            self.quantities.compiled.scheme.unit,
            numbers=_sum_text(posting.amount for posting in postings),
            basis=found.rule.basis,
            assumption=found.rule.assumption,
            facts=tuple(posting.fact for posting in postings),
        )

    def _item(self, quantity: Quantity, subject: str, period: Period) -> Node:
        found = self.quantities
        item = found.pricer.items[quantity.id]
        cells = found.priced(period).cells.get((subject, quantity.id), ())
        by_hand = found.priced(period).adjustments.get((subject, quantity.id), ())
        unit = self.quantities.compiled.scheme.unit
        children = (*(self._cell(item, cell) for cell in cells), *(explain_adjustment(one, unit) for one in by_hand))
        facts = tuple(key for cell in cells for key in cell.cell.facts)
        return Node(
            "item",
            "",
            None,
            formula=item.points.text,
            numbers=_sum_text([*(cell.amount for cell in cells), *(one.points for one in by_hand)]),
            facts=facts,
            children=children,
        )

    def _cell(self, item: CompiledItem, priced: PricedCell) -> Node:
        cell = priced.cell
        scope, trace = self.quantities.pricer.traced(cell.rule, cell.regime, cell.key)
        numbers = explain.numbers(item.points, scope, trace)
        each = numbers
        if _rounded(item.points, trace, priced.each):
            each = N_("{numbers}，计 {posted}").filled(numbers=numbers, posted=value_text(priced.each))
        text = N_("每件 {each}；× {count} 件 = {total}").filled(
            each=each, count=cell.count, total=value_text(priced.amount)
        )
        return Node(
            "cell",
            _cell_title(item, cell.key),
            priced.amount,
            self.quantities.compiled.scheme.unit,
            item.points.text,
            text,
            facts=cell.facts,
            children=explain.nodes(scope, trace),
        )


def _plain(value: Value | None) -> Fraction | str | None:
    return value if value is None or isinstance(value, (Fraction, str)) else value_text(value)


def _rounded(formula: Formula, trace: Trace, each: Fraction | None) -> bool:
    exact = trace.values.get(id(formula.tree))
    return each is not None and isinstance(exact, Fraction) and exact != each


def _sum_text(values: Iterable[Fraction]) -> str:
    numbers = list(values)
    if len(numbers) < 2:  # noqa: PLR2004 - a sum has two terms
        return value_text(sum(numbers, Fraction(0)))
    return glue(sum_text(map(value_text, numbers)), " ", explain.equals(sum(numbers, Fraction(0))))


def _cell_title(item: CompiledItem, key: Key) -> str:
    """Choices say what they are; other values need the name of their field."""
    named = zip(item.reads, key, strict=True)
    parts = (part if isinstance(part, str) else glue(f"{name} ", value_text(part)) for name, part in named)
    return listed(parts, COMMA) or item.rule.title
