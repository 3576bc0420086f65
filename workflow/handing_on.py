"""A trial handed on: its settings become edits of a new draft's text, and everything else stays as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import SchemeVersion, Trial, User
from rules.compiled import Compiled
from rules.lookup import row_keys
from rules.problem import Problem, ProblemError
from rules.revise import Edit, revise
from scoring.period import parse_period
from scoring.tuning.knobs import Knob, by_address, find_knob, knobs
from workflow import drafts
from workflow.acting import allowed
from workflow.permissions import Permission
from workflow.versions import compiled_of


def hand_on(session: Session, user: User | None, trial: Trial) -> SchemeVersion:
    """A draft of the trial's version with its numbers in it; the worked examples come along and are checked there.

    A trial's value counts on every day; in the draft a dated number is set for the days it is in force on at the end of
    the period, and the days before keep theirs.
    """
    actor = allowed(user, Permission.SCHEMES_EDIT, trial.court_id)
    when = parse_period(trial.period.text)
    if when is None:
        raise ValueError(f"unreadable period in the records: {trial.period.text}")
    edits = list(edits_of(compiled_of(trial.version), trial.settings, when.end))
    draft = drafts.start(session, user, trial.version, court_id=trial.court_id)
    text, problems = revise(draft.text, edits)
    if problems:
        raise ProblemError(problems)
    drafts.save(session, user, draft, text, draft.sha256)
    details = {"name": trial.name, "draft": draft.version}
    audit.append(session, Permission.TUNING_SAVE.value, actor, Target("trial", trial.id), details)
    return draft


def edits_of(compiled: Compiled, settings: Mapping[str, str], day: date) -> Iterator[Edit]:
    """Each number where it stands in the document: the dated value that is in force on the day, else the only one."""
    known = by_address(knobs(compiled, day))
    for address, text in settings.items():
        knob = find_knob(known, address)
        if isinstance(knob, Problem):
            raise ProblemError([knob])
        yield Edit(_path(compiled, knob, day), "set", text)


def _path(compiled: Compiled, knob: Knob, day: date) -> tuple[str | tuple[str, ...], ...]:
    if knob.keys is None:
        in_force = [since for since in compiled.parameters[knob.name].values if since <= day]
        return ("parameters", knob.name, *(("values", max(in_force).isoformat()) if in_force else ("value",)))
    changed = [
        change.since
        for change in compiled.tables[knob.name].changes
        if change.since <= day and any(row_keys(row) == knob.keys for row in change.rows)
    ]
    where: tuple[str, ...] = ("changes", max(changed).isoformat()) if changed else ()
    return ("tables", knob.name, *where, "rows", knob.keys)
