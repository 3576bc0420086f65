"""红皮书、白皮书、黄皮书: which facts of a scheme are collected in which book, said as data (``X.yearbooks.yaml``).

They are no rules: nothing is scored by them. So they stand beside the scheme, as its forms do, and a new one needs no
program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from rules.beside import SCHEMES, Beside, read_beside
from rules.comparison import parse_condition
from rules.compiled import Compiled
from rules.condition import Condition
from rules.document import Document
from rules.model_basis import Named, Note, Part, RuleId, Title, When
from rules.problem import N_, Problem, did_you_mean, register

register(
    {
        "book-shape": N_("年册文件这里写得不对：{where}"),
        "book-scheme": N_("年册文件写的是「{found}」的，应是「{expected}」的"),
        "book-fact": N_("办法里没有「{name}」这种事实{hint}"),
        "book-field": N_("「{fact}」没有「{name}」这个字段{hint}"),
        "book-twice": N_("「{colour}」已有一册；每种颜色只能有一册"),
    }
)
Colour = Literal["red", "white", "yellow"]


class Yearbook(Part):
    """A book of one ``colour``: each fact that meets ``when`` is a case in it. ``happened`` is the field that says what
    happened, ``found`` the one that says what was found; either may be left out.
    """

    id: RuleId
    colour: Colour
    title: Title
    subtitle: Note = ""
    when: When
    happened: Named | None = None
    found: Named | None = None
    basis: Note = ""
    assumption: Note = ""


class Yearbooks(Beside):
    """All books of one scheme."""

    yearbooks: list[Yearbook] = Field(min_length=1, max_length=3)


@dataclass(frozen=True, slots=True)
class CompiledBook:
    """A book with its condition read; parameters in it still to be bound."""

    book: Yearbook
    condition: Condition


def yearbooks_of(compiled: Compiled, folder: Path = SCHEMES) -> tuple[tuple[CompiledBook, ...], list[Problem]]:
    """The books that stand beside the scheme, none where there is no such file; with every problem."""
    beside, found = read_beside(compiled, "yearbooks", Yearbooks, folder, code="book")
    if beside is None:
        return (), found
    read, document = beside
    found += _problems(read, document, compiled)
    books = []
    for index, book in enumerate(read.yearbooks):
        kind = compiled.facts.get(book.when.fact)
        if kind is None:
            continue
        condition, wrong = parse_condition(book.when.where, kind.fields, compiled.scheme.parameters)
        place = document.place(("yearbooks", index, "when", "where"))
        found += [Problem(one.code, one.values, place) for one in wrong if one.severity == "error"]
        if condition is not None:
            books.append(CompiledBook(book, condition))
    return (() if found else tuple(books)), found


def _problems(read: Yearbooks, document: Document, compiled: Compiled) -> Iterator[Problem]:
    colours: set[str] = set()
    for index, book in enumerate(read.yearbooks):
        at = ("yearbooks", index)
        if book.colour in colours:
            yield Problem("book-twice", {"colour": book.colour}, document.place((*at, "colour")))
        colours.add(book.colour)
        kind = compiled.facts.get(book.when.fact)
        if kind is None:
            values = {"name": book.when.fact, "hint": did_you_mean(book.when.fact, compiled.facts)}
            yield Problem("book-fact", values, document.place((*at, "when", "fact")))
            continue
        for where, field in (("happened", book.happened), ("found", book.found)):
            if field is not None and field not in kind.fields:
                values = {"fact": book.when.fact, "name": field, "hint": did_you_mean(field, kind.fields)}
                yield Problem("book-field", values, document.place((*at, where)))
