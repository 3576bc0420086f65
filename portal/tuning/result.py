"""An outcome as the pages show it: texts ready to be laid out, for they are made anew at each move of a hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from flask_babel import gettext as _

from rules.compiled import Compiled
from rules.exact import shown
from rules.phrase import listed
from scoring.tuning.groups import ABOVE
from scoring.tuning.outcome import LineOutcome, Outcome, SubjectOutcome
from shown import charts
from shown.writing import MISSING

SPREAD_PLACES = 2
MOST_NAMES = 12  # names in a sentence; the table has them all


@dataclass(frozen=True, slots=True)
class Change:
    """Before, now, and the way between in words: ↑ +1.20, ↓ −0.30, — where nothing moved."""

    before: str
    now: str
    by: str
    direction: str  # up, down, same


@dataclass(frozen=True, slots=True)
class Row:
    """A subject. ``places`` tell how many it went up or down; ``crossed`` is rose or fell where its band changed."""

    subject: str
    place: str
    places: Change
    total: Change
    band: str
    crossed: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A grade line: where it lies, how many reach it, who newly does and no longer does."""

    title: str
    cut: Change
    above: Change
    rose: str
    fell: str
    tie: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The mean of a group."""

    by: str
    group: str
    count: int
    mean: Change


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything beside the sliders. ``sums`` of tables that moved, by title."""

    ranked: bool
    has_total: bool
    unit: str
    rows: tuple[Row, ...]
    lines: tuple[LineRow, ...]
    groups: tuple[GroupRow, ...]
    sums: tuple[tuple[str, Change], ...]
    spread: Change
    highest: Change
    lowest: Change
    moved: int
    rose: int
    fell: int
    before: Sequence[charts.Column]
    now: Sequence[charts.Column]
    problems: tuple[str, ...]


def result_view(compiled: Compiled, outcome: Outcome) -> ResultView:
    """Arrange: by place where the scheme shows ranking, else in its own order."""
    places = compiled.rounding.places
    ranked = any(one.place is not None for one in outcome.subjects)
    ordered = sorted(outcome.subjects, key=_place) if ranked else outcome.subjects
    drawn = charts.beside(
        [one.before for one in outcome.subjects if one.before is not None],
        [one.total for one in outcome.subjects if one.total is not None],
    )
    bands = [one.line.title for one in outcome.lines]
    spread, was = outcome.spread, outcome.spread_before
    return ResultView(
        ranked=ranked,
        has_total=compiled.scheme.total is not None,
        unit=compiled.scheme.unit,
        rows=tuple(_row(one, places, bands) for one in ordered),
        lines=tuple(_line(one, places) for one in outcome.lines),
        groups=tuple(
            GroupRow(by_title(one.by), one.group, one.count, change(one.mean_before, one.mean, places))
            for one in outcome.groups
        ),
        sums=tuple((one.table, change(one.before, one.now)) for one in outcome.sums if one.now != one.before),
        spread=change(was.ratio, spread.ratio, SPREAD_PLACES),
        highest=change(was.highest, spread.highest, places),
        lowest=change(was.lowest, spread.lowest, places),
        moved=sum(one.moved for one in outcome.subjects),
        rose=sum(len(line.rose) for line in outcome.lines),
        fell=sum(len(line.fell) for line in outcome.lines),
        before=drawn[0],
        now=drawn[1],
        problems=tuple(problem.text(_) for problem in outcome.problems),
    )


def change(before: Fraction | None, now: Fraction | None, places: int | None = None) -> Change:
    """Two numbers and the way between them; as many decimals as asked, or as exact as they are."""
    if before is None or now is None:
        return Change(written(before, places), written(now, places), MISSING, "same")
    return _change(before.numerator, before.denominator, now.numerator, now.denominator, places)


def written(value: Fraction | None, places: int | None) -> str:
    """A number as it is shown."""
    return MISSING if value is None else _text(value.numerator, value.denominator, places)


# At each move the same few thousand numbers come again. Whole numbers are the keys: a Fraction is slow to hash.
@lru_cache(maxsize=16384)
def _change(numerator: int, denominator: int, to: int, of: int, places: int | None) -> Change:
    before, now = Fraction(numerator, denominator), Fraction(to, of)
    texts = written(before, places), written(now, places)
    if before == now:
        return Change(*texts, MISSING, "same")
    by = now - before
    arrow, direction = ("↑ +", "up") if by > 0 else ("↓ ", "down")
    return Change(*texts, f"{arrow}{written(by, places)}", direction)


@lru_cache(maxsize=16384)
def _text(numerator: int, denominator: int, places: int | None) -> str:
    return shown(Fraction(numerator, denominator), places)


def _row(one: SubjectOutcome, places: int, bands: Sequence[str]) -> Row:
    """``bands`` are the lines' titles from the top; below all lines is below the last."""
    crossed = ""
    if one.band != one.band_before:
        now, was = (bands.index(band) if band in bands else len(bands) for band in (one.band, one.band_before))
        crossed = "rose" if now < was else "fell"
    return Row(
        one.subject,
        MISSING if one.place is None else str(one.place),
        _places(one.place_before, one.place),
        change(one.before, one.total, places),
        one.band,
        crossed,
    )


def _places(before: int | None, now: int | None) -> Change:
    """Places: fewer is further up."""
    was, is_ = (MISSING if one is None else str(one) for one in (before, now))
    if before is None or now is None or before == now:
        return Change(was, is_, "", "same")
    return Change(was, is_, f"↑{before - now}", "up") if now < before else Change(was, is_, f"↓{now - before}", "down")


def _line(one: LineOutcome, places: int) -> LineRow:
    above, before = Fraction(one.above), Fraction(one.above_before)
    tie = one.places is not None and one.above > one.places
    return LineRow(
        one.line.title,
        change(one.cut_before, one.cut, places),
        change(before, above, 0),
        _names(one.rose),
        _names(one.fell),
        _("名额 %(places)s 个，并列后共 %(above)s 个", places=one.places, above=one.above) if tie else "",
    )


def _names(names: tuple[str, ...]) -> str:
    if len(names) <= MOST_NAMES:
        return listed(names)
    return str(_("%(names)s 等 %(count)s 个", names=listed(names[:MOST_NAMES]), count=len(names)))


def by_title(by: str) -> str:
    """A grouping in words; what stands above a subject may be of several kinds."""
    return str(_("所属")) if by == ABOVE else str(_(by))


def _place(one: SubjectOutcome) -> tuple[bool, int]:
    return one.place is None, one.place or 0
