"""A part of a scheme in words without a sentence of its own: key by key, as the model has them."""

from __future__ import annotations

from collections.abc import Iterator

from portal.schemes import words
from rules.outline import Leaf, Outline, summary
from rules.phrase import COMMA, SEMICOLON, listed, tell

ELSEWHERE = ("id", "title", "basis", "assumption", "note")  # the head of an entry and its source


def lines_of(tree: Outline) -> Iterator[tuple[str, str]]:
    """Label and text of each key that says anything, in the order of the model."""
    for key, below in tree.items():
        if key not in ELSEWHERE:
            yield words.label(key), below.text if isinstance(below, Leaf) else tell(listed(_said(below), SEMICOLON))


def text_of(tree: Outline, key: str) -> str:
    """A key's text, empty where it is not said."""
    found = tree.get(key)
    return found.text if isinstance(found, Leaf) else ""


def _said(tree: Outline) -> Iterator[str]:
    """What lies below a key: names by their text, things by their title and keys."""
    for name, below in tree.items():
        if isinstance(below, Leaf):
            yield f"{words.label(name)} {below.text}"
        else:
            keys = [(path[-1], leaf.text) for path, leaf in summary(below) if path[-1] not in ELSEWHERE]
            said = tell(listed((f"{words.label(key)} {text}" for key, text in keys), COMMA))
            yield f"{text_of(below, 'title') or name}（{said}）"
