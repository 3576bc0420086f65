"""A child that fails on purpose: the events whose first field is one of these make it die, hang or err."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Mapping

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
            ctypes.PyDLL(None).usleep(300_000)
        return super().match(ruleset, event)


if __name__ == "__main__":
    host.Matcher = FaultyMatcher  # type: ignore[misc]  # the point of this program
    sys.exit(child.main())
