"""A part of a scheme in words without a sentence of its own: key by key, as the model has them."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.schemes import words
from rules.outline import Leaf, Outline, summary
from rules.phrase import COMMA, SEMICOLON, listed, tell

ELSEWHERE = ("id", "title", "basis", "assumption", "note")  # the head of an entry and its source
NAMES = ("by", "of", "quantity", "scheme")  # values that are names, whatever they look like


def lines_of(tree: Outline) -> Iterator[tuple[str, str]]:
    """Label and text of each key that says anything, in the order of the model."""
    for key, below in tree.items():
        if key not in ELSEWHERE:
            said = _written(key, below) if isinstance(below, Leaf) else tell(listed(_said(below), SEMICOLON))
            yield words.label(key), said


def text_of(tree: Outline, key: str) -> str:
    """A key's text, empty where it is not said."""
    found = tree.get(key)
    return found.text if isinstance(found, Leaf) else ""


def _said(tree: Outline) -> Iterator[str]:
    """What lies below a key: names by their text, things by their title and keys."""
    for name, below in tree.items():
        if isinstance(below, Leaf):
            yield f"{words.label(name)} {_written(name, below)}"
        else:
            keys = [(path[-1], leaf) for path, leaf in summary(below) if path[-1] not in ELSEWHERE]
            said = [f"{words.label(key)} {_written(key, leaf)}" for key, leaf in keys if leaf.value is not False]
            title = text_of(below, "title") or name
            yield _("%(title)s（%(said)s）", title=title, said=tell(listed(said, COMMA))) if said else title


def _written(key: str, leaf: Leaf) -> str:
    """A value; a fixed one of the language in words."""
    return leaf.text if key in NAMES else words.choice(key, leaf.text)
