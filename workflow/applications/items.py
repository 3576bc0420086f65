"""What may be applied for: the applied items of a period, the fields of their facts, and what they would bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from records import ledger
from records.intake.values import field as read_field
from records.models import AppraisalPeriod, SchemeVersion
from records.queries.directory import SubjectKey
from rules.compiled import CompiledItem
from rules.condition import Value, first_failure
from rules.exact import plain_text
from rules.model import FactKind, FieldKind
from rules.problem import N_, Problem, register
from rules.sentence import describe
from scoring.frames import fits
from scoring.price import Pricer
from workflow.inputs import Ground, ground_of

register(
    {
        "application-field-missing": N_("请填写「{field}」"),
        "application-field-bad": N_("「{field}」的「{found}」过大或小数过多"),
        "application-condition": N_("所填内容不合「{rule}」的条件：{condition}"),
        "application-unpriced": N_("按所填内容算不出「{rule}」的分值，请核对各项的数"),
        "application-nothing": N_("按所填内容「{rule}」是 0 分，没有意义；请核对各项的数"),
        "application-too-large": N_("按所填内容「{rule}」的分值过大（一笔不得达到 {limit}），请核对小数点"),
    }
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An item of an open period that one may apply under. ``chain`` is called so."""

    period: AppraisalPeriod
    item: CompiledItem


def open_for(session: Session, court_id: int) -> list[AppraisalPeriod]:
    """The court's open periods in which a person's facts count, the latest first."""
    query = (
        select(AppraisalPeriod)
        .where(AppraisalPeriod.court_id == court_id, AppraisalPeriod.state == "open")
        .options(joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme))
        .order_by(AppraisalPeriod.scheme_id, AppraisalPeriod.starts.desc())
    )
    return list(session.scalars(query))


def offers(session: Session, court_id: int) -> list[Offer]:
    """Everything that may be applied for now."""
    found = []
    for period in open_for(session, court_id):
        ground = ground_of(session, period)
        if ground.compiled.scheme.appraises != "court":
            found += [Offer(period, item) for item in applied(ground)]
    return found


def applied(ground: Ground) -> list[CompiledItem]:
    """The applied items of a scheme."""
    return [item for item in ground.compiled.items if item.rule.category == "applied"]


def item_of(ground: Ground, rule: str) -> CompiledItem | None:
    """An applied item by its id."""
    return next((item for item in applied(ground) if item.rule.id == rule), None)


def kind_of(ground: Ground, item: CompiledItem) -> FactKind:
    """The kind of fact that an item is for."""
    return ground.compiled.facts[item.rule.when.fact]


def settled(ground: Ground, item: CompiledItem, day: date) -> dict[str, Value]:
    """The fields whose value the item itself settles (批准 = 是 且 方向 = 加): nobody is asked for them."""
    condition = ground.book.on(day).bind(item.condition)
    return {one.field: one.values[0] for one in condition.comparisons if one.op == "=" and one.values[0] is not None}


def asked_fields(ground: Ground, item: CompiledItem, day: date) -> dict[str, FieldKind]:
    """The fields that a person fills in."""
    known = settled(ground, item, day)
    return {name: kind for name, kind in kind_of(ground, item).fields.items() if name not in known}


def read_fields(
    ground: Ground, item: CompiledItem, day: date, texts: Mapping[str, str]
) -> tuple[dict[str, Value | None], dict[str, Problem]]:
    """Typed values from what was typed, and what is wrong with which field."""
    values: dict[str, Value | None] = dict(settled(ground, item, day))
    problems: dict[str, Problem] = {}
    for name, declared in asked_fields(ground, item, day).items():
        text = texts.get(name, "").strip()
        if not text:
            values[name] = None
            if declared.required:
                problems[name] = Problem("application-field-missing", {"field": name})
            continue
        found = read_field(text, declared)
        if isinstance(found, Problem):
            problems[name] = found
        elif not fits(found, declared):
            problems[name] = Problem("application-field-bad", {"field": name, "found": text})
        else:
            values[name] = found
    return values, problems


def condition_problems(
    ground: Ground, item: CompiledItem, day: date, values: Mapping[str, Value | None]
) -> Iterable[Problem]:
    """Whether the fact would count under the item, and its points can be computed."""
    condition = ground.book.on(day).bind(item.condition)
    named = {"rule": item.rule.title}
    if first_failure(condition, values) is not None:
        said = describe(condition, kind_of(ground, item).fields)
        yield Problem("application-condition", {**named, "condition": said})
        return
    amount = points(ground, item, day, values)
    if amount is None:
        yield Problem("application-unpriced", named)
    elif not amount:
        yield Problem("application-nothing", named)
    elif abs(amount) >= ledger.LARGEST:
        yield Problem("application-too-large", {**named, "limit": plain_text(ledger.LARGEST)})


def points(ground: Ground, item: CompiledItem, day: date, values: Mapping[str, Value | None]) -> Fraction | None:
    """What the fact brings under the item, as it would be posted; by the pricer that posts."""
    regime = ground.compiled.regime(day)
    key = tuple(values.get(name) for name in item.reads)
    return Pricer(ground.compiled, ground.book).price(item.rule.id, regime, key)


def is_for(ground: Ground, item: CompiledItem, person_id: int, day: date) -> bool:
    """Whether the item is for whomever the person counts under on the day."""
    directory, kind = ground.directory, ground.compiled.scheme.appraises
    under = directory.counted_under(SubjectKey("person", person_id), ground.period.court_id, day, kind)
    name = next((name for name, key in ground.keys.items() if key == under), None)
    if under is None or name is None:
        return False
    classes = next(subject.classes for subject in ground.subjects if subject.name == name)
    book = ground.book
    return Pricer(ground.compiled, book).applies(item.rule.id, ground.compiled.regime(day), classes)
