"""The press itself: a composed sheet becomes PDF/A-3u bytes, the same ones each time.

WeasyPrint may fetch nothing but ``data:`` addresses, so no text that a user typed can pull a file or a page into a
paper. Fonts and style sheets are read once in a process and kept. Characters that no font has are reported: they are
invisible to text extraction.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.press import preflight
from reports.press.fonts import font_problems, prepare
from reports.press.lighter import lighten, pack
from reports.press.sheet import Sheet
from rules.phrase import listed
from rules.problem import N_, Problem, ProblemError, register

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

register(
    {
        "paper-missing-glyph": N_("本机字体没有这些字：{characters}。请安装含有该字的中文字体后重新打印"),
    }
)
ROOT = Path(__file__).resolve().parents[2]
STYLE = "press.css"
VARIANT = "pdf/a-3u"
ATTACHMENT = "score.json"


@dataclass(frozen=True, slots=True)
class Paper:
    """PDF bytes with what must be said about them. ``gate`` names the check that the file passed; ``pages`` counts
    them.
    """

    pdf: bytes
    problems: tuple[Problem, ...] = ()
    pages: int = 0
    gate: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """What a process keeps between papers."""

    fonts: FontConfiguration
    fetcher: URLFetcher


@cache
def machine() -> Machine:
    """Fonts made ready, then WeasyPrint: it reads fontconfig's configuration when it is imported."""
    prepare()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - after prepare(), as said
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above

    lighten()
    return Machine(FontConfiguration(), URLFetcher(allowed_protocols=["data"], allow_redirects=False))


def warm() -> None:
    """Make everything that stays, and take it out of the collector's sight: what is collected after each paper is
    then that paper alone. For a process that prints and does nothing else.
    """
    page = "<html lang=zh-CN><title>warm</title><table><tr><td>衡绩</table>"
    press(Sheet("", "", page, (STYLE,), "0" * 64, datetime(2000, 1, 1, tzinfo=timezone.utc)))
    gc.collect()
    gc.freeze()


@cache
def _style(name: str) -> CSS:
    from weasyprint import CSS  # noqa: PLC0415 - after prepare()

    text = (ROOT / "static" / "paper" / name).read_text(encoding="utf-8")
    return CSS(string=text, font_config=machine().fonts, url_fetcher=machine().fetcher)


def render(sheet: Sheet) -> Document:
    """Laid out, not yet written."""
    kept = machine()
    from weasyprint import HTML  # noqa: PLC0415 - after prepare()

    page = HTML(string=sheet.html, base_url="data:", url_fetcher=kept.fetcher)
    return page.render(font_config=kept.fonts, stylesheets=[_style(name) for name in sheet.styles])


def press(sheet: Sheet) -> Paper:
    """Print one sheet in this process and check the file. A batch, or a page for people, has it done by a worker,
    which can be stopped (``reports/press/workers.py``).

    Raises :class:`ProblemError` when fonts are missing, or when the file does not pass the gate.
    """
    with quiet_memory():
        document = render(sheet)
        pdf = document.write_pdf(
            pdf_variant=VARIANT,
            pdf_identifier=sheet.identifier[:32].encode(),
            attachments=[_attached(sheet)] if sheet.attachment is not None else [],
            finisher=_tidy,
        )
        problems = tuple(missing_glyphs(document))
        pages = len(document.pages)
        del document  # what is still held is not collected, only walked
    checked = sheet.gate or preflight.gate()
    faults = preflight.faults(pdf, sheet.attachment, checked)
    if faults:
        raise ProblemError(faults)
    return Paper(pdf, (*font_warnings(), *problems), pages, checked)


def _tidy(_document: Document, pdf: Any) -> None:  # noqa: ANN401 - pydyf has no types
    """WeasyPrint names an attachment twice among the associated files."""
    if files := pdf.catalog.get("AF"):
        files[:] = dict.fromkeys(files)
    pack(pdf)


def _attached(sheet: Sheet) -> object:
    from weasyprint import Attachment  # noqa: PLC0415 - after prepare()

    return Attachment(
        string=sheet.attachment, name=ATTACHMENT, description=sheet.title, relationship="Data",
        created=sheet.moment, modified=sheet.moment, url_fetcher=machine().fetcher,
    )  # fmt: skip


def missing_glyphs(document: Document) -> Iterator[Problem]:
    """The characters of a document that no font of the machine has, as a problem that names each."""
    missing = sorted({chr(code) for font in document.fonts.values() for code in font.missing if code > ord(" ")})
    if missing:
        yield Problem("paper-missing-glyph", {"characters": listed(map(_named, missing))}, severity="warning")


def _named(character: str) -> str:
    return f"{character}（U+{ord(character):04X}）"


@cache
def font_warnings() -> tuple[Problem, ...]:
    """Fonts that something else stands in for; a paper printed so says it."""
    return tuple(problem for problem in font_problems() if problem.severity == "warning")


@contextmanager
def quiet_memory() -> Iterator[None]:
    """No garbage collection while a paper is made: its boxes live until it is written, and walking them costs a
    tenth. They are collected once, when the block ends.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
        gc.collect()
