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
    walk = _Walk(text, node)
    for step, character in enumerate(node.value):
        walk.skip_to(character)
        if step >= offset:
            break
        walk.pass_over(character)
    return walk.at


class _Walk:
    """A place in the source of one scalar that keeps up with the value."""

    def __init__(self, text: str, node: Node) -> None:
        self.text, self.node = text, node
        self.block = node.style in ("|", ">")
        self.at = node.start + (1 if node.style and not self.block else 0)
        if self.block:
            self.at = text.find("\n", self.at, node.end) + 1 or self.at
            self.indent = _indent(text[self.at : node.end])
            self.skip_indent()

    def skip_indent(self) -> None:
        """To where a new line's content begins; in a block, spaces beyond its indentation are content."""
        most = self.at + self.indent if self.block else self.node.end
        while self.at < min(most, self.node.end) and self.text[self.at] in (" " if self.block else _SPACES):
            self.at += 1

    def skip_to(self, character: str) -> None:
        """Over source that stands for nothing: line ends that folding swallowed, an escaped line end."""
        text, end = self.text, self.node.end
        while self.at < end:
            here = text[self.at]
            if self.node.style == '"' and here == "\\" and text[self.at + 1] in "\r\n":
                self.at = text.find("\n", self.at) + 1
                self.skip_indent()
            elif here == "\r":
                self.at += 1
            elif here == "\n" and character not in " \n":
                self.at += 1
                self.skip_indent()
            elif not self.block and here in _SPACES and character != here:
                self.at += 1
            else:
                return

    def pass_over(self, character: str) -> None:
        """Behind one character of the value."""
        text, at = self.text, self.at
        if at >= self.node.end:
            return
        if self.node.style == '"' and text[at] == "\\":
            self.at += _ESCAPES.get(text[at + 1], 2)
        elif self.node.style == "'" and text.startswith("''", at):
            self.at += 2
        elif text[at] == "\n":
            self.at += 1
            self.skip_indent()
        elif character == " " and not self.block and _blank_to_line_end(text, at):
            self.at = text.find("\n", at) + 1  # a folded line end, with blanks before it
            self.skip_indent()
        else:
            self.at += 1


def _indent(body: str) -> int:
    line = next((line for line in body.split("\n") if line.strip()), "")
    return len(line) - len(line.lstrip(" "))


def _blank_to_line_end(text: str, at: int) -> bool:
    end = text.find("\n", at)
    return end >= 0 and not text[at:end].strip()


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
    indent = " " * _indent(source.partition("\n")[2])
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
