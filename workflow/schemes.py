"""Acts on versions of schemes: hand one in, approve it, send it back, publish it.

Two pairs of eyes: nobody who wrote at a version approves or publishes it. A published version never changes; going back
to an earlier one is publishing its text again as a new version (see workflow.drafts).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import audit
from records.audit import Actor, Target
from records.locking import hold
from records.models import Scheme, SchemeVersion, User
from records.types import now
from rules.check import load_text
from rules.compiled import Compiled
from rules.problem import N_, Problem, ProblemError, errors, register
from rules.revise import Edit, revise
from workflow.acting import allowed
from workflow.permissions import Permission
from workflow.wording import VERSION_STATES

register(
    {
        "scheme.version_taken": N_(
            "「{scheme}」已有 {version} 版，内容不同。发布过的版本不能改，请给新内容换一个版本号。"
        ),
        "scheme.not_in_state": N_("「{scheme}」现在是「{state}」，不能{act}。请刷新页面后再看。"),
        "scheme.two_pairs": N_("「{scheme}」由您起草或修改过，须由另一个人批准发布。"),
        "scheme.reason": N_("退回「{scheme}」要写明理由。"),
        "scheme.effective_before": N_(
            "「{scheme}」已有自 {newest} 起施行的版本，新版本的施行日期不能早于它，请改为 {newest} 或以后。"
        ),
    }
)
ACTS = {
    "approve": N_("批准"),
    "send_back": N_("退回"),
    "publish": N_("发布"),
    "save": N_("修改"),
    "submit": N_("提交"),
    "withdraw": N_("撤回"),
    "discard": N_("删除"),
}
IN_FORCE = ("published",)


def digest(text: str) -> str:
    """The hash by which a text is known."""
    return sha256(text.encode()).hexdigest()


def submit(
    session: Session, user: User | None, court_id: int, text: str, file: str = "", cases: str = ""
) -> SchemeVersion:
    """Hand in a version as a file: checked whole, stored as it is. The same text again gives the version that is there.

    ``cases`` are its worked examples, kept beside it.
    """
    actor = allowed(user, Permission.SCHEMES_EDIT)
    document = checked(text, file).scheme
    scheme = scheme_of(session, court_id, document.scheme, document.title)
    found = version_of(session, scheme, document.version)
    if found is not None:
        if found.sha256 != digest(text):
            raise ProblemError([Problem("scheme.version_taken", {"scheme": scheme.title, "version": document.version})])
        return found
    version = SchemeVersion(
        court_id=court_id, scheme_id=scheme.id, version=document.version, text=text, sha256=digest(text),
        state="submitted", effective=document.effective, author_id=actor.user_id, cases=cases,
        writers=written_by(actor),
    )  # fmt: skip
    session.add(version)
    session.flush()
    record(session, actor, version, Permission.SCHEMES_EDIT, "submit", scheme=document.scheme)
    return version


def approve(session: Session, user: User | None, version: SchemeVersion) -> None:
    """A second person finds it right; publishing it may wait for its day."""
    actor = second_person(session, user, version, "approve", ("submitted",))
    version.state, version.approver_id = "approved", actor.user_id
    record(session, actor, version, Permission.SCHEMES_APPROVE, "approve")


def send_back(session: Session, user: User | None, version: SchemeVersion, reason: str) -> None:
    """Back to its writers as a draft, with the reason."""
    actor = second_person(session, user, version, "send_back", ("submitted", "approved"))
    if not reason.strip():
        raise ProblemError([Problem("scheme.reason", {"scheme": str(version)})])
    version.state, version.approver_id, version.note = "draft", None, reason.strip()
    record(session, actor, version, Permission.SCHEMES_APPROVE, "send_back", reason=version.note)


def publish(session: Session, user: User | None, version: SchemeVersion, effective: date | None = None) -> None:
    """Put a version in force from its day on, or from another day, which is then written into its text; it never
    changes again. One that nobody has approved yet is approved by this.
    """
    actor = second_person(session, user, version, "publish", ("submitted", "approved"))
    if effective is not None and effective != version.effective:
        text, problems = revise(version.text, [Edit(("effective",), "set", effective.isoformat())])
        if problems:
            raise ProblemError(problems)
        checked(text)
        version.text, version.sha256, version.effective = text, digest(text), effective
    newest = session.execute(
        select(SchemeVersion.effective)
        .where(SchemeVersion.scheme_id == version.scheme_id, SchemeVersion.state.in_(IN_FORCE))
        .order_by(SchemeVersion.effective.desc())
        .limit(1)
    ).scalar_one_or_none()
    if newest is not None and version.effective < newest:
        values = {"scheme": version.scheme.title, "newest": newest.isoformat()}
        raise ProblemError([Problem("scheme.effective_before", values)])
    if version.state == "submitted":
        version.approver_id = actor.user_id
    version.state, version.published_at = "published", now()
    version.scheme.title = checked(version.text).scheme.title
    record(session, actor, version, Permission.SCHEMES_APPROVE, "publish", effective=version.effective.isoformat())


def versions_of(session: Session, scheme: Scheme) -> Sequence[SchemeVersion]:
    """All versions, the newest first."""
    query = select(SchemeVersion).where(SchemeVersion.scheme_id == scheme.id).order_by(SchemeVersion.id.desc())
    return session.scalars(query).all()


def in_force(session: Session, scheme: Scheme, day: date) -> SchemeVersion | None:
    """The version that holds on a day: of those in force by then the one that came last."""
    query = (
        select(SchemeVersion)
        .where(
            SchemeVersion.scheme_id == scheme.id,
            SchemeVersion.state.in_(IN_FORCE),
            SchemeVersion.effective <= day,
        )
        .order_by(SchemeVersion.effective.desc(), SchemeVersion.published_at.desc(), SchemeVersion.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def checked(text: str, file: str = "") -> Compiled:
    """The compiled scheme; :class:`ProblemError` with all that is wrong when there is any error."""
    compiled, problems = load_text(text, file)
    if compiled is None:
        raise ProblemError(errors(problems))
    return compiled


def scheme_of(session: Session, court_id: int, name: str, title: str) -> Scheme:
    """A court's scheme of that name; the row is made when there is none."""
    query = select(Scheme).where(Scheme.court_id == court_id, Scheme.name == name)
    scheme = session.execute(query).scalar_one_or_none()
    if scheme is None:
        scheme = Scheme(court_id=court_id, name=name, title=title)
        session.add(scheme)
        session.flush()
    return scheme


def version_of(session: Session, scheme: Scheme, number: str) -> SchemeVersion | None:
    """The version of a scheme that has that number."""
    query = select(SchemeVersion).where(SchemeVersion.scheme_id == scheme.id, SchemeVersion.version == number)
    return session.execute(query).scalar_one_or_none()


def second_person(
    session: Session, user: User | None, version: SchemeVersion, act: str, states: Sequence[str]
) -> Actor:
    """The actor of an act that no writer of the version may do, on the version as it is now."""
    actor = allowed(user, Permission.SCHEMES_APPROVE, version.court_id)
    hold(session, version)
    must_be(version, act, states)
    if actor.user_id is not None and actor.user_id in {version.author_id, *version.writers}:
        raise ProblemError([Problem("scheme.two_pairs", {"scheme": str(version)})])
    return actor


def must_be(version: SchemeVersion, act: str, states: Sequence[str]) -> None:
    """Refuse an act on a version in another state."""
    if version.state not in states:
        values = {"scheme": str(version), "state": VERSION_STATES[version.state], "act": ACTS[act]}
        raise ProblemError([Problem("scheme.not_in_state", values)])


def written_by(actor: Actor) -> list[int]:
    """The writers of what an actor has just made."""
    return [] if actor.user_id is None else [actor.user_id]


def record(
    session: Session, actor: Actor, version: SchemeVersion, permission: Permission, act: str, **details: str
) -> None:
    """One act in the audit trail."""
    about = {"act": act, "version": version.version, "sha256": version.sha256, **details}
    audit.append(session, permission.value, actor, Target("scheme_version", version.id), about)
