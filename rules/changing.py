"""One change of a document: worked out on its data, written into its text, and the one held against the other."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from rules import layout
from rules.document import Document, parse
from rules.layout import Splice
from rules.locating import Found, Refused, Step, locate, there
from rules.node import Key, Node, compose
from rules.outline import RULES
from rules.patch import fields_at, required_at
from rules.setting import container_of, meant_by, read_again, set_together, value_at, value_in
from rules.writing import element, entry, laid_out, one_line

_OPEN = (("values",), ("rows",), ("changes",), ("domains",), ("classes",))  # what a value may open a place in


def changed(document: Document, path: Sequence[Step], action: str, text: str) -> Document:
    """The document with one ``set``, ``put``, ``add``, ``remove`` or ``move`` made, or :class:`Refused`."""
    return _Change(document, path, text).made(action)


class _Change:
    """One edit of one document."""

    def __init__(self, document: Document, path: Sequence[Step], text: str) -> None:
        self.document, self.path, self.text = document, tuple(path), text

    def made(self, action: str) -> Document:
        acts: Mapping[str, Callable[[], Document]] = {
            "set": self.set, "put": self.put, "add": self.add, "remove": self.remove, "move": self.move,
        }  # fmt: skip
        return acts[action]()

    def set(self) -> Document:
        found = value_at(locate(self.document, self.path))
        if found.left:
            self.must_be_known(found)
            return self.document if not self.text else self.insert(*self.missing(found))
        if found.node.kind != "scalar":
            raise Refused("revise-not-a-value", self.path)
        if not self.text and not required_at(found.keys) and found.above[-1].kind == "map":
            return self.remove()
        after = set_together(self.document, [(self.path, self.text)])
        if after is not None:
            return after
        try:
            return self.read_again(self.document.with_scalar(found.keys, self.text))
        except ValueError:
            raise self.refused() from None

    def missing(self, found: Found) -> tuple[Found, tuple[Step, ...], object]:
        """Where to put a value for which there is no place yet, under which steps, and what."""
        left, meant = found.left, meant_by((*found.keys, *_keys(found.left)), self.text)
        if not isinstance(left[-1], tuple):
            return found, left, meant
        row = [*left[-1], self.text]
        if len(left) == 1:  # one more of the rows that are there
            return found, (len(found.node.elements),), row
        if left[-2] != "rows" or len(left) < 3:  # noqa: PLR2004 - day, rows, keys
            raise Refused("revise-nothing-there", self.path)
        change = {"from": _day(left[-3], self), "rows": [row]}
        if found.node.kind == "list":  # one more of the days that are there
            return found, (len(found.node.elements),), change
        return found, ("changes",), [change]

    def put(self) -> Document:
        found, (value, _) = locate(self.document, self.path), self.snippet()
        if found.left:
            self.must_be_known(found)
            return self.insert(found, found.left, value)
        return self.replace(found, value)

    def must_be_known(self, found: Found) -> None:
        """Values are set at keys of the language; a name that is not there was renamed or removed meanwhile."""
        if found.keys[-1:] not in _OPEN and str(found.left[0]) not in fields_at(found.keys):
            raise Refused("revise-nothing-there", self.path)

    def add(self) -> Document:
        found, (value, lines) = locate(self.document, self.path), self.snippet()
        if not found.left and found.node.kind == "list":
            return self.insert(found, (len(found.node.elements),), value, lines)
        if not found.left and found.above[-1].kind == "list":
            around = locate(self.document, self.path[:-1])
            return self.insert(around, (self.path[-1],), value, lines)
        if not found.left:
            raise Refused("revise-there-already", self.path)
        if self.path in {(part,) for part in RULES}:
            return self.insert(found, found.left, [value])
        return self.insert(found, found.left, value, lines if len(found.left) == 1 else ())

    def remove(self) -> Document:
        found = there(self.document, self.path)
        while len(found.above[-1].entries or found.above[-1].elements) == 1 and len(found.keys) > 1:
            around = locate(self.document, found.keys[:-1])
            if required_at(around.keys) or around.above[-1].kind == "list":
                return self.replace(around, {} if around.node.kind == "map" else [])
            found = around
        data = deepcopy(self.document.data)
        del container_of(data, found.keys)[found.keys[-1]]
        around_node = found.above[-1]
        place = layout.position(around_node, found.keys[-1])
        return self.read(layout.cut(self.document.text, around_node, place), data)

    def move(self) -> Document:
        found = there(self.document, self.path)
        around = found.above[-1]
        last = len(around.entries or around.elements) - 1
        if not self.text.isdecimal() or int(self.text) > last:
            raise Refused("revise-position", self.path, {"position": self.text, "last": str(last)})
        data = deepcopy(self.document.data)
        container = container_of(data, found.keys)
        place, to = layout.position(around, found.keys[-1]), int(self.text)
        if place == to:
            return self.document
        order = list(range(last + 1))
        order.insert(to, order.pop(place))
        if isinstance(container, list):
            container[:] = [container[each] for each in order]
        else:
            entries = list(container.items())
            container.clear()
            container.update(entries[each] for each in order)
        return self.read(layout.moved(self.document.text, around, place, to), data)

    def insert(self, found: Found, left: Sequence[Step], value: object, lines: Sequence[str] = ()) -> Document:
        """Puts a value under keys that are not there yet; ``lines`` are its YAML as typed, where it was typed so."""
        if found.node.kind == "scalar" or any(isinstance(step, tuple) for step in left):
            raise Refused("revise-nothing-there", self.path)
        if left[0] == "values" and "value" in found.node.entries and len(left) == 2:  # noqa: PLR2004 - values, day
            return self.dated(found, _day(left[1], self), value)
        left = [_day(step, self) if _is_day(found, left, at) else step for at, step in enumerate(left)]
        for step in reversed(left[1:]):
            value, lines = {step: value}, ()
        node, key, data = found.node, left[0], deepcopy(self.document.data)
        container = value_in(data, found.keys)
        if isinstance(container, list):
            place = key if isinstance(key, int) else -1
            if not 0 <= place <= len(container):
                raise Refused("revise-nothing-there", self.path)
            container.insert(place, value)
            written = element(lines or laid_out(value))
            short = one_line(value)
        else:
            place = _place(found.keys, node, key)
            entries = list(container.items())
            entries.insert(place, (key, value))
            container.clear()
            container.update(entries)
            written = entry(key, lines or laid_out(value))
            if not found.keys and len(written) > 1:
                written = ["", *written]  # parts of the document stand apart
            short = f"{one_line(key)}: {one_line(value)}"
        return self.read(self.spliced(found, place, written, short), data)

    def spliced(self, found: Found, place: int, lines: Sequence[str], short: str) -> list[Splice]:
        """Into brackets on one line, into a block in lines; an empty pair of brackets may become a block."""
        text, node = self.document.text, found.node
        if not layout.is_flow(text, node):
            return layout.put_in(text, node, place, lines)
        empty = not node.entries and not node.elements
        if empty and not found.in_flow and found.keys and found.above[-1].kind == "map" and len(lines) > 1:
            key = found.above[-1].entries[found.keys[-1]][0]
            indent = " " * (key.column + 1)
            return [
                (
                    layout.line_start(text, node.start)
                    + len(text[layout.line_start(text, node.start) : node.start].rstrip()),
                    node.end,
                    "".join(f"\n{indent}{line}" for line in lines),
                )
            ]
        return layout.put_in_flow(text, node, place, short)

    def dated(self, found: Found, day: date, value: object) -> Document:
        """A parameter's one value becomes the first of two dated ones."""
        since = self.document.data.get("effective") if isinstance(self.document.data, dict) else None
        if not isinstance(since, date) or day <= since:
            raise self.refused()
        data = deepcopy(self.document.data)
        container = value_in(data, found.keys)
        values = {since: container["value"], day: value}
        entries = [("values", values) if key == "value" else (key, each) for key, each in container.items()]
        container.clear()
        container.update(entries)
        key, node = found.node.entries["value"]
        end = layout.content_end(self.document.text, node)
        return self.read([(key.start, end, f"values: {one_line(values)}")], data)

    def replace(self, found: Found, value: object) -> Document:
        """Another value in the place of the one there."""
        text, node = self.document.text, found.node
        data = deepcopy(self.document.data)
        container_of(data, found.keys)[found.keys[-1]] = value
        end = max(layout.content_end(text, node), node.start)
        if found.in_flow or layout.is_flow(text, node) or node.kind == "scalar" or not value:
            start = node.start
            if node.kind != "scalar" and not layout.is_flow(text, node):  # a block: back to behind its key or dash
                start = (
                    len(text[: layout.line_start(text, node.start)].rstrip())
                    if found.above[-1].kind == "map"
                    else start
                )
            space = "" if start == node.start and text[start - 1 : start].isspace() else " "
            return self.read([(start, end, space + one_line(value))], data)
        column = node.column - 1
        if node.kind == "list":
            column = text[layout.line_start(text, node.start) : node.start + 1].find("-")
        lines = laid_out(value)
        return self.read([(node.start, end, ("\n" + " " * column).join(lines))], data)

    def snippet(self) -> tuple[Any, list[str]]:
        """What was typed as YAML, read and in lines."""
        typed = textwrap.dedent(self.text).strip("\n")
        root, problems = compose(typed, "")
        if root is None or problems:
            raise Refused("revise-not-yaml", self.path, {"reason": problems[0].text() if problems else ""})
        lines = [line.rstrip() for line in typed.split("\n")]
        return root.data, lines if root.kind != "scalar" or len(lines) == 1 else []

    def read(self, splices: Sequence[Splice], data: object) -> Document:
        after = read_again(self.document, splices, data) if splices else None
        if after is None:
            raise self.refused()
        return after

    def read_again(self, text: str) -> Document:
        after, _ = parse(text, self.document.file)
        if after is None:
            raise self.refused()
        return after

    def refused(self) -> Refused:
        return Refused("revise-layout", self.path)


def _keys(steps: Sequence[Step]) -> tuple[Key, ...]:
    return tuple(str(step) if isinstance(step, tuple) else step for step in steps)


def _is_day(found: Found, left: Sequence[Step], at: int) -> bool:
    return (*found.keys, *left)[len(found.keys) + at - 1] == "values" and found.keys[:1] == ("parameters",)


def _day(step: Step, change: _Change) -> date:
    try:
        return step if isinstance(step, date) else date.fromisoformat(str(step))
    except ValueError:
        raise Refused("revise-nothing-there", change.path) from None


def _place(keys: tuple[Key, ...], node: Node, key: Step) -> int:
    """Where a new key goes: keys of the language in the model's order, names at the end."""
    known = fields_at(keys)
    if str(key) not in known:
        return len(node.entries)
    before = set(known[: known.index(str(key))])
    return max((place for place, name in enumerate(node.entries, 1) if name in before), default=0)
