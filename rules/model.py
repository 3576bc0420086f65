"""The scheme as a typed document: what may stand in the YAML, field by field.

This is the shape only. What the parts mean together (names that must be declared, units that must fit, rows that
overlap) is checked in :mod:`rules.check`; formulas and conditions are parsed in :mod:`rules.formula`. The published
JSON Schema (``docs/scheme.schema.json``) is generated from here.
"""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from rules.model_basis import (
    Cell,
    ConditionText,
    Exact,
    FormulaField,
    Named,
    Note,
    Part,
    Rule,
    RuleId,
    Sourced,
    SubjectKind,
    Title,
    When,
)
from rules.model_chains import Chain
from rules.model_grades import Grades, Results, ShareOut
from rules.model_votes import Vote


class Basis(Part):
    """The document that the scheme carries out; rules then cite its clauses."""

    document: Title
    number: str = ""
    item: str = ""
    issued: date | None = None


class Rounding(Part):
    """The one named rounding of the scheme; at posting, for every item, step and indicator."""

    to: Exact = Fraction(1, 100)
    mode: Literal["half_up", "half_even", "up", "down", "ceiling", "floor"] = "half_up"
    at: Literal["posting"] = "posting"


class Unit(Sourced):
    """A unit that points can be converted from: 1 of it = ``rate`` (a formula, usually a parameter) of the scheme's
    unit.
    """

    rate: FormulaField


class Bounds(Part):
    """How far staff may move a number, and in which steps."""

    min: Exact | None = None
    max: Exact | None = None
    step: Exact | None = None


class Parameter(Sourced):
    """A named number, choice or switch that staff may tune. Values are dated: each counts from its day on.

    Number: ``value`` or dated ``values``. Choice: ``choices`` and one of them as value. A number in ``unit: "%"`` is
    written 10% or 0.1.
    """

    unit: str = ""
    choices: list[Named] = Field(default_factory=list)
    value: Cell | None = None
    values: dict[date, Cell] = Field(default_factory=dict)
    tunable: Bounds | None = None


class TableChange(Part):
    """From a day on, these rows replace the rows with the same keys (or are added)."""

    since: date = Field(alias="from")
    rows: list[list[Cell]]


class Table(Sourced):
    """A decision table: keys → value. The last cell of a row is the value (a number).

    ``hit: unique``: exactly one row must match; ``其他`` as a key cell matches whatever no other row of the same
    column names. ``hit: bracket``: one numeric key, rows ``[from, value]`` ascending; looked up with 分段 (value of the
    bracket) or 分段累计 (value per unit, summed over the brackets passed).
    ``fixed`` lists the keys of rows that nobody may move: the unit of account (速裁 = 1).
    """

    keys: list[Named]
    hit: Literal["unique", "bracket"] = "unique"
    unit: str = ""
    rows: list[list[Cell]]
    changes: list[TableChange] = Field(default_factory=list)
    tunable: Bounds | None = None
    fixed: list[list[str]] = Field(default_factory=list)
    domains: dict[Named, list[str]] = Field(default_factory=dict)


class FieldKind(Part):
    """A field of a fact. ``number`` fields carry at most ``places`` decimals."""

    type: Literal["choice", "whole", "number", "yes_no", "date", "text"]
    values: list[str] = Field(default_factory=list)
    unit: str = ""
    places: Annotated[int, Field(ge=0, le=6)] = 2
    required: bool = True


class FactKind(Sourced):
    """A kind of thing that happens, on a day, to a subject: 结案, 评查问题, 表彰 …"""

    fields: dict[Named, FieldKind] = Field(default_factory=dict)
    case: Literal["required", "optional", "none"] = "optional"


class Figure(Sourced):
    """A number of a subject and period. Exactly one way to get it:

    reported (nothing else given); ``formula`` over other quantities; ``count`` of facts of a kind that meet ``where``;
    ``sum`` or ``mean`` of a field of such facts (with ``fact``); read from another scheme's ``results``, of which
    ``take`` makes one number: ``sum``, ``mean``, ``last``, or ``by_days``, the mean weighted by days. ``when_missing``
    stands in for a reported figure that is absent, and where there are no results.
    """

    unit: str = ""
    type: Literal["number", "yes_no"] = "number"
    formula: FormulaField | None = None
    fact: Named | None = None
    where: ConditionText = ""
    take: Literal["count", "sum", "mean", "last", "by_days"] | None = None
    field: Named | None = None
    results: Results | None = None
    when_missing: Cell | None = None
    applies: ConditionText = ""
    may_be_zero: bool = True


class Item(Rule):
    """计分项: points for each fact that meets a condition; the formula reads the fact's fields, tables, parameters.

    ``chain`` names who confirms an applied one, where it is not the scheme's own chain.
    """

    category: Literal["base", "fixed", "applied"]
    when: When
    points: FormulaField
    chain: RuleId | None = None


class Indicator(Rule):
    """指标: a formula over figures that yields points; 满分 names its full marks inside the formula.

    ``full_marks`` may be a formula (a table keyed by class of subject). ``cap`` and ``floor`` bound the result: with
    full marks they default to full marks and 0; write ``none`` to leave a side open. A missing figure leaves it
    unscored.
    """

    points: FormulaField
    full_marks: FormulaField | None = None
    cap: FormulaField | None = None
    floor: FormulaField | None = None


class SectionPart(Part):
    """One part of a section: an item, indicator, section, or a category (基础 固定加减 申请加减); weight 1 when left
    out.
    """

    of: str
    weight: FormulaField | None = None


class Section(Rule):
    """分项 / 综合: a weighted sum of parts.

    ``missing`` says what an unscored part does: ``zero`` counts nothing; ``redistribute`` shares its weight among the
    others (only parts that do not *apply* are always left out so); ``withhold`` leaves the section unscored.
    """

    parts: list[SectionPart]
    full_marks: FormulaField | None = None
    missing: Literal["zero", "redistribute", "withhold"] = "zero"
    weights_sum: Exact | None = None


class Window(Part):
    """How far back earlier occurrences count: within the calendar ``year``, or the last ``months`` (a formula), or
    ``ever``.
    """

    kind: Literal["year", "months", "ever"]
    months: FormulaField | None = None


class Step(Part):
    """A step of a ladder, taken when ``where`` holds; ``此前次数`` is the number of earlier occurrences in the window.

    ``deadline`` (a formula) and ``deadline_unit`` bound the putting right; ``late`` is the kind of fact that a card not
    put right becomes; ``points`` are posted; ``bars`` names grades it bars.
    """

    id: RuleId
    title: Title
    where: ConditionText
    card: Literal["yellow", "red", "white", "none"] = "none"
    letter: bool = False
    notice: Literal["none", "division", "court"] = "none"
    deadline: FormulaField | None = None
    deadline_unit: Literal["working_days", "days", "hours"] = "working_days"
    late: Named | None = None
    points: FormulaField | None = None
    bars: list[Title] = Field(default_factory=list)
    basis: Note = ""
    assumption: Note = ""


class Ladder(Rule):
    """阶梯规则: what the n-th occurrence, or a severity, leads to. Steps exclude each other and cover every fact
    that counts.

    ``counts`` narrows which earlier facts count (default: all that meet ``when``). ``same`` names fields that must
    be equal in the earlier fact for it to count; ``same_if`` (a condition over parameters) switches that on.
    """

    when: When
    counts: ConditionText = ""
    same: list[Named] = Field(default_factory=list)
    same_if: ConditionText = ""
    window: Window
    steps: list[Step]


class SubjectEntry(Part):
    """A subject that the scheme itself names, with its classes and its parent."""

    classes: dict[Named, str] = Field(default_factory=dict)
    parent: str | None = None


class Overrides(Sourced):
    """单独评分: one indicator of one subject may be scored by a recorded, approved decision."""

    allowed: Literal["indicators", "none"] = "none"
    applies_by: str = ""
    verified_by: str = ""
    decided_by: str = ""


class Scheme(Part):
    """考核办法: one document with versions; whom it appraises, over what period, in what unit."""

    scheme: RuleId
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$")]
    title: Title
    basis: Basis
    appraises: SubjectKind
    subject_column: str = ""
    period: Literal["month", "quarter", "year"]
    effective: date
    unit: str = "分"
    units: dict[Named, Unit] = Field(default_factory=dict)
    rounding: Rounding = Rounding()
    ranking: Literal["shown", "hidden"]
    ranking_basis: Note = ""
    ranked: ConditionText = ""
    total: str | None = None
    chain: RuleId | None = None
    classes: dict[Named, list[str]] = Field(default_factory=dict)
    member_classes: dict[Named, list[str]] = Field(default_factory=dict)
    subjects: dict[str, SubjectEntry] = Field(default_factory=dict)
    parameters: dict[Named, Parameter] = Field(default_factory=dict)
    tables: dict[Named, Table] = Field(default_factory=dict)
    facts: dict[Named, FactKind] = Field(default_factory=dict)
    figures: dict[Named, Figure] = Field(default_factory=dict)
    items: list[Item] = Field(default_factory=list)
    indicators: list[Indicator] = Field(default_factory=list)
    sections: list[Section] = Field(default_factory=list)
    ladders: list[Ladder] = Field(default_factory=list)
    votes: list[Vote] = Field(default_factory=list)
    chains: list[Chain] = Field(default_factory=list)
    share_outs: list[ShareOut] = Field(default_factory=list)
    grades: list[Grades] = Field(default_factory=list)
    overrides: Overrides = Overrides()
