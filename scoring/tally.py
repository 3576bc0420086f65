"""Measuring, apart from pricing: how many facts fall under each rule, regime and key. Integers, counted over columns.

A tally does not know a single weight. Changing one prices the same tally again (:mod:`scoring.price`); only a changed
number that stands in a condition makes it necessary to count anew (:func:`condition_parameters`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import polars as pl

from rules.compiled import Compiled, CompiledFacts, CompiledItem
from rules.condition import Condition, Value
from scoring.constants import Book
from scoring.filters import regime_filter
from scoring.frames import REGIME, ROW, SUBJECT, Frames, places_of, unscaled

Key = tuple["Value | None", ...]
_COUNT = "#count"
_SUM = "#sum"
_PRESENT = "#present"


@dataclass(frozen=True, slots=True)
class Cell:
    """``count`` facts of a subject under a rule in one regime whose fields that the points read are ``key``.

    ``facts`` are their keys, when asked for; they take no part in comparing two tallies.
    """

    subject: str
    rule: str
    regime: int
    key: Key
    count: int
    facts: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class FactsCell:
    """A figure's facts of one subject: how many there are, how many carry the field, and the field's sum."""

    subject: str
    count: int
    present: int
    total: Fraction
    facts: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything counted for one period: the cells of items in order, and the figures taken from facts."""

    cells: tuple[Cell, ...]
    figures: Mapping[str, Mapping[str, FactsCell]]


def condition_parameters(compiled: Compiled) -> frozenset[str]:
    """The parameters that stand in conditions on facts: only these decide what is counted."""
    conditions: list[Condition] = [item.condition for item in compiled.items]
    conditions += [quantity.facts.condition for quantity in compiled.quantities.values() if quantity.facts]
    return frozenset(name for each in conditions for one in each.comparisons for name in one.parameters if name)


def take_tally(compiled: Compiled, frames: Frames, book: Book, *, with_facts: bool = False) -> Tally:
    """Count. ``with_facts`` keeps the keys of the facts of every cell, for the explanation."""
    figures = {name: quantity.facts for name, quantity in compiled.quantities.items() if quantity.facts}
    counter = _Counter(compiled, frames, book, with_facts=with_facts)
    queries = [counter.item(item) for item in compiled.items] + [counter.figure(facts) for facts in figures.values()]
    answers = pl.collect_all(queries)
    keys = [fact.key for fact in frames.facts] if with_facts else []
    cells: list[Cell] = []
    for item, answer in zip(compiled.items, answers[: len(compiled.items)], strict=True):
        cells += _cells(compiled, item, answer, keys)
    taken = {
        name: _facts_cells(compiled, facts, answer, keys)
        for (name, facts), answer in zip(figures.items(), answers[len(compiled.items) :], strict=True)
    }
    return Tally(tuple(cells), taken)


class _Counter:
    """Builds the queries over one set of frames."""

    def __init__(self, compiled: Compiled, frames: Frames, book: Book, *, with_facts: bool) -> None:
        self.compiled = compiled
        self.frames = frames
        self.book = book
        self.rows = [pl.col(ROW).sort()] if with_facts else []
        self.regimes = {kind: sorted(frame[REGIME].unique().to_list()) for kind, frame in frames.by_kind.items()}

    def met(self, kind: str, condition: Condition) -> pl.LazyFrame:
        fields = self.compiled.facts[kind].fields
        wanted = regime_filter(condition, fields, self.book, self.regimes[kind] or [0])
        return self.frames.by_kind[kind].lazy().filter(wanted)

    def item(self, item: CompiledItem) -> pl.LazyFrame:
        met = self.met(item.rule.when.fact, item.condition)
        return met.group_by([SUBJECT, REGIME, *item.reads]).agg(pl.len().alias(_COUNT), *self.rows)

    def figure(self, facts: CompiledFacts) -> pl.LazyFrame:
        summed = []
        if facts.field is not None:
            column = pl.col(facts.field)
            summed = [column.count().alias(_PRESENT), column.cast(pl.Int128).sum().alias(_SUM)]
        return self.met(facts.kind, facts.condition).group_by(SUBJECT).agg(pl.len().alias(_COUNT), *summed, *self.rows)


def _cells(compiled: Compiled, item: CompiledItem, answer: pl.DataFrame, keys: list[str]) -> list[Cell]:
    """The answer's rows in order of subject, regime and key. A key is made once, however many subjects have it."""
    fields = [compiled.facts[item.rule.when.fact].fields[name] for name in item.reads]
    made: dict[tuple[Any, ...], Key] = {}
    end = len(fields) + 2
    cells = []
    for row in answer.sort(SUBJECT, REGIME, *item.reads).iter_rows():
        raw = row[2:end]
        if (key := made.get(raw)) is None:
            key = made[raw] = tuple(unscaled(part, field) for part, field in zip(raw, fields, strict=True))
        found = tuple(sorted(keys[position] for position in row[end + 1])) if len(row) > end + 1 else ()
        cells.append(Cell(row[0], item.rule.id, row[1], key, row[end], found))
    return cells


def _facts_cells(
    compiled: Compiled, facts: CompiledFacts, answer: pl.DataFrame, keys: list[str]
) -> dict[str, FactsCell]:
    places = places_of(compiled.facts[facts.kind].fields[facts.field]) if facts.field is not None else 0
    return {
        row[SUBJECT]: FactsCell(
            row[SUBJECT],
            row[_COUNT],
            row.get(_PRESENT, row[_COUNT]),
            Fraction(int(row.get(_SUM) or 0), 10 ** (places or 0)),
            _fact_keys(row, keys),
        )
        for row in answer.iter_rows(named=True)
    }


def _fact_keys(row: Mapping[str, Any], keys: list[str]) -> tuple[str, ...]:
    return tuple(sorted(keys[position] for position in row.get(ROW, ())))
