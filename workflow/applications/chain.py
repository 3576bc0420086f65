"""A chain for one application: which steps are hers, who holds each, until when, and what is passed over and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from records.models import User
from rules.compiled import Compiled, CompiledChain, CompiledChainStep, CompiledItem
from rules.condition import Condition, holds
from rules.model_chains import Chain, ChainStep
from rules.problem import N_, Problem, ProblemError, register
from scoring.constants import Book, Constants
from scoring.evaluate import evaluate_number
from scoring.scope import Scope
from workflow.applications.people import POST, People
from workflow.calendar import Calendar, due_day

register(
    {
        "application-nobody": N_("没有人能确认这份申请：「{step}」没有别的在用账号。请考核办先设好账号"),
        "application-skip-own": N_("当事人自己就是「{step}」的确认人，自己和下级都不确认自己的申请"),
        "application-skip-post": N_("这一步不用于{post}"),
    }
)
_STAFF = ChainStep(id="staff", title=N_("考核办确认"), confirms="staff")
_ALONE = CompiledChain(
    Chain(id="staff-alone", title=N_("考核办确认"), steps=[_STAFF]),
    (CompiledChainStep(_STAFF, Condition(), Condition(), None),),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A step and who may act at it. ``stand_in``: nobody holds the office that it names, so staff acts. ``skipped``
    says why it is passed over.
    """

    step: ChainStep
    holders: tuple[User, ...] = ()
    stand_in: bool = False
    skipped: Problem | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A step at which one may act now, and its last day. ``late``: steps before it that it stands in for."""

    held: Held
    due: date | None
    late: tuple[Held, ...] = ()


def chain_of(compiled: Compiled, item: CompiledItem) -> CompiledChain:
    """An item's own chain, the scheme's, or staff alone."""
    named = item.rule.chain or compiled.scheme.chain
    return next((chain for chain in compiled.chains if chain.rule.id == named), _ALONE)


@dataclass
class Course:
    """The way of one application. ``person_id`` gets the points for what happened on ``day``; ``own`` are the accounts
    that may not confirm: hers, and that of whoever asked.
    """

    book: Book
    chain: CompiledChain
    people: People
    calendar: Calendar
    person_id: int
    day: date
    own: frozenset[int]

    @cached_property
    def constants(self) -> Constants:
        """The scheme's numbers on the day of the fact."""
        return self.book.on(self.day)

    @cached_property
    def steps(self) -> tuple[Held, ...]:
        """Every step: held by somebody, or passed over with the reason."""
        return tuple(self._walk())

    def place(self, step: str | None) -> int:
        """Where a step stands; before the first when there is none of that id."""
        return next((index for index, held in enumerate(self.steps) if held.step.id == step), -1)

    def after(self, step: str | None) -> tuple[Held | None, tuple[Held, ...]]:
        """The next step that somebody must take, and those passed over on the way; ``None`` at the end."""
        skipped: list[Held] = []
        for held in self.steps[self.place(step) + 1 :]:
            if held.skipped is None:
                return held, tuple(skipped)
            skipped.append(held)
        return None, tuple(skipped)

    def due(self, step: ChainStep, since: date) -> date | None:
        """The last day of a step that began on ``since``."""
        compiled = next(one for one in self.chain.steps if one.step.id == step.id)
        limit = None if compiled.deadline is None else evaluate_number(compiled.deadline, Scope(self.constants))
        return due_day(self.calendar, since, None if limit is None else max(limit, Fraction(1)), step.deadline_unit)

    def open_steps(self, step: str, due: date | None, today: date) -> Iterator[Open]:
        """The step where it waits, and, when that is late and passes on, the next; and so forth."""
        held: Held | None = self.steps[self.place(step)]
        late: tuple[Held, ...] = ()
        while held is not None:
            yield Open(held, due, late)
            if due is None or due >= today or held.step.overdue != "pass_on":
                return
            late = (*late, held)
            held, _ = self.after(held.step.id)
            due = self.due(held.step, due) if held is not None else None

    def _walk(self) -> Iterator[Held]:
        meant = [self.people.meant(step, self.constants, self.person_id, self.day) for step in self.chain.steps]
        concerned = [self._is_hers(step) for step in self.chain.steps]
        last = max((index for index, hers in enumerate(concerned) if hers), default=len(concerned) - 1)
        highest = self._highest(meant)
        for index, (compiled, users) in enumerate(zip(self.chain.steps, meant, strict=True)):
            step = compiled.step
            if not concerned[index] and index != last:
                post = self.people.classes(self.person_id, self.day).get(POST, "—")
                yield Held(step, skipped=Problem("application-skip-post", {"post": post}))
            elif index <= highest and index != last:
                title = self.chain.steps[highest].step.title
                yield Held(step, skipped=Problem("application-skip-own", {"step": title}))
            else:
                yield self._held(step, users)

    def _held(self, step: ChainStep, users: Sequence[User]) -> Held:
        """Nobody confirms what is her own; where no one else holds the office, staff does it."""
        for held in (users, self.people.leaders() if step.confirms == "leader" else ()):
            if others := tuple(user for user in held if user.id not in self.own):
                return Held(step, others)
        staff = tuple(user for user in self.people.staff() if user.id not in self.own)
        if not staff:
            raise ProblemError([Problem("application-nobody", {"step": step.title})])
        return Held(step, staff, stand_in=True)

    def _is_hers(self, step: CompiledChainStep) -> bool:
        classes = self.people.classes(self.person_id, self.day)
        return holds(self.constants.bind(step.applies), dict(classes))

    def _highest(self, meant: Sequence[Sequence[User]]) -> int:
        """The last step that she holds herself: she is not confirmed by those below her."""
        user = self.people.user_of(self.person_id)
        if user is None:
            return -1
        mine = [
            index
            for index, users in enumerate(meant)
            if self.chain.steps[index].step.confirms != "staff" and user.id in {one.id for one in users}
        ]
        return max(mine, default=-1)
