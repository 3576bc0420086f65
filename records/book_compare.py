"""A sheet of a scheme's workbook as it came back, against the one that the text would be written as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from records.book_layout import SEPARATOR, VALUE, Cell, Column, Line, Page
from records.sheets import Sheet
from rules.exact import parse_number
from rules.labels import WORDS
from rules.phrase import COMMA, listed
from rules.problem import N_, Problem, did_you_mean, register
from rules.revise import Edit
from rules.writing import laid_out, one_line

register(
    {
        "book.no_column": N_("缺少「{column}」一列。请恢复这一列的表头"),
        "book.other_column": N_("不认识「{column}」一列{hint}请恢复原来的表头，或删去这一列"),
        "book.no_row": N_("「{row}」这一行不见了。要从办法里删除它，请在办法页面删除；否则请恢复这一行"),
        "book.twice": N_("「{row}」有两行。请删去一行"),
        "book.nameless": N_("这一行没有{column}。请补上，或删去整行"),
        "book.no_thing": N_("「{row}」所属的「{name}」没有自己的一行。请先为它加一行，再写它的组成"),
        "book.not_here": N_("这一行没有「{column}」这一项，请清空这一格"),
        "book.word": N_("「{found}」不在可用的取值之内：{words}"),
        "book.no_addition": N_("不能在工作簿里新增「{row}」。请先在办法页面新增，再重新导出"),
        "book.named": N_("「{column}」不能在工作簿里改，请恢复为「{was}」"),
    }
)


class Compared:
    """One sheet as it came back, against the page that the text would be written as."""

    def __init__(self, page: Page, sheet: Sheet) -> None:
        self.page, self.sheet = page, sheet
        self.problems: list[Problem] = []
        self.added: dict[str, dict[str, object]] = {}
        self.numbers: dict[str, int] = {}  # on which row of the sheet what was added stands

    def edits(self) -> list[Edit]:
        """What to change so that the document says what the sheet says; nothing where the heads are not right."""
        page, (first, *rows) = self.page, self.sheet.rows
        heads = list(first.cells)
        self.check_heads(heads, first.number)
        if self.problems:
            return []
        known = {line.key: line for line in page.lines}
        seen: set[tuple[str, ...]] = set()
        found: list[Edit] = []
        for row in rows:
            cells = {title: text for title, text in zip(heads, row.cells, strict=False) if title}
            key = tuple(cells.get(title, "") for title in page.heads[: page.keys])
            if not self.named(key, row.number):
                continue
            if key in seen:
                self.report("book.twice", row.number, page.heads[0], row=_shown(key))
            seen.add(key)
            line = known.get(key)
            found += self.changed(line, cells, row.number) if line else self.new(key, cells, row.number)
        gone = [edit for line in page.lines if line.key not in seen for edit in self.gone(line)]
        return [*found, *gone, *self.additions()]

    def check_heads(self, heads: Sequence[str], number: int) -> None:
        """Every column is there, and no other."""
        for title in self.page.heads:
            if title not in heads:
                self.report("book.no_column", number, title, column=title)
        for title in heads:
            if title and title not in self.page.heads:
                hint = did_you_mean(title, self.page.heads) or "。"
                self.report("book.other_column", number, title, column=title, hint=hint)

    def named(self, key: tuple[str, ...], number: int) -> bool:
        """Whether a row says what it is about."""
        needed = self.page.heads[1 : self.page.keys] if self.page.table else self.page.heads[:1]
        values = key[1:] if self.page.table else key[:1]
        missing = [title for title, value in zip(needed, values, strict=True) if not value]
        for title in missing:
            self.report("book.nameless", number, title, column=title)
        return not missing

    def changed(self, line: Line, cells: dict[str, str], number: int) -> Iterator[Edit]:
        """The edits of a row that was there."""
        for title in self.page.heads[self.page.keys :]:
            text, cell = cells.get(title, ""), line.cells.get(title)
            if cell is None:
                if text:
                    self.report("book.not_here", number, title, column=title)
            elif not _same(text, cell.text):
                if cell.path is None:
                    self.report("book.named", number, title, column=title, was=cell.text)
                elif (value := self.value(cell, text, number, title)) is not None:
                    listed = cell.column is not None and cell.column.holds != "text" and bool(text)
                    yield Edit(cell.path, "put" if listed else "set", value)

    def value(self, cell: Cell, text: str, number: int, title: str) -> str | None:
        """A cell's text as the document writes it; ``None`` when it is not one of the fixed words."""
        column = cell.column
        if column is None or not text:
            return text
        if column.words:
            words = {**{word: word for word in column.words}, **{WORDS[word]: word for word in column.words}}
            if text not in words:
                allowed = listed(WORDS[word] for word in column.words)
                self.report("book.word", number, title, found=text, words=allowed)
            return words.get(text)
        if column.holds == "list":
            return one_line(_listed(text))
        return text

    def new(self, key: tuple[str, ...], cells: dict[str, str], number: int) -> list[Edit]:
        """A row that was not there: of a table it is set; a thing, or what lies below one, is added."""
        page, kind = self.page, self.page.kind
        if page.table:
            if not cells.get(VALUE):
                self.report("book.nameless", number, VALUE, column=VALUE)
            since = ("changes", key[0]) if key[0] else ("rows",)
            return [Edit(("tables", page.table, *since, key[1:]), "set", cells.get(VALUE, ""))]
        if kind is None:
            self.report("book.no_addition", number, page.heads[0], row=key[0])
            return []
        below = len(key) > 1 and bool(key[1])
        thing = self.thing(kind.below_columns if below else kind.columns, cells, number)
        if not below:
            self.added[key[0]], self.numbers[key[0]] = thing, number
        elif key[0] in self.added:
            self.below(self.added[key[0]], key[1], thing)
        elif any(line.key[0] == key[0] for line in page.lines):
            return [_added((kind.part, key[0], kind.below), key[1], thing)]
        else:
            self.report("book.no_thing", number, page.heads[0], row=_shown(key), name=key[0])
        return []

    def thing(self, columns: Sequence[Column], cells: dict[str, str], number: int) -> dict[str, object]:
        """What a new row says, as the document would."""
        thing: dict[str, object] = {}
        known = {column.title: column for column in columns}
        for title in self.page.heads[self.page.keys :]:
            text, column = cells.get(title, ""), known.get(title)
            if not text:
                continue
            if column is None:
                self.report("book.not_here", number, title, column=title)
                continue
            value = self.value(Cell("", None, column), text, number, title) or ""
            _put(thing, column.path, _listed(text) if column.holds == "list" else _plain(value, column))
        return thing

    def below(self, thing: dict[str, object], name: str, part: dict[str, object]) -> None:
        """Puts a step, field, part or dated value into a thing that is new itself."""
        kind = self.page.kind
        if kind is None:
            return
        if kind.below in ("values", "fields"):
            held = thing.setdefault(kind.below, {})
            if isinstance(held, dict):
                held[name] = part.get("value", "") if kind.below == "values" else part
        else:
            listed = thing.setdefault(kind.below, [])
            if isinstance(listed, list):
                listed.append({_called(kind.below): name, **part})

    def additions(self) -> list[Edit]:
        """The things that are new, each with what lies below it."""
        kind = self.page.kind
        if kind is None or kind.part == "tables":  # a table comes with its rows: records.book_tables
            return []
        if kind.named:
            return [Edit((kind.part, name), "add", written(thing)) for name, thing in self.added.items()]
        things = [{"id": name, **thing} for name, thing in self.added.items()]
        if not self.page.lines:  # the first of its part
            return [Edit((kind.part,), "put", "\n".join(laid_out(things)))] if things else []
        return [Edit((kind.part,), "add", written(thing)) for thing in things]

    def gone(self, line: Line) -> list[Edit]:
        """A row that is missing: of a table it is removed; anything else is more than a workbook may delete."""
        if self.page.table:
            return [Edit(line.path, "remove")]
        last = self.sheet.rows[-1].number
        self.report("book.no_row", last, self.page.heads[0], row=_shown(line.key))
        return []

    def report(self, code: str, number: int, title: str, **values: str) -> None:
        """A problem at a row (as the spreadsheet counts) and column of the sheet."""
        self.problems.append(Problem(code, values, self.sheet.place(number, title)))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(SEPARATOR.strip()) if part.strip()]


def _plain(value: str, column: Column) -> object:
    return value == "true" if column.words == ("true", "false") else value


def written(thing: dict[str, object]) -> str:
    """A thing as YAML, laid out as a person would."""
    return "\n".join(laid_out(thing))


def _added(path: tuple[str, ...], name: str, thing: dict[str, object]) -> Edit:
    """A field, step, part or dated value of a thing that is there."""
    below = path[-1]
    if below == "values":
        return Edit((*path, name), "set", str(thing.get("value", "")))
    if below == "fields":
        return Edit((*path, name), "add", written(thing))
    return Edit(path, "add", written({_called(below): name, **thing}))


def _put(thing: dict[str, object], path: Sequence[str], value: object) -> None:
    for step in path[:-1]:
        below = thing.setdefault(step, {})
        if not isinstance(below, dict):
            return
        thing = below
    thing[path[-1]] = value


def _called(below: str) -> str:
    return "of" if below == "parts" else "id"


def _shown(key: Sequence[str]) -> str:
    return listed((part for part in key if part), COMMA)


def _same(one: str, other: str) -> bool:
    """Whether two cells say the same: numbers by their value, texts but for what a spreadsheet adds around them."""
    first, second = parse_number(one), parse_number(other)
    if first is not None and second is not None:
        return first == second
    return one.replace("\r\n", "\n").strip() == other.strip()
