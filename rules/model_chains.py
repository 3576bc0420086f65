"""The part of the scheme's model that says who confirms an applied item, step after step."""

from typing import Literal

from rules.model_basis import ConditionText, FormulaField, Note, Part, RuleId, Sourced, Title


class ChainStep(Part):
    """One confirmation. ``confirms`` says by whom, seen from the person whose points they are: members of her ``team``
    that meet ``who`` (a condition over the classes of persons), the ``head`` of her division, the ``leader`` in charge
    of it, or ``staff``.

    ``applies`` (over her classes) narrows the step to some persons. ``deadline`` (a formula) and ``deadline_unit``
    bound it; when it has passed, the step only shows as late (``remind``), or those of the next step may act for it
    too (``pass_on``).
    ``deputy``: whether a deputy may act here.
    """

    id: RuleId
    title: Title
    confirms: Literal["team", "head", "leader", "staff"]
    who: ConditionText = ""
    applies: ConditionText = ""
    deadline: FormulaField | None = None
    deadline_unit: Literal["working_days", "days", "hours"] = "working_days"
    overdue: Literal["remind", "pass_on"] = "remind"
    deputy: bool = True
    basis: Note = ""
    assumption: Note = ""


class Chain(Sourced):
    """确认链: the confirmations that an applied item needs before it counts, in their order."""

    id: RuleId
    title: Title
    steps: list[ChainStep]
