"""A scheme as a tree of names and texts, in which two schemes can be compared: things by id or name, rows by keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias, Union, get_args

from pydantic import BaseModel

from rules.exact import plain_text
from rules.labels import WORDS
from rules.model import Rounding, Scheme
from rules.phrase import listed

NAMED = ("units", "classes", "member_classes", "subjects", "parameters", "tables", "facts", "figures")
RULES = ("items", "indicators", "sections", "ladders", "votes", "chains", "share_outs", "grades")
FREE = frozenset({"rows", "fields", "steps", "parts", "classes", "levels", "limits"})
"""Keys below which the writer chooses names and their order. Days order themselves."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value: what is compared, and how it is written. ``word`` marks a fixed value of the language."""

    value: object
    text: str
    word: bool = False


Outline: TypeAlias = dict[str, Union[Leaf, "Outline"]]


def outline(scheme: Scheme) -> dict[str, Outline]:
    """Part → thing → tree. ``head`` holds what is said of the whole."""
    parts: dict[str, Outline] = {"head": {}}
    for name, value in _fields(scheme):
        if name in NAMED:
            parts[name] = {str(key): _value(each, (name,)) for key, each in value.items()}
        elif name in RULES:
            parts[name] = _by_id(value)
        elif _said(value):
            parts["head"][name] = _value(value, (name,))
    return parts


def summary(tree: Leaf | Outline) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    """Every value in a tree with the way to it."""
    if isinstance(tree, Leaf):
        yield (), tree
        return
    for name, below in tree.items():
        for path, leaf in summary(below):
            yield (name, *path), leaf


def _fields(model: BaseModel) -> Iterator[tuple[str, Any]]:
    for name in type(model).model_fields:
        yield name, getattr(model, name)


def _said(value: object) -> bool:
    """Whether a value says anything; a map of the model does even when empty (``tunable: {}``)."""
    return isinstance(value, (BaseModel, bool, Fraction, int)) or bool(value)


def _tree(model: BaseModel, *, percent: bool = False) -> Outline:
    percent = percent or getattr(model, "unit", "") == "%"
    return {name: _value(value, (name,), percent=percent) for name, value in _fields(model) if _said(value)}


def _value(  # noqa: PLR0911 - one return a kind of value
    value: Any,  # noqa: ANN401 - any of the model
    path: tuple[str, ...],
    *,
    percent: bool = False,
) -> Leaf | Outline:
    name = path[-1]
    if isinstance(value, BaseModel):
        return _tree(value, percent=percent and not isinstance(value, Rounding))
    if isinstance(value, Mapping):
        if all(isinstance(key, date) for key in value):
            value = dict(sorted(value.items()))
        return {str(key): _value(each, (*path, str(key)), percent=percent) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        if name == "rows":
            return _rows(value, percent=percent)
        if name == "changes":
            return {change.since.isoformat(): _rows(change.rows, percent=percent) for change in value}
        if value and isinstance(value[0], BaseModel):
            return _by_id(value)
        return Leaf(tuple(map(_plain, value)), listed(_text(each) for each in value))
    percent = percent or (name == "weights_sum")
    word = isinstance(value, bool) or (len(path) == 1 and name in _CHOSEN and value in WORDS)
    return Leaf(value, _text(value, percent=percent), word)


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _by_id(things: Iterable[BaseModel]) -> Outline:
    """Rules and steps by id, parts of a section by what they are of; the same a second time gets a number."""
    found: Outline = {}
    for thing in things:
        tree = _tree(thing)
        name = str(getattr(thing, "id", None) or getattr(thing, "of", ""))
        tree.pop("of", None)
        found[_unused(name, found)] = tree
    return found


def _rows(rows: Sequence[Sequence[Fraction | str]], *, percent: bool) -> Outline:
    found: Outline = {}
    for row in rows:
        *keys, last = row or [""]
        name = "，".join(_text(key) for key in keys)
        found[_unused(name, found)] = Leaf(last, _text(last, percent=percent))
    return found


def _unused(name: str, used: Mapping[str, object]) -> str:
    number = 2
    free = name
    while free in used:
        free, number = f"{name}#{number}", number + 1
    return free


def _text(value: object, *, percent: bool = False) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return (plain_text(value * 100) + "%" if percent else plain_text(value)).replace("-", "−")
    if isinstance(value, list):
        return f"（{'，'.join(map(str, value))}）"
    return value.isoformat() if isinstance(value, date) else str(value)


def _chosen(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """The fields, anywhere in the model, that take one of the fixed words."""
    for name, field in model.model_fields.items():
        for kind in _kinds(field.annotation):
            if isinstance(kind, str):
                yield name
            elif isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
                seen.add(kind)
                yield from _chosen(kind, seen)


def _kinds(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - a type as typing gives it
    yield annotation
    for inner in get_args(annotation):
        yield from _kinds(inner)


_CHOSEN = frozenset(_chosen(Scheme, {Scheme}))
