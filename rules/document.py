"""A YAML document as it was typed: plain data, the place of everything in it, and edits that leave the rest alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rules import scalar
from rules.node import Key, Node, compose
from rules.problem import Place, Problem

KEY = "[key]"  # as the last step of a path: the key itself (pydantic's way to say so)


@dataclass(frozen=True, slots=True)
class Document:
    """``data`` holds dict, list, str, bool, date and None; numbers stay as typed, so that 0.1 is one tenth.

    Paths are the keys and list positions from the top: ``("items", 0, "points")``.
    """

    file: str
    text: str
    data: Any
    root: Node

    def place(self, path: tuple[Key, ...], *, key: bool = False) -> Place:
        """Where the value at ``path`` stands (its key, if ``key``); the nearest thing around it when it is missing."""
        key_node, node, found = self._find(path)
        if key_node is not None and (key or found != len(path)):
            node = key_node
        return Place(self.file, node.line, node.column)

    def place_in(self, path: tuple[Key, ...], offset: int) -> Place:
        """Where character ``offset`` (from 0) of the scalar at ``path`` stands."""
        _, node, found = self._find(path)
        if found != len(path) or node.kind != "scalar":
            return self.place(path)
        line, column = scalar.position(self.text, node, offset)
        return Place(self.file, line, column)

    def with_scalar(self, path: tuple[Key, ...], text: str) -> str:
        """The YAML text with the scalar at ``path`` replaced, everything else the same to the last byte.

        Raises ``KeyError`` when no scalar stands there.
        """
        _, node, found = self._find(path)
        if found != len(path) or node.kind != "scalar":
            raise KeyError(path)
        for written in scalar.writings(self.text, node, text):
            changed = self.text[: node.start] + written + self.text[node.end :]
            after, problems = parse(changed, self.file)
            if (
                after is not None
                and not problems
                and _value(after.root, path) == text
                and _same(after.root, self.root, node)
            ):
                return changed
        raise ValueError(text)  # a double-quoted writing holds any text that YAML can hold

    def _find(self, path: tuple[Key, ...]) -> tuple[Node | None, Node, int]:
        """The nearest node on the path, its key if it has one, and how many steps led there."""
        key_node, node = None, self.root
        for done, step in enumerate(path):
            if step == KEY:
                return key_node, key_node or node, len(path)
            if node.kind == "map" and (entry := _entry(node, step)) is not None:
                key_node, node = entry
            elif node.kind == "list" and isinstance(step, int) and 0 <= step < len(node.elements):
                key_node, node = None, node.elements[step]
            else:
                return key_node, node, done
        return key_node, node, len(path)


def parse(text: str, file: str) -> tuple[Document | None, list[Problem]]:
    """Read a document, reporting every problem that can be seen at once; ``None`` when nothing could be read."""
    root, problems = compose(text, file)
    return (None if root is None else Document(file, text, root.data, root)), problems


def _entry(node: Node, step: Key) -> tuple[Node, Node] | None:
    """A map's entry; dates and numbers as keys are also found by their text."""
    if step in node.entries:
        return node.entries[step]
    return next((entry for name, entry in node.entries.items() if str(name) == str(step)), None)


def _value(root: Node, path: tuple[Key, ...]) -> str | None:
    """The typed text of the scalar at a path; ``None`` when none is there."""
    node = root
    for step in path:
        if node.kind == "map" and (entry := _entry(node, step)) is not None:
            node = entry[1]
        elif node.kind == "list" and isinstance(step, int) and step < len(node.elements):
            node = node.elements[step]
        else:
            return None
    return node.value if node.kind == "scalar" else None


def _same(after: Node, before: Node, except_for: Node) -> bool:
    """Whether two trees say the same but for one scalar, whose kind of value must stay too."""
    if before is except_for:
        return after.kind == "scalar" and (isinstance(after.data, str) or type(after.data) is type(before.data))
    if (
        after.kind != before.kind
        or len(after.elements) != len(before.elements)
        or list(after.entries) != list(before.entries)
    ):
        return False
    if before.kind == "scalar":
        return bool(after.data == before.data)
    pairs = zip(after.elements, before.elements, strict=True)
    values = zip(after.entries.values(), before.entries.values(), strict=True)
    return all(_same(one, other, except_for) for one, other in pairs) and all(
        _same(one, other, except_for) for (_, one), (_, other) in values
    )
