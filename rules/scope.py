"""What a formula or condition may name, with types, by the place in which it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from rules.check_names import COMMITTEE, DAYS_IN_TEAM, DAYS_OF_PERIOD, DAYS_PRESENT, EARLIER, FULL_MARKS
from rules.compiled import CATEGORIES
from rules.expression import Expression
from rules.inference import infer
from rules.lookup import OTHER, domain, states
from rules.measure import Kind, Lookup, Type, measured
from rules.model import FactKind, FieldKind, Figure, Parameter, Scheme, Table
from rules.problem import N_, Problem

_COUNT = FieldKind(type="whole", unit="次")


@dataclass(frozen=True, slots=True)
class Scope:
    """The names visible to a formula; what it must yield (``wants``); what an unknown one may have meant (``noun``)."""

    types: Mapping[str, Type]
    tables: Mapping[str, Lookup]
    points: str
    units: Collection[str]
    noun: str = field(default=N_("指标"))
    wants: Kind = "number"

    @property
    def words(self) -> frozenset[str]:
        """Every word that may occur: names, and the values of choices, so that each is read as one word."""
        values = {value for found in self.types.values() for value in found.choices}
        keys = {value for table in self.tables.values() for _, values in table.keys for value in values}
        return frozenset(self.types) | values | keys

    def problems(self, tree: Expression) -> list[Problem]:
        """What is wrong with a formula's names, types and units here."""
        return infer(
            tree, self.types, self.tables, points=self.points, units=self.units, wants=self.wants, noun=self.noun
        )[1]


class Scopes:
    """Makes the scope of each place from the scheme's declarations, once."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.tables = {name: _lookup(scheme, table) for name, table in scheme.tables.items()}
        self._parameters = {name: _parameter(parameter) for name, parameter in scheme.parameters.items()}
        self._classes = {name: Type("choice", choices=tuple(values)) for name, values in scheme.classes.items()}
        self._figures = {name: _figure(figure) for name, figure in scheme.figures.items()}
        points = measured(scheme.unit, quantity=True)
        titles = [rule.title for rule in (*scheme.items, *scheme.indicators, *scheme.sections)]
        categories = CATEGORIES.values() if scheme.items else ()
        self._quantities = {**dict.fromkeys((*titles, *categories), points), **self._figures}
        self.classes = {name: FieldKind(type="choice", values=values) for name, values in scheme.classes.items()}
        persons = {**scheme.member_classes, **(scheme.classes if scheme.appraises == "person" else {})}
        self.persons = {name: FieldKind(type="choice", values=values) for name, values in persons.items()}
        self.parameters = {name: _as_field(parameter) for name, parameter in scheme.parameters.items()}

    def quantity(self, *, full_marks: bool = False, wants: Kind = "number") -> Scope:
        """Of figures, indicators and sections: every quantity, parameters, classes; 满分 where there are full marks."""
        own = {DAYS_OF_PERIOD: measured("天", may_be_zero=False), DAYS_PRESENT: measured("天")}
        if full_marks:
            own[FULL_MARKS] = measured(self.scheme.unit)
        return self._scope({**self._parameters, **self._classes, **self._quantities, **own}, wants=wants)

    def figure(self, figure: Figure) -> Scope:
        """Of a figure's own formula."""
        return self.quantity(wants="truth" if figure.type == "yes_no" else "number")

    def fact(self, kind: FactKind) -> Scope:
        """Of an item's points: the fact's fields, parameters, classes."""
        fields = {name: _field(one) for name, one in kind.fields.items()}
        return self._scope({**self._parameters, **self._classes, **fields}, noun=N_("字段"))

    def step(self, kind: FactKind) -> Scope:
        """Of a ladder step's points and deadline: fields, 此前次数, parameters."""
        fields = {name: _field(one) for name, one in self.step_fields(kind).items()}
        return self._scope({**self._parameters, **fields}, noun=N_("字段"))

    def step_fields(self, kind: FactKind) -> dict[str, FieldKind]:
        """What a step's condition compares."""
        return {**kind.fields, EARLIER: _COUNT}

    def member(self) -> Scope:
        """Of a share-out: figures and classes of the member, 在队天数, parameters."""
        classes = {
            name: Type("choice", choices=tuple(values)) for name, values in self.scheme.member_classes.items()
        }
        return self._scope(
            {**self._parameters, **self._figures, **classes, DAYS_IN_TEAM: measured("天")}, noun=N_("统计数")
        )

    def committee(self) -> Scope:
        """Of a vote's quorum: parameters and 委员人数."""
        return self._scope({**self._parameters, COMMITTEE: measured("人")}, noun=N_("参数"))

    def group(self, within: Collection[str]) -> Scope:
        """Of what is set for groups of subjects, pools and quotas: parameters, and the classes that make the groups."""
        classes = {name: found for name, found in self._classes.items() if name in within}
        return self._scope({**self._parameters, **classes}, noun=N_("参数"))

    def outcome(self) -> dict[str, FieldKind]:
        """What conditions on a subject's result compare: quantities and classes."""
        numbers = {name: _compared(found) for name, found in self._quantities.items()}
        return {**numbers, **self.classes}

    def constant(self) -> Scope:
        """Of rates and windows: parameters alone."""
        return self._scope(dict(self._parameters), noun=N_("参数"))

    def _scope(self, types: Mapping[str, Type], noun: str = N_("指标"), wants: Kind = "number") -> Scope:
        return Scope(types, self.tables, self.scheme.unit, tuple(self.scheme.units), noun, wants)


def _parameter(parameter: Parameter) -> Type:
    if parameter.choices:
        return Type("choice", choices=tuple(parameter.choices))
    bounds, values = parameter.tunable, [*parameter.values.values(), parameter.value]
    positive = bounds is not None and bounds.min is not None and bounds.min > 0
    fixed = bounds is None and all(value != 0 for value in values if isinstance(value, Fraction))
    return measured(parameter.unit, may_be_zero=not (positive or fixed))


def _as_field(parameter: Parameter) -> FieldKind:
    """A parameter as the left side of a condition (same_if)."""
    if parameter.choices:
        return FieldKind(type="choice", values=list(parameter.choices))
    return FieldKind(type="number", unit=parameter.unit, places=6)


def _compared(found: Type) -> FieldKind:
    """A quantity as the left side of a condition."""
    if found.kind == "truth":
        return FieldKind(type="yes_no")
    return FieldKind(type="number", unit="%" if found.percent else found.unit or "", places=6)


def _figure(figure: Figure) -> Type:
    if figure.type == "yes_no":
        return Type("truth", quantity=True)
    return measured(figure.unit, may_be_zero=figure.may_be_zero, quantity=True)


def _field(kind: FieldKind) -> Type:
    if kind.type == "choice":
        return Type("choice", choices=tuple(kind.values))
    if kind.type == "yes_no":
        return Type("truth")
    if kind.type in ("whole", "number"):
        return measured(kind.unit)
    return Type("date") if kind.type == "date" else Type("text")


def _lookup(scheme: Scheme, table: Table) -> Lookup:
    rows = [keys for _, state in states(table) for keys in state]
    bounds = table.tunable
    if bounds is not None:
        zero = bounds.min is None or bounds.min <= 0
    else:
        zero = any(value == 0 for _, state in states(table) for value in state.values())
    keys: list[tuple[str, tuple[str, ...]]] = []
    for position, key in enumerate(table.keys):
        values = domain(scheme, table, key)
        if not values and table.hit == "unique":
            named = dict.fromkeys(row[position] for row in rows if position < len(row))
            values = () if OTHER in named else tuple(named)
        keys.append((key, values))
    return Lookup(tuple(keys), measured(table.unit, may_be_zero=zero), bracket=table.hit == "bracket")
