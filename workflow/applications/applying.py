"""The applicant's acts: apply, mend and apply again, withdraw."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.case_number import parse_case_number
from records.locking import hold
from records.models import Application, AppraisalPeriod, Case, Court, Person, User
from records.queries.directory import SubjectKey, load_directory
from records.queries.values import fields_to_stored
from rules.condition import Value
from rules.model import FactKind
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.applications.items import condition_problems, is_for, item_of, kind_of, read_fields
from workflow.applications.matter import Matter, lock, matter_of, note, send_on, trail
from workflow.attachments import Kept, Store, attach, attached, refuse_too_much, take_off
from workflow.calendar import today
from workflow.facts import Draft, fact_problems
from workflow.inputs import Ground, ground_of
from workflow.permissions import Permission, may

register(
    {
        "application-no-person": N_("您的账号没有对应的干警，不能申请；请系统管理员先把账号与干警对上"),
        "application-other": N_("只能为自己申请；为别人申请由考核办办理"),
        "application-unknown-person": N_("没有选定为谁申请，或这个人不在本院"),
        "application-closed": N_("考核周期「{period}」已关账，不能申请；请选一个开放的周期"),
        "application-day": N_("日期 {day} 不在考核周期「{period}」之内（{starts} 至 {ends}）"),
        "application-future": N_("日期 {day} 还没有到"),
        "application-not-for": N_(
            "「{rule}」不适用：{person}在 {day} 不在「{period}」的考核范围内，或该项不用于其团队"
        ),
        "application-text": N_("请写明情况说明"),
        "application-long": N_("情况说明太长，最多 {limit} 字"),
        "application-case-missing": N_("「{kind}」必须写明案号"),
        "application-case-none": N_("「{kind}」不写案号"),
        "application-again": N_("这份申请已经提交过，不用再点"),
        "application-not-yours": N_("这份申请不是您提出的"),
    }
)
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """What an applicant writes. ``person_id`` gets the points; ``fields`` are as typed; ``form`` marks the form."""

    person_id: int | None
    rule: str
    day: date
    fields: Mapping[str, str]
    text: str
    case_number: str = ""
    form: str | None = None


@dataclass(slots=True)
class Looked:
    """What was found in it: values ready to be kept, and what is wrong; ``fields`` say which field a problem is of."""

    values: dict[str, Value | None] = field(default_factory=dict)
    case_number: str = ""
    case_id: int | None = None
    problems: list[Problem] = field(default_factory=list)
    fields: dict[str, Problem] = field(default_factory=dict)

    @property
    def all(self) -> list[Problem]:
        """Everything that forbids it."""
        return [*self.problems, *self.fields.values()]


def look(session: Session, user: User, period: AppraisalPeriod, asked: Asked) -> Looked:
    """Everything wrong with an application, at once; pages ask before they keep it."""
    found = Looked()
    ground = ground_of(session, period)
    item = item_of(ground, asked.rule)
    if item is None:
        found.problems.append(Problem("application-no-item", {"period": str(period), "rule": asked.rule}))
        return found
    kind = kind_of(ground, item)
    found.problems += _person_problems(session, user, asked)
    found.problems += _day_problems(period, asked.day)
    found.values, found.fields = read_fields(ground, item, asked.day, asked.fields)
    found.case_number, found.case_id, wrong = _case(session, period.court_id, item.rule.when.fact, kind, asked)
    if wrong is not None:
        found.fields["case_number"] = wrong
    if not asked.text.strip():
        found.fields["text"] = Problem("application-text")
    elif len(asked.text) > LONGEST_TEXT:
        found.fields["text"] = Problem("application-long", {"limit": str(LONGEST_TEXT)})
    if not found.all and asked.person_id is not None:
        found.problems += _standing_problems(session, ground, asked, found)
    return found


def apply(
    session: Session, user: User, period: AppraisalPeriod, asked: Asked, files: Sequence[Kept], store: Store
) -> Application:
    """Put it to the first who confirms. The files are in the store already; all that is wrong is raised at once."""
    actor = allowed(user, Permission.APPLICATIONS_APPLY, period.court_id)
    hold(session, period, shared=True)
    if asked.form and session.scalar(select(Application.id).where(Application.form == asked.form)) is not None:
        raise ProblemError([Problem("application-again")])
    found = look(session, user, period, asked)
    if found.all or asked.person_id is None:
        raise ProblemError(found.all)
    refuse_too_much(store, files)
    ground = ground_of(session, period)
    item = item_of(ground, asked.rule)
    row = Application(
        court_id=period.court_id, person_id=asked.person_id, applicant_id=user.id, period_id=period.id,
        rule=asked.rule, kind=item.rule.when.fact if item else "", day=asked.day, case_number=found.case_number,
        fields=fields_to_stored(found.values), text=asked.text.strip(), since=today(), form=asked.form,
        state="returned",
    )  # fmt: skip
    session.add(row)
    session.flush()
    attach(session, user, row.court_id, ("application", row.id), files)
    _begin(session, row, user, "applied")
    trail(session, Permission.APPLICATIONS_APPLY, actor, row, "applied", day=row.day.isoformat(), files=len(files))
    return row


def apply_again(
    session: Session, user: User, row: Application, turn: int, asked: Asked,
    files: Sequence[Kept], removed: Collection[int], store: Store,
) -> None:  # fmt: skip
    """Mend what was sent back: it begins its way anew."""
    actor = allowed(user, Permission.APPLICATIONS_APPLY, row.court_id)
    lock(session, row, turn, "returned")
    _refuse_others(user, row)
    found = look(session, user, row.period, asked)
    if found.all:
        raise ProblemError(found.all)
    of = ("application", row.id)
    refuse_too_much(store, [*(one for one in attached(session, of) if one.id not in removed), *files])
    take_off(session, of, removed)
    attach(session, user, row.court_id, of, files)
    before, after = row.fields, fields_to_stored(found.values)
    changes = {
        name: [before.get(name), after.get(name)] for name in {**before, **after} if before.get(name) != after.get(name)
    }
    row.day, row.case_number, row.text = asked.day, found.case_number, asked.text.strip()
    row.fields = after
    _begin(session, row, user, "applied_again", changes)
    trail(session, Permission.APPLICATIONS_APPLY, actor, row, "applied_again", changes=changes)


def withdraw(session: Session, user: User, row: Application, turn: int, reason: str = "") -> None:
    """Take it back, as long as nothing was posted."""
    actor = allowed(user, Permission.APPLICATIONS_APPLY, row.court_id)
    lock(session, row, turn, "waiting", "returned")
    _refuse_others(user, row)
    row.state, row.step, row.due = "withdrawn", None, None
    note(session, row, "withdrawn", user, reason=reason)
    trail(session, Permission.APPLICATIONS_APPLY, actor, row, "withdrawn", reason=reason.strip())


def draft_of(row: Application, values: Mapping[str, Value | None], case_id: int | None) -> Draft:
    """The fact that an application becomes."""
    person = SubjectKey("person", row.person_id)
    return Draft(row.court_id, fact_key(row), row.kind, row.day, person, values, case_id, evidence=f"申请 {row.id}")


def fact_key(row: Application) -> str:
    """The lasting number of that fact."""
    return f"申请-{row.id}"


def case_id_of(session: Session, row: Application) -> int | None:
    """The case that an application names."""
    if not row.case_number:
        return None
    return session.scalar(select(Case.id).where(Case.court_id == row.court_id, Case.number == row.case_number))


def _begin(
    session: Session, row: Application, user: User, act: str, changes: Mapping[str, object] | None = None
) -> None:
    matter: Matter = matter_of(session, row)
    note(session, row, act, user, reason=row.text if act == "applied_again" else "", changes=changes)
    send_on(matter, None)


def _refuse_others(user: User, row: Application) -> None:
    if user.id != row.applicant_id:
        raise ProblemError([Problem("application-not-yours")])


def _person_problems(session: Session, user: User, asked: Asked) -> list[Problem]:
    """One applies for oneself; staff for anybody of the court."""
    manages = may(user, Permission.APPLICATIONS_MANAGE)
    if user.person_id is None and not manages:
        return [Problem("application-no-person")]
    person = session.get(Person, asked.person_id) if asked.person_id is not None else None
    if person is None or person.court_id != user.court_id:
        return [Problem("application-unknown-person")]
    if person.id != user.person_id and not manages:
        return [Problem("application-other")]
    return []


def _day_problems(period: AppraisalPeriod, day: date) -> list[Problem]:
    if period.state != "open":
        return [Problem("application-closed", {"period": str(period)})]
    if not period.starts <= day <= period.ends:
        values = {"starts": period.starts.isoformat(), "ends": period.ends.isoformat()}
        return [Problem("application-day", {"day": day.isoformat(), "period": str(period), **values})]
    return [Problem("application-future", {"day": day.isoformat()})] if day > today() else []


def _case(
    session: Session, court_id: int, name: str, kind: FactKind, asked: Asked
) -> tuple[str, int | None, Problem | None]:
    """The number as the records write it, the case's key, and what is wrong. A case of the court that is not known yet
    may be named: it is joined when it arrives (workflow.applications.joining).
    """
    text, named = asked.case_number.strip(), {"kind": name}
    if not text:
        return "", None, Problem("application-case-missing", named) if kind.case == "required" else None
    if kind.case == "none":
        return "", None, Problem("application-case-none", named)
    number, problems = parse_case_number(text, session.get_one(Court, court_id).code)
    written = number.text if number is not None else text
    case_id = session.scalar(select(Case.id).where(Case.court_id == court_id, Case.number == written))
    if case_id is None and number is None:
        return "", None, problems[0]
    return written, case_id, None


def _standing_problems(session: Session, ground: Ground, asked: Asked, found: Looked) -> list[Problem]:
    """Whether it would count for her under the item, on that day."""
    item = item_of(ground, asked.rule)
    if item is None or asked.person_id is None:
        return []
    problems = list(condition_problems(ground, item, asked.day, found.values))
    if not is_for(ground, item, asked.person_id, asked.day):
        person = session.get_one(Person, asked.person_id)
        values = {"rule": item.rule.title, "person": person.name, "day": asked.day.isoformat()}
        problems.append(Problem("application-not-for", {**values, "period": str(ground.period)}))
    if problems:
        return problems
    trial = Application(
        court_id=ground.period.court_id, person_id=asked.person_id, kind=item.rule.when.fact, day=asked.day
    )
    wrong = fact_problems(session, load_directory(session), [draft_of(trial, found.values, found.case_id)])
    named = bool(found.case_number)  # a case that has to be there may still come before the last confirmation
    return [problem for problem in wrong if not (named and problem.code == "fact-case-missing")]
