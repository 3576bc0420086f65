"""Data written as YAML: on one line (flow style), or in lines as a person would lay it out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rules.node import compose

_WIDE = 100  # characters that a map or list may have on one line of a laid-out block
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^\[\]{},\n]*\Z")


def one_line(value: object) -> str:
    """A value in flow style; texts are quoted only where plain ones would mean something else."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{one_line(key)}: {one_line(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(one_line, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, date):
        return value.isoformat()
    return text_of(str(value), flow=True)


def text_of(value: str, *, flow: bool) -> str:
    """A text as one scalar on one line: plain when it reads back as the same text, else in double quotes."""
    # What is written in flow style may also stand alone, behind a key: =: would be a map there.
    plain = reads_as(value, value, flow=False) and (
        not flow or (_PLAIN.match(value) and reads_as(value, value, flow=True))
    )
    if plain:
        return value
    return '"' + "".join(_escaped(character) for character in value) + '"'


def reads_as(written: str, meant: object, *, flow: bool) -> bool:
    """Whether a writing is one scalar that means ``meant``: behind a key, or (``flow``) anywhere within {} and []."""
    wanted = {"key": meant, "next": "x"}
    for whole in (f"[{written}, x]", f"{{key: {written}, next: x}}") if flow else (f"key: {written}\nnext: x\n",):
        root, problems = compose(whole, "")
        if root is None or problems:
            return False
        data = dict(zip(wanted, root.data, strict=False)) if isinstance(root.data, list) else root.data
        if data != wanted or len(root.data) != len(wanted) or type(data["key"]) is not type(meant):
            return False
    return True


def laid_out(value: object) -> list[str]:
    """Lines without indentation: short maps and lists of scalars stay on one line, the others are blocks."""
    short = one_line(value)
    if not isinstance(value, (Mapping, list)) or not value or (_flat(value) and len(short) <= _WIDE):
        return [short]
    if isinstance(value, Mapping):
        return [line for key, each in value.items() for line in entry(key, laid_out(each))]
    return [line for each in value for line in element(laid_out(each))]


def entry(key: object, lines: Sequence[str]) -> list[str]:
    """A map's entry whose value is laid out in lines: behind the key if one line can stand there, else below it."""
    root, _ = compose("\n".join(lines), "")
    beside = len(lines) == 1 and (root is None or root.kind == "scalar" or lines[0][:1] in "[{")
    if beside:
        return [f"{one_line(key)}: {lines[0]}"]
    return [f"{one_line(key)}:", *(f"  {line}" if line else "" for line in lines)]


def element(lines: Sequence[str]) -> list[str]:
    """A list's element whose value is laid out in lines."""
    return [f"- {lines[0]}", *(f"  {line}" if line else "" for line in lines[1:])]


def _flat(value: object) -> bool:
    """Whether no map or list stands below. A map with an id is a rule or step: it gets lines of its own."""
    below = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else []
    ruled = isinstance(value, Mapping) and "id" in value
    return not ruled and not any(isinstance(each, (Mapping, list)) for each in below)


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    short = {"\n": "\\n", "\t": "\\t"}
    return short.get(character) or (
        f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"  # noqa: PLR2004 - Unicode's first plane
    )
