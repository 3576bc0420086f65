"""验真: what a code on a paper stands for, checked against the result as it is stored now.

The answer says what was printed, when, from which closing, and whether that still stands. It never says a score:
whoever holds the paper reads it there, and nobody else should learn it here.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from records.models import AppraisalPeriod, Card, CardEvent, Paper, SchemeVersion
from records.paper_code import read
from records.queries.directory import SubjectKey, load_directory
from rules.problem import N_, Problem, ProblemError, register
from workflow.closing import scorecards
from workflow.sealing import seal_problems
from workflow.stored import result_hash

register(
    {
        "verify-no-code": N_("「{code}」不是验真码：应为 16 位字母和数字，请对照纸面重新输入"),
        "verify-unknown": N_("没有打印过验真码为 {code} 的报表：该件不是本系统为本院打印的"),
    }
)
ABOUT_CARDS = ("letter", "notice")  # kinds of paper that rest on cards, not on the closing of a period
Verdict = Literal["valid", "stands", "draft", "superseded", "broken"]
VERDICTS: dict[Verdict, str] = {
    "valid": N_("真实有效：由本系统打印，所据结果已封存，至今未变"),
    "stands": N_("真实有效：由本系统打印，所载的卡发出后没有撤回或变更"),
    "draft": N_("确由本系统打印，但打印时是草稿（未封存或缺签名），不作为考核结果"),
    "superseded": N_("确由本系统打印，但所据结果此后已重新开放或另行关账，以新件为准"),
    "broken": N_("所据结果与封存时不符：数据库可能被改动过，请立即报告系统管理员"),
}
File = Literal["same", "other", "none"]
FILES: dict[File, str] = {
    "same": N_("文件与打印时逐字节相同"),
    "other": N_("文件与打印时不同：文件被改动过，或不是这一件"),
    "none": "",
}


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer. ``file`` compares a file that was handed in; ``printings`` are all rows of the code, oldest first."""

    verdict: Verdict
    paper: Paper
    printings: tuple[Paper, ...]
    file: File = "none"


def verify(session: Session, typed: str, pdf: bytes | None = None) -> Verification:
    """What the code stands for, in a session entered for the court that asks; :class:`ProblemError` when it is none, or
    when this court printed no such paper. ``pdf`` is the file in question, where it is at hand.
    """
    code = read(typed)
    if code is None:
        raise ProblemError([Problem("verify-no-code", {"code": typed.strip()[:40]})])
    query = (
        select(Paper)
        .where(Paper.code == code)
        .options(
            joinedload(Paper.printed_by),
            joinedload(Paper.period).joinedload(AppraisalPeriod.version).joinedload(SchemeVersion.scheme),
            joinedload(Paper.period).joinedload(AppraisalPeriod.court),
        )
        .order_by(Paper.id)
    )
    rows = tuple(session.scalars(query))
    if not rows:
        raise ProblemError([Problem("verify-unknown", {"code": code})])
    file: File = "none"
    if pdf is not None:
        file = "same" if sha256(pdf).hexdigest() in {row.pdf_sha256 for row in rows} else "other"
    return Verification(_verdict(session, rows[-1]), rows[-1], rows, file)


def _verdict(session: Session, paper: Paper) -> Verdict:
    """Broken before all else; then whether what it rests on is still what stands."""
    period = paper.period
    if not _result_is_whole(session, paper) or (period.edition == paper.edition and seal_problems(session, period)):
        return "broken"
    if paper.draft:
        return "draft"
    if paper.kind in ABOUT_CARDS:
        return "superseded" if _cards_changed(session, paper) else "stands"
    still = (period.state, period.edition, period.inputs_sha256, period.seal_sha256)
    return "valid" if still == ("sealed", paper.edition, paper.inputs_sha256, paper.seal_sha256) else "superseded"


def _cards_changed(session: Session, paper: Paper) -> bool:
    """Whether a card that the paper tells of was withdrawn, or turned into another, after it was printed. A card counts
    from its day, whatever becomes of its period.
    """
    period, changed = paper.period, aliased(CardEvent)
    query = (
        select(Card.subject_kind, Card.subject_id)
        .join(changed, changed.card_id == Card.id)
        .join(SchemeVersion, SchemeVersion.id == Card.version_id)
        .where(
            Card.court_id == paper.court_id, Card.day.between(period.starts, period.ends),
            SchemeVersion.scheme_id == period.scheme_id,
            changed.act.in_(("issued", "withdrawn")), changed.at > paper.printed_at,
            select(CardEvent.id)
            .where(CardEvent.card_id == Card.id, CardEvent.act == "issued", CardEvent.at <= paper.printed_at)
            .exists(),
        )
    )  # fmt: skip
    directory = load_directory(session)
    names = {directory.name(SubjectKey(kind, key)) for kind, key in session.execute(query)}  # type: ignore[arg-type]  # CHECKed in the database
    return paper.subject in names if paper.subject else bool(names)


def _result_is_whole(session: Session, paper: Paper) -> bool:
    """Whether the scorecard that the paper rests on is stored and hashes as it did when the paper was printed."""
    period = paper.period
    if not paper.result_sha256 or period.edition != paper.edition or period.state == "open":
        return True
    cards = [card for card in scorecards(session, period) if card.sha256 == paper.result_sha256]
    return any(result_hash(card.result) == card.sha256 for card in cards)
