"""Where the parts of a YAML text lie, and how parts are cut out and put in without touching what is around them.

Comments on lines of their own belong to nobody: they stay where they are when a neighbour goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rules.node import Key, Node

Splice = tuple[int, int, str]  # from, to, what takes the place


@dataclass(frozen=True, slots=True)
class Piece:
    """An entry of a map or an element of a list: where it begins (at its key, if any) and its content ends."""

    start: int
    end: int


def is_flow(text: str, node: Node) -> bool:
    """Whether a map or list is written in brackets."""
    return node.kind != "scalar" and text[node.start : node.start + 1] in ("{", "[")


def content_end(text: str, node: Node) -> int:
    """Just behind the last character that says something; a block's own end lies at the next thing."""
    if node.kind != "scalar" and not is_flow(text, node):
        return max((piece.end for piece in pieces(text, node)), default=node.start)
    return node.start + len(text[node.start : node.end].rstrip()) if node.style in ("|", ">") else node.end


def pieces(text: str, node: Node) -> list[Piece]:
    """The entries of a map or elements of a list, in order."""
    if node.kind == "map":
        return [
            Piece(key.start, max(content_end(text, value), _colon(text, key))) for key, value in node.entries.values()
        ]
    return [Piece(element.start, content_end(text, element)) for element in node.elements]


def _colon(text: str, key: Node) -> int:
    return text.find(":", key.end) + 1


def position(node: Node, key: Key) -> int:
    """At which place of its map or list a key or index stands."""
    return list(node.entries).index(key) if node.kind == "map" else int(str(key))


def line_start(text: str, at: int) -> int:
    """The beginning of the line that holds character ``at``."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """The beginning of the next line."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def lines_of(text: str, piece: Piece) -> tuple[int, int] | None:
    """The whole lines of a piece of a block; ``None`` when it shares its first line with something before it."""
    start = line_start(text, piece.start)
    before = text[start : piece.start]
    return (start, line_end(text, piece.end)) if not before.strip(" -") and before.count("-") <= 1 else None


def cut(text: str, node: Node, at: int) -> list[Splice]:
    """Takes out the entry or element at a place; the node keeps at least one other."""
    found = pieces(text, node)
    piece = found[at]
    if is_flow(text, node):
        if at + 1 < len(found):
            return [(piece.start, found[at + 1].start, "")]
        return [(found[at - 1].end if at else piece.start, piece.end, "")]
    if at == 0 and is_dashed(text, node) and len(found) > 1:
        return [(piece.start, found[at + 1].start, "")]  # the next entry takes the place behind the dash
    lines = lines_of(text, piece)
    return [] if lines is None else [(*lines, "")]


def put_in(text: str, node: Node, at: int, lines: Sequence[str]) -> list[Splice]:
    """Puts an entry or element, written without indentation, at a place of a block that has others."""
    found = pieces(text, node)
    indent = " " * _column(text, node, found[0].start)
    written = "".join(indent + line + "\n" for line in lines)
    if at:
        end = line_end(text, found[at - 1].end)
        return [(end, end, written if text[end - 1 : end] == "\n" else "\n" + written)]
    lines_there = lines_of(text, found[0])
    start = found[0].start if lines_there is None else lines_there[0]
    if node.kind == "map" and text[line_start(text, start) : found[0].start].strip() == "-":
        return [(found[0].start, found[0].start, written.lstrip(" ") + indent)]
    return [(start, start, written)]


def put_in_flow(text: str, node: Node, at: int, written: str) -> list[Splice]:
    """The same for a map or list in brackets, which may be empty."""
    found = pieces(text, node)
    if not found:
        return [(node.start + 1, node.start + 1, written)]
    if at:
        return [(found[at - 1].end, found[at - 1].end, f", {written}")]
    return [(found[0].start, found[0].start, f"{written}, ")]


def moved(text: str, node: Node, at: int, to: int) -> list[Splice]:
    """Takes the piece at ``at`` to the place ``to`` of the same map or list; of a block, its lines alone."""
    found = pieces(text, node)
    if is_flow(text, node):
        order = list(range(len(found)))
        order.insert(to, order.pop(at))
        return [
            (here.start, here.end, text[found[there].start : found[there].end])
            for here, there in zip(found, order, strict=True)
        ]
    if is_dashed(text, node) and 0 in (at, to):
        return _moved_behind_dash(text, found, at, to)
    lines, after = lines_of(text, found[at]), lines_of(text, found[to if to > at else max(to - 1, 0)])
    if lines is None or after is None:
        return []
    goal = after[1] if to else after[0]
    chunk = text[lines[0] : lines[1]]
    if not text.endswith("\n") and len(text) in (lines[1], goal):
        return []  # the last line has no end to take along
    return [(*lines, ""), (goal, goal, chunk)]


def is_dashed(text: str, node: Node) -> bool:
    """Whether the first key of a map stands behind the dash of a list's element."""
    return node.kind == "map" and text[line_start(text, node.start) : node.start].strip() == "-"


def _moved_behind_dash(text: str, found: Sequence[Piece], at: int, to: int) -> list[Splice]:
    """The same where the entry comes to stand behind the dash, or stood there."""
    first, indent = found[0], " " * (found[0].start - line_start(text, found[0].start))
    chunk = text[found[at].start : line_end(text, found[at].end)]
    if to == 0:
        lines = lines_of(text, found[at])
        return [] if lines is None else [(first.start, first.start, chunk + indent), (*lines, "")]
    if text[line_end(text, first.end) : found[1].start].strip():
        return []  # a comment below the first entry would lose its place
    goal = line_end(text, found[to].end)
    return [(first.start, found[1].start, ""), (goal, goal, indent + chunk)]


def splice(text: str, splices: Sequence[Splice]) -> str:
    """The text with the places replaced; they must not overlap."""
    for start, end, written in sorted(splices, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def _column(text: str, node: Node, start: int) -> int:
    """How far the pieces of a block are indented: for elements of a list, where their dash stands."""
    begin = line_start(text, start)
    before = text[begin:start]
    return before.rfind("-") if node.kind == "list" else len(before)
