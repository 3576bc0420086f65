"""Saving a draft: nobody overwrites what someone else saved meanwhile, and a second click does no harm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.database import session
from records.models import SchemeVersion, User
from rules.problem import Problem, ProblemError
from rules.revise import Edit
from shown.writing import day
from workflow import drafts
from workflow.calendar import CHINA

MOST_SHOWN = 200
Save = Callable[[Session, User, SchemeVersion, str, str], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was saved. ``changes`` are what saving now would do to the draft as somebody else left it."""

    problems: Sequence[Problem] = ()
    changes: Sequence[str] = ()
    lines: Sequence[str] = ()
    who: str = ""
    when: str = ""
    message: str = ""

    @property
    def texts(self) -> list[str]:
        """The problems in words."""
        return [problem.text(_) for problem in self.problems]


def save(
    version: SchemeVersion, text: str, seen: str, act: Save = drafts.save, edits: Sequence[Edit] = ()
) -> Refusal | None:
    """Save over the text that the form was opened on; a refusal when it is another one by now. ``edits`` made the text:
    what they rename is renamed in the worked examples too.
    """
    examples = version.cases
    held = version.text if act is drafts.save else version.cases
    if text == held:
        flash(_("没有改动。"), "success")
        return None
    try:
        if edits:
            drafts.save(session(), current_user.account, version, text, seen, edits)
        else:
            act(session(), current_user.account, version, text, seen)
        followed = bool(edits) and version.cases != examples
        session().commit()
    except drafts.SavedMeanwhile as conflict:
        changes = [change.text(_) for change in conflict.changes] or [_("只有注释或写法不同。")]
        found = Refusal(
            changes=changes[:MOST_SHOWN],
            lines=conflict.lines[:MOST_SHOWN],
            who=conflict.by,
            when=day(conflict.at.astimezone(CHINA)),
        )
        session().rollback()
        return found
    except ProblemError as error:
        session().rollback()
        return Refusal(error.problems)
    flash(_("已保存，算例里的名称也跟着改了。") if followed else _("已保存。"), "success")
    return None
