"""Forms made from the scheme's model: one form a kind of part, one field a key, nested as the language nests.

A form is filled from the plain data of the document (:func:`to_form`) and gives plain data back (:func:`from_form`):
texts and numbers as typed, so that nothing changes by being looked at. What is wrong is for the checker to say, not for
the form: a draft may be saved with mistakes in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from flask_wtf import FlaskForm
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms import TextAreaField as LongField
from wtforms.validators import Length

from portal.schemes.fields import CellsField, ConditionField, FormulaField, GridField, LinesField
from rules.model_basis import ConditionText, Note, Part
from rules.model_basis import FormulaField as FormulaType

Data = dict[str, Any]  # a part of the document as plain data
Shape = Literal["text", "note", "formula", "condition", "choice", "switch", "day", "lines", "cells", "grid", "part",
                "parts", "named", "dated", "listed", "pairs"]  # fmt: skip
MOST_ENTRIES = 200
_LAST = ("applies", "basis", "assumption", "note")  # where a rule comes from is asked for below what it says


class Dated(Part):
    """An entry of a parameter's ``values``, as a form shows it."""

    since: date
    value: str


class Listed(Part):
    """An entry of a table's ``domains`` or of the classes, as a form shows it."""

    name: str
    values: list[str]


class Pair(Part):
    """An entry of a map from names to texts, the classes of a subject, as a form shows it."""

    name: str
    value: str


class PartForm(FlaskForm):
    """Base of the forms: ``seen`` is the draft as it was when the form was opened."""

    seen = HiddenField()


def shape_of(kind: type[BaseModel], name: str) -> tuple[Shape, Any]:  # noqa: PLR0911 - one return a shape
    """How a key of a part is edited, and the model of what it holds or its choices."""
    hint = _hints(kind)[name]
    if FormulaType in (hint, *get_args(hint)):
        return "formula", None
    if hint in (ConditionText, Note):
        return ("condition" if hint == ConditionText else "note"), None
    bare = _bare(hint)
    origin, arguments = get_origin(bare), get_args(bare)
    if origin is Literal:
        return "choice", arguments
    if bare is bool or bare is date:
        return ("switch" if bare is bool else "day"), None
    if _is_part(bare):
        return "part", bare
    if origin is list:
        inner = _bare(arguments[0])
        if _is_part(inner):
            return "parts", inner
        return ("lines" if get_origin(inner) is not list else "grid" if name == "rows" else "cells"), None
    return _map_shape(*arguments) if origin is dict else ("text", None)


def _map_shape(key: Any, value: Any) -> tuple[Shape, Any]:  # noqa: ANN401 - types as typing gives them
    inner = _bare(value)
    if _is_part(inner):
        return "named", inner
    if get_origin(inner) is list:
        return "listed", Listed
    return ("dated", Dated) if _bare(key) is date else ("pairs", Pair)


@lru_cache(maxsize=64)
def form_of(
    kind: type[BaseModel], *, named: bool = False, nested: bool = False, keys: tuple[str, ...] = ()
) -> type[Form]:
    """The form of a part; ``named`` ones have their name as a field; ``keys`` narrow it to some keys."""
    fields: dict[str, Any] = {"name": StringField("name", [Length(max=60)])} if named else {}
    for name, info in _ordered(kind):
        key = info.alias or name
        if not keys or key in keys:
            fields[key] = _field(*shape_of(kind, name), name, info)
    return type(f"{kind.__name__}Form", (Form if nested else PartForm,), fields)


def _field(shape: Shape, holds: Any, name: str, info: FieldInfo) -> Field:  # noqa: ANN401 - a model or choices
    label = info.alias or name  # templates write keys and choices in the reader's language
    if shape in ("part", "parts", "named", "listed", "dated", "pairs"):
        entry = FormField(form_of(holds, named=shape == "named", nested=True), label)
        return entry if shape == "part" else FieldList(entry, label, max_entries=MOST_ENTRIES)
    if shape == "choice":
        empty = [""] if info.default is None else []
        return SelectField(label, choices=[*empty, *holds], validate_choice=False)
    if shape == "note":
        return LongField(label, [Length(max=2000)])
    makers = {"formula": FormulaField, "condition": ConditionField, "lines": LinesField, "cells": CellsField}
    if shape in makers:
        return makers[shape](label)
    if shape == "switch":
        return BooleanField(label, default=bool(info.default))
    return GridField(label) if shape == "grid" else StringField(label, [Length(max=2000)])


def fits(kind: type[BaseModel], data: Any) -> bool:  # noqa: ANN401 - any YAML
    """Whether a form can hold the data without losing any of it: known keys, with values of the right shape."""
    if not isinstance(data, dict):
        return False
    keys = {info.alias or name: name for name, info in kind.model_fields.items()}
    return all(key in keys and _fits(*shape_of(kind, keys[key]), value) for key, value in data.items())


def _fits(shape: Shape, holds: Any, value: Any) -> bool:  # noqa: ANN401 - any YAML
    if shape in ("text", "note", "formula", "condition", "choice", "day", "switch"):
        return not isinstance(value, dict | list) and value is not None
    if shape == "part":
        return fits(holds, value)
    if shape in ("named", "dated", "listed", "pairs"):
        inner = {"named": lambda one: fits(holds, one), "listed": _is_list}.get(shape, _is_scalar)
        return isinstance(value, dict) and all(map(inner, value.values()))
    if not isinstance(value, list):
        return False
    inner = {"parts": lambda one: fits(holds, one), "lines": _is_scalar}.get(shape, _is_list)
    return all(map(inner, value))


def to_form(kind: type[BaseModel], data: Mapping[Any, Any]) -> Data:
    """What the form of a part is filled with."""
    found: Data = {}
    for name, info in kind.model_fields.items():
        key = info.alias or name
        shape, holds = shape_of(kind, name)
        value = data.get(key)
        if shape == "part":
            found[key] = to_form(holds, value if isinstance(value, dict) else {})
        elif shape == "parts":
            found[key] = [to_form(holds, one) for one in value or ()]
        elif shape == "named":
            found[key] = [{**to_form(holds, one), "name": str(each)} for each, one in (value or {}).items()]
        elif shape == "dated":
            found[key] = [{"since": written(day), "value": written(one)} for day, one in (value or {}).items()]
        elif shape == "pairs":
            found[key] = [{"name": str(each), "value": written(one)} for each, one in (value or {}).items()]
        elif shape == "listed":
            found[key] = [{"name": str(each), "values": list(map(written, one))} for each, one in (value or {}).items()]
        elif shape in ("lines", "cells", "grid"):
            found[key] = [written(one) if shape == "lines" else list(map(written, one)) for one in value or ()]
        elif shape == "switch":
            found[key] = bool(info.default) if value is None else value in (True, "true")
        else:
            found[key] = _default(info) if value is None else written(value)
    return found


def from_form(kind: type[BaseModel], form: Form, was: Mapping[Any, Any]) -> Data:
    """Plain data out of a form. What is empty is left out, and so is a default that was not written before."""
    found: Data = {}
    for name, info in _ordered(kind):
        key = info.alias or name
        if key not in form:
            if key in was:
                found[key] = was[key]
            continue
        before = was.get(key)
        value = _value(*shape_of(kind, name), form[key], before)
        default = bool(info.default) if isinstance(value, bool) else _default(info)
        if value not in ("", [], {}, None) and not (before is None and value == default):
            found[key] = value
    return found


def _value(shape: Shape, holds: Any, field: Any, before: Any) -> Any:  # noqa: ANN401, PLR0911 - fields and YAML are untyped
    if shape == "part":
        return from_form(holds, field.form, before if isinstance(before, dict) else {})
    if shape == "parts":
        older = before if isinstance(before, list) else []
        pairs = [(entry.form, older[at] if at < len(older) else {}) for at, entry in enumerate(field.entries)]
        read = [from_form(holds, form, old if isinstance(old, dict) else {}) for form, old in pairs]
        return [
            one for one in read if not all(isinstance(value, bool) for value in one.values())
        ]  # switches say nothing
    if shape == "named":
        known = before if isinstance(before, dict) else {}
        held = dict(enumerate(known))
        names = [((entry.form["name"].data or "").strip(), place_of(entry), entry.form) for entry in field.entries]
        return {
            name: from_form(holds, form, known.get(name, known.get(held.get(place))) or {})
            for name, place, form in names if name
        }  # fmt: skip
    if shape in ("dated", "listed", "pairs"):
        key, value = "since" if shape == "dated" else "name", "values" if shape == "listed" else "value"
        rows = [((entry.form[key].data or "").strip(), entry.form[value]) for entry in field.entries]
        return {
            name: (one.items if shape == "listed" else (one.data or "").strip())
            for name, one in rows if name and (one.items if shape == "listed" else (one.data or "").strip())
        }  # fmt: skip
    if shape in ("lines", "cells"):
        return field.items
    if shape in ("grid", "switch"):
        return field.data
    return (field.data or "").strip()


def place_of(entry: Field) -> int:
    """Which entry of its list it was when the form was made; one that came since has a place after those."""
    return int(entry.name.rpartition("-")[2])


def written(value: Any) -> str:  # noqa: ANN401 - any scalar of a document
    """A scalar as it stands in the document."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _ordered(kind: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return sorted(kind.model_fields.items(), key=lambda one: _LAST.index(one[0]) if one[0] in _LAST else -1)


def _default(info: FieldInfo) -> str:
    return str(info.default) if isinstance(info.default, str) and not info.is_required() else ""


@lru_cache(maxsize=64)
def _hints(kind: type[BaseModel]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _bare(hint: Any) -> Any:  # noqa: ANN401 - a type as typing gives it
    """Without Annotated and without ``| None``; a union of values is a text."""
    if hasattr(hint, "__metadata__"):
        return _bare(hint.__origin__)
    if get_origin(hint) in (Union, UnionType):
        left = [one for one in get_args(hint) if one is not type(None)]
        return _bare(left[0]) if len(left) == 1 else str
    return hint


def _is_part(hint: Any) -> bool:  # noqa: ANN401 - a type as typing gives it
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _is_scalar(value: Any) -> bool:  # noqa: ANN401 - any YAML
    return not isinstance(value, dict | list)


def _is_list(value: Any) -> bool:  # noqa: ANN401 - any YAML
    return isinstance(value, list) and all(map(_is_scalar, value))
