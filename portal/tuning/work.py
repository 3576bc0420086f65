"""The kinds of work of a table's column, with the numbers that staff typed, pasted, or that the period has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from portal.tuning.address import LONGEST_VALUE, Fields
from rules.exact import parse_number, plain_text
from rules.expression import Call, walk
from rules.lookup import OTHER
from scoring.tuning.knobs import plain
from workflow.prepared import Prepared

MOST_PASTED = 500
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A key column of a tunable table: what kinds of work are told apart by."""

    table: str
    name: str

    @property
    def text(self) -> str:
        """How the address names it."""
        return f"{self.table}/{self.name}"


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work as typed; the numbers are ``None`` where nothing readable stands."""

    name: str
    demand_text: str
    supply_text: str
    demand: Fraction | None
    supply: Fraction | None
    error: str


def columns_of(made: Prepared) -> tuple[Column, ...]:
    """Every column that kinds may be told apart by."""
    tunable = dict.fromkeys(knob.name for knob in made.trial.knobs if knob.keys is not None)
    tables = made.trial.compiled.tables
    return tuple(Column(name, key) for name in tunable if tables[name].hit == "unique" for key in tables[name].keys)


def column_of(made: Prepared, text: str) -> Column | None:
    """The column an address names, else the first one; ``None`` where the scheme has none."""
    columns = columns_of(made)
    return next((column for column in columns if column.text == text), columns[0] if columns else None)


def counted(
    made: Prepared, column: Column, fields: Fields, over: Mapping[str, tuple[str, str]] | None = None
) -> tuple[Work, ...]:
    """A row a kind. What was typed comes first; where nothing was, the cases of the period are the work there is."""
    pairs = zip(fields.getlist("demand"), fields.getlist("supply"), strict=False)
    texts = dict(zip(fields.getlist("kind")[:MOST_PASTED], pairs, strict=False))
    texts |= {name: (demand, supply or texts.get(name, ("", ""))[1]) for name, (demand, supply) in (over or {}).items()}
    at = made.trial.compiled.tables[column.table].keys.index(column.name)
    names = list(dict.fromkeys(str(row[at]) for row in made.trial.compiled.tables[column.table].rows))
    cases = cases_of(made, column, names)
    by_plain = {plain(name): text for name, text in texts.items()}
    found = []
    for name in names:
        demand, supply = (text.strip()[:LONGEST_VALUE] for text in by_plain.get(plain(name), ("", "")))
        found.append(_work(name, demand, supply or plain_text(Fraction(cases[name]))))
    unknown = [name for name in texts if plain(name) not in {plain(one) for one in names}]
    return (*found, *(_work(name[:LONGEST_NAME], *texts[name]) for name in unknown if name.strip()))


def cases_of(made: Prepared, column: Column, names: list[str]) -> Counter[str]:
    """The facts of the period that earn by this table, by the kind that their field names."""
    compiled, inputs = made.trial.compiled, made.trial.inputs
    kinds = {
        item.rule.when.fact
        for item in compiled.items
        if any(isinstance(node, Call) and node.name == column.table for node in walk(item.points.tree))
    }
    found: Counter[str] = Counter()
    for fact in inputs.facts:
        if fact.kind in kinds and inputs.period.start <= fact.day <= inputs.period.end:
            value = fact.fields.get(column.name)
            if value is not None:
                found[str(value) if str(value) in names else OTHER] += 1
    return found


def pasted(text: str) -> dict[str, tuple[str, str]]:
    """Lines out of a spreadsheet: kind, wanted and, if given, available. A heading has no numbers: passed over."""
    found = {}
    for line in text.splitlines()[:MOST_PASTED]:
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else "," if "," in line else None)]
        if len(cells) > 1 and parse_number(cells[1]) is not None:
            found[cells[0][:LONGEST_NAME]] = (cells[1], cells[2] if len(cells) > 2 else "")  # noqa: PLR2004 - the third cell
    return found


def _work(name: str, demand: str, supply: str) -> Work:
    numbers = [parse_number(text) if text else None for text in (demand, supply)]
    wrong = [text for text, number in zip((demand, supply), numbers, strict=True) if text and number is None]
    error = _("「%(found)s」不是数", found=wrong[0]) if wrong else ""
    return Work(name, demand, supply, numbers[0], numbers[1], error)
