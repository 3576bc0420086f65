"""A scheme as a document to read: chapters with entries, rules as sentences, each with what it did last period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flask_babel import gettext as _

from portal.schemes import plain, words
from portal.schemes.chains import steps_of
from portal.schemes.entry import Chapter, Entry, Line, Reader
from portal.schemes.ground import Ground
from portal.schemes.parts import KINDS
from rules.compiled import CATEGORIES
from rules.exact import shown
from rules.model import FieldKind, Indicator, Item, Ladder, Scheme, Section, Step
from rules.model_basis import Rule
from rules.model_chains import Chain
from rules.model_grades import ShareOut
from rules.model_votes import Vote
from rules.outline import outline
from rules.phrase import COMMA, listed
from rules.scope import Scopes
from shown.writing import signed
from workflow.rule_effects import Effect


def chapters(scheme: Scheme, effects: Mapping[str, Effect] | None = None) -> tuple[Chapter, ...]:
    """The whole document in reading order: rules first, then what they stand on. ``effects`` ``None``: nothing closed
    yet.
    """
    return tuple(_Rules(scheme, effects).chapters())


def head_lines(scheme: Scheme) -> tuple[Line, ...]:
    """What stands at the top of the document."""
    basis = scheme.basis
    source = listed((text for text in (basis.document, basis.number, basis.item) if text), COMMA)
    rounding = _(
        "保留到 %(step)s，%(mode)s", step=shown(scheme.rounding.to), mode=words.choice("mode", scheme.rounding.mode)
    )
    lines = [
        Line(_("依据文件"), source),
        Line(_("考核对象"), words.choice("appraises", scheme.appraises)),
        Line(_("考核周期"), words.choice("period", scheme.period)),
        Line(_("施行日"), scheme.effective.isoformat()),
        Line(_("单位"), scheme.unit),
        Line(_("取整"), rounding),
        Line(_("排名"), words.choice("ranking", scheme.ranking)),
        Line(
            _("总分"), next((s.title for s in scheme.sections if s.id == scheme.total), scheme.total or _("不设总分"))
        ),
    ]
    classes = [(name, values) for group in (scheme.classes, scheme.member_classes) for name, values in group.items()]
    return (*lines, *(Line(name, listed(values)) for name, values in classes))


class _Rules(Reader):
    def __init__(self, scheme: Scheme, effects: Mapping[str, Effect] | None) -> None:
        super().__init__(scheme, Scopes(scheme))
        self.effects, self.outline, self.ground = effects, outline(scheme), Ground(scheme, self.scopes)
        self.titles = {rule.id: rule.title for rule in (*scheme.items, *scheme.indicators, *scheme.sections)}

    def chapters(self) -> Iterator[Chapter]:
        scheme = self.scheme
        for category, word in CATEGORIES.items():
            rules = tuple(self.item(item) for item in scheme.items if item.category == category)
            if rules:
                title = _("%(category)s项", category=_(word))
                yield Chapter(f"items-{category}", title, _(KINDS["items"].means), "items", rules)
        made: dict[str, tuple[Entry, ...]] = {
            **({} if scheme.items else {"items": ()}),
            "indicators": tuple(map(self.indicator, scheme.indicators)),
            "sections": tuple(map(self.section, scheme.sections)),
            "ladders": tuple(map(self.ladder, scheme.ladders)),
            "votes": tuple(map(self.vote, scheme.votes)),
            "chains": tuple(map(self.chain, scheme.chains)),
            "share_outs": tuple(map(self.share_out, scheme.share_outs)),
            "parameters": tuple(self.ground.parameter(name, each) for name, each in scheme.parameters.items()),
            "tables": tuple(self.ground.table(name) for name in scheme.tables),
            "figures": tuple(self.ground.figure(name, each) for name, each in scheme.figures.items()),
            "facts": tuple(self.ground.fact(name) for name in scheme.facts),
        }
        for kind in KINDS:
            if kind not in made and kind != "items":
                made[kind] = tuple(self.plainly(kind))
        for kind, entries in made.items():
            yield Chapter(kind, _(KINDS[kind].title), _(KINDS[kind].means), kind, entries)

    def plainly(self, kind: str) -> Iterator[Entry]:
        """The entries of a part that has no sentences of its own."""
        for name, tree in self.outline[kind].items():
            if isinstance(tree, dict):
                lines = tuple(Line(*line) for line in plain.lines_of(tree))
                basis, assumption, note = (plain.text_of(tree, key) for key in ("basis", "assumption", "note"))
                yield Entry(kind, name, plain.text_of(tree, "title") or name, lines, basis, assumption, note)

    def effect(self, rule: str, what: str) -> str:
        """上期 41 件 · 18 个对象 · −20.50."""
        if self.effects is None:
            return ""
        found = self.effects.get(rule)
        if found is None or not (found.subjects or found.facts or found.cards):
            return str(_("上期没有对象得分或扣分") if what != "card" else _("上期没有触发"))
        parts = []
        if what == "card":
            parts.append(_("%(num)s 张卡", num=found.cards))
        elif what == "item":
            parts.append(_("%(num)s 件", num=found.facts))
        parts.append(_("%(num)s 个对象", num=found.subjects))
        if what != "card" or found.points:
            parts.append(signed(found.points))
        return str(_("上期 %(parts)s", parts=" · ".join(parts)))

    def item(self, item: Item) -> Entry:
        kind = self.scheme.facts.get(item.when.fact)
        fields = kind.fields if kind else {}
        when = self.condition(item.when.where, fields) if item.when.where else ""
        each = _("每件「%(fact)s」", fact=item.when.fact) + (f"，{when}" if when else "")
        chain = self.chain_of(item)
        lines = (
            Line(_("情形"), each), Line(_("计分"), item.points, code=True), *chain, *self.applies(item.applies)
        )  # fmt: skip
        return self.entry("items", item, lines, self.effect(item.id, "item"))

    def chain_of(self, item: Item) -> tuple[Line, ...]:
        if item.category != "applied":
            return ()
        named = item.chain or self.scheme.chain
        found = next((chain.title for chain in self.scheme.chains if chain.id == named), _("考核办确认"))
        return (Line(_("确认链"), found),)

    def indicator(self, one: Indicator) -> Entry:
        lines = [Line(_("计分"), one.points, code=True)]
        for label, text in ((_("满分"), one.full_marks), (_("封顶"), one.cap), (_("保底"), one.floor)):
            if text is not None:
                lines.append(Line(label, _("不设") if text == "none" else text, code=text != "none"))
        return self.entry("indicators", one, (*lines, *self.applies(one.applies)), self.effect(one.id, "indicator"))

    def section(self, one: Section) -> Entry:
        parts = [
            self.titles.get(part.of, part.of) + (f" × {part.weight}" if part.weight is not None else "")
            for part in one.parts
        ]
        lines = [Line(_("组成"), " + ".join(parts))]
        if one.full_marks is not None:
            lines.append(Line(_("满分"), one.full_marks, code=True))
        if one.missing != "zero":
            lines.append(Line(_("缺项"), words.choice("missing", one.missing)))
        return self.entry("sections", one, (*lines, *self.applies(one.applies)), self.effect(one.id, "section"))

    def ladder(self, one: Ladder) -> Entry:
        kind = self.scheme.facts.get(one.when.fact)
        fields = self.scopes.step_fields(kind) if kind else {}
        when = _("每件「%(fact)s」", fact=one.when.fact)
        if one.when.where:
            when += "，" + self.condition(one.when.where, fields)
        lines = [Line(_("情形"), when), Line(_("计次期限"), self.window(one))]
        if one.counts:
            lines.append(Line(_("计次"), self.condition(one.counts, fields)))
        if one.same:
            same = listed(one.same) + _("相同的才计次")
            if one.same_if:
                same += _("（当%(condition)s）", condition=self.condition(one.same_if, self.scopes.parameters))
            lines.append(Line(_("同类"), same))
        steps = tuple((step.title, step.card, self.step(step, fields)) for step in one.steps)
        made = self.entry("ladders", one, (*lines, *self.applies(one.applies)), self.effect(one.id, "card"))
        return replace(made, steps=steps)

    def window(self, one: Ladder) -> str:
        if one.window.kind == "months":
            return str(_("此前 %(months)s 个月", months=one.window.months or ""))
        return words.choice("kind", one.window.kind)

    def step(self, step: Step, fields: Mapping[str, FieldKind]) -> tuple[Line, ...]:
        lines = [Line(_("当"), self.condition(step.where, fields))]
        if step.letter:
            lines.append(Line(_("送达"), _("书面告知本人")))
        if step.notice != "none":
            lines.append(Line(_("通报"), words.choice("notice", step.notice)))
        if step.deadline:
            lines.append(Line(_("整改期限"), f"{step.deadline} {words.choice('deadline_unit', step.deadline_unit)}"))
        if step.late:
            lines.append(Line(_("未按期整改"), _("记为事实「%(fact)s」", fact=step.late)))
        if step.points:
            lines.append(Line(_("计分"), step.points, code=True))
        if step.bars:
            lines.append(Line(_("不得评为"), listed(step.bars)))
        return tuple(lines)

    def vote(self, one: Vote) -> Entry:
        kind = self.scheme.facts.get(one.about.fact)
        about = _("每件「%(fact)s」", fact=one.about.fact)
        if one.about.where:
            about += "，" + self.condition(one.about.where, kind.fields if kind else {})
        lines = [
            Line(_("事项"), about), Line(_("意见"), " / ".join(one.ballot.values)),
            Line(_("法定人数"), one.quorum, code=True),
            Line(_("多数"), f"{words.choice('of', one.majority.of)} > {one.majority.above}", code=True),
        ]  # fmt: skip
        if one.otherwise is not None:
            lines.append(Line(_("不成多数时"), one.otherwise))
        lines.append(Line(_("记为事实"), f"{one.yields}（{one.ballot.field}）"))
        return self.entry("votes", one, (*lines, *self.applies(one.applies)), "")

    def chain(self, one: Chain) -> Entry:
        said = steps_of(one, lambda text: self.condition(text, self.scopes.persons))
        steps = tuple((title, "none", tuple(Line(*line) for line in lines)) for title, lines in said)
        return Entry("chains", one.id, one.title, (), one.basis, one.assumption, one.note, steps=steps)

    def share_out(self, one: ShareOut) -> Entry:
        lines = [Line(words.label("among"), words.choice("among", one.among))]
        if one.within:
            lines.append(Line(words.label("within"), listed(one.within)))
        lines += [
            Line(_("分什么"), one.pool, code=True), Line(_("按什么分"), one.by, code=True),
            Line(_("最小单位"), shown(one.to)), *self.applies(one.applies),
        ]  # fmt: skip
        return self.entry("share_outs", one, tuple(lines), self.effect(one.id, "share"))

    def entry(self, kind: str, rule: Rule, lines: tuple[Line, ...], effect: str) -> Entry:
        return Entry(kind, rule.id, rule.title, lines, rule.basis, rule.assumption, rule.note, effect=effect)
