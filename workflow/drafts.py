"""Drafts of a court's schemes: started from a version, saved without overwriting anyone, checked, handed in.

A draft is a version that is not published yet. Its text may be anything while it is being written; what is handed in
has no errors and its worked examples come out right. Approval, publication and sending back are in workflow.schemes,
what a draft would do to a real period is in workflow.impact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.database import ROOT
from records.locking import hold
from records.models import Scheme, SchemeVersion, User
from records.types import now
from rules.check import load_text
from rules.compiled import Compiled
from rules.problem import N_, Problem, ProblemError, errors, register
from rules.revise import Edit, revise
from scoring.cases import count_in, run_text
from workflow.acting import allowed
from workflow.calendar import today
from workflow.permissions import Permission
from workflow.saving import EXAMPLES, SavedMeanwhile, save, save_cases
from workflow.schemes import (
    approve,
    checked,
    digest,
    in_force,
    must_be,
    publish,
    record,
    scheme_of,
    send_back,
    version_of,
    versions_of,
    written_by,
)

register(
    {
        "draft.examples_failed": N_("有 {count} 处算例不符，改正办法或算例后再提交。"),
        "draft.no_examples": N_("没有算例。建议写几个算例，由程序逐条验算。"),
        "draft.other_scheme": N_(
            "办法编号由「{was}」改成了「{found}」，但「{was}」已有别的版本。请改回编号，或另起新办法。"
        ),
        "draft.version_taken": N_("「{scheme}」已有 {version} 版，请把 version 改成别的版本号（例如 {next}）。"),
    }
)
_EDIT = Permission.SCHEMES_EDIT
FOLDER = ROOT / "rules" / "schemes"  # where the tables that worked examples name may lie
STARTER = """\
scheme: {name}
version: "1.0"
title: {title}
basis:
  document: {basis}
appraises: team
period: month
effective: {effective}
unit: 分
ranking: hidden
"""


@dataclass(frozen=True, slots=True)
class Report:
    """All that can be said of a draft without a period: problems of the text, then those of its worked examples."""

    compiled: Compiled | None
    problems: tuple[Problem, ...]
    examples: int
    failed: tuple[Problem, ...]

    @property
    def ready(self) -> bool:
        """Whether it may be handed in."""
        return self.compiled is not None and not errors(self.failed)


def start(
    session: Session,
    user: User | None,
    version: SchemeVersion | None = None,
    *,
    court_id: int | None = None,
    text: str = "",
    cases: str = "",
) -> SchemeVersion:
    """A draft with the text and worked examples of a version under the next free number, or with ``text``, or as an
    empty scheme. It belongs to ``court_id``, the user's own court when left out: so a court makes its own of a scheme
    from above.
    """
    actor = allowed(user, _EDIT, court_id)
    court = court_id if court_id is not None else actor.court_id
    if court is None:
        raise ValueError("the program itself names the court")
    source, examples = (version.text, version.cases) if version is not None else (text, cases)
    if not source:
        source = STARTER.format(
            name=_free_name(session, court),
            title=N_("新办法"),
            basis=N_("请填写依据文件"),
            effective=today().isoformat(),
        )
    document = checked(source).scheme
    scheme = scheme_of(session, court, document.scheme, document.title)
    number = document.version
    if version_of(session, scheme, number) is not None:
        number = next_number(session, scheme.id)
        source, problems = revise(source, [Edit(("version",), "set", number)])
        if problems:
            raise ProblemError(problems)
    draft = SchemeVersion(
        court_id=court, scheme_id=scheme.id, version=number, text=source, sha256=digest(source), state="draft",
        effective=document.effective, author_id=actor.user_id, cases=examples, writers=written_by(actor),
        started_from_id=None if version is None else version.id, saved_at=now(), saved_by_id=actor.user_id,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    record(session, actor, draft, _EDIT, "start", **({"from": str(version.version)} if version is not None else {}))
    return draft


def check_report(draft: SchemeVersion) -> Report:
    """Everything wrong with the text and with its worked examples, all at once."""
    compiled, problems = load_text(draft.text, "")
    if compiled is None:
        return Report(None, tuple(problems), count_in(draft.cases), ())
    if not draft.cases.strip():
        return Report(compiled, (*problems, Problem("draft.no_examples", severity="warning")), 0, ())
    return Report(
        compiled, tuple(problems), count_in(draft.cases), tuple(run_text(compiled, draft.cases, FOLDER, EXAMPLES))
    )


def submit(session: Session, user: User | None, draft: SchemeVersion) -> None:
    """Hand a draft in for approval: only without errors, with examples that come out right, under a free number."""
    actor = allowed(user, _EDIT, draft.court_id)
    hold(session, draft)
    must_be(draft, "submit", ("draft",))
    report = check_report(draft)
    if report.compiled is None:
        raise ProblemError(errors(report.problems))
    if failed := errors(report.failed):
        raise ProblemError([Problem("draft.examples_failed", {"count": str(len(failed))}), *failed])
    document, scheme = report.compiled.scheme, draft.scheme
    if document.scheme != scheme.name:
        alone = session.scalar(select(func.count(SchemeVersion.id)).where(SchemeVersion.scheme_id == scheme.id)) == 1
        if not alone:
            raise ProblemError([Problem("draft.other_scheme", {"was": scheme.name, "found": document.scheme})])
        target = scheme_of(session, draft.court_id, document.scheme, document.title)
        draft.scheme = scheme = target
        session.flush()
    same = version_of(session, scheme, document.version)
    if same is not None and same.id != draft.id:
        values = {"scheme": scheme.title, "version": document.version, "next": next_number(session, scheme.id)}
        raise ProblemError([Problem("draft.version_taken", values)])
    draft.state, draft.version, draft.effective, draft.note = "submitted", document.version, document.effective, ""
    record(session, actor, draft, _EDIT, "submit", examples=str(report.examples))


def withdraw(session: Session, user: User | None, draft: SchemeVersion) -> None:
    """Take what was handed in back as a draft, to go on writing."""
    actor = allowed(user, _EDIT, draft.court_id)
    hold(session, draft)
    must_be(draft, "withdraw", ("submitted", "approved"))
    draft.state, draft.approver_id = "draft", None
    record(session, actor, draft, _EDIT, "withdraw")


def discard(session: Session, user: User | None, draft: SchemeVersion) -> None:
    """Give a draft up. Its row goes, its number is free again; the audit trail keeps who gave up which text."""
    actor = allowed(user, _EDIT, draft.court_id)
    hold(session, draft)
    must_be(draft, "discard", ("draft",))
    about = {"act": "discard", "version": draft.version, "sha256": draft.sha256, "text": draft.text}
    target = Target("scheme_version", draft.id)
    session.execute(update(SchemeVersion).where(SchemeVersion.started_from_id == draft.id).values(started_from_id=None))
    session.execute(delete(SchemeVersion).where(SchemeVersion.id == draft.id, SchemeVersion.state == "draft"))
    session.expunge(draft)
    audit.append(session, _EDIT.value, actor, target, about)


def roll_back(
    session: Session, user: User | None, old: SchemeVersion, effective: date, reason: str = ""
) -> SchemeVersion:
    """Hand an earlier version's text in again, under a new number and from a new day; a second person publishes it."""
    draft = start(session, user, old, court_id=old.court_id)
    text, problems = revise(draft.text, [Edit(("effective",), "set", effective.isoformat())])
    if problems:
        raise ProblemError(problems)
    save(session, user, draft, text, draft.sha256)
    submit(session, user, draft)
    draft.note = reason.strip()
    session.flush()
    return draft


def next_number(session: Session, scheme_id: int) -> str:
    """The version number after the highest one of a scheme: 1.1 after 1.0."""
    taken = session.scalars(select(SchemeVersion.version).where(SchemeVersion.scheme_id == scheme_id)).all()
    return _after(taken)


def _after(taken: Sequence[str]) -> str:
    highest = max(([int(part) for part in number.split(".")] for number in taken), default=[0])
    if len(highest) == 1:
        return f"{highest[0]}.1" if taken else "1.0"
    return ".".join(map(str, [*highest[:-1], highest[-1] + 1]))


def _free_name(session: Session, court_id: int) -> str:
    """An id for a scheme that has none yet; the writer gives it its own."""
    taken = set(session.scalars(select(Scheme.name).where(Scheme.court_id == court_id)))
    number = 1
    while f"new-scheme-{number}" in taken:
        number += 1
    return f"new-scheme-{number}"


__all__ = [
    "Report", "SavedMeanwhile", "approve", "check_report", "digest", "discard", "in_force", "next_number", "publish",
    "roll_back", "save", "save_cases", "send_back", "start", "submit", "versions_of", "withdraw",
]  # fmt: skip
