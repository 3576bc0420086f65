"""An application with all that it stands on: its period and item, the person, the way that it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from sqlalchemy.orm import Session

from records import audit
from records.audit import Target
from records.locking import hold
from records.models import Application, ApplicationAct, User
from records.queries.directory import Directory, load_directory
from records.queries.values import from_stored
from rules.compiled import CompiledItem
from rules.condition import Value
from rules.problem import N_, Problem, ProblemError, register
from workflow.applications.chain import Course, Held, Open, chain_of
from workflow.applications.items import item_of, kind_of, points
from workflow.applications.people import People
from workflow.calendar import today
from workflow.inputs import Ground, ground_of
from workflow.notices import tell
from workflow.permissions import Permission, may

register(
    {
        "application-stale": N_("这份申请刚刚有人办理过，请看现在的情况再办"),
        "application-state": N_("这份申请{state}，不能再办"),
        "application-period": N_(
            "考核周期「{period}」已关账，不能再计分；可以退回或不予确认，确有必要的请考核办先重新开放周期"
        ),
        "application-no-item": N_("「{period}」的办法里没有可以申请的「{rule}」"),
    }
)
ADDRESS = "/applications/{id}"


@dataclass
class Matter:
    """``people``, ``directory`` and ``grounds``, by period, may be shared by many matters of a page."""

    session: Session
    row: Application
    directory: Directory
    people: People
    grounds: dict[int, Ground] = field(default_factory=dict)

    @property
    def ground(self) -> Ground:
        """The period with its scheme."""
        key = self.row.period.id
        if key not in self.grounds:
            self.grounds[key] = ground_of(self.session, self.row.period, self.directory)
        return self.grounds[key]

    @cached_property
    def item(self) -> CompiledItem:
        """The applied item; a version that has it no longer is a damaged record."""
        found = item_of(self.ground, self.row.rule)
        if found is None:
            values = {"period": str(self.row.period), "rule": self.row.rule}
            raise ProblemError([Problem("application-no-item", values)])
        return found

    @cached_property
    def course(self) -> Course:
        """The steps of its way, stored or to be."""
        row, ground = self.row, self.ground
        user = self.people.user_of(row.person_id)
        own = frozenset({row.applicant_id, *((user.id,) if user else ())})
        chain = chain_of(ground.compiled, self.item)
        return Course(ground.book, chain, self.people, self.people.calendar, row.person_id, row.day, own)

    @property
    def title(self) -> str:
        """What the item is called."""
        return self.item.rule.title

    @property
    def values(self) -> dict[str, Value | None]:
        """The fields, typed."""
        return from_stored(kind_of(self.ground, self.item), self.row.fields)

    @property
    def points(self) -> Fraction | None:
        """What it would bring."""
        return points(self.ground, self.item, self.row.day, self.values)

    def open_steps(self, day: date | None = None) -> list[Open]:
        """The steps at which one may act now; none unless it waits."""
        if self.row.state != "waiting" or self.row.step is None:
            return []
        return list(self.course.open_steps(self.row.step, self.row.due, day or today()))

    def place_of(self, user: User, places: Sequence[Open] | None = None) -> tuple[Open, User | None] | None:
        """Where a person may act now, and whose deputy she is there. Who asks for many gives the open steps."""
        if user.id in self.course.own or not may(user, Permission.APPLICATIONS_DECIDE):
            return None
        for place in self.open_steps() if places is None else places:
            if user in place.held.holders:
                return place, None
            if place.held.step.deputy and (held_for := self.people.stands_for(user, place.held.holders)) is not None:
                return place, held_for
        return None

    def told(self, held: Held) -> list[User]:
        """Whom a step waits for: its holders and those who stand in for them."""
        return [*held.holders, *(self.people.deputies(held.holders) if held.step.deputy else ())]


def matter_of(session: Session, row: Application) -> Matter:
    """With everyone read anew."""
    directory = load_directory(session)
    return Matter(session, row, directory, People(session, row.court_id, today(), directory))


def lock(session: Session, row: Application, turn: int, *states: str) -> None:
    """Hold the row until the transaction ends; :class:`ProblemError` when it is no longer what the reader saw."""
    hold(session, row)
    if row.turn != turn:
        raise ProblemError([Problem("application-stale")])
    if row.state not in states:
        raise ProblemError([Problem("application-state", {"state": _STATE_WORDS[row.state]})])


_STATE_WORDS = {
    "waiting": N_("正在确认"), "returned": N_("已退回申请人补正"), "approved": N_("已确认记分"),
    "refused": N_("已不予确认"), "withdrawn": N_("已由申请人撤回"),
}  # fmt: skip


def note(
    session: Session,
    row: Application,
    act: str,
    user: User | None,
    *,
    held: Held | None = None,
    title: str = "",
    for_user: User | None = None,
    reason: str = "",
    changes: Mapping[str, object] | None = None,
) -> None:
    """One line of its history. The number makes two acts at one moment collide."""
    row.turn += 1
    session.add(
        ApplicationAct(
            court_id=row.court_id, application_id=row.id, number=row.turn, act=act,
            step=held.step.id if held else "", title=held.step.title if held else title,
            user_id=user.id if user else None, for_user_id=for_user.id if for_user else None, reason=reason.strip(),
            changes=dict(changes or {}),
        )
    )  # fmt: skip
    session.flush()


def send_on(matter: Matter, after: str | None) -> Held | None:
    """To the next step, with those passed over in its history and its holders told; ``None`` when there is none."""
    row, course = matter.row, matter.course
    held, skipped = course.after(after)
    for one in skipped:
        note(matter.session, row, "skipped", None, held=one, reason=one.skipped.text(str) if one.skipped else "")
    if held is not None:
        row.state, row.step, row.since = "waiting", held.step.id, today()
        row.due = course.due(held.step, row.since)
        matter.session.flush()
        what = {"person": row.person.name, "rule": matter.title, "step": held.step.title}
        tell(matter.session, matter.told(held), Problem("application-waits", what), ADDRESS.format(id=row.id))
    return held


def trail(
    session: Session, right: Permission, actor: audit.Actor, row: Application, act: str, **details: object
) -> None:
    """The audit event of an act; the act's last write."""
    told = {"act": act, "state": row.state, "step": row.step, "rule": row.rule, "person": row.person.name, **details}
    audit.append(session, right.value, actor, Target("application", row.id), told)
