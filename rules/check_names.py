"""One name, one thing: parameters, tables, figures, titles, classes, fields, and the words of the language itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.compiled import ADJUSTMENT_KIND, CATEGORIES
from rules.document import KEY
from rules.functions import FUNCTIONS, GROUPS
from rules.lookup import OTHER, YES_NO
from rules.model import Scheme
from rules.model_basis import Rule
from rules.phrase import listed
from rules.problem import N_, did_you_mean, register
from rules.report import Path, Report

FULL_MARKS, EARLIER, DAYS_IN_TEAM, COMMITTEE = "满分", "此前次数", "在队天数", "委员人数"
DAYS_OF_PERIOD, DAYS_PRESENT = "周期天数", "在岗天数"
RESERVED = (
    *CATEGORIES.values(),
    FULL_MARKS,
    EARLIER,
    DAYS_IN_TEAM,
    COMMITTEE,
    DAYS_OF_PERIOD,
    DAYS_PRESENT,
    *GROUPS,
    *YES_NO,
    OTHER,
    "且",
    "或",
    "非",
    "属于",
    "介于",
)

MESSAGES = {
    "name-reserved": N_("{kind}「{name}」与语言里的固定用词同名，请改名"),
    "name-twice": N_("{kind}「{name}」与第 {line} 行的{other}同名，一个名称只能指一样东西，请改名"),
    "duplicate-id": N_("编号「{id}」在第 {line} 行已经用过，请换一个"),
    "duplicate-value": N_("取值「{value}」写了两次，请删去一个"),
    "value-is-parameter": N_("取值「{value}」与参数同名，条件里分不清是哪一个，请改名"),
    "choice-without-values": N_("选择字段「{name}」没有列出取值，请补写 values"),
    "values-without-choice": N_("字段「{name}」列了取值，但类型不是 choice，请改类型或删去 values"),
    "no-values": N_("类别「{name}」没有列出取值"),
    "unknown-class": N_("未定义的类别「{name}」{hint}"),
    "unknown-class-value": N_("类别「{name}」没有「{value}」这个取值{hint}可用：{values}"),
}
register(MESSAGES)


@dataclass(frozen=True, slots=True)
class Declared:
    """A name and where it is declared; ``kind`` is the word for it in messages."""

    name: str
    kind: str
    path: Path


def rules_of(scheme: Scheme) -> Iterator[tuple[Path, Rule]]:
    """Every rule with its place, in the order of the model."""
    for part in ("items", "indicators", "sections", "ladders", "votes", "share_outs", "grades"):
        for index, rule in enumerate(getattr(scheme, part)):
            yield (part, index), rule


def declared(scheme: Scheme) -> Iterator[Declared]:
    """Every name that a formula may write, apart from the fields of facts."""
    for part, kind in (
        ("parameters", N_("参数")),
        ("tables", N_("权重表")),
        ("figures", N_("统计数")),
        ("classes", N_("类别")),
        ("member_classes", N_("成员类别")),
    ):
        for name in getattr(scheme, part):
            yield Declared(name, kind, (part, name, KEY))
    kinds = {
        "items": N_("计分项"),
        "indicators": N_("指标"),
        "sections": N_("分项"),
        "ladders": N_("阶梯规则"),
        "votes": N_("表决"),
        "share_outs": N_("分配"),
        "grades": N_("等次"),
    }
    for path, rule in rules_of(scheme):
        yield Declared(rule.title, kinds[str(path[0])], (*path, "title"))


def check_names(scheme: Scheme, report: Report) -> None:
    """Report names and ids used twice, and lists of values that cannot be told apart."""
    first: dict[str, Declared] = {}
    for one in declared(scheme):
        _check_new(one, first, report)
        first.setdefault(one.name, one)
    visible_to_facts = {
        name: one for name, one in first.items() if str(one.path[0]) in {"parameters", "tables", "classes"}
    }
    for kind, fact in scheme.facts.items():
        if kind == ADJUSTMENT_KIND:
            report.add("name-reserved", ("facts", kind, KEY), kind=N_("事实种类"), name=kind)
        for name in fact.fields:
            _check_new(Declared(name, N_("字段"), ("facts", kind, "fields", name, KEY)), visible_to_facts, report)
    _check_ids(scheme, report)
    _check_values(scheme, report)
    _check_subjects(scheme, report)


def _check_new(one: Declared, taken: dict[str, Declared], report: Report) -> None:
    if one.name in FUNCTIONS or one.name in RESERVED:
        report.add("name-reserved", one.path, kind=one.kind, name=one.name)
    elif one.name in taken:
        other = taken[one.name]
        report.add(
            "name-twice", one.path, kind=one.kind, name=one.name, line=report.line_of(other.path), other=other.kind
        )


def _check_ids(scheme: Scheme, report: Report) -> None:
    first: dict[str, Path] = {}
    for path, rule_id in _ids(scheme):
        if rule_id in first:
            report.add("duplicate-id", path, id=rule_id, line=report.line_of(first[rule_id]))
        first.setdefault(rule_id, path)


def _ids(scheme: Scheme) -> Iterator[tuple[Path, str]]:
    for path, rule in rules_of(scheme):
        yield (*path, "id"), rule.id
    for index, ladder in enumerate(scheme.ladders):
        for position, step in enumerate(ladder.steps):
            yield ("ladders", index, "steps", position, "id"), step.id
    for index, grades in enumerate(scheme.grades):
        for position, level in enumerate(grades.levels):
            yield ("grades", index, "levels", position, "id"), level.id
        for position, limit in enumerate(grades.limits):
            yield ("grades", index, "limits", position, "id"), limit.id
    for index, chain in enumerate(scheme.chains):
        yield ("chains", index, "id"), chain.id
        for position, confirmation in enumerate(chain.steps):
            yield ("chains", index, "steps", position, "id"), confirmation.id


def _check_values(scheme: Scheme, report: Report) -> None:
    for kind, fact in scheme.facts.items():
        for name, field in fact.fields.items():
            path: Path = ("facts", kind, "fields", name)
            if field.type == "choice" and not field.values:
                report.add("choice-without-values", path, name=name)
            elif field.type != "choice" and field.values:
                report.add("values-without-choice", (*path, "values"), name=name)
            _check_list(field.values, (*path, "values"), scheme, report)
    for part in ("classes", "member_classes"):
        for name, values in getattr(scheme, part).items():
            if not values:
                report.add("no-values", (part, name, KEY), name=name)
            _check_list(values, (part, name), scheme, report)
    for name, parameter in scheme.parameters.items():
        _check_list(parameter.choices, ("parameters", name, "choices"), scheme, report)


def _check_list(values: Iterable[str], path: Path, scheme: Scheme, report: Report) -> None:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            report.add("duplicate-value", (*path, index), value=value)
        elif value in scheme.parameters:
            report.add("value-is-parameter", (*path, index), value=value)
        seen.add(value)


def _check_subjects(scheme: Scheme, report: Report) -> None:
    for subject, entry in scheme.subjects.items():
        for name, value in entry.classes.items():
            path: Path = ("subjects", subject, "classes", name)
            if name not in scheme.classes:
                report.add("unknown-class", (*path, KEY), name=name, hint=did_you_mean(name, scheme.classes))
            elif value not in scheme.classes[name]:
                values = scheme.classes[name]
                report.add(
                    "unknown-class-value",
                    path,
                    name=name,
                    value=value,
                    hint=did_you_mean(value, values) or N_("。"),
                    values=listed(values),
                )
