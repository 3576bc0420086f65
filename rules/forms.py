"""Forms: tables that a source prints in an annex, said as data beside the scheme (``X.forms.yaml``).

They are no rules: nothing is scored by them. So they stand apart from the scheme, as its worked examples do, and a new
one needs no program.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from rules.compiled import Compiled
from rules.document import Document, parse
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
SCHEMES = Path(__file__).parent / "schemes"


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


class Forms(Part):
    """All forms of one scheme."""

    scheme: RuleId
    forms: list[Form]


def forms_of(compiled: Compiled, folder: Path = SCHEMES) -> tuple[tuple[Form, ...], list[Problem]]:
    """The forms that stand beside the scheme, none where there is no such file; with every problem."""
    path = folder / f"{compiled.scheme.scheme}.forms.yaml"
    if not path.is_file():
        return (), []
    document, problems = parse(path.read_text(encoding="utf-8"), path.name)
    if document is None:
        return (), problems
    try:
        read = Forms.model_validate(document.data)
    except ValidationError as error:
        paths = [detail["loc"] for detail in error.errors(include_url=False)]
        return (), [Problem("form-shape", {"where": ".".join(map(str, one))}, document.place(one)) for one in paths]
    found = list(_problems(read, compiled, document))
    return (() if found else tuple(read.forms)), found


def _problems(read: Forms, compiled: Compiled, document: Document) -> Iterator[Problem]:
    name = compiled.scheme.scheme
    if read.scheme != name:
        yield Problem("form-scheme", {"found": read.scheme, "expected": name}, document.place(("scheme",)))
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
    return figure is not None and figure.formula is None and figure.fact is None
