"""Grades and shares among subjects: names that exist, limits that bar something, one quota a level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from rules.compiled import Compiled, CompiledGrades
from rules.document import KEY
from rules.lookup import key_text
from rules.model_grades import GradeLevel
from rules.phrase import listed
from rules.problem import N_, did_you_mean, register
from rules.report import Path, Report

ROUNDINGS: Mapping[str, Literal["down", "half_up", "up"]] = {"舍去": "down", "四舍五入": "half_up", "进一": "up"}
"""The words a parameter for the rounding of quotas may choose among, and the rounding each stands for."""
LAST_POST, LONGEST_POST = "期末岗位", "最长岗位"
"""The words a parameter may choose among for those who changed post: the post at the end, or the one held longest."""
ABOVE = "上级"  # groups by the team or division above, instead of by a class

MESSAGES = {
    "grades-without-levels": N_("「{title}」没有等次，请写 levels"),
    "grades-unknown-by": N_("没有名为「{name}」的量，不能据以排序{hint}"),
    "grades-unknown-within": N_("「{name}」不是类别，不能按它分组{hint}；按所在庭室、团队分组请写 上级"),
    "grades-within-twice": N_("「{name}」写了两次"),
    "grades-quota-two-ways": N_("等次「{title}」既有名额比例（quota）又有名额数（seats），只能选一种"),
    "grades-raised-alone": N_("等次「{title}」写了批准后的比例（raised），还要写平时的比例：quota"),
    "grades-outside-alone": N_("等次「{title}」没有名额限制，用不到「不占名额的条件」（outside），请删去"),
    "grades-rounding-unknown": N_("没有参数「{name}」，不知道名额怎样取整{hint}"),
    "grades-rounding-choices": N_("参数「{name}」要从 {known} 里选，才能用来取整名额"),
    "grades-post-unknown": N_("没有参数「{name}」，不知道年内换过岗位的人按哪个岗位评定{hint}"),
    "grades-post-choices": N_("参数「{name}」要从 {known} 里选，才能说明换过岗位的人按哪个岗位评定"),
    "grades-limit-bars": N_("限制「{title}」没有写限制哪些等次：bars，或 ungraded: true（不定等次）"),
    "grades-limit-both": N_("限制「{title}」既不定等次（ungraded），又限制个别等次（bars），只能选一种"),
    "grades-limit-unknown": N_("没有等次「{name}」{hint}可用：{known}"),
    "grades-limit-empty": N_("限制「{title}」没有条件，会限制所有人，请写 where"),
    "grades-no-basis": N_("等次「{name}」没有依据，请写 basis（条款）；原文没有写明的，写 assumption（假设）"),
    "step-bars-unknown": N_("没有等次「{name}」{hint}可用：{known}"),
    "share-within-members": N_("分给成员（among: members）时不能再分组，请删去 within"),
}
register(MESSAGES)


def check_grades(compiled: Compiled, report: Report) -> None:
    """Report what is wrong with grades, with limits of ladders on grades, and with groups of share-outs."""
    scheme = compiled.scheme
    for index, grades in enumerate(compiled.grades):
        _check_rule(("grades", index), grades, compiled, report)
    titles = [level.title for rule in scheme.grades for level in rule.levels]
    if titles:
        for index, ladder in enumerate(scheme.ladders):
            for at, step in enumerate(ladder.steps):
                _check_titles(("ladders", index, "steps", at, "bars"), step.bars, titles, "step-bars-unknown", report)
    for index, share in enumerate(scheme.share_outs):
        if share.among == "members" and share.within:
            report.add("share-within-members", ("share_outs", index, "within", KEY))
        _check_within(("share_outs", index, "within"), share.within, compiled, report, above=False)


def _check_rule(path: Path, grades: CompiledGrades, compiled: Compiled, report: Report) -> None:
    rule = grades.rule
    if not rule.levels:
        report.add("grades-without-levels", (*path, "levels", KEY), title=rule.title)
    if grades.by not in compiled.quantities:
        hint = did_you_mean(rule.by, compiled.quantities)
        report.add("grades-unknown-by", (*path, "by"), name=rule.by, hint=hint)
    _check_within((*path, "within"), rule.within, compiled, report, above=True)
    _check_chosen((*path, "quota_rounding"), rule.quota_rounding, ROUNDINGS, "grades-rounding", compiled, report)
    _check_chosen((*path, "post"), rule.post, (LAST_POST, LONGEST_POST), "grades-post", compiled, report)
    for at, level in enumerate(rule.levels):
        _check_level((*path, "levels", at), level, report)
    titles = [level.title for level in rule.levels]
    for at, limit in enumerate(rule.limits):
        place = (*path, "limits", at)
        if not limit.where.strip():
            report.add("grades-limit-empty", (*place, "where"), title=limit.title)
        if not limit.bars and not limit.ungraded:
            report.add("grades-limit-bars", (*place, "id"), title=limit.title)
        elif limit.bars and limit.ungraded:
            report.add("grades-limit-both", (*place, "ungraded"), title=limit.title)
        if not limit.basis.strip() and not limit.assumption.strip():
            report.add("grades-no-basis", (*place, "id"), name=limit.title)
        _check_titles((*place, "bars"), limit.bars, titles, "grades-limit-unknown", report)


def _check_level(path: Path, level: GradeLevel, report: Report) -> None:
    if level.quota is not None and level.seats is not None:
        report.add("grades-quota-two-ways", (*path, "seats", KEY), title=level.title)
    if level.raised is not None and level.quota is None:
        report.add("grades-raised-alone", (*path, "raised", KEY), title=level.title)
    if level.outside and level.quota is None and level.seats is None:
        report.add("grades-outside-alone", (*path, "outside", KEY), title=level.title)
    if not level.basis.strip() and not level.assumption.strip():
        report.add("grades-no-basis", (*path, "id"), name=level.title)


def _check_chosen(
    path: Path, name: str | None, words: Iterable[str], code: str, compiled: Compiled, report: Report
) -> None:
    """A name must be that of a parameter which chooses among these words."""
    if name is None:
        return
    parameter, known = compiled.parameters.get(name), list(words)
    if parameter is None:
        report.add(f"{code}-unknown", path, name=name, hint=did_you_mean(name, compiled.parameters))
    elif not parameter.choices or any(key_text(each) not in known for each in parameter.choices):
        report.add(f"{code}-choices", path, name=name, known=listed(known))


def _check_within(path: Path, within: list[str], compiled: Compiled, report: Report, *, above: bool) -> None:
    for at, name in enumerate(within):
        if name in within[:at]:
            report.add("grades-within-twice", (*path, at), name=name)
        elif name not in compiled.scheme.classes and not (above and name == ABOVE):
            hint = did_you_mean(name, compiled.scheme.classes)
            report.add("grades-unknown-within", (*path, at), name=name, hint=hint)


def _check_titles(path: Path, given: Iterable[str], titles: list[str], code: str, report: Report) -> None:
    for at, title in enumerate(given):
        if title not in titles:
            report.add(code, (*path, at), name=title, hint=did_you_mean(title, titles), known=listed(titles))
