"""Periods measured for trials, kept in memory: the next position of a slider reads no facts and counts nothing."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy.orm import Session

from records.models import AppraisalPeriod
from rules.exact import plain_text
from rules.problem import N_
from scoring.inputs import Overlay
from scoring.tuning.knobs import Knob, by_address, value_under
from scoring.tuning.outcome import GradeLine, Outcome
from scoring.tuning.trial import Trial
from workflow.inputs import Ground, ground_of, inputs_hash, inputs_of

MOST_PREPARED = 8  # each holds the counts of one period; few people tune at one time
DIVISION = N_("庭室")
_kept: OrderedDict[tuple[int, str], Prepared] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A measured period. ``key`` says of what: the version's text and every input; pages hand it back to be answered
    from the same data. A measured trial is not for two threads at once, so they take turns.
    """

    period_id: int
    key: str
    trial: Trial
    known: dict[str, Knob]
    turn: threading.Lock = field(default_factory=threading.Lock)

    def outcome(self, overlay: Overlay, lines: Sequence[GradeLine] = ()) -> Outcome:
        """Who stands where under the overlay, and as things are."""
        with self.turn:
            return self.trial.outcome(overlay, lines)

    def settings(self, overlay: Overlay) -> dict[str, str]:
        """The overlay as people type it, address by address, without what it leaves as it is."""
        values = ((knob, value_under(knob, overlay)) for knob in self.trial.knobs)
        return {knob.address: typed(knob, value) for knob, value in values if value != knob.value}


def typed(knob: Knob, value: Fraction) -> str:
    """A knob's value as people type it: 2.7, 60%."""
    return f"{plain_text(value * 100)}%" if knob.unit == "%" else plain_text(value)


def prepared(session: Session, period: AppraisalPeriod) -> Prepared:
    """The period as recorded now. Reads everything that is scored; measures only what is not at hand."""
    ground = ground_of(session, period)
    inputs = inputs_of(session, ground)
    key = inputs_hash(ground.compiled, inputs)
    found = at_hand(period.id, key)
    if found is None:
        trial = Trial.prepare(ground.compiled, inputs, _divisions(ground))
        found = Prepared(period.id, key, trial, by_address(trial.knobs))
        with _lock:
            _kept[period.id, key] = found
            while len(_kept) > MOST_PREPARED:
                _kept.popitem(last=False)
    return found


def at_hand(period_id: int, key: str) -> Prepared | None:
    """What was measured before, if it is still kept; reads nothing."""
    with _lock:
        found = _kept.get((period_id, key))
        if found is not None:
            _kept.move_to_end((period_id, key))
        return found


def forget() -> None:
    """Let go of all; for tests."""
    with _lock:
        _kept.clear()


def _divisions(ground: Ground) -> dict[str, dict[str, str]]:
    """Persons are also shown by division: the subject above them may be a team."""
    if ground.compiled.scheme.appraises != "person":
        return {}
    found = {}
    for name, key in ground.keys.items():
        division = ground.directory.counted_under(key, ground.period.court_id, ground.when.end, "division")
        if division is not None:
            found[name] = ground.directory.name(division)
    return {DIVISION: found}
