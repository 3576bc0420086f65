"""The acts of those who confirm: approve, change and approve, refuse, send back; the last approval posts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from records.audit import Actor
from records.locking import hold
from records.models import Application, User
from records.queries.values import fields_to_stored
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.applications.applying import case_id_of, draft_of
from workflow.applications.chain import Held, Open
from workflow.applications.items import condition_problems, kind_of, read_fields
from workflow.applications.matter import ADDRESS, Matter, lock, matter_of, note, send_on, trail
from workflow.facts import record_fact
from workflow.notices import tell
from workflow.permissions import Permission, may

register(
    {
        "application-own": N_("这份申请是您自己的，或由您提出，须由别人确认"),
        "application-not-here": N_("现在这一步「{step}」不由您办理"),
        "application-reason": N_("请写明理由"),
        "application-unchanged": N_("没有改动任何内容；同意原内容请直接「确认」"),
        "application-case-unknown": N_("案件{number}还没有登记，暂时不能记分；登记后再确认"),
        "application-not-posted": N_("没有记上分，申请仍待确认；请考核办查看「{rule}」的条件和人员任职"),
        "application-passed-on": N_("「{step}」应在 {due} 前办理，逾期未办，由下一步代办"),
    }
)


def confirm(session: Session, user: User, row: Application, turn: int, reason: str = "") -> None:
    """Approve it as it stands. At the last step the fact is recorded and posted in the same transaction."""
    matter, place, held_for, actor = _begin(session, user, row, turn)
    _refuse_closed(matter)
    _pass(matter, place)
    note(session, row, "approved", user, held=place.held, for_user=held_for, reason=reason)
    _go_on(matter, place.held, actor, "approved", held_for, reason)


def change(session: Session, user: User, row: Application, turn: int, texts: Mapping[str, str], reason: str) -> None:
    """Approve it with other values; what was before stays in its history."""
    matter, place, held_for, actor = _begin(session, user, row, turn)
    _refuse_closed(matter)
    values, wrong = read_fields(matter.ground, matter.item, row.day, texts)
    problems = [*wrong.values()]
    if not problems:
        problems += condition_problems(matter.ground, matter.item, row.day, values)
    if not reason.strip():
        problems.append(Problem("application-reason"))
    stored = fields_to_stored(values)
    if not problems and stored == row.fields:
        problems.append(Problem("application-unchanged"))
    if problems:
        raise ProblemError(problems)
    before = row.fields
    names = [name for name in {**before, **stored} if before.get(name) != stored.get(name)]
    changes = {name: [before.get(name), stored.get(name)] for name in names}
    row.fields = stored
    _pass(matter, place)
    note(session, row, "changed", user, held=place.held, for_user=held_for, reason=reason, changes=changes)
    _go_on(matter, place.held, actor, "changed", held_for, reason, changes)


def refuse(session: Session, user: User, row: Application, turn: int, reason: str) -> None:
    """For good, with the reason."""
    matter, place, held_for, actor = _begin(session, user, row, turn)
    _need(reason)
    _pass(matter, place)
    _end(matter, "refused", user, place.held, held_for, reason)
    trail(session, Permission.APPLICATIONS_DECIDE, actor, row, "refused", reason=reason.strip(), **_for(held_for))


def send_back(session: Session, user: User, row: Application, turn: int, reason: str) -> None:
    """To the applicant, who mends it and applies again. Staff may do so at any step: a period waits for nobody."""
    actor = allowed(user, Permission.APPLICATIONS_DECIDE, row.court_id)
    lock(session, row, turn, "waiting")
    matter = matter_of(session, row)
    found = matter.place_of(user)
    if found is None and not may(user, Permission.APPLICATIONS_MANAGE):
        raise _not_here(matter, user)
    place, held_for = found or (matter.open_steps()[0], None)
    _need(reason)
    if found is not None:
        _pass(matter, place)
    _end(matter, "returned", user, place.held, held_for, reason)
    trail(session, Permission.APPLICATIONS_DECIDE, actor, row, "returned", reason=reason.strip(), **_for(held_for))


def _begin(session: Session, user: User, row: Application, turn: int) -> tuple[Matter, Open, User | None, Actor]:
    actor = allowed(user, Permission.APPLICATIONS_DECIDE, row.court_id)
    lock(session, row, turn, "waiting")
    matter = matter_of(session, row)
    found = matter.place_of(user)
    if found is None:
        raise _not_here(matter, user)
    return matter, *found, actor


def _not_here(matter: Matter, user: User) -> ProblemError:
    if user.id in matter.course.own:
        return ProblemError([Problem("application-own")])
    held = matter.open_steps()[0].held
    return ProblemError([Problem("application-not-here", {"step": held.step.title})])


def _refuse_closed(matter: Matter) -> None:
    """The period stays open until the transaction ends, or nothing may be confirmed any more."""
    period = matter.row.period
    hold(matter.session, period, shared=True)
    if period.state != "open":
        raise ProblemError([Problem("application-period", {"period": str(period)})])


def _pass(matter: Matter, place: Open) -> None:
    """Steps that were late and that the next one stands in for."""
    due = matter.row.due
    for held in place.late:
        values = {"step": held.step.title, "due": due.isoformat() if due else ""}
        note(matter.session, matter.row, "passed_on", None, held=held,
             reason=Problem("application-passed-on", values).text(str))  # fmt: skip
        due = matter.course.due(held.step, due) if due else None


def _go_on(
    matter: Matter, held: Held, actor: Actor, act: str, held_for: User | None, reason: str,
    changes: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    session, row = matter.session, matter.row
    following = send_on(matter, held.step.id)
    person = {"person": row.person.name, "rule": matter.title}
    if following is None:
        _post(matter)
        what = Problem("application-approved", person)
    else:
        what = Problem("application-passed", {**person, "step": held.step.title})
    tell(session, _applicants(matter), what, ADDRESS.format(id=row.id))
    details = {"at": held.step.id, "reason": reason.strip(), "changes": dict(changes or {}), "fact": row.fact_id}
    trail(session, Permission.APPLICATIONS_DECIDE, actor, row, act, **details, **_for(held_for))


def _post(matter: Matter) -> None:
    """The fact, and with it the points, by the way of all facts."""
    session, row = matter.session, matter.row
    case_id = case_id_of(session, row)
    if row.case_number and case_id is None and kind_of(matter.ground, matter.item).case == "required":
        raise ProblemError([Problem("application-case-unknown", {"number": row.case_number})])
    draft = draft_of(row, matter.values, case_id)
    recorded = record_fact(session, None, draft)
    if not recorded.booked.posted:
        raise ProblemError([*recorded.problems, Problem("application-not-posted", {"rule": matter.title})])
    row.state, row.step, row.due, row.fact_id = "approved", None, None, recorded.rows[0].id
    session.flush()


def _end(matter: Matter, state: str, user: User, held: Held, held_for: User | None, reason: str) -> None:
    row = matter.row
    row.state, row.step, row.due = state, None, None
    note(matter.session, row, state, user, held=held, for_user=held_for, reason=reason)
    values = {"rule": matter.title}
    told = Problem("application-returned", values) if state == "returned" else Problem(
        "application-refused", {"person": row.person.name, **values}
    )  # fmt: skip
    tell(matter.session, _applicants(matter), told, ADDRESS.format(id=row.id))


def _applicants(matter: Matter) -> list[User]:
    """Whoever asked, and the one whose points they are."""
    hers = matter.people.user_of(matter.row.person_id)
    return [matter.row.applicant, *((hers,) if hers else ())]


def _need(reason: str) -> None:
    if not reason.strip():
        raise ProblemError([Problem("application-reason")])


def _for(held_for: User | None) -> dict[str, object]:
    return {"in_place_of": held_for.name} if held_for else {}
