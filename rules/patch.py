"""Patches a document of the wrong shape just enough to be read, so that the rest of it can be checked in the same run.

What was patched is never scored: its problems stand, and they are errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from rules.document import KEY
from rules.model import Scheme
from rules.report import Path

_TYPING_SLIP = 0.75  # as difflib measures likeness: so near that the value under the key is meant for the known one
UNKNOWN_KEY = ("extra_forbidden", "invalid_key")  # pydantic's words; the second for a date as a key
_PLAIN: Mapping[Any, Any] = {date: date(2000, 1, 1), Fraction: Fraction(0), bool: False}


def fields_at(path: Path) -> list[str]:
    """The keys that the model allows in the part at ``path``; none when it is no part of the model."""
    kind = _type_at(path)
    return list(_fields(kind)) if kind is not None else []


def required_at(path: Path) -> bool:
    """Whether the model asks for the field at ``path``; what is no field of the model (a name, a position) is free."""
    field = _field_at(path)
    return field is not None and field.is_required()


def rename(data: dict[str, Any], path: Path) -> Path | None:
    """Mend an unknown key in place when it is so near a known one that this must be meant; returns the path meant."""
    part = _container(data, path)
    free = [known for known in fields_at(path[:-1]) if known not in part]
    meant = get_close_matches(str(path[-1]), free, n=1, cutoff=_TYPING_SLIP)
    if not meant:
        return None
    part[meant[0]] = part.pop(path[-1])
    return (*path[:-1], meant[0])


def patch(data: dict[str, Any], path: Path, detail: ErrorDetails) -> set[Path]:
    """Mend one finding in place; returns the paths of the parts that are no longer as typed."""
    kind = detail["type"]
    if kind in UNKNOWN_KEY or detail["loc"][-1:] == (KEY,):
        del _container(data, path)[path[-1]]
        return {path[:2]} if len(path) > 1 else set()
    if kind == "missing":
        key = str(detail["loc"][-1])
        container = _container(data, (*path, key))
        container[key] = _stand_in(_types_of(path, key), (*path, key))
        return {path[:2]} if path else {(key,)}
    container, last = _container(data, path), path[-1]
    field = _field_at(path)
    if field is not None and not field.is_required():
        del container[last]
    else:
        container[last] = _stand_in(_annotation_at(path), path)
    return {path[:2]}


def _container(data: Any, path: Path) -> Any:  # noqa: ANN401 - any YAML
    for part in path[:-1]:
        data = data[part]
    return data


def _stand_in(annotation: Any, path: Path) -> Any:  # noqa: ANN401 - a type as typing gives it
    """Any value of the right shape; texts are unique to their place, so that no name is declared twice by patching."""
    bare = _bare(annotation)
    if get_origin(bare) is Literal:
        return get_args(bare)[0]
    if get_origin(bare) is list:
        return []
    if get_origin(bare) is dict or (isinstance(bare, type) and issubclass(bare, BaseModel)):
        return {}
    if bare in _PLAIN:
        return _PLAIN[bare]
    if path[-1] == "version":
        return "1"
    return "x" + "-".join(str(ord(character) % 10) for part in path for character in str(part))[:50]


def _types_of(path: Path, key: str) -> Any:  # noqa: ANN401 - a type as typing gives it
    part = _type_at(path)
    field = _fields(part).get(key) if part is not None else None
    return str if field is None else field.annotation


def _annotation_at(path: Path) -> Any:  # noqa: ANN401 - a type as typing gives it
    annotation: Any = Scheme
    for part in path:
        bare = _bare(annotation)
        arguments = get_args(bare)
        if get_origin(bare) in (list, dict):
            annotation = arguments[-1]
        elif isinstance(bare, type) and issubclass(bare, BaseModel) and str(part) in _fields(bare):
            annotation = _fields(bare)[str(part)].annotation
        else:
            return str
    return annotation


def _type_at(path: Path) -> type[BaseModel] | None:
    bare = _bare(_annotation_at(path))
    return bare if isinstance(bare, type) and issubclass(bare, BaseModel) else None


def _field_at(path: Path) -> FieldInfo | None:
    part = _type_at(path[:-1])
    return None if part is None else _fields(part).get(str(path[-1]))


def _fields(part: type[BaseModel]) -> Mapping[str, FieldInfo]:
    return {field.alias or name: field for name, field in part.model_fields.items()}


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - a type as typing gives it
    """Without Annotated and without the branches of a union after the first that is not None."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, UnionType):
            annotation = next(branch for branch in get_args(annotation) if branch is not type(None))
        else:
            return annotation
