"""The press: one place that turns a template into PDF bytes, safely and the same each time.

WeasyPrint may fetch nothing but ``data:`` addresses, so no text a user typed can pull a file or a page into a paper.
Its fonts and style sheet are read once and kept. Characters that no font has are reported by name: they are
invisible to text extraction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from rules.problem import N_, Problem, register
from shown.language import say, say_number
from shown.writing import amount, day, node_value

register({"paper-missing-glyph": N_("本机字体没有这些字：{characters}。请安装含有该字的中文字体后重新打印")})

ROOT = Path(__file__).resolve().parent.parent
FIELD_LIMIT = 2000
NAME_LIMIT = 60  # as long as a name in the records may be
LATIN_RUN = 30
_CONTROLS = {"Cc", "Cf", "Cs", "Co", "Cn"}
_UNSAFE = re.compile(r'[\s/\\:*?"<>|%#]+')
_NAME_LIMIT, _NAME_BYTES = 40, 240  # characters of a part, so that a long one leaves room for the next; all in all
_CUT_MARK = N_("……（已截断）")


@dataclass(frozen=True, slots=True)
class Paper:
    """PDF bytes with what must be said about them."""

    pdf: bytes
    problems: tuple[Problem, ...]


def harmless(text: object, limit: int = FIELD_LIMIT) -> str:
    """A user's text as printable text: no control or direction characters, breakable Latin runs, cut with a mark at
    the limit.

    Layout cost grows with the square of an unbroken cell, so the cut is also what keeps the press from hanging.
    """
    kept, run = [], 0
    plain = "".join(c for c in str(text) if c == "\n" or unicodedata.category(c) not in _CONTROLS)
    for character in plain[:limit]:
        run = run + 1 if character.isascii() and not character.isspace() else 0
        kept.append(character)
        if run == LATIN_RUN:
            kept.append("\u200b")
            run = 0
    return "".join(kept) + (say(_CUT_MARK) if len(plain) > limit else "")


def brief(text: object) -> str:
    """A name as a head, foot or title has it: those are laid out on every page, a long one for minutes."""
    return harmless(text, NAME_LIMIT)


@cache
def environment() -> Environment:
    """Templates of papers. Autoescape is on by hand: Jinja's default does not know every ending."""
    jinja = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True, extensions=["jinja2.ext.i18n"])
    jinja.install_gettext_callables(say, say_number, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    jinja.filters.update(harmless=harmless, brief=brief, amount=amount, day=day, node_value=node_value)
    return jinja


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _style(name: str) -> CSS:
    return CSS(
        string=(ROOT / "static" / "paper" / name).read_text(encoding="utf-8"),
        font_config=_fonts(),
        url_fetcher=_fetcher(),
    )


@cache
def _fetcher() -> URLFetcher:
    return URLFetcher(allowed_protocols=["data"], allow_redirects=False)


def press(template: str, values: Mapping[str, Any], *, style: str = "scorecard.css") -> Paper:
    """Render a template to PDF. The same values give the same bytes: the identifier comes from the content."""
    html = environment().get_template(template).render(**values)
    identifier = sha256(html.encode()).hexdigest()[:32].encode()
    document = HTML(string=html, base_url="data:", url_fetcher=_fetcher()).render(
        font_config=_fonts(), stylesheets=[_style(style)]
    )
    pdf = document.write_pdf(pdf_identifier=identifier)
    missing = sorted({chr(code) for font in document.fonts.values() for code in font.missing if code > ord(" ")})
    problems = (
        (Problem("paper-missing-glyph", {"characters": "、".join(map(_named, missing))}, severity="warning"),)
        if missing
        else ()
    )
    return Paper(pdf, problems)


def _named(character: str) -> str:
    return f"{character}（U+{ord(character):04X}）"


def file_name(*parts: str) -> str:
    """A name for a PDF that every system takes and that shows what it is: no path, no control or direction
    characters, short enough for 255 bytes in UTF-8.
    """
    words = [_UNSAFE.sub("_", unicodedata.normalize("NFC", harmless(part).replace("\u200b", ""))) for part in parts]
    stem = " ".join(word.strip(" .")[:_NAME_LIMIT] or "_" for word in words)
    return stem.encode()[:_NAME_BYTES].decode(errors="ignore") + ".pdf"
