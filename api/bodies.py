"""What may be sent in. The OpenAPI document takes its schemas from here, and every request is held to them.

Numbers are exact: a decimal in JSON is taken as it was typed and never passes through a binary fraction.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, NoReturn, TypeVar

from flask import request
from flask_babel import gettext
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from api.faults import Fault, Refusal
from rules.problem import N_

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 1000


class Number(str):
    """A number of a JSON text as it stood there."""

    __slots__ = ()


def _text(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the JSON text
    """A number is no text: who sends 5 as a name has mixed something up."""
    if isinstance(value, Number):
        raise PydanticCustomError("string_type", "text")
    return value


def _typed(value: Any) -> Any:  # noqa: ANN401 - as above
    """Numbers and truths as the texts that a table would have; what is no plain value is left to be refused."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if isinstance(value, Number) else value


Name = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$"), BeforeValidator(_text)
]
Written = Annotated[
    Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")],
    BeforeValidator(_typed),
    WithJsonSchema({"type": ["string", "number", "boolean"], "maxLength": 2000, "pattern": r"^[^\x00]*$"}),
]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), BeforeValidator(_text)]
PeriodText = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]))?$"), BeforeValidator(_text)]


class Body(BaseModel):
    """Unknown keys are refused: a misspelt one would be passed over in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class FactIn(Body):
    """A fact: something that happened, on a day, to a subject. ``number`` is the sender's own; the same number is the
    same fact.
    """

    kind: Name
    day: Day
    subject: Name
    member: Name | None = None
    case: Name | None = None
    filed: Day | None = None
    number: Name | None = None
    fields: dict[Name, Written | None] = Field(default_factory=dict, max_length=100)


class FactsIn(Body):
    """Facts of one scheme: all of them are recorded, or none."""

    scheme: Name
    facts: Annotated[list[FactIn], Field(min_length=1, max_length=MOST_ROWS)]


class FigureIn(Body):
    """A figure of a subject and period; of a ``member`` where a scheme of teams reads figures of persons."""

    subject: Name | None = None
    member: Name | None = None
    period: PeriodText
    name: Name
    value: Written

    @model_validator(mode="after")
    def _of_one(self) -> FigureIn:
        if (self.subject is None) == (self.member is None):
            raise PydanticCustomError("of_one", "one of subject and member")
        return self


class FiguresIn(Body):
    """Figures of one scheme: all of them are recorded, or none."""

    scheme: Name
    figures: Annotated[list[FigureIn], Field(min_length=1, max_length=MOST_ROWS)]


AnyBody = TypeVar("AnyBody", bound=Body)

_WORDS: dict[str, str] = {
    "missing": N_("缺少这一项"),
    "extra_forbidden": N_("没有这一项，请核对拼写"),
    "string_type": N_("应是文字"),
    "string_too_short": N_("不能为空"),
    "string_too_long": N_("太长"),
    "string_pattern_mismatch": N_("写法不对"),
    "list_type": N_("应是数组"),
    "dict_type": N_("应是对象"),
    "model_type": N_("应是对象"),
    "of_one": N_("subject 和 member 须写一个，且只写一个"),
    "too_short": N_("至少要有一项"),
    "too_long": N_("太多，请分批报送"),
}


def read(body: type[AnyBody]) -> AnyBody:
    """The request's content, typed; or a refusal that names every fault."""
    if request.mimetype != "application/json":
        raise Refusal(415)
    if (request.content_length or 0) > MOST_BYTES:
        raise Refusal(413)
    raw = request.get_data(cache=True)
    if len(raw) > MOST_BYTES:
        raise Refusal(413)
    try:
        return body.model_validate(_parsed(raw))
    except ValidationError as error:
        raise Refusal(422, [_fault(detail) for detail in error.errors(include_url=False)]) from error


def canonical(body: Body) -> str:
    """What was sent, in one writing: the same meaning is the same text."""
    return json.dumps(body.model_dump(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _parsed(raw: bytes) -> Any:  # noqa: ANN401 - it is typed by the model
    try:
        text = raw.decode("utf-8-sig")
        return json.loads(
            text, parse_float=Number, parse_int=Number, parse_constant=_no_number, object_pairs_hook=_object
        )
    except (ValueError, RecursionError) as error:
        raise Refusal(400, [Fault("", "json", gettext("不是有效的 JSON（UTF-8）"))]) from error


def _no_number(_text: str) -> NoReturn:
    raise ValueError  # NaN and Infinity are no JSON


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once: of two values for one key, nobody could say which was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _fault(detail: ErrorDetails) -> Fault:
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in detail["loc"])
    return Fault(pointer, detail["type"], gettext(_WORDS.get(detail["type"], N_("不合要求"))))
