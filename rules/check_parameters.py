"""Parameters: one value in force from the scheme's first day on, among the choices, within the bounds, on the grid."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rules.document import KEY
from rules.exact import shown
from rules.model import Bounds, Parameter, Scheme
from rules.phrase import listed
from rules.problem import N_, did_you_mean, register
from rules.report import Path, Report

MESSAGES = {
    "parameter-no-value": N_("参数「{name}」没有值，请写 value 或按日期写 values"),
    "parameter-two-values": N_("参数「{name}」既有 value 又有 values，只能留一个"),
    "parameter-starts-late": N_("参数「{name}」从 {first} 起才有值，晚于办法生效的 {effective}，请补上此前的值"),
    "not-a-choice": N_("「{value}」不在参数「{name}」的选项之内{hint}可用：{choices}"),
    "choice-only-one": N_("参数「{name}」只有一个选项，至少要有两个"),
    "choice-tunable": N_("参数「{name}」是选项，不能有 tunable 的上下限和步长"),
    "value-not-number": N_("参数「{name}」的值「{value}」不是数；如果是选项，请列出 choices"),
    "bounds-crossed": N_("下限 {min} 应小于上限 {max}"),
    "step-not-positive": N_("步长 {step} 应大于零"),
    "out-of-bounds": N_("「{name}」的值 {value} 不在可调范围 {min} 至 {max} 之内"),
    "off-step": N_("「{name}」的值 {value} 不在步长上：从 {start} 起每次 {step}"),
    "rounding-step": N_("舍入单位 {to} 应大于零"),
}
register(MESSAGES)


def check_parameters(scheme: Scheme, report: Report) -> None:
    """Report what is wrong with each parameter by itself; whether it moves anything is for the rules to say."""
    for name, parameter in scheme.parameters.items():
        _check(name, parameter, scheme, report)
    if scheme.rounding.to <= 0:
        report.add("rounding-step", ("rounding", "to"), to=shown(scheme.rounding.to))


def values_of(name: str, parameter: Parameter) -> Iterator[tuple[Path, Fraction | str]]:
    """Every value with its place."""
    if parameter.value is not None:
        yield ("parameters", name, "value"), parameter.value
    for since, value in parameter.values.items():
        yield ("parameters", name, "values", since), value


def check_bounds(bounds: Bounds | None, path: Path, report: Report) -> None:
    """Report bounds that leave no room."""
    if bounds is None:
        return
    if bounds.min is not None and bounds.max is not None and bounds.min >= bounds.max:
        report.add("bounds-crossed", (*path, "min"), min=shown(bounds.min), max=shown(bounds.max))
    if bounds.step is not None and bounds.step <= 0:
        report.add("step-not-positive", (*path, "step"), step=shown(bounds.step))


def check_within(
    name: str, value: Fraction, bounds: Bounds | None, path: Path, report: Report, *, percent: bool
) -> bool:
    """Report a number outside its bounds; returns whether it lies within."""
    if bounds is None:
        return True
    low, high = bounds.min, bounds.max
    if (low is not None and value < low) or (high is not None and value > high):
        least, most = ("…" if limit is None else shown(limit, percent=percent) for limit in (low, high))
        report.add("out-of-bounds", path, name=name, value=shown(value, percent=percent), min=least, max=most)
        return False
    return True


def _check(name: str, parameter: Parameter, scheme: Scheme, report: Report) -> None:
    path: Path = ("parameters", name)
    if parameter.value is None and not parameter.values:
        report.add("parameter-no-value", (*path, KEY), name=name)
    if parameter.value is not None and parameter.values:
        report.add("parameter-two-values", (*path, "values", KEY), name=name)
    elif parameter.values and min(parameter.values) > scheme.effective:
        first = min(parameter.values).isoformat()
        report.add(
            "parameter-starts-late",
            (*path, "values", KEY),
            name=name,
            first=first,
            effective=scheme.effective.isoformat(),
        )
    if parameter.choices:
        _check_choices(name, parameter, report)
    else:
        _check_numbers(name, parameter, report)


def _check_choices(name: str, parameter: Parameter, report: Report) -> None:
    path: Path = ("parameters", name)
    if len(parameter.choices) == 1:
        report.add("choice-only-one", (*path, "choices"), name=name)
    if parameter.tunable is not None:
        report.add("choice-tunable", (*path, "tunable", KEY), name=name)
    for place, value in values_of(name, parameter):
        text = shown(value) if isinstance(value, Fraction) else value
        if text not in parameter.choices:
            hint = did_you_mean(text, parameter.choices) or N_("。")
            report.add(
                "not-a-choice", place, name=name, value=text, hint=hint, choices=listed(parameter.choices)
            )


def _check_numbers(name: str, parameter: Parameter, report: Report) -> None:
    bounds, percent = parameter.tunable, parameter.unit == "%"
    check_bounds(bounds, ("parameters", name, "tunable"), report)
    for place, value in values_of(name, parameter):
        if isinstance(value, str):
            report.add("value-not-number", place, name=name, value=value)
        elif (
            check_within(name, value, bounds, place, report, percent=percent)
            and bounds
            and bounds.step
            and bounds.step > 0
        ):
            start = bounds.min or Fraction(0)
            if (value - start) % bounds.step:
                report.add(
                    "off-step",
                    place,
                    name=name,
                    value=shown(value, percent=percent),
                    start=shown(start, percent=percent),
                    step=shown(bounds.step, percent=percent),
                )
