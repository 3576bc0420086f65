"""A paper composed but not yet printed, as the press takes it. Values only: a worker imports no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """``kind`` is a key of ``reports.kinds.KINDS``; ``subject`` and ``period`` as people read them; ``version`` the
    scheme's; ``inputs`` the SHA-256 of the data that was closed (empty while the period is open); ``moment`` when it
    was closed or sealed: it stands in the file's metadata, so it is never the moment of printing. ``draft``: why this
    is no final paper, in sentences; empty for a final one.
    """

    kind: str
    court: str
    subject: str
    period: str
    version: str
    inputs: str
    edition: int
    moment: datetime
    draft: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Text alone, so that it can be handed to a worker process: nothing in it points outside.

    ``name`` is the file's; ``styles`` are files of ``static/paper/``; ``identifier`` is the SHA-256 of the content
    without its code; ``moment`` stands in the metadata; ``attachment`` is the text of ``score.json``; ``code`` is
    empty for a paper that is not recorded; ``gate`` is the check that the paper says it passed, and must
    (``reports/press/preflight.py``; empty: whichever there is).
    """

    name: str
    title: str
    html: str
    styles: tuple[str, ...]
    identifier: str
    moment: datetime
    attachment: str | None = None
    code: str = ""
    proof: Proof | None = None
    gate: str = ""
