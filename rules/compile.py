"""Puts the parsed parts of a scheme together: items, ladders, share-outs and units, ready for scoring."""

from __future__ import annotations

from collections.abc import Mapping

from rules.compiled import CompiledItem, CompiledLadder, CompiledShareOut, CompiledStep, CompiledVote, Formula
from rules.condition import Condition
from rules.document import KEY
from rules.expression import Name, walk
from rules.model import FactKind, Item, Ladder, Scheme
from rules.model_basis import When
from rules.model_grades import ShareOut
from rules.model_votes import Vote
from rules.problem import N_, did_you_mean, register
from rules.reading import Reader
from rules.report import Path, Report
from rules.scope import Scopes

MESSAGES = {
    "ladder-without-steps": N_("阶梯规则「{title}」没有步骤，请写 steps"),
    "same-if-without-same": N_("写了 same_if 就要写 same：哪些字段相同才算再次"),
    "window-months-missing": N_("窗口是 months，请写月数：months"),
    "window-months-unused": N_("窗口不是 months，用不到月数，请删去或把 kind 改为 months"),
    "share-step-not-positive": N_("分配的最小单位应大于零"),
}
register(MESSAGES)


class Compiler:
    """Reads the rules that are not quantities. Stand-ins take the place of what could not be read."""

    def __init__(self, scheme: Scheme, reader: Reader, scopes: Scopes, report: Report) -> None:
        self.scheme, self.reader, self.scopes, self.report = scheme, reader, scopes, report

    def items(self) -> tuple[CompiledItem, ...]:
        """All items, in the order of the document."""
        return tuple(self._item(("items", index), item) for index, item in enumerate(self.scheme.items))

    def ladders(self) -> tuple[CompiledLadder, ...]:
        """All ladders."""
        return tuple(self._ladder(("ladders", index), ladder) for index, ladder in enumerate(self.scheme.ladders))

    def share_outs(self) -> tuple[CompiledShareOut, ...]:
        """All share-outs."""
        return tuple(
            self._share_out(("share_outs", index), rule) for index, rule in enumerate(self.scheme.share_outs)
        )

    def votes(self) -> tuple[CompiledVote, ...]:
        """All votes."""
        return tuple(self._vote(("votes", index), vote) for index, vote in enumerate(self.scheme.votes))

    def units(self) -> Mapping[str, Formula]:
        """Unit → what one of it is worth."""
        return {
            name: self.reader.formula(unit.rate, ("units", name, "rate"), self.scopes.constant())
            for name, unit in self.scheme.units.items()
        }

    def _when(self, when: When, path: Path) -> tuple[FactKind, Condition]:
        """The kind of fact that a rule is for, and its condition; a kind without fields when it is not declared."""
        kind = self.scheme.facts.get(when.fact)
        if kind is None:
            self.report.add(
                "unknown-fact", (*path, "fact"), name=when.fact, hint=did_you_mean(when.fact, self.scheme.facts)
            )
            self.reader.mention(when.where)
            return FactKind(), Condition()
        return kind, self.reader.condition(when.where, (*path, "where"), kind.fields)

    def _item(self, path: Path, item: Item) -> CompiledItem:
        kind, condition = self._when(item.when, (*path, "when"))
        known = item.when.fact in self.scheme.facts
        points = (
            self.reader.formula(item.points, (*path, "points"), self.scopes.fact(kind))
            if known
            else self.reader.unread(item.points)
        )
        names = [node.name for node in walk(points.tree) if isinstance(node, Name)]
        reads = tuple(dict.fromkeys(name for name in names if name in kind.fields))
        applies = self.reader.condition(item.applies, (*path, "applies"), self.scopes.classes)
        return CompiledItem(item, condition, points, reads, applies)

    def _ladder(self, path: Path, ladder: Ladder) -> CompiledLadder:
        kind, condition = self._when(ladder.when, (*path, "when"))
        known = ladder.when.fact in self.scheme.facts
        if not ladder.steps:
            self.report.add("ladder-without-steps", (*path, "steps", KEY), title=ladder.title)
        for index, field in enumerate(ladder.same if known else ()):
            if field not in kind.fields:
                hint = did_you_mean(field, kind.fields)
                self.report.add(
                    "unknown-fact-field", (*path, "same", index), fact=ladder.when.fact, name=field, hint=hint
                )
        if ladder.same_if and not ladder.same:
            self.report.add("same-if-without-same", (*path, "same_if", KEY))
        months = self.reader.optional(ladder.window.months, (*path, "window", "months"), self.scopes.constant())
        if ladder.window.kind == "months" and months is None:
            self.report.add("window-months-missing", (*path, "window"))
        elif ladder.window.kind != "months" and months is not None:
            self.report.add("window-months-unused", (*path, "window", "months", KEY))
        steps = tuple(
            self._step((*path, "steps", index), ladder, index, kind)
            for index in range(len(ladder.steps) if known else 0)
        )
        return CompiledLadder(
            ladder,
            condition,
            counts=self.reader.condition(ladder.counts, (*path, "counts"), kind.fields) if known else Condition(),
            same_if=self.reader.condition(ladder.same_if, (*path, "same_if"), self.scopes.parameters),
            months=months,
            steps=steps,
            applies=self.reader.condition(ladder.applies, (*path, "applies"), self.scopes.classes),
        )

    def _step(self, path: Path, ladder: Ladder, index: int, kind: FactKind) -> CompiledStep:
        step, scope = ladder.steps[index], self.scopes.step(kind)
        return CompiledStep(
            step,
            self.reader.condition(step.where, (*path, "where"), self.scopes.step_fields(kind)),
            points=self.reader.optional(step.points, (*path, "points"), scope),
            deadline=self.reader.optional(step.deadline, (*path, "deadline"), scope),
        )

    def _vote(self, path: Path, vote: Vote) -> CompiledVote:
        _kind, condition = self._when(vote.about, (*path, "about"))
        return CompiledVote(
            vote,
            condition,
            quorum=self.reader.formula(vote.quorum, (*path, "quorum"), self.scopes.committee()),
            above=self.reader.formula(vote.majority.above, (*path, "majority", "above"), self.scopes.constant()),
            applies=self.reader.condition(vote.applies, (*path, "applies"), self.scopes.classes),
        )

    def _share_out(self, path: Path, rule: ShareOut) -> CompiledShareOut:
        if rule.to <= 0:
            self.report.add("share-step-not-positive", (*path, "to"))
        subjects = rule.among == "subjects"
        pool = self.scopes.group(rule.within) if subjects else self.scopes.quantity()
        by = self.scopes.quantity() if subjects else self.scopes.member()
        return CompiledShareOut(
            rule,
            pool=self.reader.formula(rule.pool, (*path, "pool"), pool),
            by=self.reader.formula(rule.by, (*path, "by"), by),
            applies=self.reader.condition(rule.applies, (*path, "applies"), self.scopes.classes),
        )
