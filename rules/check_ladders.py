"""Ladders and conditions with the parameters put in: steps exclude each other and cover every fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rules.check_names import EARLIER, rules_of
from rules.compiled import Compiled, CompiledLadder
from rules.condition import Comparison, Condition, Value
from rules.constant import World, worlds
from rules.document import KEY
from rules.lookup import key_text
from rules.model import FieldKind, Scheme
from rules.phrase import COMMA, glue, listed
from rules.problem import N_, register
from rules.region import disjoint, gap, impossible, regions
from rules.report import Path, Report
from rules.scope import Scopes

MESSAGES = {
    "steps-overlap": N_(
        "步骤「{one}」与「{other}」会同时成立{setting}，例如：{example}；请改条件，使一件事实只走一步"
    ),
    "steps-gap": N_("有的事实没有步骤可走{setting}，例如：{example}；请补一个步骤，或放宽条件"),
    "never-holds": N_("按参数的现值，没有事实能满足「{text}」，这条规则不起作用"),
    "applies-to-nobody": N_("没有考核对象符合「{text}」，这条规则不起作用"),
}
register(MESSAGES)

_COUNTED = Comparison(EARLIER, "≥", (Fraction(0),), (0, 0))  # a count is never negative


def check_ladders(compiled: Compiled, scopes: Scopes, report: Report) -> None:
    """Report overlaps and gaps between the steps of each ladder."""
    facts, scheme = compiled.facts, compiled.scheme
    for index, ladder in enumerate(compiled.ladders):
        if (kind := facts.get(ladder.rule.when.fact)) is not None:
            _check_steps(("ladders", index), ladder, scopes.step_fields(kind), scheme, report)
            _warn_never(
                ("ladders", index, "when", "where"),
                ladder.condition,
                kind.fields,
                text=ladder.rule.when.where,
                scheme=scheme,
                report=report,
            )
    for index, item in enumerate(compiled.items):
        if (kind := facts.get(item.rule.when.fact)) is not None:
            _warn_never(
                ("items", index, "when", "where"),
                item.condition,
                kind.fields,
                text=item.rule.when.where,
                scheme=scheme,
                report=report,
            )
    for name, quantity in compiled.quantities.items():
        if quantity.facts is not None:
            fields = facts[quantity.facts.kind].fields
            _warn_never(
                ("figures", name, "where"),
                quantity.facts.condition,
                fields,
                text=scheme.figures[name].where,
                scheme=scheme,
                report=report,
            )


def _check_steps(
    path: Path, ladder: CompiledLadder, fields: Mapping[str, FieldKind], scheme: Scheme, report: Report
) -> None:
    wheres: list[Path] = [(*path, "steps", index, "where") for index in range(len(ladder.steps))]
    if not report.unread.isdisjoint([(*path, "when", "where"), *wheres]):
        return  # stand-ins hold always, and would overlap
    conditions = [step.condition for step in ladder.steps]
    reported: set[tuple[int, int]] = set()
    gap_reported = False
    choices = _parameters([ladder.condition, *conditions])
    for world in _settled(scheme, choices):
        bound = [world.bind(condition) for condition in conditions]
        within = Condition((*world.bind(ladder.condition).comparisons, _COUNTED))
        for one, other in _pairs(len(bound)):
            if (one, other) in reported or disjoint(regions(bound[one], fields), regions(bound[other], fields)):
                continue
            both = Condition((*within.comparisons, *bound[one].comparisons, *bound[other].comparisons))
            if (example := gap([], both, fields)) is not None:
                reported.add((one, other))
                titles = [ladder.steps[position].step.title for position in (one, other)]
                report.add(
                    "steps-overlap",
                    wheres[other],
                    one=titles[0],
                    other=titles[1],
                    setting=_setting(world, choices, scheme),
                    example=_example(example),
                )
        if not gap_reported and ladder.steps and (example := gap(bound, within, fields)) is not None:
            gap_reported = True
            report.add(
                "steps-gap",
                (*path, "steps", KEY),
                setting=_setting(world, choices, scheme),
                example=_example(example),
            )
    for index, step in enumerate(ladder.steps):
        combined = Condition((*ladder.condition.comparisons, *step.condition.comparisons, _COUNTED))
        _warn_never(wheres[index], combined, fields, text=step.step.where, scheme=scheme, report=report)


def _warn_never(
    path: Path, condition: Condition, fields: Mapping[str, FieldKind], *, text: str, scheme: Scheme, report: Report
) -> None:
    bound = [world.bind(condition) for world in _settled(scheme, _parameters([condition]))]
    if bound and all(impossible(regions(one, fields)) for one in bound):
        report.add("never-holds", path, severity="warning", text=text)


def check_applies(compiled: Compiled, report: Report) -> None:
    """Warn of rules that apply to none of the subjects that the scheme names (where it names any)."""
    scheme = compiled.scheme
    if not scheme.subjects:
        return
    conditions = {item.rule.id: item.applies for item in compiled.items}
    conditions |= {ladder.rule.id: ladder.applies for ladder in compiled.ladders}
    conditions |= {vote.rule.id: vote.applies for vote in compiled.votes}
    conditions |= {share_out.rule.id: share_out.applies for share_out in compiled.share_outs}
    conditions |= {quantity.id: quantity.applies for quantity in compiled.quantities.values()}
    for path, rule in rules_of(scheme):
        condition = conditions.get(rule.id, Condition())
        if not any(world.applies(condition) for world in _worlds_of_subjects(scheme, condition)):
            report.add("applies-to-nobody", (*path, "applies"), severity="warning", text=rule.applies)


def _worlds_of_subjects(scheme: Scheme, condition: Condition) -> list[World]:
    states = list(worlds(scheme, choices=_parameters([condition])))
    return [
        World(state.parameters, state.tables, entry.classes)
        for entry in scheme.subjects.values()
        for state in states
    ]


def _settled(scheme: Scheme, names: Sequence[str]) -> list[World]:
    """The worlds in which every named parameter has a value; one without is reported by itself."""
    return [world for world in worlds(scheme, choices=names) if all(name in world.parameters for name in names)]


def _parameters(conditions: Sequence[Condition]) -> list[str]:
    return [
        name
        for condition in conditions
        for comparison in condition.comparisons
        for name in comparison.parameters
        if name
    ]


def _pairs(count: int) -> list[tuple[int, int]]:
    return [(one, other) for one in range(count) for other in range(one + 1, count)]


def _setting(world: World, names: Sequence[str], scheme: Scheme) -> str:
    """（黄卡次数 = 1）: the parameters with which it happens."""
    found = [
        f"{name} = {key_text(world.parameters[name])}" for name in dict.fromkeys(names) if name in scheme.parameters
    ]
    return N_("（{found}）").filled(found=listed(found, COMMA)) if found else ""


def _example(fields: Mapping[str, Value | None]) -> str:
    parts = (glue(f"{name} = ", N_("（未填）") if value is None else key_text(value)) for name, value in fields.items())
    return listed(parts, COMMA)
