"""How a scheme lies in a workbook: a sheet a part, a row a thing, a column a key; and the value of every cell.

The layout is worked out from the text each time, for writing and for reading back: what a reader changed is what
differs from the cells that the text would be written as.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pydantic import BaseModel

from rules.labels import KEYS, PARTS, WORDS
from rules.locating import Step
from rules.model import (
    Bounds,
    FactKind,
    FieldKind,
    Figure,
    Indicator,
    Item,
    Ladder,
    Parameter,
    Scheme,
    Section,
    SectionPart,
    Table,
    Window,
)
from rules.model import Step as LadderStep
from rules.model_basis import When
from rules.model_chains import Chain, ChainStep
from rules.model_grades import GradeLevel, Grades, Results, ShareOut
from rules.model_votes import Ballot, Majority, Vote
from rules.problem import N_
from rules.writing import one_line

Holds = Literal["text", "list", "yaml"]
SEPARATOR = " | "  # between the values of a list in one cell
NAME, PLACE, WHAT, CONTENT, SINCE, VALUE = N_("名称"), N_("位置"), N_("项目"), N_("内容"), N_("起始日"), N_("值")
_TABLE = N_("权重·{name}")
_LISTS = ("choices", "keys", "values", "same", "bars", "within")
_YAML = ("fixed", "domains", "limits")
_NESTED = (Ballot, Bounds, Majority, Results, When, Window)  # parts that lie in the columns of what they are part of
_MOST = 31  # characters that a sheet's name may have


@dataclass(frozen=True, slots=True)
class Column:
    """A key of a thing: the way to it, how its cell is written, and the fixed words that it may be."""

    path: tuple[str, ...]
    holds: Holds
    words: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What stands at the column's head."""
        return KEYS[self.path[-1]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A part of the document as a sheet: columns of its things, and of what lies below a thing (steps, fields)."""

    part: str
    columns: tuple[Column, ...]
    below: str = ""
    below_columns: tuple[Column, ...] = ()

    @property
    def named(self) -> bool:
        """Whether things go by name (a map) or by id (a list)."""
        return self.part in ("parameters", "tables", "facts", "figures")


@dataclass(slots=True)
class Cell:
    """A cell's text, and where it belongs in the document; ``None`` where it only names the row."""

    text: str
    path: tuple[Step, ...] | None = None
    column: Column | None = None


@dataclass(slots=True)
class Line:
    """A row of a sheet. ``key`` is what it is recognised by; ``path`` leads to what it is about."""

    key: tuple[str, ...]
    cells: dict[str, Cell]
    path: tuple[Step, ...] = ()


@dataclass(slots=True)
class Page:
    """A sheet: its heads, of which the first ``keys`` name a row, and its rows. ``kind`` is ``None`` for the head of
    the scheme, ``table`` the name of the table whose rows it holds.
    """

    name: str
    heads: list[str]
    keys: int
    lines: list[Line] = field(default_factory=list)
    kind: Kind | None = None
    table: str = ""


def _columns(model: type[BaseModel], *leave: str) -> Iterator[Column]:
    """The keys of a part that fit a cell, in the order of the model, the sources last."""
    sources = ("basis", "assumption", "note")
    fields = model.model_fields
    for name in [*(one for one in fields if one not in sources), *(one for one in sources if one in fields)]:
        kind: Any = fields[name].annotation
        nested = next((each for each in (kind, *get_args(kind)) if each in _NESTED), None)
        if name in leave:
            continue
        if nested is not None:
            yield from (Column((name, *below.path), below.holds, below.words) for below in _columns(nested))
            continue
        words = _literals(kind)
        holds: Holds = "yaml" if name in _YAML else "list" if name in _LISTS and model is not Parameter else "text"
        if model is Parameter and name == "choices":
            holds = "list"
        yield Column((name,), holds, ("true", "false") if kind is bool else words)


def _literals(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a type as typing gives it
    """The fixed words of a ``Literal``, optional or not."""
    words = [each for one in (kind, *get_args(kind)) for each in get_args(one) if isinstance(each, str)]
    return tuple(dict.fromkeys(words)) if set(words) <= set(WORDS) else ()


KINDS = (
    Kind("parameters", tuple(_columns(Parameter, "values")), "values", (Column(("value",), "text"),)),
    Kind("tables", tuple(_columns(Table, "rows", "changes"))),
    Kind("facts", tuple(_columns(FactKind, "fields")), "fields", tuple(_columns(FieldKind))),
    Kind("figures", tuple(_columns(Figure))),
    Kind("items", tuple(_columns(Item, "id"))),
    Kind("indicators", tuple(_columns(Indicator, "id"))),
    Kind("sections", tuple(_columns(Section, "id", "parts")), "parts", tuple(_columns(SectionPart, "of"))),
    Kind("ladders", tuple(_columns(Ladder, "id", "steps")), "steps", tuple(_columns(LadderStep, "id"))),
    Kind("votes", tuple(_columns(Vote, "id"))),
    Kind("chains", tuple(_columns(Chain, "id", "steps")), "steps", tuple(_columns(ChainStep, "id"))),
    Kind("share_outs", tuple(_columns(ShareOut, "id"))),
    Kind("grades", tuple(_columns(Grades, "id", "levels")), "levels", tuple(_columns(GradeLevel, "id"))),
)
_PARTS = frozenset(kind.part for kind in KINDS)


def pages(data: Mapping[str, Any]) -> list[Page]:
    """All sheets of a document, whose shape is right."""
    found = [_head(data)]
    for kind in KINDS:
        if data.get(kind.part):
            found.append(_part(kind, data[kind.part]))
        if kind.part == "tables":
            names = {page.name for page in found}
            for name, table in (data.get("tables") or {}).items():
                page = _table(str(name), table, names)
                names.add(page.name)
                found.append(page)
    return found


def cell_text(value: object, column: Column | None = None) -> str:
    """How a value of the document is written into a cell."""
    if value is None:
        return ""
    if column is not None and column.holds == "list" and isinstance(value, list):
        return SEPARATOR.join(str(each) for each in value)
    if isinstance(value, (list, dict)):
        return one_line(value)
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    return WORDS[text] if column is not None and text in column.words else text


def _head(data: Mapping[str, Any]) -> Page:
    page = Page(PARTS["head"], [PLACE, WHAT, CONTENT], 1)
    for path, value in _leaves({key: value for key, value in data.items() if key not in _PARTS}, ()):
        holds: Holds = "list" if isinstance(value, list) else "text"
        column = Column(path, holds, _words(path))
        what = KEYS.get(path[-1]) or PARTS.get(path[-1]) or path[-1]
        place = " / ".join(path)
        cells: dict[str, Cell] = {
            PLACE: Cell(place),
            WHAT: Cell(what),
            CONTENT: Cell(cell_text(value, column), path, column),
        }
        page.lines.append(Line((place,), cells, path))
    return page


def _words(path: tuple[str, ...]) -> tuple[str, ...]:
    """The fixed words that a key of the head may be."""
    if len(path) != 1 or path[0] not in Scheme.model_fields:
        return ()
    return _literals(Scheme.model_fields[path[0]].annotation)


def _leaves(node: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(node, dict):
        for key, below in node.items():
            yield from _leaves(below, (*path, str(key)))
    else:
        yield path, node


def _part(kind: Kind, things: Any) -> Page:  # noqa: ANN401 - any YAML of the right shape
    first = NAME if kind.named else KEYS["id"]
    below = [] if not kind.below else [SINCE if kind.below == "values" else KEYS[kind.below]]
    heads = list(dict.fromkeys(column.title for column in (*kind.columns, *kind.below_columns)))
    page = Page(PARTS[kind.part], [first, *below, *heads], 1 + len(below), kind=kind)
    entries = things.items() if kind.named else ((thing["id"], thing) for thing in things)
    for name, thing in entries:
        path = (kind.part, str(name))
        page.lines.append(_line(page, (str(name), *("" for _ in below)), path, thing, kind.columns))
        for under, value in _under(thing.get(kind.below) if kind.below else None):
            wrapped = value if isinstance(value, dict) else {"value": value}
            line = _line(page, (str(name), under), (*path, kind.below, under), wrapped, kind.below_columns)
            if kind.below == "values":  # a dated value is a scalar: its cell is the row itself
                line.cells[KEYS["value"]].path = line.path
            page.lines.append(line)
    return page


def _under(node: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any YAML of the right shape
    """What lies below a thing, with what it is called by."""
    if isinstance(node, dict):
        yield from ((str(key), value) for key, value in node.items())
    elif isinstance(node, list):
        yield from ((str(each.get("id", each.get("of"))), each) for each in node)


def _line(
    page: Page, key: tuple[str, ...], path: tuple[Step, ...], thing: Mapping[str, Any], columns: Sequence[Column]
) -> Line:
    cells = {head: Cell(text) for head, text in zip(page.heads, key, strict=False)}
    for column in columns:
        value: Any = thing
        for step in column.path:
            value = value.get(step) if isinstance(value, dict) else None
        cells[column.title] = Cell(cell_text(value, column), (*path, *column.path), column)
    return Line(key, cells, path)


def _table(name: str, table: Mapping[str, Any], taken: set[str]) -> Page:
    """The rows of one table: from which day (none for those that always held), the keys, the value."""
    title, number = table_sheet(name), 2
    while title in taken:
        title, number = f"{title[: _MOST - 3]}~{number}", number + 1
    keys = [str(key) for key in table["keys"]]
    page = Page(title, [SINCE, *keys, VALUE], 1 + len(keys), table=name)
    for row in table.get("rows") or ():
        page.lines.append(_row(page, ("tables", name, "rows"), "", row))
    for change in table.get("changes") or ():
        for row in change.get("rows") or ():
            page.lines.append(_row(page, ("tables", name, "changes", str(change["from"])), str(change["from"]), row))
    return page


def table_sheet(name: str) -> str:
    """What the sheet with a table's rows is called, as long as no other is called so."""
    return _TABLE.format(name=name)[:_MOST]


def absent(data: Mapping[str, Any], names: Collection[str]) -> list[Page]:
    """Sheets of parts that the document does not have yet, where a sheet of that name is given."""
    missing = [kind for kind in KINDS if not data.get(kind.part) and PARTS[kind.part] in names]
    return [_part(kind, {} if kind.named else []) for kind in missing]


def _row(page: Page, path: tuple[Step, ...], since: str, row: Sequence[Any]) -> Line:
    keys = tuple(str(cell) for cell in row[:-1])
    cells = {head: Cell(text) for head, text in zip(page.heads, (since, *keys), strict=False)}
    cells[VALUE] = Cell(cell_text(row[-1]), (*path, keys))
    return Line((since, *keys), cells, (*path, keys))
