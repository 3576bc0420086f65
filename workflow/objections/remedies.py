"""What an upheld objection corrects: one of five acts on the records, kept as data until it is carried out.

Each ends in the act that the rest of the house uses: a fact withdrawn, corrected or recorded, points adjusted by two
people, a figure superseded. There is no other way to a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Case, Fact, Objection, User
from records.queries.directory import SubjectKey
from records.queries.facts import current_facts
from records.queries.values import Stored, fields_to_stored, from_stored
from rules.exact import plain_text
from rules.phrase import COMMA, glue, listed
from rules.problem import N_, Problem, ProblemError, register
from workflow.adjusting import Proposal, approve, proposal_problems, propose
from workflow.fact_checks import Draft, field_problems
from workflow.facts import correct_fact, record_fact, withdraw_fact
from workflow.figures import FigureDraft, record_figures
from workflow.inputs import Ground, courts_of
from workflow.permissions import Permission

register(
    {
        "objection-remedy-fact": N_("事实「{fact}」已被更正或撤销，或不属于本周期；请按现在的情况重新选择更正方式"),
        "objection-remedy-same": N_("更正后的内容与现在相同，什么也不会变；请核对"),
        "objection-remedy-kind": N_("本办法没有「{kind}」这种事实，不能补登"),
        "objection-remedy-day": N_("补登或更正的日期 {day} 不在本周期（{starts} 至 {ends}）内"),
        "objection-remedy-case": N_("本院没有案号「{number}」；请核对，或先导入案件"),
        "objection-remedy-subject": N_("「{name}」不是本院登记的干警、团队或庭室"),
        "objection-remedy-figure": N_("本办法没有由上报得到的统计数「{figure}」"),
        "objection-remedy-withdraw": N_("撤回事实「{fact}」，冲销其记账"),
        "objection-remedy-correct": N_("更正事实「{fact}」：{changes}"),
        "objection-remedy-record": N_("补登事实「{kind}」，{day}，{changes}"),
        "objection-remedy-adjust": N_("人工调整「{rule}」{points} 分{replacing}"),
        "objection-remedy-set": N_("把统计数「{figure}」更正为 {value}"),
    }
)
_REASON = 200


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a fact back: it did not happen, or does not count here."""

    fact: str
    court_id: int


@dataclass(frozen=True, slots=True)
class Correct:
    """Put a fact right: ``fields`` as stored, whole."""

    fact: str
    court_id: int
    day: date
    fields: Mapping[str, Stored] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """Record a fact that is missing."""

    kind: str
    day: date
    subject: SubjectKey
    case_number: str = ""
    fields: Mapping[str, Stored] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Adjust:
    """Other points under an item, ``replaces`` the key of the fact in whose place they stand, or added. Takes two."""

    rule: str
    points: Fraction
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class SetFigure:
    """Another value of a reported figure."""

    name: str
    subject: SubjectKey
    value: Fraction
    yes_no: bool = False


Remedy = Withdraw | Correct | Record | Adjust | SetFigure
_KINDS: Mapping[str, type[Remedy]] = {
    "withdraw": Withdraw, "correct": Correct, "record": Record, "adjust": Adjust, "figure": SetFigure,
}  # fmt: skip


def to_json(remedy: Remedy) -> dict[str, Any]:
    """As JSON without floats."""
    word = next(word for word, kind in _KINDS.items() if isinstance(remedy, kind))
    values = {name: getattr(remedy, name) for name in remedy.__dataclass_fields__}
    return {"remedy": word} | {name: _plain(value) for name, value in values.items()}


def from_json(stored: Any) -> Remedy:  # noqa: ANN401 - what the column holds
    """The remedy back."""
    given = {name: value for name, value in stored.items() if name != "remedy"}
    if "day" in given:
        given["day"] = date.fromisoformat(given["day"])
    if "subject" in given:
        given["subject"] = SubjectKey(given["subject"][0], given["subject"][1])
    for name in ("points", "value"):
        if name in given:
            given[name] = Fraction(given[name])
    return _KINDS[stored["remedy"]](**given)


def takes_two(remedy: Remedy) -> bool:
    """Whether the house wants a second pair of eyes: points by hand are approved by another than decided them."""
    return isinstance(remedy, Adjust)


def told(remedy: Remedy, ground: Ground) -> Problem:
    """What it does, in a sentence."""
    match remedy:
        case Withdraw():
            return Problem("objection-remedy-withdraw", {"fact": remedy.fact})
        case Correct():
            values = {"fact": remedy.fact, "changes": f"{remedy.day.isoformat()}，{_fields(remedy.fields)}"}
            return Problem("objection-remedy-correct", values)
        case Record():
            case = f"{remedy.case_number}，" if remedy.case_number else ""
            values = {"kind": remedy.kind, "day": remedy.day.isoformat(), "changes": case + _fields(remedy.fields)}
            return Problem("objection-remedy-record", values)
        case Adjust():
            titles = {item.rule.id: item.rule.title for item in ground.compiled.items}
            replacing = N_("，代替事实「{fact}」的得分").filled(fact=remedy.replaces) if remedy.replaces else ""
            values = {"rule": titles.get(remedy.rule, remedy.rule), "points": plain_text(remedy.points)}
            return Problem("objection-remedy-adjust", values | {"replacing": replacing})
        case SetFigure():
            value = plain_text(remedy.value) if not remedy.yes_no else (N_("是") if remedy.value else N_("否"))
            return Problem("objection-remedy-set", {"figure": remedy.name, "value": value})


def problems(session: Session, ground: Ground, row: Objection, remedy: Remedy) -> list[Problem]:
    """What forbids it, before it is decided; the period is still closed then, which is no hindrance."""
    match remedy:
        case Withdraw() | Correct():
            return list(_fact_problems(session, ground, remedy))
        case Record():
            return list(_record_problems(session, ground, remedy))
        case Adjust():
            replaced = _fact(session, ground, remedy.replaces) if remedy.replaces else None
            if remedy.replaces and replaced is None:
                return [Problem("objection-remedy-fact", {"fact": remedy.replaces})]
            return proposal_problems(session, ground, _proposal(row, remedy, replaced, "—"))
        case SetFigure():
            declared = ground.compiled.scheme.figures.get(remedy.name)
            if declared is None or declared.formula or declared.fact or declared.results:
                return [Problem("objection-remedy-figure", {"figure": remedy.name})]
            return []


def carry(session: Session, user: User | None, ground: Ground, row: Objection, remedy: Remedy) -> None:
    """Do it in the period, which is open now. Points by hand are proposed by who decided and approved by the second."""
    why = N_("异议 {number} 成立").filled(number=row.id)
    reason = f"{why}：{row.review_answer or row.answer}"[:_REASON]
    match remedy:
        case Withdraw():
            withdraw_fact(session, user, _fact_of(session, ground, remedy.fact, remedy.court_id), reason)
        case Correct():
            old = _fact_of(session, ground, remedy.fact, remedy.court_id)
            correct_fact(session, user, old, _corrected(ground, old, remedy), reason)
        case Record():
            record_fact(session, user, _recorded(session, ground, row, remedy))
        case Adjust():
            replaced = _fact(session, ground, remedy.replaces) if remedy.replaces else None
            proposal = _proposal(row, remedy, replaced, str(why))
            decider = row.reviewed_by or row.answered_by
            right = Permission.OBJECTIONS_REVIEW if row.reviewed_by_id else Permission.OBJECTIONS_ANSWER
            made = propose(session, decider, row.period, proposal, right=right)
            approve(session, row.seconded_by, made)
        case SetFigure():
            entity = ground.directory.entities[remedy.subject]
            value = bool(remedy.value) if remedy.yes_no else remedy.value
            draft = FigureDraft(
                entity.court_id, remedy.subject, row.period.text, remedy.name, value, reason=reason
            )  # fmt: skip
            record_figures(session, user, [draft])


def fields_of(ground: Ground, fact: Fact) -> Mapping[str, Stored]:
    """The fields of a fact that the scheme knows, as stored."""
    kind = ground.compiled.facts.get(fact.kind)
    return {name: fact.fields.get(name) for name in kind.fields} if kind is not None else {}


def _fact_problems(session: Session, ground: Ground, remedy: Withdraw | Correct) -> Iterator[Problem]:
    fact = _fact(session, ground, remedy.fact, remedy.court_id)
    if fact is None:
        yield Problem("objection-remedy-fact", {"fact": remedy.fact})
        return
    if isinstance(remedy, Correct):
        yield from _day_problems(ground, remedy.day)
        draft, kind = _corrected(ground, fact, remedy), ground.compiled.facts[fact.kind]
        found = list(field_problems(draft, kind))
        yield from found
        if not found and (draft.day, fields_to_stored(draft.fields)) == (fact.day, dict(fact.fields)):
            yield Problem("objection-remedy-same")


def _record_problems(session: Session, ground: Ground, remedy: Record) -> Iterator[Problem]:
    yield from _day_problems(ground, remedy.day)
    kind, entity = ground.compiled.facts.get(remedy.kind), ground.directory.entities.get(remedy.subject)
    if kind is None:
        yield Problem("objection-remedy-kind", {"kind": remedy.kind})
    if entity is None:
        yield Problem("objection-remedy-subject", {"name": str(remedy.subject.id)})
    elif remedy.case_number and _case_id(session, entity.court_id, remedy.case_number) is None:
        yield Problem("objection-remedy-case", {"number": remedy.case_number})
    elif kind is not None:
        case = 1 if remedy.case_number else None
        values = from_stored(kind, remedy.fields)
        draft = Draft(entity.court_id, remedy.kind, remedy.kind, remedy.day, remedy.subject, values, case)
        yield from field_problems(draft, kind)


def _day_problems(ground: Ground, day: date) -> Iterator[Problem]:
    if day not in ground.when:
        values = {"starts": ground.when.start.isoformat(), "ends": ground.when.end.isoformat()}
        yield Problem("objection-remedy-day", {"day": day.isoformat(), **values})


def _fact(session: Session, ground: Ground, key: str, court_id: int | None = None) -> Fact | None:
    """The revision in force; the key is one in its court."""
    courts = courts_of(ground) if court_id is None else {court_id} & courts_of(ground)
    return session.scalars(current_facts().where(Fact.key == key, Fact.court_id.in_(courts))).first()


def _fact_of(session: Session, ground: Ground, key: str, court_id: int) -> Fact:
    found = _fact(session, ground, key, court_id)
    if found is None:
        raise ProblemError([Problem("objection-remedy-fact", {"fact": key})])
    return found


def _corrected(ground: Ground, old: Fact, remedy: Correct) -> Draft:
    values = from_stored(ground.compiled.facts.get(old.kind), remedy.fields)
    subject = SubjectKey(old.subject_kind, old.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
    return Draft(old.court_id, old.key, old.kind, remedy.day, subject, values, old.case_id, old.evidence)


def _recorded(session: Session, ground: Ground, row: Objection, remedy: Record) -> Draft:
    court_id = ground.directory.entities[remedy.subject].court_id
    case_id = _case_id(session, court_id, remedy.case_number) if remedy.case_number else None
    values = from_stored(ground.compiled.facts.get(remedy.kind), remedy.fields)
    number = N_("异议-{number}").filled(number=row.id)
    return Draft(court_id, str(number), remedy.kind, remedy.day, remedy.subject, values, case_id, str(row))


def _case_id(session: Session, court_id: int, number: str) -> int | None:
    return session.scalar(select(Case.id).where(Case.court_id == court_id, Case.number == number))


def _proposal(row: Objection, remedy: Adjust, replaced: Fact | None, why: str) -> Proposal:
    subject = SubjectKey(row.subject_kind, row.subject_id)  # type: ignore[arg-type]  # CHECKed in the database
    reason = f"{why}：{row.review_answer or row.answer}"
    return Proposal(subject, remedy.rule, remedy.points, reason, str(row), replaced)


def _fields(fields: Mapping[str, Stored]) -> str:
    return listed((glue(f"{name} ", _word(value)) for name, value in fields.items() if value not in (None, "")), COMMA)


def _word(value: Stored) -> str:
    if isinstance(value, bool):
        return N_("是") if value else N_("否")
    return str(value)


def _plain(value: object) -> object:
    match value:
        case Fraction():
            return plain_text(value)
        case date():
            return value.isoformat()
        case SubjectKey():
            return list(value)
        case Mapping():
            return dict(value)
        case _:
            return value
