"""Live matching for the rest of the program: events in, triggered rules out, whatever becomes of the child.

When a child dies or hangs it is replaced and the batch is halved until the one event is found that does it; that event
is quarantined with its reason, all others are answered. An event is blamed only after it ended two children alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType

from rules.compiled import Compiled
from rules.problem import N_, Problem, ProblemError, register
from scoring.live.events import Event, Post, Screen
from scoring.live.groups import groups_of
from scoring.live.process import COMMAND, ChildError, Process

register(
    {
        "live-killed": N_(
            "事实「{fact}」两次使实时计分程序中断（{reason}），已隔离，未计分，其余不受影响；"
            "请核对其内容并告知系统管理员"
        ),
        "live-unavailable": N_("实时计分程序无法启动（{reason}），未登记任何内容；请告知系统管理员"),
    }
)
BATCH = 500
RECYCLE = 200_000  # posts; the library leaks what is dropped inside a process, a new process leaks nothing


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A fact that could not be matched, and why."""

    key: str
    problem: Problem

    @property
    def reason(self) -> str:
        """For the record and for people."""
        return self.problem.text()


@dataclass(frozen=True, slots=True)
class Outcome:
    """By event key the triggered rules (item id, or ladder/step) in the scheme's order; quarantined keys apart."""

    fired: Mapping[str, tuple[str, ...]]
    quarantined: tuple[Quarantine, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What to tell the user."""
        return tuple(one.problem for one in self.quarantined)


@dataclass(slots=True)
class _Gathering:
    fired: dict[str, tuple[str, ...]] = field(default_factory=dict)
    quarantined: list[Quarantine] = field(default_factory=list)


class Engine:
    """A scheme loaded into a child; a context manager, safe from several threads. ``timeout``: seconds a batch."""

    def __init__(
        self,
        compiled: Compiled,
        *,
        timeout: float = 10.0,
        batch: int = BATCH,
        recycle: int = RECYCLE,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.compiled = compiled
        groups = groups_of(compiled)
        self._rulesets = [ruleset for group in groups for ruleset in group.rulesets]
        self._screen = Screen(tuple(compiled.facts), groups)
        order = [item.rule.id for item in compiled.items]
        self._order = {rule: number for number, rule in enumerate(order)}
        self._timeout, self._batch, self._recycle, self._command = timeout, batch, recycle, command
        self._lock = threading.Lock()
        self._process: Process | None = None

    def __enter__(self) -> Engine:  # noqa: PYI034 - typing.Self is 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; a later ``fire`` starts another."""
        with self._lock:
            self._drop()

    @property
    def pid(self) -> int | None:
        """The child's process id while one runs."""
        return self._process.pid if self._process else None

    def fire(self, events: Sequence[Event]) -> Outcome:
        """Match all events. Keys must differ. :class:`ProblemError` only when no child can be started at all."""
        gathering = _Gathering()
        screened: list[tuple[str, list[Post]]] = []
        for event in events:
            posts = self._screen.posts(event)
            if isinstance(posts, Problem):
                gathering.quarantined.append(Quarantine(event.key, posts))
            else:
                screened.append((event.key, posts))
        if len({event.key for event in events}) != len(events):
            raise ValueError("two events with one key")
        with self._lock:
            for start in range(0, len(screened), self._batch):
                self._settle(screened[start : start + self._batch], gathering)
        return Outcome(gathering.fired, tuple(gathering.quarantined))

    def _settle(self, batch: Sequence[tuple[str, list[Post]]], gathering: _Gathering) -> None:
        """Answer a batch, halving it as often as its children die."""
        try:
            gathering.fired.update(self._ask(batch))
        except ChildError as error:
            if len(batch) > 1:
                half = len(batch) // 2
                self._settle(batch[:half], gathering)
                self._settle(batch[half:], gathering)
            else:
                self._settle_alone(batch, gathering, error)

    def _settle_alone(self, batch: Sequence[tuple[str, list[Post]]], gathering: _Gathering, first: ChildError) -> None:
        """The second chance: the first child may have been killed by someone else."""
        try:
            gathering.fired.update(self._ask(batch))
        except ChildError as error:
            ((key, _),) = batch
            problem = Problem("live-killed", {"fact": key, "reason": str(error) or str(first)})
            gathering.quarantined.append(Quarantine(key, problem))

    def _ask(self, batch: Sequence[tuple[str, list[Post]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The triggered rules by key. :class:`ChildError` when the child did not outlive the batch."""
        posts = [post for _, each in batch for post in each]
        if not posts:
            return iter([(key, ()) for key, _ in batch])
        process = self._running()
        try:
            answers = iter(process.match(posts, self._timeout))
        except ChildError:
            self._process = None
            raise
        return iter([(key, self._rules(each, [next(answers) for _ in each])) for key, each in batch])

    def _rules(self, posts: Sequence[Post], answers: Sequence[int | None]) -> tuple[str, ...]:
        found = [
            self._rulesets[ruleset][place].rule
            for (ruleset, _), place in zip(posts, answers, strict=True)
            if place is not None
        ]
        return tuple(sorted(found, key=lambda rule: self._order.get(rule, len(self._order))))

    def _running(self) -> Process:
        """The child, started or replaced when it has done its share."""
        if self._process is not None and self._process.posts >= self._recycle:
            self._drop()
        if self._process is None:
            definitions = [[pattern.definition() for pattern in ruleset] for ruleset in self._rulesets]
            try:
                self._process = Process(definitions, self._command)
            except ChildError as error:
                raise ProblemError([Problem("live-unavailable", {"reason": str(error)})]) from error
        return self._process

    def _drop(self) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None
