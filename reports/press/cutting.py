"""One font cut down: GB 2312 and the marks of papers, as TrueType outlines without layout tables.

Three marks of forms, ☐ ☑ ☒, stand in none of the installed Chinese fonts; they are drawn here.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

MARKS = "−–—―‘’“”…‰′″※℃№™←↑→↓①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ×÷±≈≠≤≥≡∞∑√∠∥∧∨∩∪∈■□▲△▼▽◆◇○◎●★☆〇〔〕〈〉《》「」『』【】㎡㎏·　"
BOXES = {0x2610: "box", 0x2611: "boxTicked", 0x2612: "boxCrossed"}
_MAX_ERROR = 1.0  # of a thousand units: what cubic curves may lose as quadratic ones, unseen in print
_BOLD = 700


def characters() -> set[int]:
    """What a cut holds: Latin, GB 2312 whole (names are full of its second level) and the marks."""
    rows = (bytes((0xA0 + row, 0xA0 + cell)) for row in range(1, 88) for cell in range(1, 95))
    national = "".join(pair.decode("gb2312", errors="ignore") for pair in rows)
    return {*range(0x20, 0x7F), 0xA0, 0xB0, 0xB7, 0x200B, *map(ord, national), *map(ord, MARKS)}


def cut(source: Path, number: int, family: str, weight: int, target: Path) -> None:
    """Write one cut. Its times are fixed, so that the same source gives the same bytes."""
    font = TTFont(source, fontNumber=number, lazy=True, recalcTimestamp=False)
    options = Options(hinting=False, glyph_names=False, notdef_outline=True, layout_features=[], name_IDs=[1])
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "meta", "kern"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    if "CFF " in font:
        _to_truetype(font)
    _add_boxes(font, bold=weight == _BOLD)
    _rename(font, family, weight)
    font.save(target)


def _to_truetype(font: TTFont) -> None:
    """Cubic outlines become quadratic ones, which the renderer reads faster."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = {name: _quadratic(glyphs, name) for name in order}
    del font["CFF "]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for name in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements",
    ):  # fmt: skip
        setattr(maxp, name, int(name == "maxZones"))
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    font["head"].glyphDataFormat = 0


def _quadratic(glyphs: Any, name: str) -> Any:  # noqa: ANN401 - fontTools' own
    pen = TTGlyphPen(None)
    glyphs[name].draw(Cu2QuPen(pen, _MAX_ERROR, reverse_direction=True))
    return pen.glyph()


def _add_boxes(font: TTFont, *, bold: bool) -> None:
    """☐ ☑ ☒ as lines of one width in the square of a character."""
    em, order = font["head"].unitsPerEm, font.getGlyphOrder()
    unit = em / 1000
    line = (90 if bold else 60) * unit
    low, left, side = -40 * unit, 110 * unit, 780 * unit
    tick = ((230, 350), (420, 160), (780, 590))
    for code, name in BOXES.items():
        pen = TTGlyphPen(None)
        _square(pen, left, low, side)
        _square(pen, left + line, low + line, side - 2 * line, inner=True)
        if name == "boxTicked":
            for start, end in pairwise(tick):
                _stroke(pen, [(x * unit, y * unit) for x, y in (start, end)], line)
        elif name == "boxCrossed":
            for start, end in (((260, 110), (740, 590)), ((260, 590), (740, 110))):
                _stroke(pen, [(x * unit, y * unit) for x, y in (start, end)], line)
        font["glyf"].glyphs[name] = pen.glyph()
        font["hmtx"].metrics[name] = (em, round(left))
        order = [*order, name]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order


def _square(pen: TTGlyphPen, x: float, y: float, side: float, *, inner: bool = False) -> None:
    corners = [(x, y), (x, y + side), (x + side, y + side), (x + side, y)]
    _polygon(pen, corners[::-1] if inner else corners)


def _stroke(pen: TTGlyphPen, ends: list[tuple[float, float]], width: float) -> None:
    """A line with straight ends, as wide as ``width``, clockwise."""
    (x1, y1), (x2, y2) = ends
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = (y2 - y1) / length * width / 2, (x2 - x1) / length * width / 2
    _polygon(pen, [(x1 - dx, y1 + dy), (x2 - dx, y2 + dy), (x2 + dx, y2 - dy), (x1 + dx, y1 - dy)])


def _polygon(pen: TTGlyphPen, corners: list[tuple[float, float]]) -> None:
    points = [(round(x), round(y)) for x, y in corners]
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def _rename(font: TTFont, family: str, weight: int) -> None:
    """Its own name: a cut is not the font that its makers named."""
    style = "Bold" if weight == _BOLD else "Regular"
    names = font["name"]
    names.names = []
    for number, text in ((1, family), (2, style), (3, f"{family} {style}"), (4, f"{family} {style}"),
                         (6, f"{family.replace(' ', '')}-{style}")):  # fmt: skip
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if weight == _BOLD else 0x40
    font["head"].macStyle = int(weight == _BOLD)
