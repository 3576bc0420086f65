"""An event: a fact with what was counted about it, and the screen that it must pass before the matcher sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from rules.condition import Value
from rules.problem import N_, Problem, register
from scoring.live.codes import UnfitError
from scoring.live.groups import REGIME, Group, Named

register(
    {
        "live-wrong-type": N_("事实「{fact}」的「{field}」类型不对，未计分；请更正后重新登记"),
        "live-too-many-decimals": N_("事实「{fact}」的「{field}」小数位数超过规定，未计分；请更正后重新登记"),
        "live-number-too-large": N_("事实「{fact}」的「{field}」数值过大，未计分；请更正后重新登记"),
        "live-unknown-kind": N_("事实「{fact}」的种类「{field}」在考核办法中没有登记，未计分"),
    }
)
Post = tuple[int, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Event:
    """A fact on its way to the matcher. ``regime`` is that of its day; ``earlier`` counts occurrences by ladder id."""

    key: str
    kind: str
    regime: int
    fields: Mapping[str, Value | None]
    classes: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, int] = field(default_factory=dict)


class Screen:
    """Turns events into posts for numbered rulesets. Only integers of the fields that rules read pass."""

    def __init__(self, kinds: Sequence[str], groups: Sequence[Group]) -> None:
        self._groups: dict[str, list[tuple[Group, range]]] = {kind: [] for kind in kinds}
        number = 0
        for group in groups:
            self._groups[group.kind].append((group, range(number, number + len(group.rulesets))))
            number += len(group.rulesets)

    def posts(self, event: Event) -> list[Post] | Problem:
        """What to post where, or why the fact is not fit to be posted at all."""
        groups = self._groups.get(event.kind)
        if groups is None:
            return Problem("live-unknown-kind", {"fact": event.key, "field": event.kind})
        found: list[Post] = []
        for group, rulesets in groups:
            try:
                coded = _coded(group, event)
            except _FieldError as error:
                return Problem(error.why, {"fact": event.key, "field": error.field})
            found.extend((ruleset, coded) for ruleset in rulesets)
        return found


class _FieldError(Exception):
    def __init__(self, name: str, why: str) -> None:
        self.field, self.why = name, why
        super().__init__(name, why)


def _coded(group: Group, event: Event) -> dict[str, int]:
    """The event's integers; what is missing stays away, so that comparisons with it fail."""
    coded: dict[str, int] = {}
    for named, (name, coding) in group.fields.items():
        value = _value(group, named, event)
        if value is None:
            continue
        try:
            coded[name] = coding.encode(value)
        except UnfitError as error:
            raise _FieldError(named[1], error.why) from error
    return coded


def _value(group: Group, named: Named, event: Event) -> Value | None:
    source, name = named
    if named == REGIME:
        return Fraction(event.regime)
    if source == "class":
        return event.classes.get(name)
    if source == "count":
        earlier = event.earlier.get(group.ladder or "")
        return None if earlier is None else Fraction(earlier)
    return event.fields.get(name)
