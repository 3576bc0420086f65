"""What the pages of applications show: one row of a list, one line of a history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask_babel import gettext

from records.models import Application, ApplicationAct
from rules.exact import parse_number
from rules.phrase import listed
from shown.writing import amount
from workflow.applications.matter import Matter
from workflow.applications.reading import stops
from workflow.applications.wording import ACTS, STATES

TONES: Mapping[str, str] = {"waiting": "yellow", "returned": "yellow", "approved": "good", "refused": "red"}


@dataclass(frozen=True, slots=True)
class Row:
    """An application in a list."""

    row: Application
    title: str
    points: Fraction | None
    unit: str
    state: str
    tone: str
    step: str
    late: bool


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history, or of what is still to come (``at`` is ``None``). ``who`` may say 代."""

    title: str
    who: str
    at: datetime | None = None
    reason: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    due: date | None = None
    late: bool = False
    tone: str = ""
    here: bool = False


def row_of(matter: Matter, today: date) -> Row:
    """For a list."""
    row = matter.row
    here = next((stop.held.step.title for stop in stops(matter) if stop.now), "")
    return Row(
        row, matter.title, matter.points, matter.ground.compiled.scheme.unit, gettext(STATES[row.state]),
        TONES.get(row.state, ""), here, row.due is not None and row.due < today,
    )  # fmt: skip


def history(matter: Matter, today: date) -> list[Event]:
    """Everything that was done, then where it waits and what is to come."""
    found = [_done(act) for act in matter.row.acts]
    for stop in stops(matter):
        names = [user.name for user in stop.held.holders]
        if stop.held.stand_in:
            names.append(gettext("（无人任此职，由考核办办理）"))
        title = stop.held.step.title
        late = stop.due is not None and stop.due < today
        found.append(Event(title, listed(names), due=stop.due, late=late, here=stop.now))
    return found


def fields_shown(matter: Matter) -> list[tuple[str, str]]:
    """The fact's fields as people read them, those that the item settles left out."""
    kinds = matter.ground.compiled.facts[matter.row.kind].fields
    hidden = {one.field for one in matter.item.condition.comparisons if one.op == "="}
    return [
        (name, _written(matter.row.fields.get(name)) + (f" {kind.unit}" if kind.unit else ""))
        for name, kind in kinds.items()
        if name not in hidden
    ]


def _done(act: ApplicationAct) -> Event:
    who = act.user.name if act.user else gettext("系统")
    if act.for_user is not None:
        who = gettext("%(deputy)s（代%(name)s）", deputy=who, name=act.for_user.name)
    said = gettext(ACTS[act.act])
    title = gettext("%(step)s：%(act)s", step=act.title, act=said) if act.title else said
    changes = tuple((name, _written(old), _written(new)) for name, (old, new) in act.changes.items())
    tone = {"refused": "red", "returned": "yellow", "passed_on": "yellow", "skipped": "quiet"}.get(act.act, "good")
    return Event(title, who, act.at, act.reason, changes, tone=tone)


def _written(value: Any) -> str:  # noqa: ANN401 - as the records keep a field
    if isinstance(value, int) and not isinstance(value, bool):
        value = Fraction(value)
    elif isinstance(value, str) and value[:1] in "-0123456789" and (number := parse_number(value)) is not None:
        value = number
    return amount(value, None)
