"""What lists call a subject or a rule: names for (kind, id), titles for a version's rule ids. One query a kind."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Court, Division, Person, SchemeVersion, Team
from workflow.versions import compiled_of

_KINDS = (("court", Court), ("division", Division), ("team", Team), ("person", Person))


def subject_names(session: Session) -> Mapping[tuple[str, int], str]:
    """Every subject in view by kind and id."""
    found: dict[tuple[str, int], str] = {}
    for kind, model in _KINDS:
        found |= {(kind, id_): name for id_, name in session.execute(select(model.id, model.name))}
    return found


def rule_titles(version: SchemeVersion) -> Mapping[str, str]:
    """Titles by id, of every rule and ladder step of a version."""
    scheme = compiled_of(version).scheme
    rules = (*scheme.items, *scheme.indicators, *scheme.sections, *scheme.ladders, *scheme.votes, *scheme.share_outs)
    return {rule.id: rule.title for rule in rules} | {
        step.id: f"{ladder.title} · {step.title}" for ladder in scheme.ladders for step in ladder.steps
    }
