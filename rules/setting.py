"""Scalars set in their places, several at once; and the reading again that holds every edit against the document."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from rules import layout, scalar
from rules.document import Document, parse
from rules.layout import Splice
from rules.locating import Found, Step, locate
from rules.node import Key
from rules.writing import reads_as

_SWITCHES = ("letter", "required", "may_be_zero")  # keys of the document whose values YAML itself knows
_DAYS = ("issued", "effective", "from")


def set_together(document: Document, settings: Sequence[tuple[Sequence[Step], str]]) -> Document | None:
    """Several scalars that are there set at once, for reading the text once; ``None`` when one of them is not plain."""
    splices: dict[int, Splice] = {}
    data = deepcopy(document.data)
    for path, text in settings:
        found = value_at(locate(document, path))
        if found.left or found.node.kind != "scalar":
            return None
        meant = meant_by(found.keys, text)
        written = _written(document.text, found, text, meant)
        if written is None:
            return None
        splices[found.node.start] = (found.node.start, found.node.end, written)
        container_of(data, found.keys)[found.keys[-1]] = meant
    return read_again(document, list(splices.values()), data)


def value_at(found: Found) -> Found:
    """A row of a table stands for its value, the last cell."""
    node = found.node
    if found.keys[-2:-1] == ("rows",) and not found.left and node.kind == "list" and node.elements:
        last = len(node.elements) - 1
        return Found(node.elements[last], (*found.keys, last), (), (*found.above, node), in_flow=True)
    return found


def read_again(document: Document, splices: Sequence[Splice], data: object) -> Document | None:
    """The document after the splices, if it says exactly ``data``, in that order."""
    after, problems = parse(layout.splice(document.text, splices), document.file)
    if after is None or problems or repr(after.data) != repr(data):
        return None
    return after


def _written(text: str, found: Found, value: str, meant: object) -> str | None:
    """The writing of a scalar in its place, in the style that stands there if that can hold it."""
    if found.node.style in ("|", ">"):
        return None
    flow = found.in_flow
    for written in scalar.writings(text, found.node, value):
        if reads_as(written, meant, flow=flow):
            return written
    return None


def meant_by(keys: Sequence[Key], text: str) -> object:
    """What a typed text stands for at a key: a switch, a day, or just the text."""
    if keys[-1] in _SWITCHES and text in ("true", "false"):
        return text == "true"
    if keys[-1] in _DAYS:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def value_in(data: Any, keys: Sequence[Key]) -> Any:  # noqa: ANN401 - any YAML
    """What stands in plain data at a path of the document."""
    for key in keys:
        data = data[key]
    return data


def container_of(data: Any, keys: Sequence[Key]) -> Any:  # noqa: ANN401 - any YAML
    """The map or list that holds the value at a path."""
    return value_in(data, keys[:-1])
