"""What the rules of a scheme stand on, read out: parameters, tables, figures, facts."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _

from portal.schemes import words
from portal.schemes.entry import Entry, Line, Reader
from portal.schemes.grids import grids_of
from rules.exact import shown
from rules.model import Bounds, Figure, Parameter
from rules.model_grades import Results
from rules.phrase import SEMICOLON, listed


class Ground(Reader):
    """Entries of what is declared, not reckoned."""

    def parameter(self, name: str, one: Parameter) -> Entry:
        """A number or choice, its dated values, how far it may be moved."""

        def written(value: Fraction | str) -> str:
            if isinstance(value, str):
                return value
            unit = "" if one.unit in ("", "%") else f" {one.unit}"
            return shown(value, percent=one.unit == "%") + unit

        lines = [Line(_("取值"), written(one.value))] if one.value is not None else []
        lines += [
            Line(_("自 %(day)s 起", day=day.isoformat()), written(value)) for day, value in sorted(one.values.items())
        ]
        if one.choices:
            lines.append(Line(_("可选"), listed(one.choices)))
        return Entry(
            "parameters", name, name, (*lines, *bounds(one.tunable, one.unit)), one.basis, one.assumption, one.note
        )

    def table(self, name: str) -> Entry:
        """A table with its grids."""
        table = self.scheme.tables[name]
        lines = [Line(_("单位"), table.unit)] if table.unit else []
        lines += bounds(table.tunable, table.unit)
        if table.fixed:
            lines.append(Line(_("不得调整"), listed(("·".join(keys) for keys in table.fixed), SEMICOLON)))
        return Entry(
            "tables", name, name, tuple(lines), table.basis, table.assumption, table.note, grids=grids_of(table)
        )

    def figure(self, name: str, one: Figure) -> Entry:
        """A figure, and where it comes from."""
        lines = [Line(_("单位"), one.unit)] if one.unit else []
        lines += self.source(one)
        if one.when_missing is not None:
            value = one.when_missing
            absent = _("没有结果时") if one.results else _("没有上报时")
            lines.append(Line(absent, value if isinstance(value, str) else shown(value)))
        return Entry("figures", name, name, (*lines, *self.applies(one.applies)), one.basis, one.assumption, one.note)

    def source(self, one: Figure) -> tuple[Line, ...]:
        """The one way in which a figure is got."""
        if one.formula is not None:
            return (Line(_("公式"), one.formula, code=True),)
        if one.fact is not None:
            kind = self.scheme.facts.get(one.fact)
            where = "，" + self.condition(one.where, kind.fields if kind else {}) if one.where else ""
            taken = words.choice("take", one.take or "count") + (f"（{one.field}）" if one.field else "")
            return (Line(_("来自"), f"{one.fact}{where}：{taken}"),)
        if one.results is not None:
            return self.elsewhere(one.results, one.take)
        return (Line(_("来自"), _("上报（是 / 否）") if one.type == "yes_no" else _("上报")),)

    def elsewhere(self, found: Results, take: str | None) -> tuple[Line, ...]:
        """Another scheme's results, as they are read."""
        what = _("%(card)s数", card=words.choice("card", found.card)) if found.card else found.quantity or _("总分")
        every = words.choice("periods", found.periods)
        text = _("%(scheme)s 的 %(what)s，每%(period)s", scheme=found.scheme, what=what, period=every)
        lines = [Line(_("来自"), text), Line(words.label("settled"), words.choice("settled", found.settled))]
        if take is not None:
            lines.append(Line(words.label("take"), words.choice("take", take)))
        return tuple(lines)

    def fact(self, name: str) -> Entry:
        """A kind of fact with its fields."""
        one = self.scheme.facts[name]
        lines = [Line(_("案号"), words.choice("case", one.case))]
        for field, kind in one.fields.items():
            said = words.choice("type", kind.type) + (f"（{kind.unit}）" if kind.unit else "")
            values = "：" + listed(kind.values) if kind.values else ""
            lines.append(Line(field, said + values + ("" if kind.required else _("，可不填"))))
        return Entry("facts", name, name, tuple(lines), one.basis, one.assumption, one.note)


def bounds(found: Bounds | None, unit: str) -> list[Line]:
    """可调范围 as a line: how far staff may move the number, if at all."""
    if found is None:
        return [Line(_("可调范围"), _("不可调"))]
    percent = unit == "%"
    low = shown(found.min, percent=percent) if found.min is not None else "−∞"
    high = shown(found.max, percent=percent) if found.max is not None else "+∞"
    step = _("，步长 %(step)s", step=shown(found.step, percent=percent)) if found.step is not None else ""
    return [Line(_("可调范围"), f"{low} ~ {high}{step}")]
