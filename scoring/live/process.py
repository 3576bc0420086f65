"""The parent's end of the child: start it, ask it with a time limit, end it. Every way to fail is one exception."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from scoring.live import child

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "scoring.live.child")
START_SECONDS = 60.0
KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR")  # of the environment: the child needs no secrets


class ChildError(Exception):
    """The child died, hung, misbehaved or would not start; it is gone when this is raised."""


class Process:
    """One child with its rulesets loaded. Not for several threads at once: the engine holds the lock."""

    def __init__(self, rulesets: Sequence[Sequence[Any]], command: Sequence[str] = COMMAND) -> None:
        self.posts = 0
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by _end
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the program's own child, no shell
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                cwd=ROOT,
                env={name: os.environ[name] for name in KEPT if name in os.environ},
            )
        except OSError as error:
            self._complaints.close()
            raise ChildError(str(error)) from error
        self.stop = weakref.finalize(self, _end, self._process, self._complaints)  # also at exit: leaves no zombie
        self._ask(rulesets, START_SECONDS, "ready")

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def match(self, posts: Sequence[tuple[int, Any]], timeout: float) -> list[int | None]:
        """For each (ruleset, event) the position of the rule that fired, or ``None``; ``timeout`` is in seconds."""
        self.posts += len(posts)
        fired = self._ask(posts, timeout, "fired")
        if not isinstance(fired, list) or len(fired) != len(posts):
            self.stop()
            raise ChildError("answers missing")
        return fired

    def _ask(self, message: object, timeout: float, wanted: str) -> object:
        """One exchange. A hang holds the interpreter lock of the child, so only a kill from here ends it."""
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self._process.kill()

        watchdog = threading.Timer(timeout, expire)
        watchdog.daemon = True
        watchdog.start()
        answer = None
        try:
            if self._process.stdin is not None and self._process.stdout is not None:
                child.write(self._process.stdin, message)  # type: ignore[arg-type]  # a pipe is a BinaryIO
                answer = child.read(self._process.stdout)  # type: ignore[arg-type]  # a pipe is a BinaryIO
        except (OSError, ValueError):
            answer = None  # the pipe broke: the child is gone
        finally:
            watchdog.cancel()
        if isinstance(answer, dict) and wanted in answer:
            return answer[wanted]
        reason = self._reason(answer, timed_out=expired.is_set(), timeout=timeout)
        self.stop()
        raise ChildError(reason)

    def _reason(self, answer: object, *, timed_out: bool, timeout: float) -> str:
        if isinstance(answer, dict) and "error" in answer:
            return str(answer["error"])
        if timed_out:
            return f"no answer within {timeout:g} s"
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "unreadable answer"
        self._complaints.seek(0, os.SEEK_END)
        self._complaints.seek(max(0, self._complaints.tell() - 300))
        said = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        how = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
        return f"{how}: {said[-1]}" if said else how


def _end(process: subprocess.Popen[bytes], complaints: IO[bytes]) -> None:
    """Close the pipes, kill, reap."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # unsent bytes for a child that is gone
                stream.close()
    process.wait()
    complaints.close()
