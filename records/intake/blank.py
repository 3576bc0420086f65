"""Empty tables with the columns that a scheme reads; what :func:`records.intake.read` takes, filled in or not."""

from __future__ import annotations

from dataclasses import dataclass, field

from records.intake.header import CASE, DAY, KEY, KIND, PERIOD, reported, subject_names
from records.intake.values import example_of
from records.sheets.writing import Column
from rules.compiled import Compiled
from rules.expression import Call, Expression, Name, walk
from rules.lookup import YES_NO
from rules.model import FieldKind, Figure, Scheme
from rules.model_basis import Sourced
from rules.phrase import listed, tell
from rules.problem import N_
from scoring.period import PER_YEAR, Period

_LAST, _YEAR_BEFORE = frozenset({"上期", "降幅", "增幅"}), frozenset({"同期"})
_MEMBER, _DAYS = "干警", "天数"


@dataclass(frozen=True, slots=True)
class Blank:
    """A table to be filled in; ``rows`` are those already begun."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def titles(self) -> tuple[str, ...]:
        """The header."""
        return tuple(column.title for column in self.columns)


def blank_figures(compiled: Compiled, period: Period) -> Blank | None:
    """The reported figures, a row begun for each subject the scheme names; ``None`` when the scheme reads none.

    Where a formula looks at the period before, or the same one a year before, that period has its rows too.
    """
    scheme = compiled.scheme
    own = _of_members(compiled)
    figures = {name: figure for name, figure in reported(scheme).items() if name not in own}
    if not figures:
        return None
    classes = _open_classes(scheme)
    columns = (
        _subject(scheme),
        Column(PERIOD[0], tell(N_("写成 {example}").filled(example=example_of(scheme.period))), "text"),
        *(Column(name, choices=tuple(scheme.classes[name])) for name in classes),
        *(_figure(name, figure) for name, figure in figures.items()),
    )
    periods = [*looked_back(compiled, period), period]
    rows = tuple((subject, of.text, *[""] * (len(columns) - 2)) for of in periods for subject in scheme.subjects)
    return Blank(N_("统计数"), columns, rows)


def blank_facts(compiled: Compiled, kind: str) -> Blank:
    """One kind of fact."""
    scheme = compiled.scheme
    declared = scheme.facts[kind]
    columns = [] if len(scheme.facts) == 1 else [Column(KIND, choices=(kind,))]
    columns += [Column(DAY, tell(N_("写成 2020-11-03")), "date"), _subject(scheme)]
    if scheme.appraises != "person":
        columns.append(Column(_MEMBER, tell(N_("可不填")), "text"))
    if declared.case != "none":
        needed = N_("必填") if declared.case == "required" else N_("可不填")
        columns.append(Column(CASE, tell(N_("写成（2020）鲁1329民初123号；{needed}").filled(needed=needed)), "text"))
    columns.append(Column(KEY, tell(N_("可不填；填了就不能重复")), "text"))
    columns += [_field(name, of) for name, of in declared.fields.items()]
    return Blank(kind, tuple(columns))


def blank_members(compiled: Compiled) -> Blank:
    """Who was in which team for how many days, with the figures by which points are shared out."""
    scheme = compiled.scheme
    figures = reported(scheme)
    columns = (
        _subject(scheme),
        Column(_MEMBER, holds="text"),
        Column(PERIOD[0], tell(N_("写成 {example}").filled(example=example_of(scheme.period))), "text"),
        Column(_DAYS, tell(N_("本期内在队的天数"))),
        *(Column(name, choices=tuple(values)) for name, values in scheme.member_classes.items()),
        *(_figure(name, figures[name]) for name in _of_members(compiled)),
    )
    return Blank(N_("成员"), columns)


def _subject(scheme: Scheme) -> Column:
    names = tuple(scheme.subjects)
    return Column(subject_names(scheme)[0], choices=names, holds="text")


def _open_classes(scheme: Scheme) -> list[str]:
    """The classes that the scheme does not itself give to every subject it names."""
    entries = scheme.subjects.values()
    return [name for name in scheme.classes if not entries or any(name not in entry.classes for entry in entries)]


def _of_members(compiled: Compiled) -> list[str]:
    """Reported figures that only share-outs read: they are the members', not the subject's."""
    shared = {name for share in compiled.share_outs for name in _names(share.by.tree)}
    read = {
        name
        for quantity in compiled.quantities.values()
        for formula in (quantity.formula, quantity.full_marks, quantity.cap, quantity.floor)
        if formula is not None
        for name in _names(formula.tree)
    }
    return [name for name in reported(compiled.scheme) if name in shared and name not in read]


def _names(tree: Expression) -> set[str]:
    """The names that a formula writes."""
    return {node.name for node in walk(tree) if isinstance(node, Name)}


def looked_back(compiled: Compiled, period: Period) -> list[Period]:
    """The single earlier periods that formulas read, the earliest first."""
    trees = [quantity.formula.tree for quantity in compiled.quantities.values() if quantity.formula is not None]
    calls = {node.name for tree in trees for node in walk(tree) if isinstance(node, Call)}
    steps = ([PER_YEAR[period.kind]] if calls & _YEAR_BEFORE else []) + ([1] if calls & _LAST else [])
    return [period.back(back) for back in dict.fromkeys(steps)]


def _source(declared: Sourced) -> list[str]:
    basis = [tell(N_("依据：{basis}").filled(basis=declared.basis))] if declared.basis else []
    return basis + ([declared.note] if declared.note else [])


def _figure(name: str, figure: Figure) -> Column:
    unit = [tell(N_("单位：{unit}").filled(unit=figure.unit))] if figure.unit else []
    example = [tell(N_("写成 85.31% 或 0.8531"))] if figure.unit == "%" else []
    note = "\n".join([*unit, *example, *_source(figure)])
    if figure.type == "yes_no":
        return Column(name, note, choices=YES_NO)
    return Column(name, note, "percent" if figure.unit == "%" else "anything")


def _field(name: str, declared: FieldKind) -> Column:
    unit = [tell(N_("单位：{unit}").filled(unit=declared.unit))] if declared.unit else []
    note = "\n".join([*unit, *([] if declared.required else [tell(N_("可不填"))])])
    if declared.type == "yes_no":
        return Column(name, note, choices=YES_NO)
    if declared.type == "choice":
        choices = tell(N_("可选：{values}").filled(values=listed(declared.values)))
        return Column(name, note or choices, choices=tuple(declared.values))
    if declared.type == "date":
        return Column(name, note, "date")
    if declared.type == "text":
        return Column(name, note, "text")
    return Column(name, note, "percent" if declared.unit == "%" else "anything")
