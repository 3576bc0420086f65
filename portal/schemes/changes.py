"""What a form changed, as edits of the text: the smallest ones, so that comments and layout stay where they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from portal.schemes.forms import written
from rules.report import Path
from rules.revise import Edit
from rules.writing import one_line


def edits(path: Path, old: Any, new: Any) -> list[Edit]:  # noqa: ANN401 - any YAML
    """The edits that turn ``old``, which stands at ``path``, into ``new``."""
    return list(_edits(path, old, new))


def _edits(path: Path, old: Any, new: Any) -> Iterator[Edit]:  # noqa: ANN401 - any YAML
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _map(path, old, new)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list(path, old, new)
    elif isinstance(old, dict | list) or isinstance(new, dict | list):
        yield Edit(path, "put", one_line(new))
    elif written(old) != written(new):
        yield Edit(path, "set", written(new))


def _map(path: Path, old: dict[Any, Any], new: dict[Any, Any]) -> Iterator[Edit]:
    names = {_key(key): key for key in old}
    gone = [key for name, key in names.items() if name not in new]
    come = [name for name in new if name not in names]
    for name, key in names.items():
        if name in new:
            yield from _edits((*path, key), old[key], new[name])
    for name in come:
        value = new[name]
        scalar = not isinstance(value, dict | list)
        yield Edit((*path, name), "set" if scalar else "add", written(value) if scalar else one_line(value))
    for key in gone:
        yield Edit((*path, key), "remove")


def _list(path: Path, old: list[Any], new: list[Any]) -> Iterator[Edit]:
    """From the end to the beginning, so that the positions before stay true."""
    if not new:
        yield Edit(path, "put", "[]")
        return
    matcher = SequenceMatcher(None, list(map(_identity, old)), list(map(_identity, new)), autojunk=False)
    for _tag, at, end, start, stop in reversed(matcher.get_opcodes()):
        common = min(end - at, stop - start)
        for position in range(end - 1, at + common - 1, -1):
            yield Edit((*path, position), "remove")
        for offset in range(common, stop - start):
            yield Edit((*path, at + offset), "add", one_line(new[start + offset]))
        for offset in range(common):
            yield from _edits((*path, at + offset), old[at + offset], new[start + offset])


def _identity(element: Any) -> str:  # noqa: ANN401 - any YAML
    """What an element of a list is recognised by: its id, what it is of, its day, or its key cells."""
    if isinstance(element, dict):
        return next((written(element[key]) for key in ("id", "of", "from") if key in element), "")
    if isinstance(element, list):
        return "\t".join(map(written, element[:-1]))
    return written(element)


def _key(key: Any) -> str:  # noqa: ANN401 - any key of YAML
    return key.isoformat() if isinstance(key, date) else str(key)
