"""What a scheme's figures read of other schemes' results in its period: scorecards of closed periods, standings of open
ones.

A person gets of a team's share-out what fell to him, and of a team's result the team's, with the days he was there: of
every team that he was in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from records.models import AppraisalPeriod, Scheme, SchemeVersion, Scorecard
from records.queries.directory import Directory
from rules.compiled import Compiled, Quantity
from rules.model_grades import Results
from rules.problem import N_, Problem, register
from scoring.engine import total_name
from scoring.inputs import Reading, Subject
from scoring.period import Period, parse_period
from scoring.result import SubjectResult
from workflow.stored import value_from_json
from workflow.versions import compiled_of

register(
    {
        "readings-not-settled": N_("「{figure}」要读「{scheme}」{period} 的结果，它还是「{state}」；请先{wanted}"),
        "readings-no-quantity": N_("「{figure}」要读的「{name}」在「{scheme}」里没有"),
        "readings-subjects": N_("「{figure}」读不了「{scheme}」的结果：它考核的对象不能对应到本办法的对象"),
        "seal-provisional": N_(
            "「{figure}」读的「{scheme}」{period} 还没有关账，结果是暂计的；请先关账，再对本周期重新关账"
        ),
    }
)
State = Literal["sealed", "closed", "open"]
_STATES: Mapping[str, State] = {"open": "open", "sealed": "sealed"}
_ENOUGH: Mapping[str, frozenset[State]] = {
    "sealed": frozenset({"sealed"}),
    "closed": frozenset({"sealed", "closed"}),
    "now": frozenset({"sealed", "closed", "open"}),
}
Look = Callable[[AppraisalPeriod], "tuple[SubjectResult, ...]"]
"""The results of an open period as of now."""


@dataclass(frozen=True, slots=True)
class Source:
    """A figure and the period of another scheme that it reads."""

    quantity: Quantity
    results: Results
    period: AppraisalPeriod
    when: Period

    @property
    def state(self) -> State:
        """How firm its results are."""
        return _STATES.get(self.period.state, "closed")


def reads_results(compiled: Compiled) -> bool:
    """Whether any figure reads another scheme."""
    return any(quantity.results is not None for quantity in compiled.quantities.values())


def sources(session: Session, compiled: Compiled, court_id: int, when: Period) -> Iterator[Source]:
    """The periods of other schemes that lie within ``when``, for each figure that reads them."""
    for quantity in compiled.quantities.values():
        if quantity.results is None:
            continue
        results = quantity.results.source
        query = (
            select(AppraisalPeriod)
            .join(Scheme, Scheme.id == AppraisalPeriod.scheme_id)
            .where(
                Scheme.name == results.scheme,
                AppraisalPeriod.court_id == court_id,
                AppraisalPeriod.starts >= when.start,
                AppraisalPeriod.ends <= when.end,
            )
            .options(joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme))
            .order_by(AppraisalPeriod.starts)
        )
        for period in session.scalars(query):
            found = parse_period(period.text)
            if found is not None and found.kind == results.periods:
                yield Source(quantity, results, period, found)


def readings_of(
    session: Session,
    compiled: Compiled,
    place: tuple[int, Period],
    subjects: tuple[Subject, ...],
    directory: Directory,
    look: Look,
) -> Iterator[Reading]:
    """Every reading of a court's period (``place``); results that are not firm enough are not read."""
    (court_id, when), names = place, frozenset(subject.name for subject in subjects)
    kept: dict[int, tuple[_Result, ...]] = {}
    for source in sources(session, compiled, court_id, when):
        if source.state not in _ENOUGH[source.results.settled]:
            continue
        if source.period.id not in kept:
            kept[source.period.id] = (
                tuple(map(_of_now, look(source.period)))
                if source.period.state == "open"
                else tuple(_stored(session, source.period))
            )
        own = compiled.scheme.appraises == compiled_of(source.period.version).scheme.appraises
        days = {} if own else _days(source, directory, court_id)
        for result in kept[source.period.id]:
            yield from (one for one in _of_source(source, result, days, own=own) if one.subject in names)


@dataclass(frozen=True, slots=True)
class _Result:
    """What is read of a result: no explanations."""

    subject: str
    total: Fraction | None
    quantities: Mapping[str, Fraction | str | None]
    shares: tuple[tuple[str, str, str, Fraction], ...]  # rule, title, member, amount
    colours: tuple[str, ...]


def _of_now(result: SubjectResult) -> _Result:
    shares = tuple((share.rule, share.title, share.member, share.amount) for share in result.shares)
    return _Result(result.subject, result.total, result.quantities, shares, tuple(card.colour for card in result.cards))


def _stored(session: Session, period: AppraisalPeriod) -> Iterator[_Result]:
    query = select(Scorecard.result).where(Scorecard.period_id == period.id, Scorecard.edition == period.edition)
    for stored in session.scalars(query):
        yield _Result(
            stored["subject"],
            None if stored["total"] is None else Fraction(stored["total"]),
            {name: value_from_json(value) for name, value in stored["quantities"].items()},
            tuple((one["rule"], one["title"], one["member"], Fraction(one["amount"])) for one in stored["shares"]),
            tuple(one["colour"] for one in stored["cards"]),
        )


def _days(source: Source, directory: Directory, court_id: int) -> dict[str, dict[str, int]]:
    """Team or division → person → days there in the other scheme's period."""
    found: dict[str, dict[str, int]] = {}
    kind = compiled_of(source.period.version).scheme.appraises
    if kind in ("team", "division"):
        for member in directory.members(kind, court_id, source.when):
            there = found.setdefault(member.of, {})
            there[member.name] = there.get(member.name, 0) + member.days
    return found


def _of_source(
    source: Source, result: _Result, days: Mapping[str, Mapping[str, int]], *, own: bool
) -> Iterator[Reading]:
    """What one result there gives to the subjects here."""
    wanted, there = source.results.quantity, days.get(result.subject, {})

    def reading(subject: str, value: Fraction, here: int, *, adds: bool = False) -> Reading:
        return Reading(
            source.quantity.name, subject, source.when.text, value, here, result.subject, adds=adds, state=source.state
        )

    shares = [share for share in result.shares if wanted in share[:2]]
    if shares:
        for _rule, _title, member, amount in shares:
            yield reading(member, amount, there.get(member, source.when.days), adds=True)
        return
    value = _value(source, result)
    if value is not None and own:
        yield reading(result.subject, value, source.when.days)
    elif value is not None:
        for person, here in there.items():
            yield reading(person, value, here)


def _value(source: Source, result: _Result) -> Fraction | None:
    """Cards of a colour, a quantity by name or id, or the total as printed."""
    if source.results.card is not None:
        return Fraction(result.colours.count(source.results.card))
    wanted = source.results.quantity
    if not wanted:
        return result.total
    names = {quantity.id: name for name, quantity in compiled_of(source.period.version).quantities.items()}
    value = result.quantities.get(wanted, result.quantities.get(names.get(wanted, "")))
    return value if isinstance(value, Fraction) else None


def not_settled(session: Session, compiled: Compiled, court_id: int, when: Period) -> Iterator[Problem]:
    """What keeps a period from being closed: results that it reads are not there or not firm enough."""
    found: dict[str, list[Source]] = {}
    for source in sources(session, compiled, court_id, when):
        found.setdefault(source.quantity.name, []).append(source)
        values = {"figure": source.quantity.name, "scheme": source.period.version.scheme.title}
        if source.state not in _ENOUGH[source.results.settled]:
            wanted = N_("封存") if source.results.settled == "sealed" else N_("关账")
            state = N_("开放") if source.state == "open" else N_("已关账")
            named = values | {"period": source.when.shown, "state": state, "wanted": wanted}
            yield Problem("readings-not-settled", named)
        other = compiled_of(source.period.version)
        if source.results.card is None and not _has(other, source.results.quantity):
            yield Problem("readings-no-quantity", values | {"name": source.results.quantity})
        if compiled.scheme.appraises not in (other.scheme.appraises, "person"):
            yield Problem("readings-subjects", values)


def _has(compiled: Compiled, wanted: str) -> bool:
    known = {*compiled.quantities, *(quantity.id for quantity in compiled.quantities.values())}
    known |= {name for rule in compiled.scheme.share_outs for name in (rule.id, rule.title)}
    return wanted in known or (not wanted and total_name(compiled) is not None)


def provisional(session: Session, compiled: Compiled, court_id: int, when: Period) -> Iterator[Problem]:
    """What keeps a closed period from being sealed: it read results that may still move."""
    for source in sources(session, compiled, court_id, when):
        if source.state == "open":
            values = {"figure": source.quantity.name, "scheme": source.period.version.scheme.title}
            yield Problem("seal-provisional", values | {"period": source.when.shown})
