"""Forms: tables that a source prints in an annex, said as data beside the scheme (``X.forms.yaml``).

They are no rules: nothing is scored by them. So they stand apart from the scheme, as its worked examples do, and a new
one needs no program.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from rules.beside import SCHEMES, Beside, read_beside
from rules.compiled import Compiled
from rules.document import Document
from rules.model_basis import Named, Note, Part, RuleId, Title
from rules.problem import N_, Problem, did_you_mean, register

register(
    {
        "form-shape": N_("表样文件这里写得不对：{where}"),
        "form-name": N_("办法里没有「{name}」这个统计数{hint}"),
        "form-before": N_("「{name}」是算出来的，往期的值不能直接取；请取上报的统计数，或在办法里用 上期（…） 写出"),
        "form-scheme": N_("表样文件写的是「{found}」的，应是「{expected}」的"),
    }
)


class FormColumn(Part):
    """A column: a figure ``of`` each subject. ``{this}`` and ``{before}`` in the title are the periods in words;
    ``sign: minus`` prints the number with its sign turned.
    """

    title: Title
    of: Named
    period: Literal["this", "before"] = "this"
    sign: Literal["plus", "minus"] = "plus"


class Form(Part):
    """A table with a row for each subject; ``totals`` adds the sum of each column at its foot."""

    id: RuleId
    title: Title
    label: str = ""
    basis: Note = ""
    columns: list[FormColumn] = Field(min_length=1, max_length=20)
    totals: bool = False


class Forms(Beside):
    """All forms of one scheme."""

    forms: list[Form]


def forms_of(compiled: Compiled, folder: Path = SCHEMES) -> tuple[tuple[Form, ...], list[Problem]]:
    """The forms that stand beside the scheme, none where there is no such file; with every problem."""
    read, found = read_beside(compiled, "forms", Forms, folder, code="form")
    if read is None:
        return (), found
    found += _problems(*read, compiled)
    return (() if found else tuple(read[0].forms)), found


def _problems(read: Forms, document: Document, compiled: Compiled) -> Iterator[Problem]:
    for index, form in enumerate(read.forms):
        for position, column in enumerate(form.columns):
            place = document.place(("forms", index, "columns", position, "of"))
            if column.of not in compiled.quantities:
                hint = did_you_mean(column.of, compiled.quantities)
                yield Problem("form-name", {"name": column.of, "hint": hint}, place)
            elif column.period == "before" and not _reported(compiled, column.of):
                yield Problem("form-before", {"name": column.of}, place)


def _reported(compiled: Compiled, name: str) -> bool:
    figure = compiled.scheme.figures.get(name)
    return figure is not None and figure.formula is None and figure.fact is None and figure.results is None
