"""台账: postings are appended; a mistake is reversed by a posting of the opposite amount, never struck out.

For each fact, rule and version the lines take turns: posted, reversed, posted again. A posting *stands* when it is the
last of its turns and no reversal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from itertools import islice

from sqlalchemy import case, func, insert, select
from sqlalchemy.orm import Session

from records.models import Posting
from records.types import now

LARGEST = Fraction(10**8)
"""A line of the ledger is less than this, so that 90,000 of them can be summed in the database's 64 bits."""
_CHUNK = 500  # keys in one IN (…): well under SQLite's limit


@dataclass(frozen=True, slots=True)
class Entry:
    """Points to be posted: what scoring found, with the keys of the rows it concerns. ``amount`` is rounded already."""

    court_id: int
    period_id: int
    version_id: int
    fact_id: int
    rule: str
    subject_kind: str
    subject_id: int
    day: date
    amount: Fraction
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """Points of a rule, and how many postings stand behind them."""

    amount: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Appended:
    """What :func:`append` did: lines posted, lines reversed because they no longer hold, lines that stood already."""

    posted: int
    reversed: int
    unchanged: int


def append(session: Session, entries: Iterable[Entry], reason: str = "", user_id: int | None = None) -> Appended:
    """Post entries. One that stands already is left; one that stands with another amount or subject is reversed first.

    Running it twice therefore changes nothing. Two at once collide on the unique key, and the later one fails whole.
    """
    posted = reversed_ = unchanged = 0
    source = iter(entries)
    while chunk := list(islice(source, _CHUNK)):
        turns = last_turns(session, {entry.fact_id for entry in chunk})
        rows = []
        for entry in chunk:
            last = turns.get((entry.fact_id, entry.rule, entry.version_id))
            turn = last.turn + 1 if last else 1
            if last is not None and last.reverses_id is None:
                same_subject = (last.subject_kind, last.subject_id) == (entry.subject_kind, entry.subject_id)
                if same_subject and last.amount == entry.amount:
                    unchanged += 1
                    continue
                rows.append(_reversal(last, entry.period_id, reason, user_id))
                reversed_ += 1
                turn += 1
            rows.append(_line(entry, turn, reason, user_id))
            posted += 1
        if rows:
            session.execute(insert(Posting), rows)
    return Appended(posted, reversed_, unchanged)


def reverse(
    session: Session, postings: Iterable[Posting], reason: str, user_id: int | None = None, period_id: int | None = None
) -> int:
    """Take postings back, in their own period or (when that is closed) in ``period_id``. How many lines."""
    rows = [_reversal(posting, period_id or posting.period_id, reason, user_id) for posting in postings]
    if rows:
        session.execute(insert(Posting), rows)
    return len(rows)


def standing(session: Session, fact_ids: Iterable[int]) -> list[Posting]:
    """The postings of these facts that stand, under all versions."""
    return [posting for posting in last_turns(session, set(fact_ids)).values() if posting.reverses_id is None]


def last_turns(session: Session, fact_ids: set[int]) -> dict[tuple[int, str, int], Posting]:
    """The last line of each (fact, rule, version) of these facts."""
    last: dict[tuple[int, str, int], Posting] = {}
    source = iter(sorted(fact_ids))
    while chunk := list(islice(source, _CHUNK)):
        for posting in session.scalars(select(Posting).where(Posting.fact_id.in_(chunk)).order_by(Posting.turn)):
            last[posting.fact_id, posting.rule, posting.version_id] = posting
    return last


def totals(session: Session, period_id: int) -> Mapping[tuple[str, int], Mapping[str, Total]]:
    """Points by subject (kind, id) and rule of a period, in one query over its index."""
    lines = case((Posting.reverses_id.is_(None), 1), else_=-1)
    found: dict[tuple[str, int], dict[str, Total]] = {}
    query = (
        select(Posting.subject_kind, Posting.subject_id, Posting.rule, func.sum(Posting.amount), func.sum(lines))
        .where(Posting.period_id == period_id)
        .group_by(Posting.subject_kind, Posting.subject_id, Posting.rule)
    )
    for kind, subject, rule, amount, count in session.execute(query):
        found.setdefault((kind, subject), {})[rule] = Total(amount, int(count))
    return found


def standing_in(session: Session, period_id: int) -> Sequence[Posting]:
    """The standing postings of a period, for the close to hold against its own count."""
    later = select(Posting.reverses_id).where(Posting.reverses_id.is_not(None))
    query = select(Posting).where(
        Posting.period_id == period_id, Posting.reverses_id.is_(None), Posting.id.not_in(later)
    )
    return session.scalars(query.order_by(Posting.id)).all()


def _line(entry: Entry, turn: int, reason: str, user_id: int | None) -> dict[str, object]:
    row = {column.name: getattr(entry, column.name) for column in fields(Entry)}
    return row | {"turn": turn, "reverses_id": None, "reason": reason, "posted_at": now(), "posted_by_id": user_id}


def _reversal(posting: Posting, period_id: int, reason: str, user_id: int | None) -> dict[str, object]:
    row = {column.name: getattr(posting, column.name) for column in fields(Entry)}
    row |= {"period_id": period_id, "amount": -posting.amount, "turn": posting.turn + 1, "reverses_id": posting.id}
    return row | {"reason": reason, "posted_at": now(), "posted_by_id": user_id}
