"""Builds the quantities: figures, categories, items, indicators and sections, each under the name formulas write."""

from __future__ import annotations

from fractions import Fraction

from rules.compiled import CATEGORIES, CompiledFacts, CompiledPart, Formula, Quantity, QuantityKind
from rules.condition import Condition
from rules.document import KEY
from rules.expression import Number
from rules.lookup import YES_NO, key_text
from rules.model import Figure, Indicator, Scheme, Section
from rules.phrase import listed
from rules.problem import N_, did_you_mean, register
from rules.reading import Reader
from rules.report import Path, Report
from rules.results import read_results, take_of_facts
from rules.scope import Scope, Scopes

OPEN = "none"  # written for a cap or floor: this side stays open
ZERO = Formula("0", Number(Fraction(0), (0, 1)))

MESSAGES = {
    "figure-two-ways": N_("统计数「{name}」既有公式又取自事实，只能选一种来法"),
    "figure-needs-fact": N_("写了「{key}」就要写 fact：从哪一种事实里取"),
    "figure-needs-take": N_("请写明怎样取：take: count（件数）、sum（合计）或 mean（平均）"),
    "figure-take-of-results": N_("last 和 by_days 只用于取自其他办法的统计数（results）"),
    "figure-needs-field": N_("合计和平均要写明字段：field"),
    "figure-field-unused": N_("数件数（count）用不到字段，请删去 field，或改为 sum、mean"),
    "field-not-number": N_("字段「{name}」不是数，不能合计或平均"),
    "when-missing-not-reported": N_("统计数「{name}」是算出来的，when_missing 只用于上报数"),
    "when-missing-type": N_("「{value}」与统计数「{name}」的类型不符，应写：{expected}"),
    "unknown-fact": N_("未定义的事实种类「{name}」{hint}"),
    "unknown-fact-field": N_("事实「{fact}」没有字段「{name}」{hint}"),
    "unknown-part": N_("没有编号或标题为「{name}」的计分项、指标或分项{hint}"),
    "part-twice": N_("「{name}」在这个分项里写了两次"),
    "section-without-parts": N_("分项「{title}」没有组成部分，请写 parts"),
    "section-weights-redistribute": N_("缺项重新分配（redistribute）要给每一部分写权重"),
    "unknown-total": N_("总分「{name}」不是任何计分项、指标或分项的编号或标题{hint}"),
}
register(MESSAGES)


class Quantities:
    """Makes every quantity; those that could not be read are there too, so that nothing else misses them."""

    def __init__(self, scheme: Scheme, reader: Reader, scopes: Scopes, report: Report) -> None:
        self.scheme, self.reader, self.scopes, self.report = scheme, reader, scopes, report
        self.ids = names_by_id(scheme)

    def build(self) -> dict[str, Quantity]:
        """Name → quantity, in the order of the document."""
        found = [self._figure(name, figure) for name, figure in self.scheme.figures.items()]
        for index, item in enumerate(self.scheme.items):
            applies = self._applies(item.applies, ("items", index, "applies"))
            found.append(Quantity(item.title, "item", item.id, self.scheme.unit, applies, rule=item))
        if self.scheme.items:
            always = self.reader.condition("", (), {})
            found += [
                Quantity(name, "category", code, self.scheme.unit, always) for code, name in CATEGORIES.items()
            ]
        found += [self._indicator(index, indicator) for index, indicator in enumerate(self.scheme.indicators)]
        found += [self._section(index, section) for index, section in enumerate(self.scheme.sections)]
        if self.scheme.total is not None and self.scheme.total not in self.ids:
            self.report.add(
                "unknown-total", ("total",), name=self.scheme.total, hint=did_you_mean(self.scheme.total, self.ids)
            )
        named: dict[str, Quantity] = {}
        for quantity in found:
            named.setdefault(quantity.name, quantity)
        return named

    def _applies(self, text: str, path: Path) -> Condition:
        return self.reader.condition(text, path, self.scopes.classes)

    def _figure(self, name: str, figure: Figure) -> Quantity:
        path: Path = ("figures", name)
        formula = self.reader.optional(figure.formula, (*path, "formula"), self.scopes.figure(figure))
        applies = self._applies(figure.applies, (*path, "applies"))
        facts = self._facts(figure, path)
        if figure.formula is not None and figure.fact is not None:
            self.report.add("figure-two-ways", (*path, "fact", KEY), name=name)
        results = read_results(name, figure, self.scheme, self.report)
        kind: QuantityKind = "formula" if formula else "facts" if facts else "results" if results else "reported"
        self._check_when_missing(name, figure, kind)
        return Quantity(
            name,
            kind,
            name,
            figure.unit,
            applies,
            formula=formula,
            facts=facts,
            results=results,
            when_missing=figure.when_missing,
        )

    def _facts(self, figure: Figure, path: Path) -> CompiledFacts | None:
        if figure.fact is None:
            for key in ("where", "take", "field"):
                if getattr(figure, key) and (key != "take" or figure.results is None):
                    self.report.add("figure-needs-fact", (*path, key, KEY), key=key)
            return None
        if (kind := self.scheme.facts.get(figure.fact)) is None:
            self.report.add(
                "unknown-fact", (*path, "fact"), name=figure.fact, hint=did_you_mean(figure.fact, self.scheme.facts)
            )
            return None
        take = take_of_facts(figure, path, self.report)
        if figure.take is None:
            self.report.add("figure-needs-take", (*path, "fact"))
        elif figure.take == "count" and figure.field is not None:
            self.report.add("figure-field-unused", (*path, "field", KEY))
        elif figure.take != "count" and figure.field is None:
            self.report.add("figure-needs-field", (*path, "take"))
        if figure.field is not None and figure.field not in kind.fields:
            hint = did_you_mean(figure.field, kind.fields)
            self.report.add("unknown-fact-field", (*path, "field"), fact=figure.fact, name=figure.field, hint=hint)
        elif figure.field is not None and kind.fields[figure.field].type not in ("whole", "number"):
            self.report.add("field-not-number", (*path, "field"), name=figure.field)
        condition = self.reader.condition(figure.where, (*path, "where"), kind.fields)
        return CompiledFacts(figure.fact, condition, take, figure.field)

    def _check_when_missing(self, name: str, figure: Figure, kind: QuantityKind) -> None:
        value, path = figure.when_missing, ("figures", name, "when_missing")
        if value is None:
            return
        if kind not in ("reported", "results"):
            self.report.add("when-missing-not-reported", (*path, KEY), name=name)
        elif figure.type == "number" and not isinstance(value, Fraction):
            self.report.add("when-missing-type", path, name=name, value=value, expected=N_("数"))
        elif figure.type == "yes_no" and value not in YES_NO:
            self.report.add("when-missing-type", path, name=name, value=key_text(value), expected=listed(YES_NO))

    def _indicator(self, index: int, indicator: Indicator) -> Quantity:
        path: Path = ("indicators", index)
        plain = self.scopes.quantity()
        inside = self.scopes.quantity(full_marks=indicator.full_marks is not None)
        full_marks = self.reader.optional(indicator.full_marks, (*path, "full_marks"), plain)
        return Quantity(
            indicator.title,
            "indicator",
            indicator.id,
            self.scheme.unit,
            self._applies(indicator.applies, (*path, "applies")),
            formula=self.reader.formula(indicator.points, (*path, "points"), inside),
            full_marks=full_marks,
            cap=self._side(indicator.cap, (*path, "cap"), inside, full_marks),
            floor=self._side(indicator.floor, (*path, "floor"), inside, ZERO if full_marks else None),
            rule=indicator,
        )

    def _side(self, text: str | None, path: Path, scope: Scope, default: Formula | None) -> Formula | None:
        if text is None:
            return default
        return None if text == OPEN else self.reader.formula(text, path, scope)

    def _section(self, index: int, section: Section) -> Quantity:
        path: Path = ("sections", index)
        scope = self.scopes.quantity()
        if not section.parts:
            self.report.add("section-without-parts", path, title=section.title)
        if section.missing == "redistribute" and any(part.weight is None for part in section.parts):
            self.report.add("section-weights-redistribute", (*path, "missing"))
        parts: dict[str, CompiledPart] = {}
        for position, part in enumerate(section.parts):
            place: Path = (*path, "parts", position)
            weight = self.reader.optional(part.weight, (*place, "weight"), scope)
            name = self.ids.get(part.of)
            if name is None:
                self.report.add("unknown-part", (*place, "of"), name=part.of, hint=did_you_mean(part.of, self.ids))
            elif name in parts:
                self.report.add("part-twice", (*place, "of"), name=part.of)
            else:
                parts[name] = CompiledPart(name, weight)
        full_marks = self.reader.optional(section.full_marks, (*path, "full_marks"), scope)
        applies = self._applies(section.applies, (*path, "applies"))
        return Quantity(
            section.title,
            "section",
            section.id,
            self.scheme.unit,
            applies,
            full_marks=full_marks,
            parts=tuple(parts.values()),
            missing=section.missing,
            rule=section,
        )


def names_by_id(scheme: Scheme) -> dict[str, str]:
    """What a section's part or the total may be called (id, title, category) → the quantity's name."""
    rules = (*scheme.items, *scheme.indicators, *scheme.sections)
    found = {rule.id: rule.title for rule in rules} | {rule.title: rule.title for rule in rules}
    return found | ({name: name for name in CATEGORIES.values()} if scheme.items else {})
