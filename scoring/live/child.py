"""The child's loop: read a request, answer it, until the pipe closes. Run as ``python -m scoring.live.child``.

A message is its length in 4 bytes (big endian), then JSON in UTF-8. First request: the rulesets. Each later one: a
list of [ruleset, event]; the answer is a list with the position of the rule that fired, or null, in the same order.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any, BinaryIO

CPU_SECONDS = 900  # an orphan must not spin for ever: a hang inside the library does not see the closed pipe
MEMORY = 2 * 2**30


def read(stream: BinaryIO) -> Any:  # noqa: ANN401 - whatever JSON holds; ``None`` at the end of the stream
    """One message."""
    head = stream.read(4)
    if len(head) < 4:  # noqa: PLR2004 - the length's own length
        return None
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    return json.loads(body) if len(body) == size else None


def write(stream: BinaryIO, message: object) -> None:
    """Send one message."""
    body = json.dumps(message, ensure_ascii=False).encode()
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def _limit() -> None:
    """Bounds set on the child by itself; no core dumps, which would hold the facts."""
    for kind, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> int:
    """Serve one engine."""
    from scoring.live.host import Matcher, MatchError  # noqa: PLC0415 - inside, so that the parent may import this module

    _limit()
    source, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the C library may print must not land among the answers
    rulesets = read(source)
    if rulesets is None:
        return 0
    matcher = Matcher(rulesets)
    write(answers, {"ready": len(rulesets)})
    while (posts := read(source)) is not None:
        try:
            write(answers, {"fired": [matcher.match(ruleset, event) for ruleset, event in posts]})
        except MatchError as error:
            write(answers, {"error": str(error)})
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
