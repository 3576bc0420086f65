"""The board: where each period stands, what waits for whom, and the one thing that the reader can do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.models import Adjustment, AppraisalPeriod, Fact, OverrideDecision, Quarantine, User
from records.queries.facts import count_facts
from records.queries.periods import periods_in_view
from rules.problem import N_, Problem, ProblemError, register
from scoring.period import in_words
from workflow.calendar import Calendar, load_calendar, publicity_days, today
from workflow.objections.pending import Pending, pending_of
from workflow.permissions import Permission, may
from workflow.wording import PERIOD_STATES

register(
    {
        "board-import": N_("登记和导入数据，到 {ends} 为止；现有事实 {facts} 条"),
        "board-close": N_("周期已于 {ends} 结束，现有事实 {facts} 条，可以关账"),
        "board-quarantined": N_("{count} 条事实被隔离，须更正、撤销或重新计分"),
        "board-adjustments": N_("{count} 条人工调整待批准"),
        "board-overrides": N_("{count} 件单独评分待核实或决定"),
        "board-publicise": N_("结果待公示，公示期至少 {days} 个工作日"),
        "board-publicity": N_("公示到 {last}（含当日），还有 {days} 个工作日"),
        "board-publicity-later": N_("公示自 {first} 起，到 {last} 为止"),
        "board-settle": N_("公示已于 {last} 期满，异议办结后可以封存"),
        "board-objections": N_("异议 {filed} 条待答复，{upheld} 条待更正，{reviewing} 条在复核，都办结后才能封存"),
        "board-objections-late": N_("其中 {late} 条已超过答复或复核的期限"),
        "board-objections-asking": N_("{asking} 条异议答复为不成立，申请复核的期限未满"),
        "board-seal": N_("待封存，须由关账人（{closer}）以外的人办理"),
        "board-sealed": N_("{day} 由 {sealer} 封存，校验值 {hash}"),
    }
)
STAGES = (N_("导入"), N_("关账"), N_("公示"), N_("异议"), N_("封存"))
_AT = {"open": 0, "closed": 2, "publicised": 3, "settled": 4, "sealed": 5}  # the stage in hand
STAFF, OTHERS, EVERYONE = N_("考核管理员"), N_("另一位管理员或院领导"), N_("全体")
COMMITTEE = N_("评查委员、院领导")


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the way; ``state`` is done, now or later."""

    title: str
    state: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits, and for whom."""

    who: str
    what: Problem


@dataclass(frozen=True, slots=True)
class Act:
    """What can be done next: the page's name and what its button says."""

    name: str
    title: str


CLOSE, PUBLICISE = Act("close", N_("关账")), Act("publicise", N_("公示"))
SETTLE, SEAL = Act("settle", N_("办结异议")), Act("seal", N_("封存"))
REOPEN, UNSEAL = Act("reopen", N_("重新开放")), Act("unseal", N_("解除封存并重新开放"))


@dataclass(frozen=True, slots=True)
class Standing:
    """A period on the board. ``act`` is the primary one; ``others`` are rarer."""

    id: int
    scheme: str
    court: str
    shown: str
    state: str
    state_shown: str
    edition: int
    stages: tuple[Stage, ...]
    waits: tuple[Wait, ...]
    act: Act | None
    others: tuple[Act, ...]


def board(session: Session, account: User) -> list[Standing]:
    """All periods in view that are not sealed, then those that are; latest first within a scheme."""
    periods = sorted(periods_in_view(session), key=lambda period: period.state == "sealed")
    return _standings(session, account, periods)


def standing_on_board(session: Session, account: User, period: AppraisalPeriod) -> Standing:
    """One of them."""
    return _standings(session, account, [period])[0]


def _standings(session: Session, account: User, periods: Sequence[AppraisalPeriod]) -> list[Standing]:
    open_ = [period for period in periods if period.state == "open"]
    pending = Counter(session.scalars(select(Adjustment.period_id).where(Adjustment.state == "proposed")))
    asked = OverrideDecision.state.in_(("applied", "verified"))
    overrides = Counter(session.scalars(select(OverrideDecision.period_id).where(asked)))
    names = {row.id: row.name for row in session.execute(select(User.id, User.name))}
    objections = pending_of(session, [period.id for period in periods if period.state != "sealed"])
    calendars = {court: load_calendar(session, court) for court in {period.court_id for period in periods}}
    found = []
    for period in periods:
        at = _AT[period.state]
        stages = tuple(
            Stage(title, "done" if index < at else "now" if index == at else "later")
            for index, title in enumerate(STAGES)
        )
        if period in open_:
            waits = _open_waits(session, period, pending[period.id], overrides[period.id])
        else:
            waits = [_wait(period, names, calendars[period.court_id])]
        still_open = objections.get(period.id, Pending())
        waits += _objection_waits(still_open)
        own = period.court_id == account.court_id
        found.append(
            Standing(
                period.id, period.version.scheme.title, period.court.name, in_words(period.text),
                period.state, PERIOD_STATES[period.state], period.edition, stages, tuple(waits),
                _act(account, period, still_open) if own else None, _others(account, period) if own else (),
            )
        )  # fmt: skip
    return found


def _open_waits(session: Session, period: AppraisalPeriod, pending: int, overrides: int) -> list[Wait]:
    counted = (Fact.court_id == period.court_id, Fact.day.between(period.starts, period.ends))
    facts = count_facts(session, *counted)
    aside = session.scalar(
        select(func.count(Quarantine.id))
        .join(Fact, Fact.id == Quarantine.fact_id)
        .where(Quarantine.version_id == period.version_id, Quarantine.settled_at.is_(None), *counted)
    )
    values = {"ends": period.ends.isoformat(), "facts": f"{facts:,}"}
    waits = [Wait(STAFF, Problem("board-close" if period.ends < today() else "board-import", values))]
    if aside:
        waits.append(Wait(STAFF, Problem("board-quarantined", {"count": str(aside)})))
    if pending:
        waits.append(Wait(OTHERS, Problem("board-adjustments", {"count": str(pending)})))
    if overrides:
        waits.append(Wait(OTHERS, Problem("board-overrides", {"count": str(overrides)})))
    return waits


def _wait(period: AppraisalPeriod, names: dict[int, str], calendar: Calendar) -> Wait:
    first, last = period.publicised_from, period.publicised_until
    if period.state == "closed":
        return Wait(STAFF, Problem("board-publicise", {"days": str(publicity_days(period.court))}))
    if period.state == "publicised" and first is not None and last is not None:
        if today() < first:
            values = {"first": first.isoformat(), "last": last.isoformat()}
            return Wait(EVERYONE, Problem("board-publicity-later", values))
        if today() <= last:
            values = {"last": last.isoformat(), "days": _days_left(calendar, last)}
            return Wait(EVERYONE, Problem("board-publicity", values))
    if period.state == "publicised":
        return Wait(STAFF, Problem("board-settle", {"last": last.isoformat() if last else ""}))
    if period.state == "settled":
        return Wait(OTHERS, Problem("board-seal", {"closer": names.get(period.closed_by_id or 0, "")}))
    sealed = period.sealed_at.date().isoformat() if period.sealed_at else ""
    values = {
        "day": sealed, "sealer": names.get(period.sealed_by_id or 0, ""), "hash": (period.seal_sha256 or "")[:12],
    }  # fmt: skip
    return Wait("", Problem("board-sealed", values))


def _days_left(calendar: Calendar, last: date) -> str:
    try:
        return str(calendar.working_days_between(today(), last))
    except ProblemError:
        return "？"


def _objection_waits(pending: Pending) -> list[Wait]:
    """Objections that are not ended; for everyone while somebody may still ask for a review."""
    values = {name: str(getattr(pending, name)) for name in ("filed", "upheld", "reviewing", "asking", "late")}
    waits = []
    if pending.filed or pending.upheld or pending.reviewing:
        waits.append(Wait(STAFF if pending.filed or pending.upheld else COMMITTEE, Problem("board-objections", values)))
    if pending.late:
        waits.append(Wait(STAFF, Problem("board-objections-late", values)))
    if pending.asking:
        waits.append(Wait(EVERYONE, Problem("board-objections-asking", values)))
    return waits


def _act(account: User, period: AppraisalPeriod, pending: Pending) -> Act | None:
    """The next step, when it can be taken now and by this person."""
    over = (period.publicised_until is None or today() > period.publicised_until) and not pending.all
    steps = {
        "open": (CLOSE, Permission.PERIODS_CLOSE, True),
        "closed": (PUBLICISE, Permission.PERIODS_CLOSE, True),
        "publicised": (SETTLE, Permission.PERIODS_CLOSE, over),
        "settled": (SEAL, Permission.PERIODS_SEAL, account.id != period.closed_by_id),
    }
    act, right, ready = steps.get(period.state, (None, Permission.PERIODS_SEAL, False))
    return act if ready and may(account, right) else None


def _others(account: User, period: AppraisalPeriod) -> tuple[Act, ...]:
    if period.state == "sealed":
        return (UNSEAL,) if may(account, Permission.PERIODS_UNSEAL) else ()
    return (REOPEN,) if period.state != "open" and may(account, Permission.PERIODS_CLOSE) else ()
