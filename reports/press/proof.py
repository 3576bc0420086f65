"""What a paper says about itself: what it rests on, and a short code that the program answers for.

The code is made from the paper's whole content, so the same paper always bears the same code, and another paper
another. It proves nothing by itself: the program looks it up among the papers it printed and compares
(``workflow/printing/verifying.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timezone
from hashlib import sha256

import segno

from records.models import AppraisalPeriod
from records.paper_code import written
from records.types import canonical_json
from reports.press.sheet import Proof
from rules.problem import N_
from scoring.period import parse_period
from shown.language import say

_DIGITS = 8  # of a hash, enough to tell two apart


def proof_of(
    period: AppraisalPeriod, *, kind: str, subject: str, unsigned: Sequence[str] = (), stored: bool = True
) -> Proof:
    """The proof of a paper about one period of the records.

    ``unsigned`` names who has not signed yet (主席、考核办…): the paper bears the 草稿 mark until there is nobody.
    """
    when = parse_period(period.text)
    inputs = (period.inputs_sha256 or "") if stored else ""
    last = datetime.combine(period.ends, time(), timezone.utc)
    moment = period.sealed_at or period.closed_at or last
    return Proof(
        kind, period.court.name, subject, when.shown if when else period.text, period.version.version, inputs,
        period.edition, moment, draft_reasons(sealed=period.state == "sealed", unsigned=unsigned),
    )  # fmt: skip


def draft_reasons(*, sealed: bool, unsigned: Sequence[str] = ()) -> tuple[str, ...]:
    """Why a paper is a draft, in words."""
    reasons = [] if sealed else [say(N_("未封存"))]
    reasons += [say(N_("缺{who}签名")).format(who=who) for who in unsigned]
    return tuple(reasons)


def foot_mark(version: str, inputs: str, draft: Sequence[str] = ()) -> str:
    """v2025.2 · 数据 1a2b3c4d · 未封存: the foot of each page."""
    parts = [f"v{version}"]
    if inputs:
        parts.append(say(N_("数据 {hash}")).format(hash=inputs[:_DIGITS]))
    return " · ".join((*parts, *draft))


def code_of(proof: Proof, content: str) -> str:
    """The code as printed, XXXX-XXXX-XXXX-XXXX, from the proof and the content's hash."""
    said = [proof.kind, proof.court, proof.subject, proof.period, proof.version, proof.inputs, proof.edition, content]
    return written(sha256(canonical_json(said).encode()).digest())


def qr(code: str) -> str:
    """The code as an SVG picture: one path, dark on light. It holds the code alone, not an address: a paper outlives
    the name of a server.
    """
    made = segno.make(code, error="m", micro=False)
    return str(made.svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None))
