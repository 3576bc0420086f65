"""Warm worker processes: each keeps fonts and style sheets, prints one sheet at a time, and can be stopped.

Processes, never threads: Pango is not safe in threads, and a paper that hangs is ended by ending its process. A
worker has no way to the network, a limit on its memory and a deadline for each sheet; one that dies or is stopped is
replaced. What it is handed is text, what it gives back is bytes: it knows no database.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from multiprocessing import connection, get_context
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from reports.press.fonts import made, prepare
from reports.press.press import Paper, press, warm
from reports.press.sheet import Sheet
from reports.press.signing import Signer, sign
from rules.problem import N_, Problem, ProblemError, register

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

register(
    {
        "paper-deadline": N_("打印超过 {seconds} 秒，已停止：内容可能过长"),
        "paper-memory": N_("打印所需内存超过上限（{megabytes} MB），已停止：内容可能过长，请分开打印"),
        "paper-worker": N_("打印进程意外中断（{reason}）。请重试；再次出现请告诉系统管理员"),
    }
)
DEADLINE = 60.0  # seconds a sheet: a long list takes ten, a report half of one
MEMORY = 1_536 * 1024 * 1024  # of addresses: a report's worker takes a third
SHEETS = 400  # after which a worker is replaced, so that what libraries leave behind goes with it
PROBE = "测试永国酬爱今灵鹰东龘㐱㛃䶮𠮷一〇（）《》、。：0123456789ABCxyz−×÷≥☐☑☒"
FAMILIES = (N_("宋体"), N_("黑体"), N_("楷体"), N_("仿宋"))
_NETWORK = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"}
)
_NEWNET = 0x40000000


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    tag: int | None = None
    until: float = 0.0
    sheets: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use."""

    seconds: float = DEADLINE
    memory: int = MEMORY


@dataclass(slots=True)
class Workers:
    """``count`` processes, started when first needed. For one thread at a time; :func:`print_one` is for many.

    ``submit(tag, sheet)`` while ``free``; ``wait(timeout)`` yields ``(tag, Paper or problems)`` for what is done. A
    context: at its end the processes are ended.
    """

    count: int
    limits: Limits = Limits()
    signer: Signer | None = None
    _workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> Workers:  # noqa: PYI034 - Self came with Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def free(self) -> bool:
        """Whether a sheet can be submitted now."""
        return len(self._workers) < self.count or any(worker.tag is None for worker in self._workers)

    @property
    def busy(self) -> bool:
        """Whether anything is being printed."""
        return any(worker.tag is not None for worker in self._workers)

    def submit(self, tag: int, sheet: Sheet) -> None:
        """Hand a sheet to a free worker."""
        worker = next((one for one in self._workers if one.tag is None), None)
        if worker is not None and (worker.sheets >= SHEETS or not worker.process.is_alive()):
            self._end(worker)
            worker = None
        worker = worker or self._start()
        worker.tag, worker.until, worker.sheets = tag, time.monotonic() + self.limits.seconds, worker.sheets + 1
        worker.pipe.send(sheet)

    def wait(self, timeout: float) -> Iterator[tuple[int, Paper | tuple[Problem, ...]]]:
        """What is done within ``timeout`` seconds; returns as soon as anything is. Nothing for what still runs."""
        running = {worker.pipe: worker for worker in self._workers if worker.tag is not None}
        if not running:
            return
        nearest = min(worker.until for worker in running.values()) - time.monotonic()
        for ready in connection.wait(list(running), max(0.0, min(timeout, nearest))):
            worker = running.pop(ready)  # type: ignore[call-overload]  # what wait() returns is what it was given
            tag = worker.tag or 0
            try:
                outcome = worker.pipe.recv()
                worker.tag = None
            except (EOFError, OSError):
                self._end(worker)
                reason = str(worker.process.exitcode)
                outcome = (Problem("paper-worker", {"reason": reason}),)
            yield tag, outcome
        for worker in running.values():
            if worker.until <= time.monotonic():
                self._end(worker)
                yield worker.tag or 0, (Problem("paper-deadline", {"seconds": f"{self.limits.seconds:g}"}),)

    def pids(self) -> list[int]:
        """The processes, for measuring."""
        return [worker.process.pid or 0 for worker in self._workers]

    def close(self) -> None:
        """End them all, whatever they do."""
        for worker in list(self._workers):
            self._end(worker)

    def _start(self) -> _Worker:
        # Cutting fonts takes memory and processes of its own, and a worker may have neither.
        with suppress(ProblemError):  # each sheet will say it
            made()
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        given = (theirs, self.limits, self.signer)
        process = context.Process(target=_serve, args=given, daemon=True, name="hengji-press")
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _end(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)


def _serve(pipe: Connection, limits: Limits, signer: Signer | None) -> None:
    """The worker's life: shut off, warmed up, then one sheet after another until the pipe closes."""
    shut_off(limits.memory)
    with suppress(ProblemError):  # each sheet will say it
        warm()
    while True:
        try:
            sheet = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_printed(sheet, limits, signer))


def _printed(sheet: Sheet, limits: Limits, signer: Signer | None) -> Paper | tuple[Problem, ...]:
    try:
        paper = press(sheet)
        return sign(paper, signer, sheet.attachment) if signer else paper
    except ProblemError as error:
        return tuple(error.problems)
    except MemoryError:
        return (Problem("paper-memory", {"megabytes": str(limits.memory // 1024 // 1024)}),)
    except Exception as error:  # noqa: BLE001 - whatever a library does, the person it concerns must be named with the cause
        return (Problem("paper-worker", {"reason": f"{type(error).__name__}: {error}"[:200]}),)


def shut_off(memory: int) -> None:
    """No network, no more memory than that, and no core file. A namespace without network where the system lets us,
    and in any case a hook of the interpreter that nothing in it can take away.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).unshare(_NEWNET)  # refused to an ordinary user; then the hook alone stands
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError(f"the press has no network: {event}")


def worker_count() -> int:
    """As many as there are processors, and no more than there is work for."""
    return max(1, min(8, len(os.sched_getaffinity(0))))


_page_lock = threading.Lock()
_page_workers = Workers(1)


def print_one(sheet: Sheet, signer: Signer | None = None) -> Paper:
    """Print one sheet for somebody who waits, in the page's own worker. Raises :class:`ProblemError`."""
    with _page_lock:
        if _page_workers.signer != signer:
            _page_workers.close()
            _page_workers.signer = signer
        _page_workers.submit(0, sheet)
        while True:
            for _, outcome in _page_workers.wait(DEADLINE):
                if isinstance(outcome, Paper):
                    return outcome
                raise ProblemError(outcome)


def probe() -> tuple[Problem, ...]:
    """What is wrong with the fonts, found by printing all families once: to be asked at the start of the program. It
    makes the cuts where there are none, and leaves the pages' worker warm.

    Never raises: the program must start and say it.
    """
    rows = "".join(f'<p style="font-family: {family}">{PROBE}</p>' for family in FAMILIES)
    html = f"<html lang=zh-CN><title>probe</title>{rows}"
    sheet = Sheet("", "", html, (), "0" * 64, datetime(2000, 1, 1, tzinfo=timezone.utc))
    try:
        prepare()
        return print_one(sheet).problems
    except ProblemError as error:
        return tuple(error.problems)


def close_pages() -> None:
    """End the pages' worker."""
    with _page_lock:
        _page_workers.close()
