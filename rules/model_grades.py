"""Year's end in a scheme: figures read from other schemes' results, shares of a sum, grades and selection lists."""

from fractions import Fraction
from typing import Literal

from pydantic import Field

from rules.model_basis import ConditionText, Exact, FormulaField, Named, Note, Part, Rule, RuleId, Title


class Results(Part):
    """Where a figure reads another scheme's results: its periods that lie in this one.

    ``quantity`` is a name or id there: a quantity, or a share-out, of which a person gets what fell to him; left out,
    it is the total. Where the other scheme appraises teams or divisions, a person gets the results of those he was in,
    weighted by his days there. ``card`` counts cards of a colour instead. ``settled`` says how firm results must be;
    with ``now`` those of open periods count as they stand and are marked provisional.
    """

    scheme: RuleId
    quantity: str = ""
    card: Literal["yellow", "red", "white"] | None = None
    periods: Literal["month", "quarter", "year"] = "month"
    settled: Literal["sealed", "closed", "now"] = "closed"


class ShareOut(Rule):
    """分配: an amount divided in proportion, exactly, by largest remainder.

    Among ``members``: ``pool`` is a quantity of the subject; ``by`` a formula over figures of the member and the
    member's classes (岗位 …) and 在队天数, the days of membership in the period. Among ``subjects`` to whom it applies:
    ``pool`` is a formula over parameters and the classes in ``within``, which divide the subjects into groups with a
    pool each; ``by`` is a formula over the subject's quantities.
    """

    pool: FormulaField
    among: Literal["members", "subjects"] = "members"
    within: list[Named] = Field(default_factory=list)
    by: FormulaField
    to: Exact = Fraction(1, 100)


class GradeLevel(Part):
    """A grade, the best first. It takes who meets ``where`` (over quantities and classes) and is not barred.

    ``quota`` is the share of the group that it may take, ``raised`` the share when that was approved, ``seats`` a
    number instead of a share (formulas over parameters and the classes in ``within``). Who meets ``outside`` gets the
    grade without ``where`` and without taking a place.
    """

    id: RuleId
    title: Title
    where: ConditionText = ""
    quota: FormulaField | None = None
    raised: FormulaField | None = None
    seats: FormulaField | None = None
    outside: ConditionText = ""
    basis: Note = ""
    assumption: Note = ""


class GradeLimit(Part):
    """What keeps a subject who meets ``where`` from the grades titled in ``bars``, or from any (``ungraded``)."""

    id: RuleId
    title: Title
    where: ConditionText
    bars: list[Title] = Field(default_factory=list)
    ungraded: bool = False
    basis: Note = ""
    assumption: Note = ""


class Grades(Rule):
    """等次: levels with thresholds, quotas, places outside them and limits; or a selection list (``use``).

    ``by`` is the quantity that orders, as printed. Quotas are counted within equal ``within`` (classes; 上级: the team
    or division above), on those who meet ``base`` (left out: all who are graded). ``quota_rounding`` names a parameter
    that chooses among 舍去, 四舍五入 and 进一; left out it is 舍去. ``post`` names one that chooses between 期末岗位
    and 最长岗位: as what somebody is graded who changed post or place in the period; left out it is 期末岗位. A tie at
    the edge of a quota is left to a person.
    """

    use: Literal["grade", "selection"] = "grade"
    by: str
    within: list[Named] = Field(default_factory=list)
    base: ConditionText = ""
    quota_rounding: Named | None = None
    post: Named | None = None
    levels: list[GradeLevel]
    limits: list[GradeLimit] = Field(default_factory=list)
