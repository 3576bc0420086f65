"""红皮书、白皮书、黄皮书: the cases of a period that a scheme collects in a book (rules/yearbooks.py), by division."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from records.queries.directory import Directory, SubjectKey, load_directory
from reports.desk import Desk
from reports.press.composing import compose
from reports.press.proof import proof_of
from reports.press.sheet import Sheet
from reports.press.text import file_name
from rules.condition import holds
from rules.lookup import key_text
from rules.problem import N_, ProblemError
from rules.yearbooks import Colour, CompiledBook, yearbooks_of
from scoring.constants import Book
from scoring.inputs import Fact
from scoring.period import Period, parse_period
from scoring.result import SubjectResult
from shown.language import say
from workflow.year.counted import told


@dataclass(frozen=True, slots=True)
class Consequence:
    """A rule or a card that counted the case, with its clause."""

    title: str
    basis: str


@dataclass(frozen=True, slots=True)
class BookCase:
    """A case in the book. ``fields`` are those that the book does not set apart as ``happened`` and ``found``."""

    anchor: str
    number: str
    court: str
    division: str
    team: str
    judge: str
    day: date
    happened: str
    found: str
    fields: tuple[tuple[str, str], ...]
    text: str
    consequences: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The cases of one division, by day."""

    division: str
    cases: tuple[BookCase, ...]


def book(colour: Colour) -> Callable[[Desk, str], Sheet | None]:
    """The composer of the book of a colour."""

    def compose_book(desk: Desk, _subject: str) -> Sheet | None:
        """``None`` for a scheme without such a book."""
        found = next((one for one in _books(desk) if one.book.colour == colour), None)
        when = parse_period(desk.period.text)
        return None if found is None or when is None else _sheet(desk, found, when)

    return compose_book


def kind_key(colour: Colour) -> str:
    """As the kind of paper is called."""
    return f"book-{colour}"


def chapters_of(desk: Desk, found: CompiledBook) -> tuple[Chapter, ...]:
    """The cases of a book, by division in the order of the establishment, those of no division last."""
    when = parse_period(desk.period.text)
    if when is None:
        return ()
    directory = load_directory(desk.session)
    order = {key: place for place, key in enumerate(directory.entities)}
    cases = sorted(
        _cases(desk, found, when, directory), key=lambda one: (order.get(one[0], len(order)), one[1], one[2])
    )
    numbered = ((key, replace(case, anchor=f"c{number}")) for number, (key, _day, _fact, case) in enumerate(cases, 1))
    return tuple(
        Chapter(division, tuple(case for _, case in group))
        for division, group in groupby(numbered, key=lambda one: one[1].division)
    )


def data_of(found: CompiledBook, chapters: Iterable[Chapter]) -> dict[str, Any]:
    """The same cases as data, for the attachment."""
    return {
        "book": found.book.id,
        "title": found.book.title,
        "cases": [
            {
                "case": case.number, "court": case.court, "division": case.division, "team": case.team,
                "judge": case.judge, "day": case.day.isoformat(), "happened": case.happened, "found": case.found,
                "fields": dict(case.fields), "text": case.text,
                "rules": [{"title": one.title, "basis": one.basis} for one in case.consequences],
            }
            for chapter in chapters for case in chapter.cases
        ],
    }  # fmt: skip


def _books(desk: Desk) -> tuple[CompiledBook, ...]:
    books, problems = yearbooks_of(desk.standing.compiled)
    if problems:
        raise ProblemError(problems)
    return books


def _sheet(desk: Desk, found: CompiledBook, when: Period) -> Sheet:
    chapters = chapters_of(desk, found)
    kind, title = kind_key(found.book.colour), f"{found.book.title}（{when.shown}）"
    values = {
        "book": found.book, "chapters": chapters, "court": desk.period.court, "period": when.shown,
        "scheme": desk.standing.compiled.scheme, "count": sum(len(chapter.cases) for chapter in chapters),
        "found": _counted(desk, found, chapters), "demonstration": desk.standing.demonstration,
    }  # fmt: skip
    return compose(
        "reports/yearbook.html", values,
        name=file_name(desk.period.court.name, when.shown.replace(" ", ""), found.book.title),
        title=f"{desk.period.court.name} {title}", left=desk.period.court.name, right=title,
        proof=proof_of(desk.period, kind=kind, subject="", stored=desk.standing.stored),
        styles=("yearbook.css",), attachment=data_of(found, chapters),
    )  # fmt: skip


def _counted(desk: Desk, found: CompiledBook, chapters: Iterable[Chapter]) -> tuple[tuple[str, int], ...]:
    """How often what was found, in the order of the scheme's values; empty where the book does not say."""
    counts = Counter(case.found for chapter in chapters for case in chapter.cases if case.found)
    kind = desk.standing.compiled.facts[found.book.when.fact]
    declared = kind.fields[found.book.found].values if found.book.found else ()
    return tuple((value, counts[value]) for value in dict.fromkeys((*declared, *counts)) if value in counts)


def _cases(
    desk: Desk, found: CompiledBook, when: Period, directory: Directory
) -> Iterator[tuple[SubjectKey, date, str, BookCase]]:
    bound = Book(desk.standing.compiled)
    meant = [
        fact
        for fact in desk.standing.facts.values()
        if fact.kind == found.book.when.fact
        and fact.day in when
        and holds(bound.on(fact.day).bind(found.condition), fact.fields)
    ]
    ids = desk.standing.fact_ids
    rows, texts = told(desk.session, [ids[fact.key] for fact in meant if fact.key in ids])
    results = {one.subject: one for one in desk.standing.results}
    sums = {section.id for section in desk.standing.compiled.scheme.sections}
    for fact in meant:
        row = rows.get(ids.get(fact.key, 0))
        key = SubjectKey(row.subject_kind, row.subject_id) if row else desk.standing.keys[fact.subject]  # type: ignore[arg-type]  # CHECKed in the database
        court = row.court_id if row else desk.period.court_id
        division = directory.counted_under(key, court, fact.day, "division")
        team = directory.counted_under(key, court, fact.day, "team")
        case = BookCase(
            "", fact.case or "", directory.name(SubjectKey("court", court)),
            directory.name(division) if division else say(N_("未列庭室")), directory.name(team) if team else "",
            directory.name(key), fact.day, _field(fact, found.book.happened), _field(fact, found.book.found),
            tuple((name, _field(fact, name)) for name in fact.fields if _apart(name, found) and _field(fact, name)),
            texts.get(row.id if row else 0) or (row.evidence if row else ""),
            tuple(_consequences(results.get(fact.subject), fact.key, sums)),
        )  # fmt: skip
        yield division or SubjectKey("court", 0), fact.day, fact.key, case


def _field(fact: Fact, name: str | None) -> str:
    value = fact.fields.get(name) if name else None
    return "" if value is None else key_text(value)


def _apart(name: str, found: CompiledBook) -> bool:
    return name not in (found.book.happened, found.book.found)


def _consequences(result: SubjectResult | None, key: str, sums: Container[str]) -> Iterator[Consequence]:
    """Lines and cards of the subject that rest on the fact, by the rule and its clause."""
    if result is None:
        return
    for line in result.lines:
        if line.rule not in sums and any(key in node.facts for node in line.explanation.walk()):
            yield Consequence(line.title, line.explanation.basis)
    for card in result.cards:
        if card.fact == key:
            yield Consequence(card.title, card.explanation.basis)
