"""Acts on trials (试算): keep settings under a name, let them go. No trial changes a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from records import audit, tenancy
from records.audit import Target
from records.models import AppraisalPeriod, Trial, User
from records.queries.periods import periods_in_view
from rules.exact import parse_number
from rules.problem import N_, Problem, ProblemError, register
from scoring.tuning.outcome import GradeLine
from workflow.acting import allowed
from workflow.permissions import Permission

register(
    {
        "trial.unnamed": N_("请给这次试算起个名字（最多 {most} 个字）"),
        "trial.taken": N_("本办法已有名为「{name}」的试算，请换一个名字"),
        "trial.empty": N_("没有改动任何权重或参数，不用保存"),
        "trial.line": N_("等次线「{title}」应写分数（如 60）或比例（如 20%），现在是「{found}」"),
        "trial.line_share": N_("等次线「{title}」的比例应在 0% 至 100% 之间"),
        "trial.two": N_("请选两个不同的试算"),
        "trial.schemes": N_("两个试算不是同一个考核办法的，不能比较"),
        "trial.nothing_taken": N_("还没有采纳任何一条建议，没有可试算的"),
        "trial.line_title": N_("「{found}」这条等次线没有名称"),
    }
)
NAME_LENGTH = 40
TITLE_LENGTH = 10


def period_to_try(session: Session, period_id: int) -> AppraisalPeriod | None:
    """A period whose facts this session sees. Of a court above one may read the scheme, not the facts, so there is
    nothing to try.
    """
    period = session.get(AppraisalPeriod, period_id)
    return period if period is not None and _sees(session, period) else None


def periods_to_try(session: Session) -> list[AppraisalPeriod]:
    """All of them, by court and scheme, the latest first."""
    return [period for period in periods_in_view(session) if _sees(session, period)]


def trials(session: Session) -> list[Trial]:
    """Every trial in view, the newest first."""
    read = (Trial.scheme, Trial.version, Trial.period, Trial.author)
    query = select(Trial).options(*(joinedload(one) for one in read))
    return list(session.scalars(query.order_by(Trial.created_at.desc(), Trial.id.desc())))


def grade_lines(written: Sequence[tuple[str, str]]) -> tuple[tuple[GradeLine, ...], list[Problem]]:
    """Lines between grades as people write them: 优秀 20% (the first fifth), 称职 60 (points). Lines left empty are
    none.
    """
    lines, problems = [], []
    for title, text in ((title.strip()[:TITLE_LENGTH], text.strip()) for title, text in written):
        if not text:
            continue
        value = parse_number(text)
        if not title:
            problems.append(Problem("trial.line_title", {"found": text}))
        elif value is None:
            problems.append(Problem("trial.line", {"title": title, "found": text}))
        elif text.endswith(("%", "％")):
            if 0 <= value <= 1:
                lines.append(GradeLine(title, share=value))
            else:
                problems.append(Problem("trial.line_share", {"title": title}))
        else:
            lines.append(GradeLine(title, at=Fraction(value)))
    return tuple(lines), problems


def save(
    session: Session,
    user: User | None,
    period: AppraisalPeriod,
    name: str,
    settings: Mapping[str, str],
    lines: Sequence[tuple[str, str]] = (),
) -> Trial:
    """Keep settings as :meth:`workflow.prepared.Prepared.settings` writes them, under a name of its own in court and
    scheme.
    """
    actor = allowed(user, Permission.TUNING_SAVE, period.court_id)
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > NAME_LENGTH:
        raise ProblemError([Problem("trial.unnamed", {"most": str(NAME_LENGTH)})])
    if not settings:
        raise ProblemError([Problem("trial.empty")])
    same = select(Trial.id).where(
        Trial.court_id == period.court_id, Trial.scheme_id == period.scheme_id, Trial.name == wanted
    )
    if session.scalar(same) is not None:
        raise ProblemError([Problem("trial.taken", {"name": wanted})])
    trial = Trial(
        court_id=period.court_id, scheme_id=period.scheme_id, version_id=period.version_id, period_id=period.id,
        name=wanted, settings=dict(settings), lines=[list(line) for line in lines], author_id=actor.user_id,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(trial)
    except IntegrityError:  # someone took the name between the question and the writing
        raise ProblemError([Problem("trial.taken", {"name": wanted})]) from None
    details = {"name": wanted, "period": period.text, "settings": dict(settings)}
    audit.append(session, Permission.TUNING_SAVE.value, actor, Target("trial", trial.id), details)
    return trial


def remove(session: Session, user: User | None, trial: Trial) -> None:
    """Let a trial go; the audit trail keeps what it was."""
    actor = allowed(user, Permission.TUNING_SAVE, trial.court_id)
    details = {"name": trial.name, "removed": "yes", "settings": trial.settings}
    target = Target("trial", trial.id)
    session.delete(trial)
    session.flush()
    audit.append(session, Permission.TUNING_SAVE.value, actor, target, details)


def _sees(session: Session, period: AppraisalPeriod) -> bool:
    scope = tenancy.scope_of(session)
    return isinstance(scope, tenancy.Everything) or period.court_id in scope.courts
