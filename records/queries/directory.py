"""Who is who, and who was where: names and dated memberships of the session's courts, read once and asked often."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import Court, Division, Membership, Person, Team
from rules.model_basis import SubjectKind
from scoring.inputs import POST, Member, Subject
from scoring.period import Period


class SubjectKey(NamedTuple):
    """A subject as rows refer to it."""

    kind: SubjectKind
    id: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's time in a team or division; both days belong to it."""

    since: date
    until: date
    team_id: int | None
    division_id: int | None
    post: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A subject's row, as far as scoring needs it."""

    key: SubjectKey
    name: str
    court_id: int
    classes: Mapping[str, str]
    parent: SubjectKey | None


@dataclass(frozen=True, slots=True)
class Directory:
    """Answers by dictionary; made by :func:`load_directory`."""

    entities: Mapping[SubjectKey, Entity]
    stays: Mapping[int, Sequence[Stay]]
    _by_name: Mapping[tuple[SubjectKind, int | None, str], SubjectKey] = field(repr=False)

    def name(self, key: SubjectKey) -> str:
        """How the subject is called in tables and results."""
        return self.entities[key].name

    def key(self, kind: SubjectKind, name: str, court_id: int | None = None) -> SubjectKey | None:
        """The subject of that name: courts by name alone, others within their court."""
        return self._by_name.get((kind, None if kind == "court" else court_id, name))

    def stay(self, person_id: int, day: date) -> Stay | None:
        """Where a person was on a day."""
        stays = self.stays.get(person_id, ())
        index = bisect_right(stays, day, key=lambda stay: stay.since) - 1
        return stays[index] if index >= 0 and stays[index].until >= day else None

    def counted_under(self, key: SubjectKey, court_id: int, day: date, kind: SubjectKind) -> SubjectKey | None:
        """Which subject of ``kind`` something counts for that happened to ``key`` on ``day``; ``None`` when it has
        none.
        """
        if key.kind == kind:
            return key
        if kind == "court":
            return SubjectKey("court", court_id)
        if key.kind == "person" and kind != "person":
            stay = self.stay(key.id, day)
            found = (
                None
                if stay is None
                else (stay.team_id if kind == "team" else stay.division_id or self._division_of(stay.team_id))
            )
        elif key.kind == "team" and kind == "division":
            found = self._division_of(key.id)
        else:
            found = None
        return None if found is None else SubjectKey(kind, found)

    def subjects(self, kind: SubjectKind, court_id: int, period: Period) -> list[Subject]:
        """All of a kind who are appraised in a court (and, for courts, those below): persons if they were there."""
        courts = self._tree(court_id)
        found = []
        for entity in self.entities.values():
            if entity.key.kind != kind or entity.court_id not in (courts if kind == "court" else {court_id}):
                continue
            classes, parent = dict(entity.classes), entity.parent
            if kind == "person":
                stays = self._within(entity.key.id, period)
                if not stays:
                    continue
                last = stays[-1]
                classes[POST] = last.post
                parent = _place(last) or parent
            found.append(
                Subject(entity.name, classes, self.name(parent) if parent and parent in self.entities else None)
            )
        return found

    def members(self, kind: SubjectKind, court_id: int, period: Period) -> list[Member]:
        """Persons' days in teams or divisions of a court within a period; one entry a person, subject and post."""
        days: dict[tuple[int, SubjectKey, str], int] = defaultdict(int)
        for person_id in self.stays:
            person = self.entities.get(SubjectKey("person", person_id))
            if person is None or person.court_id != court_id:
                continue
            for stay in self._within(person_id, period):
                of = self.counted_under(person.key, court_id, stay.since, kind)
                if of is not None:
                    days[person_id, of, stay.post] += (stay.until - stay.since).days + 1
        return [
            Member(
                self.name(SubjectKey("person", person)),
                self.name(of),
                count,
                {**self.entities[SubjectKey("person", person)].classes, POST: post},
            )
            for (person, of, post), count in days.items()
        ]

    def in_turn(self, person_id: int, period: Period) -> list[Stay]:
        """Where and as what somebody was within a period, in the order of time, cut to it."""
        return self._within(person_id, period)

    def stays_in(self, court_id: int, period: Period) -> list[Member]:
        """The same for all persons of a court, as grades read it: the innermost place, the post and the days."""
        return [
            Member(person.name, self._place_name(stay), (stay.until - stay.since).days + 1,
                   {**person.classes, POST: stay.post})
            for person in self.entities.values()
            if person.key.kind == "person" and person.court_id == court_id
            for stay in self._within(person.key.id, period)
        ]  # fmt: skip

    def place(self, stay: Stay) -> str:
        """Division and team of a stay, as papers write it."""
        keys = (SubjectKey("division", stay.division_id or 0), SubjectKey("team", stay.team_id or 0))
        return "　".join(self.name(key) for key in keys if key in self.entities)

    def _place_name(self, stay: Stay) -> str:
        place = _place(stay)
        return self.name(place) if place is not None and place in self.entities else ""

    def days_present(self, person_id: int, period: Period) -> int:
        """How many days of a period somebody was there."""
        return sum((stay.until - stay.since).days + 1 for stay in self._within(person_id, period))

    def _within(self, person_id: int, period: Period) -> list[Stay]:
        """A person's stays cut to a period."""
        return [
            Stay(max(stay.since, period.start), min(stay.until, period.end), stay.team_id, stay.division_id, stay.post)
            for stay in self.stays.get(person_id, ())
            if stay.since <= period.end and stay.until >= period.start
        ]

    def _division_of(self, team_id: int | None) -> int | None:
        team = self.entities.get(SubjectKey("team", team_id)) if team_id is not None else None
        return team.parent.id if team and team.parent and team.parent.kind == "division" else None

    def _tree(self, court_id: int) -> set[int]:
        found = {court_id}
        rest = [entity for entity in self.entities.values() if entity.key.kind == "court"]
        while under := [
            entity for entity in rest if entity.parent and entity.parent.id in found and entity.key.id not in found
        ]:
            found |= {entity.key.id for entity in under}
        return found


def load_directory(session: Session) -> Directory:
    """Read everyone in the session's courts: six queries, whatever their number."""
    entities = {entity.key: entity for entity in _entities(session)}
    stays: dict[int, list[Stay]] = defaultdict(list)
    columns = (
        Membership.person_id,
        Membership.since,
        Membership.until,
        Membership.team_id,
        Membership.division_id,
        Membership.post,
    )
    for person, since, until, team, division, post in session.execute(
        select(*columns).order_by(Membership.person_id, Membership.since)
    ):
        stays[person].append(Stay(since, until or date.max, team, division, post))
    names = {
        (entity.key.kind, None if entity.key.kind == "court" else entity.court_id, entity.name): key
        for key, entity in entities.items()
    }
    return Directory(entities, {person: _apart(found) for person, found in stays.items()}, names)


def _entities(session: Session) -> Iterable[Entity]:
    for id_, name, classes, parent in session.execute(
        select(Court.id, Court.name, Court.classes, Court.parent_id).order_by(Court.id)
    ):
        yield Entity(SubjectKey("court", id_), name, id_, classes, SubjectKey("court", parent) if parent else None)
    for id_, name, classes, court in session.execute(
        select(Division.id, Division.name, Division.classes, Division.court_id).order_by(Division.id)
    ):
        yield Entity(SubjectKey("division", id_), name, court, classes, SubjectKey("court", court))
    for id_, name, classes, court, division in session.execute(
        select(Team.id, Team.name, Team.classes, Team.court_id, Team.division_id).order_by(Team.id)
    ):
        above = SubjectKey("division", division) if division else SubjectKey("court", court)
        yield Entity(SubjectKey("team", id_), name, court, classes, above)
    for id_, name, classes, court in session.execute(
        select(Person.id, Person.name, Person.classes, Person.court_id).order_by(Person.id)
    ):
        yield Entity(SubjectKey("person", id_), name, court, classes, SubjectKey("court", court))


def _place(stay: Stay) -> SubjectKey | None:
    if stay.team_id is not None:
        return SubjectKey("team", stay.team_id)
    return SubjectKey("division", stay.division_id) if stay.division_id is not None else None


def _apart(stays: list[Stay]) -> list[Stay]:
    """A stay without an end, or with one too late, ends where the next begins: nobody is in two places on a day."""
    ends = [later.since - timedelta(days=1) for later in stays[1:]] + [date.max]
    return [
        Stay(stay.since, min(stay.until, end), stay.team_id, stay.division_id, stay.post)
        for stay, end in zip(stays, ends, strict=True)
    ]
