"""A draft as the pages need it: found, read, with its problems sorted to the parts that they are in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask import abort

from portal.schemes.pages import version_or_404
from portal.schemes.parts import HEAD, KINDS
from records.models import SchemeVersion
from rules import shape
from rules.check import load_text
from rules.compiled import Compiled
from rules.document import Document, parse
from rules.model import Scheme
from rules.node import Node
from rules.problem import Problem

UNPUBLISHED = ("draft", "submitted", "approved")


@dataclass(frozen=True, slots=True)
class Read:
    """A text read as far as it can be: the document, the typed scheme, and, without errors, the compiled one."""

    document: Document | None
    scheme: Scheme | None
    compiled: Compiled | None
    problems: tuple[Problem, ...]

    def by_part(self) -> dict[tuple[str, str], list[Problem]]:
        """Problems by (kind, name) of the part that they are in."""
        found: dict[tuple[str, str], list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(self.part_of(problem), []).append(problem)
        return found

    def part_of(self, problem: Problem) -> tuple[str, str]:
        """Where a problem is mended: the part that begins last before its line, or the head."""
        line, found = problem.place.line or 0, (HEAD, HEAD)
        for start, part in _starts(self.document.root) if self.document else ():
            if start > line:
                break
            found = part
        return found


@lru_cache(maxsize=24)
def read(text: str) -> Read:
    """Reading takes a moment, and a draft is asked for at each key that is typed."""
    document, problems = parse(text, "")
    if document is None:
        return Read(None, None, None, tuple(problems))
    scheme, _report = shape.read(document)
    compiled, found = load_text(text, "")
    return Read(document, scheme, compiled, tuple(found))


def scheme_of(text: str) -> Scheme | None:
    """The typed scheme, patched where its shape is wrong."""
    return read(text).scheme


def draft_or_404(version_id: int) -> SchemeVersion:
    """A version that is not published yet."""
    version = version_or_404(version_id)
    return version if version.state in UNPUBLISHED else abort(404)


def _starts(root: Node) -> list[tuple[int, tuple[str, str]]]:
    """The line on which each part begins, ascending; other keys of the top belong to the head."""
    found: list[tuple[int, tuple[str, str]]] = []
    for key, (key_node, node) in root.entries.items():
        kind = KINDS.get(str(key))
        found.append((key_node.line, (HEAD, HEAD) if kind is None else (kind.key, "")))
        if kind is not None and kind.named and node.kind == "map":
            found += [(name_node.line, (kind.key, str(name))) for name, (name_node, _) in node.entries.items()]
        elif kind is not None and node.kind == "list":
            for element in node.elements:
                rule = element.entries.get("id") if element.kind == "map" else None
                found.append((element.line, (kind.key, rule[1].value if rule else "")))
    return sorted(found, key=lambda one: one[0])
