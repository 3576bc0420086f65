"""Keeps ledger and cards in step with the facts: scores facts live and writes what changed, nothing else.

Every act on facts ends here. Facts are scored anew with all that comes after them on the same ladders, since a fact put
in between makes the later ones the n-th plus one; what stands already is left, what no longer holds is reversed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.models import AppraisalPeriod, Card, Fact
from records.queries.adjustments import replaced_postings
from records.queries.directory import Directory, SubjectKey
from records.queries.facts import current_facts, scoring_fact
from records.types import now
from rules.exact import plain_text
from rules.problem import N_, Problem, ProblemError, register
from scoring import inputs, result
from scoring.live.score import LiveScore, live_score
from workflow import card_log
from workflow.calendar import due_day, load_calendar
from workflow.inputs import Ground, courts_of, ground_of, keyed, laddered
from workflow.quarantine import keep
from workflow.stored import node_to_json
from workflow.versions import engine_of

register(
    {
        "posting-too-large": N_(
            "事实「{fact}」按「{rule}」得 {points}，超过一笔记账的上限 {limit}，没有登记；请核对事实里的数"
        ),
        "fact-nobody": N_("事实「{fact}」没有计入「{period}」：发生当日没有可计的考核对象；请核对人员的任职起止日期"),
    }
)
BATCH = 2000
_CHUNK = 500  # keys in one IN (…)


@dataclass(slots=True)
class Booked:
    """What was written: lines of the ledger, cards, facts set aside; and what the user should know."""

    posted: int = 0
    reversed: int = 0
    issued: int = 0
    withdrawn: int = 0
    quarantined: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def open_periods(session: Session, directory: Directory, court_ids: Collection[int]) -> list[AppraisalPeriod]:
    """Open periods in which facts of these courts may count: their own, and those of the courts above."""
    return [period for period in periods_of(session, directory, court_ids) if period.state == "open"]


def hold_open(session: Session, directory: Directory, court_ids: Collection[int]) -> None:
    """Keep these periods from being closed until the transaction ends; waits for a close that is under way.

    A fact must not slip into a period between its count and its close. SQLite has one writer at a time anyhow.
    """
    periods_of(session, directory, court_ids, hold=True)


def closed_on(session: Session, directory: Directory, court_id: int, kind: str, day: date) -> AppraisalPeriod | None:
    """A period, no longer open, in which a fact of this kind and day would count."""
    for period in periods_of(session, directory, [court_id]):
        if period.state != "open" and period.starts <= day <= period.ends:
            ground = ground_of(session, period, directory)
            if kind in ground.compiled.facts and court_id in courts_of(ground):
                return period
    return None


def periods_of(
    session: Session, directory: Directory, court_ids: Collection[int], *, hold: bool = False
) -> list[AppraisalPeriod]:
    """Periods of any state in which these courts count: their own, and those of the courts above."""
    above = set(court_ids)
    rest = list(court_ids)
    while rest:
        entity = directory.entities.get(SubjectKey("court", rest.pop()))
        if entity is not None and entity.parent is not None and entity.parent.id not in above:
            above.add(entity.parent.id)
            rest.append(entity.parent.id)
    query = select(AppraisalPeriod).where(AppraisalPeriod.court_id.in_(above))
    if hold:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    return list(session.scalars(query.order_by(AppraisalPeriod.starts, AppraisalPeriod.id)))


def book(
    session: Session,
    directory: Directory,
    rows: Iterable[Fact],
    *,
    replaced: Iterable[Fact] = (),
    reason: str = "",
    user_id: int | None = None,
    periods: Iterable[AppraisalPeriod] | None = None,
) -> Booked:
    """Score these facts (and later ones on their ladders) in every open period and write the difference.

    ``rows`` count now; ``replaced`` are superseded or withdrawn revisions, whose postings are taken back. All have ids.
    """
    booked = Booked()
    current, gone = list(rows), list(replaced)
    courts = {row.court_id for row in (*current, *gone)}
    for period in list(periods) if periods is not None else open_periods(session, directory, courts):
        ground = ground_of(session, period, directory)
        if courts & courts_of(ground):
            _Booking(session, ground, booked, reason, user_id).run(current, gone)
    return booked


class _Booking:
    """One period's share of the work."""

    def __init__(self, session: Session, ground: Ground, booked: Booked, reason: str, user_id: int | None) -> None:
        self.session = session
        self.ground = ground
        self.booked = booked
        self.reason = reason
        self.user_id = user_id
        self.calendar = load_calendar(session, ground.period.court_id)
        self.by_hand = replaced_postings(session, ground.period.id)

    def run(self, current: list[Fact], gone: list[Fact]) -> None:
        kinds, when = self.ground.compiled.facts, self.ground.when
        touched = [row for row in (*current, *gone) if row.kind in kinds]
        climbing = [row for row in touched if row.kind in laddered(self.ground.compiled)]
        history = self._history({row.kind for row in climbing}, {row.court_id for row in climbing})
        affected = {row.id: row for row in current if row.kind in kinds and row.day in when}
        affected |= self._later(climbing, history)
        facts = {row.id: fact for row in affected.values() if (fact := self._fact(row)) is not None}
        earlier = [fact for row in history if (fact := self._fact(row, quiet=True)) is not None]
        source = iter(facts.items())
        while chunk := dict(islice(source, BATCH)):
            self._write(chunk, affected, earlier)
        self._take_back([row for row in gone if row.day in when], {})
        self._take_back([row for row in affected.values() if row.id not in facts], {})

    def _history(self, kinds: set[str], courts: set[int]) -> list[Fact]:
        """All facts of the ladders' kinds that count, as they stand now."""
        if not kinds:
            return []
        query = current_facts().where(Fact.kind.in_(kinds), Fact.court_id.in_(courts)).order_by(Fact.day, Fact.key)
        return list(self.session.scalars(query))

    def _later(self, climbing: list[Fact], history: list[Fact]) -> dict[int, Fact]:
        """Facts in this period that come after a touched one, of the same kind and subject."""
        first: dict[tuple[str, str], tuple[date, str]] = {}
        for row in climbing:
            fact = self._fact(row, quiet=True)
            if fact is not None:
                place = (fact.kind, fact.subject)
                first[place] = min(first.get(place, (date.max, "")), (fact.day, fact.key))
        found = {}
        for row in history:
            fact = self._fact(row, quiet=True) if row.day in self.ground.when else None
            if fact is not None and (fact.day, fact.key) >= first.get((fact.kind, fact.subject), (date.max, "")):
                found[row.id] = row
        return found

    def _fact(self, row: Fact, *, quiet: bool = False) -> inputs.Fact | None:
        """The row as the scheme sees it; ``None`` when it concerns nobody who is appraised in the period."""
        fact = scoring_fact(self.ground.compiled, self.ground.directory, row, None)  # no rule reads the case number
        if fact is not None and fact.subject in self.ground.keys:
            return keyed(self.ground, fact)
        if not quiet:
            values = {"fact": row.key, "period": self.ground.period.text}
            self.booked.problems.append(Problem("fact-nobody", values, severity="warning"))
        return None

    def _write(self, facts: Mapping[int, inputs.Fact], rows: Mapping[int, Fact], earlier: list[inputs.Fact]) -> None:
        ground = self.ground
        ids = {fact.key: fact_id for fact_id, fact in facts.items()}
        subjects = {subject.name: subject for subject in ground.subjects}
        score = live_score(engine_of(ground.compiled), list(facts.values()), earlier, subjects)
        _refuse_too_large(score)
        self.booked.problems += score.problems
        self.booked.quarantined += [one.key for one in score.quarantined]
        self.booked.problems += [one.problem for one in score.quarantined]
        keep(self.session, self.ground.period.version_id, score.quarantined, ids)
        entries = [
            self._entry(posting, rows[ids[posting.fact]])
            for posting in score.postings
            if (ids[posting.fact], posting.rule) not in self.by_hand
        ]
        done = ledger.append(self.session, entries, self.reason, self.user_id)
        self.booked.posted += done.posted
        self.booked.reversed += done.reversed
        cards = {(ids[card.fact], card.ladder): card for card in score.cards}
        self._issue(cards, rows)
        wanted = {(entry.fact_id, entry.rule) for entry in entries}
        aside = {ids[one.key] for one in score.quarantined}  # what stands of them is left until they are settled
        self._take_back([rows[fact_id] for fact_id in facts if fact_id not in aside], cards, wanted)

    def _entry(self, posting: result.Posting, row: Fact) -> ledger.Entry:
        key = self.ground.keys[posting.subject]
        return ledger.Entry(
            row.court_id, self.ground.period.id, self.ground.period.version_id, row.id, posting.rule, key.kind, key.id,
            row.day, posting.amount, posting.numbers,
        )  # fmt: skip

    def _take_back(
        self, rows: list[Fact], cards: Mapping[tuple[int, str], result.Card], wanted: Collection[tuple[int, str]] = ()
    ) -> None:
        """Reverse what stands of these facts in this period but is not wanted, and withdraw such cards."""
        period = self.ground.period
        stale = [
            posting
            for posting in ledger.standing(self.session, [row.id for row in rows])
            if posting.period_id == period.id and (posting.fact_id, posting.rule) not in wanted
        ]
        self.booked.reversed += ledger.reverse(self.session, stale, self.reason, self.user_id)
        for card in self._cards([row.id for row in rows]):
            if (card.fact_id, card.ladder) not in cards and card.state != "withdrawn":
                card.state, card.settled_at = "withdrawn", now()
                card_log.add(self.session, card, "withdrawn", text=self.reason, user_id=self.user_id)
                self.booked.withdrawn += 1

    def _issue(self, cards: Mapping[tuple[int, str], result.Card], rows: Mapping[int, Fact]) -> None:
        """New cards are issued; one that turned into another step is issued anew in its place."""
        held = {(card.fact_id, card.ladder): card for card in self._cards([fact_id for fact_id, _ in cards])}
        for place, card in cards.items():
            row, key = rows[place[0]], self.ground.keys[card.subject]
            kept = held.get(place)
            if kept is None:
                kept = Card(
                    court_id=row.court_id, fact_id=row.id, version_id=self.ground.period.version_id, ladder=card.ladder
                )
                self.session.add(kept)
            elif (kept.step, kept.earlier, kept.subject_id) == (card.step, list(card.earlier), key.id) and (
                kept.state != "withdrawn"
            ):
                kept.due = self._due(card)  # the calendar may know more by now
                continue
            anew = kept.step != card.step or kept.state == "withdrawn"
            if anew:
                kept.state, kept.issued_at, kept.settled_at = "issued", now(), None
                self.booked.issued += 1
            kept.subject_kind, kept.subject_id, kept.day = key.kind, key.id, card.day
            kept.step, kept.title, kept.colour = card.step, card.title, card.colour
            kept.letter, kept.notice, kept.points = card.letter, card.notice, card.points
            kept.deadline, kept.deadline_unit = card.deadline, card.deadline_unit
            kept.due = self._due(card)
            kept.earlier, kept.explanation = list(card.earlier), node_to_json(card.explanation)
            if anew:
                card_log.issued(self.session, kept, user_id=self.user_id)

    def _due(self, card: result.Card) -> date | None:
        due = due_day(self.calendar, card.day, card.deadline, card.deadline_unit)
        if due is not None and card.deadline_unit == "working_days" and not self.calendar.knows(due.year):
            values = {"year": str(due.year), "title": card.title}
            self.booked.problems.append(Problem("calendar-guessed", values, severity="warning"))
        return due

    def _cards(self, fact_ids: list[int]) -> Iterator[Card]:
        for start in range(0, len(fact_ids), _CHUNK):
            some = fact_ids[start : start + _CHUNK]
            query = select(Card).where(Card.fact_id.in_(some), Card.version_id == self.ground.period.version_id)
            yield from self.session.scalars(query)


def _refuse_too_large(score: LiveScore) -> None:
    """Raises :class:`ProblemError` for points that no ledger can add up; the act on these facts is refused whole."""
    found = [
        Problem("posting-too-large", {
            "fact": one.fact, "rule": one.rule, "points": plain_text(one.amount), "limit": plain_text(ledger.LARGEST)
        })
        for one in score.postings
        if abs(one.amount) >= ledger.LARGEST
    ]  # fmt: skip
    if found:
        raise ProblemError(found)
