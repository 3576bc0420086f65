"""Saving a draft of a scheme without overwriting what someone else saved meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import unified_diff

from sqlalchemy import true, update
from sqlalchemy.orm import Session

from records.models import SchemeVersion, User
from records.types import now
from rules.difference import Change, difference
from rules.node import MAX_BYTES
from rules.problem import N_, Problem, ProblemError, register
from rules.revise import Edit
from scoring.case_names import follow
from workflow.acting import allowed
from workflow.calendar import CHINA
from workflow.permissions import Permission
from workflow.schemes import digest, must_be, record, written_by

register(
    {
        "draft.saved_meanwhile": N_(
            "{who} 在 {when} 保存过这份草稿，您的修改没有保存。请看过差异，合并后再保存。"
        ),
        "draft.too_long": N_("文本超过 {limit} 字节，没有保存。请拆成几个办法。"),
    }
)
_EDIT = Permission.SCHEMES_EDIT
_AS_IT_IS = {"synchronize_session": False}
NOBODY = N_("系统")
EXAMPLES = N_("算例")


class SavedMeanwhile(ProblemError):  # noqa: N818 - said to the writer as what happened; nothing is broken
    """Someone else saved the draft: nothing was overwritten.

    ``current`` is the draft as it is now, saved by ``by`` at ``at``; ``changes`` lead from there to what was not saved,
    ``lines`` say the same of the texts line by line (for comments, which no rule sees).
    """

    def __init__(self, current: SchemeVersion, by: str, at: datetime, theirs: str, yours: str) -> None:
        self.current, self.by, self.at = current, by, at
        self.text, self.sha256 = theirs, digest(theirs)
        self.changes: list[Change] = difference(theirs, yours)
        self.lines = [
            line.rstrip("\n")
            for line in unified_diff(theirs.splitlines(), yours.splitlines(), lineterm="", n=2)
            if not line.startswith(("---", "+++"))
        ]
        when = at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        super().__init__([Problem("draft.saved_meanwhile", {"who": by, "when": when})])


def save(
    session: Session, user: User | None, draft: SchemeVersion, text: str, seen_sha256: str, edits: Sequence[Edit] = ()
) -> None:
    """Save the text, with errors or without, if the draft is still as it was seen; else :class:`SavedMeanwhile`.

    Where the text came about by ``edits``, the worked examples go by the names that these give, or nothing is saved.
    """
    _save(session, user, draft, text, seen_sha256, "text", edits)


def save_cases(session: Session, user: User | None, draft: SchemeVersion, cases: str, seen_sha256: str) -> None:
    """The same for the worked examples; ``seen_sha256`` is the digest of the examples as they were seen."""
    _save(session, user, draft, cases, seen_sha256, "cases")


def _save(
    session: Session,
    user: User | None,
    draft: SchemeVersion,
    text: str,
    seen: str,
    column: str,
    edits: Sequence[Edit] = (),
) -> None:
    actor = allowed(user, _EDIT, draft.court_id)
    text = text.replace("\r\n", "\n")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ProblemError([Problem("draft.too_long", {"limit": str(MAX_BYTES)})])
    session.refresh(draft)
    must_be(draft, "save", ("draft",))
    held: str = getattr(draft, column)
    values: dict[str, object] = {column: text, "saved_at": now(), "saved_by_id": actor.user_id}
    if column == "text":
        values["sha256"] = digest(text)
    examples = draft.cases
    if edits and digest(held) == seen:
        followed, problems = follow(examples, held, edits, str(EXAMPLES))
        if problems:
            raise ProblemError(problems)
        values |= {"cases": followed} if followed != examples else {}
    statement = (
        update(SchemeVersion)
        .where(
            SchemeVersion.id == draft.id,
            SchemeVersion.state == "draft",
            getattr(SchemeVersion, column) == held,  # the database decides between two who save at the same moment
            SchemeVersion.cases == examples if "cases" in values else true(),
        )
        .values(**values)
        .returning(SchemeVersion.id)
    )
    written = digest(held) == seen and session.execute(statement, execution_options=_AS_IT_IS).first() is not None
    session.refresh(draft)
    if not written:
        must_be(draft, "save", ("draft",))
        raise _saved_meanwhile(session, draft, getattr(draft, column), text)
    draft.writers = sorted({*draft.writers, *written_by(actor)})
    record(session, actor, draft, _EDIT, "save", what=column)


def _saved_meanwhile(session: Session, draft: SchemeVersion, theirs: str, yours: str) -> SavedMeanwhile:
    by = session.get(User, draft.saved_by_id) if draft.saved_by_id is not None else None
    return SavedMeanwhile(draft, by.name if by else NOBODY, draft.saved_at or draft.created_at, theirs, yours)
