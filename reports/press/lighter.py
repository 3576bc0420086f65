"""What WeasyPrint 70.0 does once more for every cell and every paper, done once: a quarter of the time of a report.

* The grid of a table is drawn piece by piece, a thousand pieces a report, each with its own pen. Pieces of one pen that
  continue each other are one line, and all lines of a pen one path: the same ink.
* The six font files, three megabytes each, are copied out of the library for every paper, though only their cut goes
  in. What is known of a font at a size is kept; what a paper gathers about it is the paper's own.
* Streams are packed twice at level 9 of zlib. Once at level 6 takes a third of the time and a hundredth more room.

The first two stand in for functions of WeasyPrint, so :func:`lighten` refuses any version but the one that the tests
hold to the same picture with and without. Then papers are printed as WeasyPrint comes, slower and no different.
"""

from __future__ import annotations

import copy
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

KNOWN = "70.0"
LEVEL = 6
_TOUCH = 1e-3  # CSS pixels; what is nearer than that continues


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a table's grid, level or upright, in CSS pixels."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    style: str
    color: Any

    @property
    def pen(self) -> tuple[float, str, Any]:
        """What it is drawn with."""
        return self.width, self.style, self.color

    @property
    def plain(self) -> bool:
        """Whether drawing it twice is the same as once: then pieces may be put together."""
        return self.style == "solid" and self.color.alpha == 1


@dataclass(slots=True)
class Grid:
    """Stands in for the stream while WeasyPrint says which pieces a table's grid has, in order of painting."""

    lines: list[Line] = field(default_factory=list)

    def artifact(self) -> AbstractContextManager[None]:
        """Asked for around each piece; nothing is drawn yet."""
        return nullcontext()

    stacked = artifact

    def add(self, x1: float, y1: float, x2: float, y2: float, width: float, style: str, color: Any) -> None:  # noqa: ANN401 - as WeasyPrint calls it
        """One piece."""
        self.lines.append(Line(x1, y1, x2, y2, width, style, color))


def joined(lines: Iterable[Line]) -> Iterator[tuple[float, float, float, float]]:
    """The lines of one pen, each as long as its pieces reach: level ones from the top, then upright ones."""
    level = sorted((line.y1, line.x1, line.x2) for line in lines if line.y1 == line.y2)
    upright = sorted((line.x1, line.y1, line.y2) for line in lines if line.y1 != line.y2)
    for y, start, end in _runs(level):
        yield start, y, end, y
    for x, start, end in _runs(upright):
        yield x, start, x, end


def _runs(pieces: list[tuple[float, float, float]]) -> Iterator[tuple[float, float, float]]:
    for where, group in groupby(pieces, key=lambda piece: piece[0]):
        (_, start, end), *others = group
        for _, begins, ends in others:
            if begins > end + _TOUCH:
                yield where, start, end
                start = begins
            end = max(end, ends)
        yield where, start, end


@cache
def lighten() -> bool:
    """Put the two in WeasyPrint's place, once in a process; ``False`` when it is another version than we know."""
    import weasyprint  # noqa: PLC0415 - after prepare(), like everything of WeasyPrint

    if weasyprint.__version__ != KNOWN:
        return False
    from weasyprint import draw  # noqa: PLC0415 - as above
    from weasyprint.draw.border import draw_line  # noqa: PLC0415 - as above
    from weasyprint.pdf import stream as streams  # noqa: PLC0415 - as above

    pieces = draw.draw_collapsed_borders

    def collapsed_borders(stream: Any, table: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
        grid = Grid()
        pieces(grid, table)
        for (plain, (width, _, color)), run in groupby(grid.lines, key=lambda line: (line.plain, line.pen)):
            if not plain:
                for line in run:
                    draw_line(stream, line.x1, line.y1, line.x2, line.y2, *line.pen)
                continue
            with stream.artifact(), stream.stacked():
                stream.set_color(color, stroke=True)
                stream.set_line_width(width)
                for x1, y1, x2, y2 in joined(list(run)):
                    stream.move_to(x1, y1)
                    stream.line_to(x2, y2)
                stream.stroke()

    draw.draw_collapsed_borders, draw.draw_line = collapsed_borders, Grid.add
    streams.Font = _kept(streams.Font)
    return True


def _kept(font_class: Any) -> Any:  # noqa: ANN401 - as above
    """The maker of fonts that remembers. By size too: the first size that a paper uses rounds its measures."""
    from weasyprint.text.ffi import pango  # noqa: PLC0415 - as above

    known: dict[tuple[int, float], Any] = {}

    def font(pango_font: Any, description: Any, size: float) -> Any:  # noqa: ANN401 - as above
        key = int(pango.pango_font_description_hash(description)), size
        if key not in known:
            known[key] = font_class(pango_font, description, size)
        made = copy.copy(known[key])
        made.hb_font = pango.pango_font_get_hb_font(pango_font)  # belongs to the font that asks
        made.widths, made.to_unicode, made.missing = {}, {}, {}
        return made

    return font


def pack(pdf: Any) -> None:  # noqa: ANN401 - pydyf has no types
    """Pack the streams of a file that is about to be written, once: left to itself, pydyf packs each a second time for
    the hash that it makes of the whole.
    """
    from pydyf import _to_bytes  # type: ignore[import-untyped]  # noqa: PLC0415 - has no types; comes with WeasyPrint

    for one in pdf.objects:
        if getattr(one, "compress", False):
            content = b"\n".join(map(_to_bytes, one.stream))
            one.stream, one.compress = [zlib.compress(content, LEVEL)], False
            one.extra["Filter"] = "/FlateDecode"
