"""From the path of an edit to the place in the document: elements of lists by id, rows of tables by their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.document import Document
from rules.exact import parse_number
from rules.layout import is_flow
from rules.node import Key, Node

Step = Key | tuple[str, ...]
_CALLED = ("id", "of", "from")  # what elements of the document's lists are called by


class Refused(Exception):  # noqa: N818 - never leaves the modules of rules.revise
    """An edit that cannot be made, and why."""

    def __init__(self, code: str, path: Sequence[Step], values: Mapping[str, str] | None = None) -> None:
        self.code, self.path, self.values = code, tuple(path), values or {}
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Found:
    """How far a path leads: the node there, its path as the document counts, and what of the path is left.

    ``above`` are the nodes from the top down to the one around it. ``in_flow``: it stands within brackets of another.
    """

    node: Node
    keys: tuple[Key, ...]
    left: tuple[Step, ...]
    above: tuple[Node, ...]
    in_flow: bool


def locate(document: Document, path: Sequence[Step]) -> Found:
    """The deepest node on the path. A row behind a day is one of the rows that hold from that day."""
    if len(path) > 4 and path[2] == "changes" and isinstance(path[4], tuple):  # noqa: PLR2004 - tables, name, changes, day
        path = (*path[:4], "rows", *path[4:])
    node, keys, above = document.root, list[Key](), list[Node]()
    for step in path:
        key = _key(node, step)
        if key is None:
            break
        above.append(node)
        keys.append(key)
        node = node.entries[key][1] if node.kind == "map" else node.elements[int(str(key))]
    in_flow = any(is_flow(document.text, each) for each in above)
    return Found(node, tuple(keys), tuple(path[len(keys) :]), tuple(above), in_flow)


def there(document: Document, path: Sequence[Step]) -> Found:
    """The node at the path; :class:`Refused` when nothing stands there."""
    found = locate(document, path)
    if found.left or not path:
        raise Refused("revise-nothing-there", path)
    return found


def _key(node: Node, step: Step) -> Key | None:
    """The key or position that a step means in a map or list."""
    if node.kind == "map":
        return next((key for key in node.entries if key == step or str(key) == str(step)), None)
    if node.kind == "scalar":
        return None
    if isinstance(step, int):
        return step if 0 <= step < len(node.elements) else None
    matches = _is_row if isinstance(step, tuple) else _is_called
    return next((place for place, element in enumerate(node.elements) if matches(element, step)), None)


def _is_called(element: Node, step: Step) -> bool:
    return element.kind == "map" and any(
        name in element.entries and element.entries[name][1].value == str(step) for name in _CALLED
    )


def _is_row(element: Node, step: Step) -> bool:
    keys = [cell.value for cell in element.elements[:-1]]
    return element.kind == "list" and isinstance(step, tuple) and [*map(_cell, keys)] == [*map(_cell, step)]


def _cell(text: str) -> object:
    """A key cell as it is compared: 100 is 100.0."""
    number = parse_number(text)
    return text.strip() if number is None else number
