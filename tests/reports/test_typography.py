"""Every kind of paper as a print shop would look at it: numbers of pages, heads of tables, rows alone, bookmarks, and
what may not begin a line.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pikepdf
import pytest

from reports.kinds import composed, kind_of
from reports.press.press import press, render
from reports.press.sheet import Sheet
from tests.reports.conftest import Year
from tests.reports.every_paper import PAPERS, Printed
from tests.reports.test_press import MOMENT

NAMES = [one.name for one in PAPERS]
CHAPTERS = ("general", "annual", "forms", "pay", "book-red", "book-white", "book-yellow", "scorecard", "publicity")
LETTERS = ("letter", "notice", "grade-notice")  # GB/T 9704 wants — 1 — in the outer corner
COVERS = {"book-red": [1], "book-white": [1], "book-yellow": [1]}  # a book's cover bears no number
CLOSING = frozenset("，。、；：？！）》〉」』】〕”’％%")  # never the first of a line
OPENING = frozenset("（《〈「『【〔“‘")  # never the last of one
HEADING = re.compile(r"<h([123])[^>]*>(.*?)</h\1>", re.DOTALL)
SPACES = re.compile(r"[\s\u200b]+")
LONG = (
    "第十二条（计分办法）“审限内结案率”按《考核办法》计算：每低于目标值百分之一（1%）扣零点五分；高于的，不加分！"
    "发回重审、改判的案件，经评查委员会认定“不属于质量问题”的，不扣分；有异议的，在公示期内提出（书面）。"
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one page holds of a table: whether its head is there, how many rows below it."""

    page: int
    head: bool
    rows: int


@dataclass(frozen=True, slots=True)
class Laid:
    """A paper as it was laid out: its tables that have rows, part by part; each block's lines of text."""

    tables: tuple[tuple[bool, tuple[Part, ...]], ...]
    blocks: tuple[tuple[str, ...], ...]


def laid(sheet: Sheet) -> Laid:
    """Read off WeasyPrint's boxes."""
    tables: dict[Any, list[Part]] = {}
    blocks: list[tuple[str, ...]] = []
    for number, page in enumerate(render(sheet).pages):
        (body,) = (box for box in page._page_box.children if type(box).__name__ != "MarginBox")  # noqa: SLF001 - no other way in
        for box in body.descendants():
            name = type(box).__name__
            if name == "TableBox" and box.element.tag == "table":
                rows = [len(group.children) for group in box.children if not (group.is_header or group.is_footer)]
                head = any(group.is_header for group in box.children)
                tables.setdefault(box.element, []).append(Part(number, head, sum(rows)))
            elif name in ("BlockBox", "TableCellBox") and any(type(one).__name__ == "LineBox" for one in box.children):
                blocks.append(tuple("".join(_texts(line)) for line in box.children))
    return Laid(
        tuple((table.find("thead") is not None, tuple(parts)) for table, parts in tables.items()), tuple(blocks)
    )


def _texts(line: Any) -> Iterator[str]:  # noqa: ANN401 - WeasyPrint has no types
    for box in line.descendants():
        if type(box).__name__ == "TextBox":
            yield box.text


def alone(parts: tuple[Part, ...]) -> list[Part]:
    """Parts of a table on more than one page that hold a head without rows, or a first or last row alone."""
    if len(parts) == 1:
        return []
    return [part for part in parts if part.rows == 0 or (part in (parts[0], parts[-1]) and part.rows < 2)]


def printed(year: Year, name: str) -> Printed:
    return next(one for one in year.papers if one.wanted.name == name)


@pytest.fixture(scope="module")
def sheet_of(year: Year) -> Callable[[str], Sheet]:
    """The composed sheet of a paper."""

    def made(name: str) -> Sheet:
        wanted = printed(year, name).wanted
        sheet = composed(year.desk(wanted.scheme), kind_of(wanted.kind), wanted.subject)
        assert sheet is not None
        return sheet

    return made


def pages_of(paper: Printed) -> list[str]:
    """Each page's text, without spaces."""
    command = ["pdftotext", "-raw", str(paper.path), "-"]
    text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    return [SPACES.sub("", page) for page in text.split("\f")[:-1]]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_bears_its_number(name: str, year: Year) -> None:
    paper = printed(year, name)
    pages = pages_of(paper)
    if paper.wanted.kind in LETTERS:
        found = [re.findall(r"—(\d+)—", page) for page in pages]
        numbers = [int(number) for (number,) in found]
        assert all(next_ in (1, before + 1) for before, next_ in zip([0, *numbers], numbers, strict=False))
    else:
        without = [number for number, page in enumerate(pages, 1) if f"第{number}页共{len(pages)}页" not in page]
        assert without == COVERS.get(paper.wanted.kind, [])


@pytest.mark.parametrize("name", NAMES)
def test_tables_over_pages_and_lines(name: str, sheet_of: Callable[[str], Sheet]) -> None:
    """A table's head is on each of its pages with rows below it, no row of it is alone, and every line begins and ends
    as a line may.
    """
    paper = laid(sheet_of(name))
    assert [parts for headed, parts in paper.tables if headed and not all(part.head for part in parts)] == []
    assert [parts for _, parts in paper.tables if alone(parts)] == []
    assert list(wrong_lines(paper)) == []


def wrong_lines(paper: Laid) -> Iterator[str]:
    """Lines that begin or end with what they may not; a block's first line begins as its author began it."""
    for block in paper.blocks:
        yield from (line for line in block[1:] if line[:1] in CLOSING)
        yield from (line for line in block[:-1] if line[-1:] in OPENING)


@pytest.mark.parametrize("name", NAMES)
def test_bookmarks_are_the_headings_at_their_pages(name: str, year: Year, sheet_of: Callable[[str], Sheet]) -> None:
    paper = printed(year, name)
    pages = pages_of(paper)
    headings = [
        (int(level), SPACES.sub("", unescape(re.sub(r"<[^>]*>", "", text))))
        for level, text in HEADING.findall(sheet_of(name).html)
    ]
    marks = list(bookmarks(paper.path.read_bytes()))
    assert [title for _, title, _ in marks] == [title for _, title in headings]
    assert [(title, page) for _, title, page in marks if title not in pages[page]] == []
    levels = sorted({level for level, _ in headings})
    assert [depth for depth, _, _ in marks] == [levels.index(level) for level, _ in headings]
    if paper.wanted.kind in CHAPTERS:
        assert marks


def bookmarks(pdf: bytes) -> Iterator[tuple[int, str, int]]:
    """(depth, title, page) of each, in order."""
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}

        def below(items: Any, depth: int) -> Iterator[tuple[int, str, int]]:  # noqa: ANN401 - pikepdf's list
            for one in items:
                target = one.destination if one.destination is not None else one.action.D
                yield depth, SPACES.sub("", str(one.title)), numbers[target[0].objgen]
                yield from below(one.children, depth + 1)

        yield from below(outline.root, 0)


def bare(body: str) -> Sheet:
    """A sheet with nothing on it but this."""
    html = f'<!DOCTYPE html><html lang="zh-CN"><title>甲</title><body>{body}'
    return Sheet("a.pdf", "甲", html, ("press.css",), "0" * 64, MOMENT)


@pytest.mark.parametrize("above", range(100, 250, 7))
def test_wherever_a_page_ends_no_row_is_alone(above: int) -> None:
    """A table of eight rows that begins so many millimetres down the page."""
    rows = "".join(f"<tr><td>{row}</td><td>{'长' * row * 8}</td></tr>" for row in range(1, 9))
    table = f"<table><thead><tr><th>序号</th><th>内容</th></tr></thead><tbody>{rows}</tbody></table>"
    paper = laid(bare(f'<div style="height: {above}mm"></div><h2>二、明细</h2>{table}'))
    ((_, parts),) = paper.tables
    assert sum(part.rows for part in parts) == 8
    assert all(part.head for part in parts)
    assert alone(parts) == []


@pytest.mark.parametrize("width", range(60, 174, 3))
def test_however_wide_a_paragraph_no_line_begins_with_a_mark(width: int) -> None:
    paper = laid(bare(f'<p style="width: {width}mm">{LONG * 4}</p>'))
    (lines,) = (block for block in paper.blocks if "".join(block).startswith("第十二条"))
    assert "".join(lines) == LONG * 4
    assert len(lines) > 5
    assert list(wrong_lines(paper)) == []


def test_the_print_is_the_layout() -> None:
    """What the boxes say is what is printed: the tests above read the former."""
    paper = bare(f"<p>{LONG * 4}</p>")
    (block,) = (one for one in laid(paper).blocks if "".join(one).startswith("第十二条"))
    command = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=press(paper).pdf, capture_output=True, check=True).stdout.decode()
    assert [SPACES.sub("", line) for line in text.splitlines() if line.strip()][: len(block)] == list(block)
