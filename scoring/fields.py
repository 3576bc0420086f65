"""A subject's result as the fields that conditions on it compare: who is ranked, who may have which grade."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rules.compiled import Compiled
from rules.condition import Condition, Value, holds
from rules.lookup import YES_NO
from scoring.constants import Constants
from scoring.inputs import Subject


def result_fields(
    compiled: Compiled, quantities: Mapping[str, Value | None], classes: Mapping[str, str]
) -> dict[str, Value | None]:
    """Quantities by name, yes-no figures as truths, and classes."""
    found: dict[str, Value | None] = dict(quantities)
    for name, figure in compiled.scheme.figures.items():
        if figure.type == "yes_no" and (value := found.get(name)) is not None:
            found[name] = value == YES_NO[0] if isinstance(value, str) else bool(value)
    return {**found, **classes}


def meets(condition: Condition, fields: Mapping[str, Value | None], constants: Constants) -> bool:
    """Whether a condition over a result holds with the parameters of the day; what is missing fails."""
    return holds(constants.bind(condition), fields)


def ranked(
    compiled: Compiled,
    subjects: Iterable[Subject],
    quantities_of: Callable[[str], Mapping[str, Value | None]],
    constants: Constants,
) -> frozenset[str]:
    """The names of those who take part in the ranking: whom the scheme's condition holds for, or all of them."""
    return frozenset(
        subject.name
        for subject in subjects
        if not compiled.ranked.comparisons
        or meets(compiled.ranked, result_fields(compiled, quantities_of(subject.name), subject.classes), constants)
    )
