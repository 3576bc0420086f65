"""What every part of a scheme's model is made of: exact numbers, names, texts with limits, and the part itself."""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema

from rules.exact import parse_number


def _exact(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever stands in the document
    """Numbers arrive as the text that was typed (see rules.document), so that 0.1 is one tenth."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and (number := parse_number(value)) is not None:
        return number
    raise ValueError("number")


Exact = Annotated[
    Fraction,
    BeforeValidator(_exact),
    WithJsonSchema({"type": ["number", "string"], "pattern": r"^[+\-−]?\d+(\.\d+)?%?$"}),
]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Named = Annotated[str, StringConstraints(pattern=r"^[^\W\d][\w、·]*$", max_length=60)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
FormulaText = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
ConditionText = Annotated[str, StringConstraints(max_length=1000)]
Note = Annotated[str, StringConstraints(max_length=2000)]
Cell = Exact | Annotated[str, StringConstraints(min_length=1, max_length=200)]
SubjectKind = Literal["court", "division", "team", "person"]


def _number_as_text(value: Any) -> Any:  # noqa: ANN401 - as above
    return str(value) if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else value


FormulaField = Annotated[
    FormulaText,
    BeforeValidator(_number_as_text),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 2000}),
]


class Part(BaseModel):
    """Base of every part: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Part):
    """A rule or number says where it comes from: a clause of the basis, or an open assumption a court may set."""

    basis: Note = ""
    assumption: Note = ""
    note: Note = ""


class Rule(Sourced):
    """What every rule has: a stable id (versions are compared by it), a title, a clause, whom it applies to."""

    id: RuleId
    title: Title
    applies: ConditionText = ""


class When(Part):
    """Which facts a rule is for."""

    fact: Named
    where: ConditionText = ""
