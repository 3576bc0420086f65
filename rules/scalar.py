"""The writing of one YAML scalar: where each of its characters stands, and how to write another value there."""

from __future__ import annotations

from collections.abc import Iterator

from rules.node import Node

_ESCAPES = {"x": 4, "u": 6, "U": 10}
_SPACES = " \t"


def position(text: str, node: Node, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of character ``offset`` of a scalar's value; past the end: just behind the last one."""
    index = _index(text, node, offset)
    line = node.line
    start = node.start - (node.column - 1)
    for at in range(node.start, min(index, len(text))):
        if text[at] == "\n":
            line, start = line + 1, at + 1
    return line, index - start + 1


def _index(text: str, node: Node, offset: int) -> int:
    """The source index of a character of the value: value and source are walked side by side."""
    at = node.start
    if node.style in ("|", ">"):
        at = _skip_indent(text, text.find("\n", at, node.end) + 1 or at)
    elif node.style:
        at += 1
    for step, character in enumerate(node.value):
        at = _skip_breaks(text, at, character, node)
        if step >= offset:
            return at
        at = _after(text, at, character, node)
    return at


def _skip_breaks(text: str, at: int, character: str, node: Node) -> int:
    """Source that stands for nothing before ``character``: line ends that folding swallowed, an escaped line end."""
    while at < node.end:
        if node.style == '"' and text[at] == "\\" and text[at + 1 : at + 2] in ("\n", "\r"):
            at = _skip_indent(text, text.find("\n", at) + 1)
        elif text[at] == "\r" or (text[at] == "\n" and character not in " \n"):
            at = at + 1 if text[at] == "\r" else _skip_indent(text, at + 1)
        elif text[at] in _SPACES and character != text[at] and not node.style.startswith(("|", ">")):
            at += 1
        else:
            break
    return at


def _after(text: str, at: int, character: str, node: Node) -> int:
    """The source index behind one character of the value."""
    if at >= node.end:
        return at
    if node.style == '"' and text[at] == "\\":
        return at + _ESCAPES.get(text[at + 1], 2)
    if node.style == "'" and text.startswith("''", at):
        return at + 2
    if text[at] == "\n":
        return _skip_indent(text, at + 1)
    if character == " " and node.style not in ("|", ">") and text[at] in _SPACES:
        ahead = at
        while ahead < node.end and text[ahead] in _SPACES:
            ahead += 1
        if text[ahead : ahead + 1] in ("\n", "\r") and node.style != "'":
            return at + 1 if text[ahead - 1] == " " and ahead - at > 1 else ahead
    return at + 1


def _skip_indent(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def writings(text: str, node: Node, value: str) -> Iterator[str]:
    """Ways to write ``value`` in the place of ``node``, the most like the present one first; the last always fits."""
    tail = ""
    if node.style in ("|", ">"):
        source = text[node.start : node.end]
        kept = len(source.rstrip())
        tail = source[kept:]
        if "\n" in value:
            yield _literal(source, value) + tail
    elif node.style == "'" and value.isprintable():
        yield "'" + value.replace("'", "''") + "'"
    elif not node.style and "\n" not in value:
        yield value if node.value or node.start == 0 or text[node.start - 1].isspace() else " " + value
    quoted = '"' + "".join(_escape(character) for character in value) + '"'
    yield quoted + tail
    yield " " + quoted


def _literal(source: str, value: str) -> str:
    """A literal block with the indentation of the old one; ``|-`` where the value ends without a line end."""
    body = source.split("\n", 1)[1] if "\n" in source else ""
    indent = " " * (len(body) - len(body.lstrip(" ")))
    header = "|" if value.endswith("\n") else "|-"
    return "\n".join([header, *(indent + line if line else "" for line in value.rstrip("\n").split("\n"))])


def _escape(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character == "\n":
        return "\\n"
    if character == "\t":
        return "\\t"
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"  # noqa: PLR2004 - Unicode's first plane
