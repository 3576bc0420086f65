"""How the divisions stand: the mean total of those subjects of each that the reader sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shown.charts import Bar, bars
from workflow.standing import Standing

FEWEST = 2  # divisions that are worth a comparison


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A division, how many of its subjects have a total, their mean, and its bar."""

    name: str
    count: int
    mean: Fraction
    bar: Bar


def by_division(
    standing: Standing, totals: Sequence[tuple[str, Fraction | None]], names: Mapping[tuple[str, int], str]
) -> tuple[DivisionRow, ...]:
    """Highest mean first, of subjects that lie in one division; nothing where there are not two divisions. ``totals``:
    subject and total as they are listed; ``names`` of divisions by ("division", key).
    """
    found: dict[int, list[Fraction]] = {}
    for subject, total in totals:
        known = standing.subjects.get(subject)
        if known is not None and total is not None and known.kind != "court" and len(known.division_ids) == 1:
            found.setdefault(next(iter(known.division_ids)), []).append(total)
    if len(found) < FEWEST:
        return ()
    means = {key: sum(each, Fraction(0)) / len(each) for key, each in found.items()}
    order = sorted(found, key=lambda key: (-means[key], names.get(("division", key), "")))
    drawn = bars([means[key] for key in order])
    return tuple(
        DivisionRow(names.get(("division", key), ""), len(found[key]), means[key], bar)
        for key, bar in zip(order, drawn, strict=True)
    )
