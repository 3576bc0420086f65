"""Fields of forms that are made from the scheme language: formulas, conditions, lists, grids of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import Length

from rules.condition_rows import Row, rows_of, text_of
from rules.model import FieldKind, Parameter

MOST_CELLS = 20_000
SPARE_ROWS = 2


class FormulaField(TextAreaField):
    """A formula, checked while it is typed (static/js/formula.js)."""

    checked = "formula"

    def __init__(self, *args: Any, longest: int = 2000, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(*args, validators=[Length(max=longest)], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """One line, whatever was pasted."""
        if valuelist:
            self.data = " ".join(valuelist[0].split("\n")).replace("\r", "").strip()


class ConditionField(FormulaField):
    """A condition as text and as rows. Without script the rows count when the text was left as it came."""

    checked = "condition"
    known: Mapping[str, FieldKind] = {}
    parameters: Mapping[str, Parameter] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(*args, longest=1000, **kwargs)

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Text, or rows when only they were changed."""
        super().process(formdata, *args, **kwargs)
        if formdata is not None and f"{self.name}-was" in formdata:
            names = (f"{self.name}-field", f"{self.name}-op", f"{self.name}-value")
            rows = [Row(*cells) for cells in zip(*(formdata.getlist(name) for name in names), strict=False)]
            said, was = text_of(rows), formdata.get(f"{self.name}-was", "")
            untouched = (self.data or "") == was
            if untouched and said != formdata.get(f"{self.name}-rows", ""):
                self.data = said

    @property
    def rows(self) -> list[Row] | None:
        """What the text says, with blank rows to add to it; ``None`` when it must be mended as text."""
        found = rows_of(self.data or "", self.known, self.parameters)
        return None if found is None else found + [Row()] * (1 if found else SPARE_ROWS)

    @property
    def said(self) -> str:
        """The rows as they come out of the form unchanged."""
        return text_of(rows_of(self.data or "", self.known, self.parameters) or [])


class LinesField(TextAreaField):
    """A list of texts, one a line."""

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Lists become lines."""
        self.data = "\n".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value

    @property
    def items(self) -> list[str]:
        """The lines that are not blank."""
        return [line.strip() for line in (self.data or "").splitlines() if line.strip()]


class CellsField(TextAreaField):
    """Rows of few cells, one row a line, cells apart by tab or ，."""

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Rows become lines."""
        rows = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
        self.data = "\n".join("，".join(map(str, row)) for row in rows)

    @property
    def items(self) -> list[list[str]]:
        """The cells of the lines that are not blank."""
        lines = (line.replace("\t", "，").replace(",", "，") for line in (self.data or "").splitlines())
        return [[cell.strip() for cell in line.split("，")] for line in lines if line.strip()]


class GridField(Field):
    """A table's rows as a grid of inputs, all of one name, row after row; ``width`` cells a row.

    ``heads`` are the titles of the columns. A row whose cells are all blank is no row.
    """

    heads: Sequence[str] = ()
    width = 2

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Cells of the form are cut into rows by the width that the page was made with."""
        super().process(formdata, *args, **kwargs)
        given: Any = self.data
        self.data: list[list[str]] = [[str(cell) for cell in row] for row in given or []]
        if formdata is not None and f"{self.name}-width" in formdata:
            try:
                self.width = max(1, min(40, int(formdata[f"{self.name}-width"])))
            except ValueError:
                self.width = 2
            cells = [cell.strip() for cell in formdata.getlist(self.name)[:MOST_CELLS]]
            rows = [cells[at : at + self.width] for at in range(0, len(cells), self.width)]
            self.data = [row for row in rows if any(row)]

    def shape(self, heads: Sequence[str]) -> None:
        """Give the columns their titles; rows that are longer than that keep their cells."""
        self.heads = heads
        self.width = max([len(heads), *(len(row) for row in self.data)])

    @property
    def rows(self) -> list[list[str]]:
        """All rows at full width, and blank ones to type or paste into."""
        blank = [""] * self.width
        return [[*row, *blank][: self.width] for row in self.data] + [blank] * SPARE_ROWS

    def _value(self) -> str:
        return ""


class DayField(StringField):
    """A day, kept as typed: what is no day is for the checker to say."""
