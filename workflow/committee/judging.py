"""Which cards wait for somebody who judges them: not one's own, and none of one's own team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, load_only

from records.models import Card, User
from records.queries.directory import Directory, Stay, load_directory
from workflow.calendar import today
from workflow.committee.standing import conflict, near_to

LISTED = 20  # as many as the home page shows; of more cards one line says how many
_SHOWN = (Card.subject_kind, Card.subject_id, Card.day, Card.title, Card.due)
Days = Mapping[date, int]


def to_judge(
    session: Session, users: Sequence[User], condition: ColumnElement[bool]
) -> Iterator[tuple[User, int, date | None, list[Card]]]:
    """For each of a court's accounts how many cards of a condition there are for it to judge, if any, the first last
    day of them, and, unless there are too many to list, the cards in its order. What is the same for all is read once.
    """
    if not users:
        return
    theirs = and_(Card.court_id == users[0].court_id, condition)
    total, due = session.execute(select(func.count(), func.min(Card.due)).where(theirs)).one()
    if not total:
        return
    barred = _barred(session, users, theirs)
    others = {user.id: sum(sum(days.values()) for days in barred[user.id].values()) for user in users}
    cards: Sequence[Card] = ()
    if max(others.values()) or total <= LISTED:
        first = select(Card).where(theirs).order_by(Card.due, Card.id).limit(max(others.values()) + LISTED + 1)
        cards = session.scalars(first.options(load_only(*_SHOWN))).all()
    for user in users:
        count, left = total - others[user.id], _without(cards, barred[user.id])
        if count:
            yield user, count, left[0].due if left else due, left if count <= LISTED else []


def _without(cards: Sequence[Card], held: Mapping[int, Days]) -> list[Card]:
    found: list[Card] = []
    for card in cards:
        if card.subject_kind != "person" or card.day not in held.get(card.subject_id, ()):
            found.append(card)
            if len(found) > LISTED:
                break
    return found


def _barred(session: Session, users: Sequence[User], theirs: ColumnElement[bool]) -> Mapping[int, Mapping[int, Days]]:
    """By account, the persons and days whose cards it may not judge, and how many cards these are."""
    if all(user.person_id is None for user in users):
        return {user.id: {} for user in users}
    directory, day = load_directory(session), today()
    near = {user.id: near_to(directory, user) for user in users}
    counts = _counts(session, set().union(*near.values()), theirs)
    alike: dict[tuple[Sequence[Stay], int], Days] = {}  # who was always of the same teams is barred from the same
    found: dict[int, dict[int, Days]] = {}
    for user in users:
        held = found[user.id] = {}
        for person in near[user.id] & counts.keys():
            if user.person_id == person:
                held[person] = counts[person]
                continue
            pair = (tuple(directory.stays.get(user.person_id or 0, ())), person)
            if pair not in alike:
                alike[pair] = _against(directory, user, person, counts[person], day)
            held[person] = alike[pair]
    return found


def _against(directory: Directory, user: User, person: int, days: Days, day: date) -> Days:
    """Asked once for each pair of stays, not for each day."""
    found: dict[tuple[Stay | None, Stay | None], bool] = {}
    held = {}
    for then, count in days.items():
        stays = (directory.stay(user.person_id or 0, then), directory.stay(person, then))
        if stays not in found:
            found[stays] = conflict(directory, user, person, (then, day)) is not None
        if found[stays]:
            held[then] = count
    return held


def _counts(session: Session, persons: set[int], theirs: ColumnElement[bool]) -> dict[int, dict[date, int]]:
    """How many cards these persons have of each day."""
    near = and_(theirs, Card.subject_kind == "person", Card.subject_id.in_(persons))
    query = select(Card.subject_id, Card.day, func.count()).where(near).group_by(Card.subject_id, Card.day)
    found: dict[int, dict[date, int]] = {}
    for person, then, count in session.execute(query):
        found.setdefault(person, {})[then] = count
    return found
