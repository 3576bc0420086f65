"""A child that fails on purpose: the events whose first field is one of these make it die, hang or err."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from scoring.live import child, host

DIES, HANGS, ERRS, SLOW = 666, 667, 668, 669


class FaultyMatcher(host.Matcher):
    def match(self, ruleset: int, event: Mapping[str, int]) -> int | None:
        what = event.get("f0")
        if what == DIES:
            os.kill(os.getpid(), signal.SIGSEGV)
        if what == HANGS:
            ctypes.PyDLL(None).sleep(60)  # keeps the interpreter lock, as the library does in its endless loop
        if what == ERRS:
            raise host.MatchError("error 303")
        if what == SLOW:
            self.wait_to_be_killed(Path(sys.argv[1]))
        return super().match(ruleset, event)

    @staticmethod
    def wait_to_be_killed(sign: Path) -> None:
        """Once: the child that comes after finds the sign and goes on."""
        if not sign.exists():
            sign.touch()
            time.sleep(60)


if __name__ == "__main__":
    host.Matcher = FaultyMatcher  # type: ignore[misc]  # the point of this program
    sys.exit(child.main())
