"""What the press does for WeasyPrint: the same paper, to the pixel and to the letter, with less work."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from reports.press import lighter
from reports.press.lighter import Line, joined
from reports.press.press import press
from reports.press.sheet import Sheet
from tests.reports.test_paper import ROOT
from tests.reports.test_press import sheet

Ends = tuple[float, float, float, float]
INK = type("Ink", (), {"alpha": 1})()
PLAIN = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    "from reports.press import lighter, press\n"
    "lighter.KNOWN = 'another'\n"
    "from tests.reports.test_lighter import grid\n"
    "sys.stdout.buffer.write(press.press(grid()).pdf)\n"
)


def grid() -> Sheet:
    """A card, and tables of every kind of line: spans, two widths, a colour, dashes, none, a head on two pages."""
    rows = "".join(
        f"<tr><td rowspan=2>甲{row}<td>{row}.50<td>（2025）示0101民初{row}号<tr><td colspan=2>并" for row in range(40)
    )
    table = (
        "<table style='border: 2pt solid #000'><thead><tr><th>名<th>分<th>案号</thead>" + rows + "</table>"
        "<table><tr><td style='border: 1pt dashed #c00'>虚<td style='border: 0'>无"
        "<td style='border-left: 3pt solid #1f5fa8'>蓝</table>"
        "<table><tr><td style='border: 2pt solid #00000055'>透<td>明</table>"
    )
    one = sheet()
    return replace(one, html=one.html.replace("</body>", table + "</body>"))


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ([], []),
        ([(0, 0, 10, 0)], [(0, 0, 10, 0)]),
        ([(0, 0, 10, 0), (9.5, 0, 20, 0), (20, 0, 30, 0)], [(0, 0, 30, 0)]),  # pieces of a row overlap at its columns
        ([(10, 0, 20, 0), (0, 0, 10, 0)], [(0, 0, 20, 0)]),  # in any order
        ([(0, 0, 10, 0), (11, 0, 20, 0)], [(0, 0, 10, 0), (11, 0, 20, 0)]),  # a cell without a line between
        ([(0, 0, 30, 0), (5, 0, 10, 0)], [(0, 0, 30, 0)]),
        ([(0, 0, 10, 0), (0, 5, 10, 5)], [(0, 0, 10, 0), (0, 5, 10, 5)]),
        ([(3, 0, 3, 5), (0, 0, 10, 0), (3, 5, 3, 9)], [(0, 0, 10, 0), (3, 0, 3, 9)]),
    ],
)
def test_pieces_become_lines(pieces: list[Ends], lines: list[Ends]) -> None:
    assert list(joined([Line(*piece, 1.0, "solid", INK) for piece in pieces])) == lines


def test_the_version_that_is_pinned_is_the_one_that_is_known() -> None:
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert f"weasyprint=={lighter.KNOWN}" in pinned
    assert lighter.lighten()


def test_the_same_picture_and_the_same_text_as_weasyprint_s_own(tmp_path: Path) -> None:
    """Printed by a process that takes our WeasyPrint for another version, and so leaves it as it comes."""
    own = press(grid()).pdf
    plain = subprocess.run([sys.executable, "-X", "utf8", "-c", PLAIN], capture_output=True, check=True).stdout
    drawn = []
    for name, pdf in (("own", own), ("plain", plain)):
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        subprocess.run(["pdftoppm", "-r", "100", "-png", f"{name}.pdf", name], cwd=tmp_path, check=True)  # noqa: S607 - on the path
        subprocess.run(["pdftotext", "-layout", f"{name}.pdf", f"{name}.txt"], cwd=tmp_path, check=True)  # noqa: S607 - as above
        pictures = sorted(tmp_path.glob(f"{name}-*.png"))
        drawn.append(([one.read_bytes() for one in pictures], (tmp_path / f"{name}.txt").read_bytes()))
    assert drawn[0] == drawn[1]
    assert len(drawn[0][0]) > 2
    assert strokes(own) * 5 < strokes(plain)


def strokes(pdf: bytes) -> int:
    """How often a pen is set down in all pages."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return sum(str(one.operator) == "S" for page in document.pages for one in pikepdf.parse_content_stream(page))


def test_what_was_printed_before_leaves_no_trace() -> None:
    """Fonts are remembered between papers; what a paper used of them is not."""
    first = press(sheet()).pdf
    press(grid())
    press(sheet(subject="𠮷㛃䶮"))
    assert press(sheet()).pdf == first
