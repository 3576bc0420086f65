"""Papers as pictures: pages drawn by poppler, held to those that a person has looked at (``tests/reports/approved``).

``python -m tests.reports.approve [NAME …]`` draws them anew. A page may differ by the shading of its letters' edges, as
another release of poppler or of a font gives it, and by nothing else.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

APPROVED = Path(__file__).parent / "approved"
DPI = 60
SHADES = 16
_MOST = 48  # of 255: how far a pixel's shade may be from the approved one; a wrong stroke of a character is further


def pages(pdf: Path, dpi: int = DPI, *, grey: bool = True) -> list[Image.Image]:
    """Every page, drawn."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(dpi), *(["-gray"] if grey else []), "-png", str(pdf), f"{folder}/p"]
        subprocess.run(command, check=True)
        found = []
        for path in sorted(Path(folder).iterdir()):
            with Image.open(path) as drawn:
                found.append(drawn.convert("L" if grey else "RGB"))
        return found


def small(page: Image.Image) -> Image.Image:
    """The page in sixteen greys, for a small file."""
    step = 255 // (SHADES - 1)
    greys = page.point([round(value / step) for value in range(256)], "P")
    greys.putpalette([shade * step for shade in range(SHADES) for _ in range(3)])
    return greys


def differs(drawn: Image.Image, approved: Image.Image) -> int:
    """How far the shade of a pixel is from the approved one where it is furthest; 255 for pages of different size."""
    if drawn.size != approved.size:
        return 255
    one, other = (page.convert("L") for page in (small(drawn), approved))
    extremes = ImageChops.difference(one, other).getextrema()
    return int(extremes[1])  # type: ignore[arg-type]  # of one band: two numbers


def alike(drawn: Image.Image, approved: Image.Image) -> bool:
    """Whether nobody would see a difference."""
    return differs(drawn, approved) <= _MOST


def difference(drawn: Image.Image, approved: Image.Image) -> Image.Image:
    """Approved and drawn, and white where they are alike, side by side."""
    size = (max(drawn.width, approved.width), max(drawn.height, approved.height))
    sheets = [Image.new("L", size, 255) for _ in range(2)]
    for sheet, page in zip(sheets, (approved, drawn), strict=True):
        sheet.paste(page.convert("L"))
    whole = Image.new("L", (size[0] * 3, size[1]), 255)
    for place, page in enumerate((*sheets, ImageChops.invert(ImageChops.difference(*sheets)))):
        whole.paste(page, (place * size[0], 0))
    return whole
