"""A text for people that can still be translated: a marked template and the values in its places.

A :class:`Phrase` is a ``str``, and as such its Chinese source: so it is compared, stored and written into records, in
one language whoever acts. Where a person reads it, :func:`tell` says it in the reader's language; a page does so by
itself (``__html__``). Names and values from a scheme or from records are plain texts, and stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import Any

Translate = Callable[[str], str]
Stored = Any  # what json.loads gives back: a text, or an object made by to_data


def _source(message: str) -> str:
    return message


_HERE: ContextVar[Translate | None] = ContextVar("here", default=None)
_EVERYWHERE: list[Translate] = [_source]


class Phrase(str):
    """``template`` is what translators see, with ``{named}`` places; without ``values`` braces are just braces."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, str]

    def __new__(cls, template: str, values: Mapping[str, str] | None = None) -> Phrase:  # noqa: PYI034 - Self is Python 3.11
        """The Chinese text, with what it was made of."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = str(template), values or {}
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """For copies, and for the way to another process."""
        return Phrase, (self.template, self.values)

    def __html__(self) -> str:
        """What a page shows: the reader's language, escaped."""
        return escape(tell(self))

    def filled(self, **values: str | int) -> Phrase:
        """The template with its values, which may be phrases themselves."""
        return Phrase(
            self.template, {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
        )

    def told(self, translate: Translate) -> str:
        """In another language; in Chinese where the catalogue has no such text or its places do not fit."""
        template = translate(self.template) if self.template else ""  # gettext answers "" with the catalogue's header
        values = {name: tell(value, translate) for name, value in self.values.items()}
        if not values:
            return template
        try:
            return template.format(**values)
        except (LookupError, ValueError, AttributeError):
            return self.template.format(**values)

    def to_data(self) -> dict[str, Stored]:
        """As JSON keeps it."""
        return {"say": self.template} | ({"with": _each_to_data(self.values)} if self.values else {})


class Row(Phrase):
    """Texts beside each other, some of them phrases, with a separator between them that is translated too."""

    __slots__ = ("parts",)
    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str], between: str = "") -> Row:  # noqa: PYI034 - Self is Python 3.11
        """The Chinese text, with its parts."""
        kept = tuple(parts)
        made = str.__new__(cls, between.join(kept))
        made.template, made.values, made.parts = str(between), {}, kept
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """For copies, and for the way to another process."""
        return Row, (self.parts, self.template)

    def told(self, translate: Translate) -> str:
        """Each part by itself."""
        between = translate(self.template) if self.template else ""
        return between.join(tell(part, translate) for part in self.parts)

    def to_data(self) -> dict[str, Stored]:
        """As JSON keeps it."""
        return {"row": [to_data(part) for part in self.parts]} | ({"between": self.template} if self.template else {})


def N_(message: str) -> Phrase:  # noqa: N802 - the name Babel's extractor looks for
    """Mark a text for translation; it is translated where somebody reads it."""
    return Phrase(message)


LIST, COMMA, SEMICOLON = N_("、"), N_("，"), N_("；")  # between words, parts and sentences


def listed(parts: Iterable[str], between: Phrase = LIST) -> str:
    """甲、乙、丙. The separator is a text too: another language has its own."""
    kept = tuple(parts)
    if len(kept) > 1:
        return Row(kept, between)
    return kept[0] if kept else ""


def glue(*parts: str) -> str:
    """Texts beside each other as they are; a plain text when no part is a phrase."""
    return Row(parts) if any(isinstance(part, Phrase) for part in parts) else "".join(parts)


def flat(text: str) -> Iterator[str]:
    """The parts of a glued text, down to plain texts and whole phrases."""
    if isinstance(text, Row) and not text.template:
        for part in text.parts:
            yield from flat(part)
    else:
        yield text


def tell(text: str, translate: Translate | None = None) -> str:
    """A text for whoever reads now; one that is no phrase stays as it is."""
    return text.told(translate or _HERE.get() or _EVERYWHERE[-1]) if isinstance(text, Phrase) else text


def speak(translate: Translate) -> None:
    """From here on the whole program speaks this language; ``translate`` may ask who is being spoken to."""
    _EVERYWHERE[:] = [translate]


@contextmanager
def speaking(translate: Translate) -> Iterator[None]:
    """In this thread or task alone, and for a while."""
    before = _HERE.set(translate)
    try:
        yield
    finally:
        _HERE.reset(before)


def to_data(text: str) -> Stored:
    """A text as JSON keeps it, so that it can be translated when read back; a plain one as itself."""
    return text.to_data() if isinstance(text, Phrase) else text


def from_data(stored: Stored) -> str:
    """The text back."""
    if isinstance(stored, str):
        return stored
    if "row" in stored:
        return Row((from_data(part) for part in stored["row"]), stored.get("between", ""))
    return Phrase(stored["say"], {name: from_data(value) for name, value in stored.get("with", {}).items()})


def _each_to_data(values: Mapping[str, str]) -> dict[str, Stored]:
    return {name: to_data(value) for name, value in values.items()}
