"""再来一件会怎样: what another fact of a kind would bring to a subject, by the engine that scores; nothing is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from records.intake.values import field as read_field
from records.models import AppraisalPeriod, User
from rules.compiled import Compiled
from rules.condition import Value
from rules.model import FieldKind
from rules.problem import N_, Problem, ProblemError, register
from scoring.another import KEY, Another, another
from scoring.inputs import Fact
from scoring.why import NotFired, fact_rules, not_fired
from workflow.calendar import today
from workflow.permissions import Permission, SubjectOf, may, may_read_scorecard
from workflow.standing import Standing

register(
    {
        "another-kind": N_("这个办法不按「{kind}」计分"),
        "another-field": N_("请填写「{field}」"),
        "another-day": N_("日期须在本周期内（{first} 至 {last}）"),
        "another-subject": N_("您无权查看「{subject}」的记分卡"),
    }
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact that rules wait for, with the titles of those rules and how many such facts there are."""

    name: str
    rules: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the fact would bring, and the rules for its kind that it would not trigger."""

    found: Another
    silent: tuple[NotFired, ...]


def kinds_of(compiled: Compiled, facts: list[Fact]) -> tuple[Kind, ...]:
    """The kinds that rules of the scheme wait for, the commonest among these facts first."""
    counts = Counter(fact.kind for fact in facts)
    found = []
    for name in compiled.facts:
        rules = tuple(rule.rule.title for rule in fact_rules(compiled) if rule.rule.when.fact == name)
        if rules:
            found.append(Kind(name, rules, counts[name]))
    return tuple(sorted(found, key=lambda kind: -kind.count))


def own_facts(standing: Standing, subject: str, period: AppraisalPeriod, member: str | None = None) -> list[Fact]:
    """The facts of a subject in the period, in the order of their days; of one member, where one is named."""
    return sorted(
        (
            fact
            for fact in standing.facts.values()
            if fact.subject == subject
            and period.starts <= fact.day <= period.ends
            and (member is None or fact.member == member)
        ),
        key=lambda fact: (fact.day, fact.key),
    )


def usual(facts: list[Fact], kind: str) -> Mapping[str, Value | None]:
    """The fields that occur most often together among the facts of a kind; nothing where there are none."""
    of_kind = [fact for fact in facts if fact.kind == kind]
    common = Counter(tuple(sorted(fact.fields.items(), key=lambda pair: pair[0])) for fact in of_kind)
    return dict(common.most_common(1)[0][0]) if common else {}


def usual_day(period: AppraisalPeriod) -> date:
    """Today, or the last day of a period that is over."""
    return max(period.starts, min(today(), period.ends))


def read(
    compiled: Compiled, period: AppraisalPeriod, kind: str, day: str, typed: Mapping[str, str]
) -> tuple[date | None, dict[str, Value | None], dict[str, Problem]]:
    """The day and the fields as typed, and every problem by field name (``""`` is the day)."""
    declared = compiled.facts.get(kind)
    if declared is None:
        raise ProblemError([Problem("another-kind", {"kind": kind})])
    fields: dict[str, Value | None] = {}
    problems: dict[str, Problem] = {}
    for name, one in declared.fields.items():
        value = _value(name, one, typed.get(name, "").strip())
        if isinstance(value, Problem):
            problems[name] = value
        else:
            fields[name] = value
    on = _day(day)
    if on is None or not period.starts <= on <= period.ends:
        values = {"first": period.starts.isoformat(), "last": period.ends.isoformat()}
        problems[""] = Problem("another-day", values)
    return on, fields, problems


def bring(
    standing: Standing,
    user: User,
    subject: str,
    member: str | None,
    kind: str,
    day: date,
    fields: Mapping[str, Value | None],
) -> Outcome:
    """Score the period with this fact more. For who may read the subject's card."""
    whose = standing.subjects.get(subject, SubjectOf("none"))
    if not (may(user, Permission.SCORECARD_READ_OWN) and may_read_scorecard(user, whose)):
        raise ProblemError([Problem("another-subject", {"subject": subject})])
    fact = Fact(KEY, kind, day, subject, fields, member)
    found = another(standing.compiled, standing.inputs, standing.results, fact)
    of = next(one for one in standing.inputs.subjects if one.name == subject)
    return Outcome(found, tuple(not_fired(standing.compiled, fact, of)))


def _value(name: str, declared: FieldKind, text: str) -> Value | Problem | None:
    if not text:
        return Problem("another-field", {"field": name}) if declared.required and declared.type != "text" else None
    return read_field(text, declared)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
