"""Saving a draft: nobody overwrites what someone else saved meanwhile, and a second click does no harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash
from flask_babel import gettext as _
from flask_login import current_user

from portal.database import session
from records.models import SchemeVersion, User
from rules.difference import difference
from rules.problem import Problem, ProblemError
from workflow import drafts

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was saved. ``changes`` are what saving now would do to the draft as somebody else left it."""

    problems: Sequence[Problem] = ()
    changes: Sequence[str] = ()
    who: str = ""
    when: str = ""
    message: str = ""


def save(version: SchemeVersion, text: str, seen: str) -> Refusal | None:
    """Save the text over the draft that the form was opened on; a refusal when it is another one by now."""
    if text == version.text:
        flash(_("没有改动。"), "success")
        return None
    try:
        drafts.save(session(), current_user.account, version, text, seen)
        session().commit()
    except drafts.SavedMeanwhile as conflict:
        session().rollback()
        return _meanwhile(conflict.current, text)
    except ProblemError as error:
        session().rollback()
        return Refusal(error.problems)
    flash(_("已保存。"), "success")
    return None


def _meanwhile(version: SchemeVersion, text: str) -> Refusal:
    """Told, with the difference; the form keeps its own text and may be saved over what is there now."""
    session().refresh(version)
    changes = [change.text(_) for change in difference(version.text, text)][:MOST_SHOWN]
    who = session().get(User, version.saved_by_id) if version.saved_by_id else None
    when = version.saved_at.strftime("%Y-%m-%d %H:%M") if version.saved_at else ""
    return Refusal(changes=changes or [_("只有注释或写法不同。")], who=who.name if who else "", when=when)
