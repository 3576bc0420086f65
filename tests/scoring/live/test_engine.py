"""What becomes of the engine when its child dies, hangs or errs: the culprit is named, everything else is answered."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from fractions import Fraction
from pathlib import Path

import pytest

from rules.problem import ProblemError
from scoring.live.engine import Engine
from scoring.live.events import Event
from tests.scoring.live.faulty_child import DIES, ERRS, HANGS, SLOW
from tests.scoring.live.scheme import KIND, compiled, where

FAULTY = (sys.executable, "-m", "tests.scoring.live.faulty_child")
SCHEME = compiled({"small": where(("件数", "≤", 3)), "large": where(("件数", ">", 3))})


def events(*counts: int) -> list[Event]:
    return [Event(f"f{number}", KIND, 0, {"件数": Fraction(count)}) for number, count in enumerate(counts)]


@pytest.mark.parametrize(
    ("culprit", "reason"), [(DIES, "ended by signal 11"), (HANGS, "no answer within 2 s"), (ERRS, "error 303")]
)
def test_the_fact_that_breaks_the_child_is_found_and_nothing_else_is_lost(culprit: int, reason: str) -> None:
    counts = [number % 7 for number in range(6)]
    counts[5] = culprit
    with Engine(SCHEME, timeout=2, command=FAULTY) as engine:
        outcome = engine.fire(events(*counts))
        assert [one.key for one in outcome.quarantined] == ["f5"]
        assert reason in outcome.quarantined[0].reason
        assert outcome.fired == {
            f"f{number}": ("small" if count <= 3 else "large",) for number, count in enumerate(counts) if number != 5
        }
        assert engine.fire(events(1)).fired == {"f0": ("small",)}  # and it goes on


def test_a_child_killed_from_outside_in_mid_batch_costs_nothing(tmp_path: Path) -> None:
    sign = tmp_path / "in the middle"
    with Engine(SCHEME, timeout=60, command=(*FAULTY, str(sign))) as engine:
        engine.fire(events(1))
        pid = engine.pid
        assert pid is not None
        killer = threading.Thread(target=_kill_when, args=(sign, pid))
        killer.start()
        outcome = engine.fire(events(1, SLOW, 9))
        killer.join()
        assert engine.pid != pid
    assert outcome.quarantined == ()
    assert outcome.fired == {"f0": ("small",), "f1": ("large",), "f2": ("large",)}


def _kill_when(sign: Path, pid: int) -> None:
    deadline = time.monotonic() + 60
    while not sign.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)


def test_a_child_that_cannot_start_is_one_problem_and_not_a_quarantine() -> None:
    with Engine(SCHEME, command=("/nonexistent/python",)) as engine, pytest.raises(ProblemError) as caught:
        engine.fire(events(1))
    assert [problem.code for problem in caught.value.problems] == ["live-unavailable"]


def test_a_child_that_ends_at_once_says_why() -> None:
    broken = (sys.executable, "-c", "raise SystemExit('no durable_rules')")
    with Engine(SCHEME, command=broken) as engine, pytest.raises(ProblemError) as caught:
        engine.fire(events(1))
    assert "no durable_rules" in caught.value.problems[0].text()


def test_no_process_is_left_behind() -> None:
    with Engine(SCHEME) as engine:
        engine.fire(events(1))
        pid = engine.pid
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)  # a zombie would still be there


def test_the_child_ends_when_its_parent_is_gone() -> None:
    program = (
        "import os; from tests.scoring.live.test_engine import SCHEME, events; from scoring.live.engine import Engine\n"
        "engine = Engine(SCHEME); engine.fire(events(1)); print(engine.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    read, write = os.pipe()
    parent = os.posix_spawn(
        sys.executable, [sys.executable, "-c", program], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)]
    )
    os.close(write)
    with os.fdopen(read) as said:
        pid = int(said.readline())
    os.waitpid(parent, 0)
    deadline = time.monotonic() + 60
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_several_threads_share_one_engine() -> None:
    found: list[bool] = []
    with Engine(SCHEME) as engine:

        def work(number: int) -> None:
            outcome = engine.fire(events(*([number] * 50)))
            found.append(set(outcome.fired.values()) == {("small" if number <= 3 else "large",)})

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [True] * 8


def test_a_hundred_thousand_events_leave_memory_flat() -> None:
    with Engine(SCHEME, batch=2000) as engine:
        batch = events(*(number % 7 for number in range(2000)))
        engine.fire(batch)
        before = _memory(engine)
        for _ in range(50):
            engine.fire(batch)
        assert _memory(engine) - before < 4_000  # kB


def _memory(engine: Engine) -> int:
    status = Path(f"/proc/{engine.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def test_the_child_is_replaced_after_its_share_of_posts() -> None:
    with Engine(SCHEME, recycle=10) as engine:
        pids = set()
        for _ in range(4):
            engine.fire(events(1, 2, 3, 4, 5))
            pids.add(engine.pid)
    assert len(pids) == 2


def test_two_events_with_one_key_are_refused() -> None:
    one = events(1)
    with Engine(SCHEME) as engine, pytest.raises(ValueError, match="one key"):
        engine.fire(one + one)
