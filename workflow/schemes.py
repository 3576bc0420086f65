"""Acts on schemes: hand a version in, publish it. Two pairs of eyes: whoever hands it in does not publish it."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.models import Scheme, SchemeVersion, User
from records.types import now
from rules.check import load_text
from rules.problem import N_, Problem, ProblemError, errors, register
from workflow.acting import allowed
from workflow.permissions import Permission

register(
    {
        "scheme.version_taken": N_(
            "「{scheme}」已有 {version} 版，内容不同。发布过的版本不能改，请给新内容换一个版本号。"
        ),
        "scheme.not_submitted": N_("「{scheme}」不在待批准状态，不能发布。"),
        "scheme.two_pairs": N_("「{scheme}」由您提交，须由另一个人批准发布。"),
    }
)


def submit(session: Session, user: User | None, court_id: int, text: str, file: str = "") -> SchemeVersion:
    """Hand in a version: checked whole, stored as it is. The same text again gives the version that is there."""
    actor = allowed(user, Permission.SCHEMES_EDIT)
    compiled, problems = load_text(text, file)
    if compiled is None:
        raise ProblemError(errors(problems))
    document, digest = compiled.scheme, sha256(text.encode()).hexdigest()
    scheme = session.execute(
        select(Scheme).where(Scheme.court_id == court_id, Scheme.name == document.scheme)
    ).scalar_one_or_none()
    if scheme is None:
        scheme = Scheme(court_id=court_id, name=document.scheme, title=document.title)
        session.add(scheme)
        session.flush()
    found = session.execute(
        select(SchemeVersion).where(SchemeVersion.scheme_id == scheme.id, SchemeVersion.version == document.version)
    ).scalar_one_or_none()
    if found is not None:
        if found.sha256 != digest:
            raise ProblemError([Problem("scheme.version_taken", {"scheme": scheme.title, "version": document.version})])
        return found
    version = SchemeVersion(
        court_id=court_id, scheme_id=scheme.id, version=document.version, text=text, sha256=digest, state="submitted",
        effective=document.effective, author_id=actor.user_id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    details = {"scheme": document.scheme, "version": document.version, "sha256": digest}
    audit.append(session, Permission.SCHEMES_EDIT.value, actor, Target("scheme_version", version.id), details)
    return version


def publish(session: Session, user: User | None, version: SchemeVersion) -> None:
    """Put a version in force; it never changes again."""
    actor = allowed(user, Permission.SCHEMES_APPROVE)
    if version.state != "submitted":
        raise ProblemError([Problem("scheme.not_submitted", {"scheme": str(version)})])
    if actor.user_id is not None and actor.user_id == version.author_id:
        raise ProblemError([Problem("scheme.two_pairs", {"scheme": str(version)})])
    version.state, version.published_at, version.approver_id = "published", now(), actor.user_id
    details = {"version": version.version, "sha256": version.sha256}
    audit.append(session, Permission.SCHEMES_APPROVE.value, actor, Target("scheme_version", version.id), details)
