"""Sections add up: their weights to what they should, their parts' full marks to their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from rules.compiled import CompiledPart, Formula, Quantity
from rules.constant import World, constant, total, worlds
from rules.exact import shown
from rules.expression import Name, Number, walk
from rules.model import Scheme, Section
from rules.phrase import COMMA, listed
from rules.problem import N_, register
from rules.report import Path, Report

MESSAGES = {
    "weights-do-not-sum": N_("分项「{title}」各部分的权重之和是 {sum}，应为 {expected}{setting}"),
    "full-marks-do-not-sum": N_("分项「{title}」的满分是 {expected}，各部分满分之和是 {sum}{setting}：{parts}"),
}
register(MESSAGES)


def check_sections(scheme: Scheme, quantities: Mapping[str, Quantity], report: Report) -> None:
    """Report each section once: with the first combination of classes in which it does not add up."""
    for index, section in enumerate(scheme.sections):
        quantity = quantities.get(section.title)
        if quantity is None or quantity.rule is not section or report.is_broken(("sections", index)):
            continue
        _check_weights(("sections", index), section, quantity, scheme, report)
        if quantity.full_marks is not None:
            _check_full_marks(("sections", index), quantity, quantities, scheme, report)


def _check_weights(path: Path, section: Section, quantity: Quantity, scheme: Scheme, report: Report) -> None:
    weights = [part.weight for part in quantity.parts if part.weight is not None]
    if not weights or len(quantity.parts) != len(section.parts):
        return
    percent = len(weights) == len(quantity.parts) and all(_is_percent(weight, scheme) for weight in weights)
    expected = section.weights_sum if section.weights_sum is not None else Fraction(1) if percent else None
    if expected is None:
        return
    for world in _worlds(scheme, quantity, {}):
        values = [_weight(part, world) for part in quantity.parts]
        numbers = [value for value in values if value is not None]
        if len(numbers) == len(values) and total(numbers) != expected:
            report.add(
                "weights-do-not-sum",
                (*path, "parts"),
                title=section.title,
                sum=shown(total(numbers), percent=percent),
                expected=shown(expected, percent=percent),
                setting=_setting(world),
            )
            return


def _check_full_marks(
    path: Path, section: Quantity, quantities: Mapping[str, Quantity], scheme: Scheme, report: Report
) -> None:
    if isinstance(section.rule, Section) and len(section.rule.parts) != len(section.parts):
        return  # a part that is not known is reported; what is left cannot add up
    for world in _worlds(scheme, section, quantities):
        if not world.applies(section.applies):
            continue
        expected = _constant(section.full_marks, world)
        parts = _parts(section, quantities, world)
        if expected is None or parts is None or not parts:
            continue
        found = total(parts.values())
        if found != expected:
            listed = " + ".join(f"{name} {shown(value)}" for name, value in parts.items())
            report.add(
                "full-marks-do-not-sum",
                (*path, "full_marks"),
                title=section.name,
                expected=shown(expected),
                sum=shown(found),
                setting=_setting(world),
                parts=listed,
            )
            return


def _parts(section: Quantity, quantities: Mapping[str, Quantity], world: World) -> dict[str, Fraction] | None:
    """What each part that has full marks and applies adds to the section's; ``None`` when that cannot be told here.

    A part without full marks (an item, a bonus) adds nothing. Where a part with a weight does not apply, the others'
    weights move, and nothing is said.
    """
    found: dict[str, Fraction] = {}
    for part in section.parts:
        quantity = quantities.get(part.name)
        if quantity is None:
            return None
        if not world.applies(quantity.applies):
            if part.weight is not None:
                return None
            continue
        full, known = _full_marks(quantity, quantities, world)
        weight = _weight(part, world)
        if not known or weight is None:
            return None
        if full is not None:
            found[part.name] = full * weight
    return found


def _full_marks(
    quantity: Quantity, quantities: Mapping[str, Quantity], world: World
) -> tuple[Fraction | None, bool]:
    """A quantity's full marks, its own or its parts' (``None``: it has none), and whether they could be computed."""
    if quantity.full_marks is not None:
        value = _constant(quantity.full_marks, world)
        return value, value is not None
    if not quantity.parts:
        return None, True
    parts = _parts(quantity, quantities, world)
    return (total(parts.values()) if parts else None), parts is not None


def _weight(part: CompiledPart, world: World) -> Fraction | None:
    return Fraction(1) if part.weight is None else _constant(part.weight, world)


def _constant(formula: Formula | None, world: World) -> Fraction | None:
    value = None if formula is None else constant(formula.tree, world)
    return value if isinstance(value, Fraction) else None


def _is_percent(weight: Formula, scheme: Scheme) -> bool:
    tree = weight.tree
    if isinstance(tree, Number):
        return tree.percent
    return isinstance(tree, Name) and tree.name in scheme.parameters and scheme.parameters[tree.name].unit == "%"


def _worlds(scheme: Scheme, section: Quantity, quantities: Mapping[str, Quantity]) -> Iterator[World]:
    """The combinations of those classes and choices that the section and its parts depend on."""
    names: set[str] = set()
    seen: set[str] = set()
    open_ones = [section]
    while open_ones:
        quantity = open_ones.pop()
        seen.add(quantity.name)
        formulas = [quantity.full_marks, *(part.weight for part in quantity.parts)]
        names |= {
            node.name for formula in formulas if formula for node in walk(formula.tree) if isinstance(node, Name)
        }
        names |= {comparison.field for comparison in quantity.applies.comparisons}
        open_ones += [
            quantities[part.name] for part in quantity.parts if part.name in quantities and part.name not in seen
        ]
    return worlds(
        scheme,
        classes=[name for name in scheme.classes if name in names],
        choices=[name for name in scheme.parameters if name in names],
    )


def _setting(world: World) -> str:
    found = listed((f"{name} = {value}" for name, value in world.classes.items()), COMMA)
    return N_("（{found}）").filled(found=found) if found else ""
