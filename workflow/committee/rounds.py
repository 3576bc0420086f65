"""Rounds of review: draw closed cases of a period, and draw them again to show that nothing was chosen by hand."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from records import audit
from records.audit import Target
from records.models import AppraisalPeriod, Case, Review, ReviewRound, User
from records.queries.directory import Directory, load_directory
from rules.exact import plain_text
from rules.problem import N_, Problem, ProblemError, register
from workflow.acting import allowed
from workflow.calendar import today
from workflow.committee.drawing import (
    Candidate,
    Drawn,
    Pool,
    Reviewer,
    draw,
    drawn_cases,
    pool_from_json,
    pool_to_json,
    unreviewable,
)
from workflow.committee.standing import members, teams_of
from workflow.notices import tell
from workflow.permissions import Permission
from workflow.versions import compiled_of

register(
    {
        "round-title": N_("请给这次评查写一个名称"),
        "round-title-taken": N_("已有名为「{title}」的评查，请换一个名称"),
        "round-days": N_("结案日期的起止颠倒了：{starts} 晚于 {ends}"),
        "round-kind": N_("「{period}」没有「{kind}」这种事实，评查出的问题记不下来"),
        "round-closed": N_("考核周期「{period}」已关账，评查出的问题记不下来；请选开放的周期"),
        "round-each": N_("每名法官至少抽 1 件"),
        "round-size": N_("加抽数量要填：件数填大于零的整数，比例填 0% 到 100% 之间"),
        "round-no-cases": N_("{starts} 至 {ends} 没有已结的、写明承办人的案件，无案可抽"),
        "round-no-members": N_("本院没有启用的评查委员账号，无人可以评查"),
        "round-nobody": N_("案件 {number} 没有可以评查的委员：都是承办人本人或与其同队；请先增补评查委员"),
        "round-seed": N_("种子太长，最多 64 个字符"),
        "review-waiting": N_("您有「{title}」分派的案件待评查：{count} 件"),
    }
)
SEED_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be drawn: cases closed from ``starts`` to ``ends``; findings become facts of ``kind`` in ``period``.

    ``extra`` is none, count or share; ``size`` that number or share. An empty ``seed`` is drawn by the machine.
    """

    title: str
    period: AppraisalPeriod
    kind: str
    starts: date
    ends: date
    each: int = 1
    extra: str = "none"
    size: Fraction | None = None
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A draw made again: what stands, what came out now, and whether they are the same."""

    stands: tuple[Drawn, ...]
    again: tuple[Drawn, ...]

    @property
    def identical(self) -> bool:
        """Case for case, reviewer for reviewer."""
        return self.stands == self.again


def draw_round(session: Session, user: User | None, wish: Wish) -> ReviewRound:
    """Draw, assign, and tell the reviewers. All that is wrong is raised at once, before anything is written."""
    actor = allowed(user, Permission.REVIEWS_DRAW, wish.period.court_id)
    court_id, directory = wish.period.court_id, load_directory(session)
    problems = _wish_problems(session, wish)
    seed = wish.seed.strip() or secrets.token_hex(16)
    pool = _pool(session, directory, wish, court_id)
    problems += _pool_problems(wish, pool, seed)
    if problems:
        raise ProblemError(problems)
    found = draw(pool, seed)
    row = ReviewRound(
        court_id=court_id, title=wish.title.strip(), period_id=wish.period.id, kind=wish.kind, starts=wish.starts,
        ends=wish.ends, each=wish.each, extra=wish.extra, size=wish.size if wish.extra != "none" else None, seed=seed,
        pool=pool_to_json(pool), drawn_by_id=actor.user_id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    numbers = {one.number for one in found}
    cases = dict(
        session.execute(
            select(Case.number, Case.id).where(Case.court_id == court_id, Case.closed.between(wish.starts, wish.ends))
        ).all()
    )
    users = {one.login: one for one in members(session, court_id)}
    for one in found:
        session.add(
            Review(
                court_id=court_id, round_id=row.id, case_id=cases[one.number], judge_id=one.judge,
                reviewer_id=users[one.reviewer].id,
            )
        )  # fmt: skip
    session.flush()
    for login, reviewer in users.items():
        count = sum(1 for one in found if one.reviewer == login)
        if count:
            told = Problem("review-waiting", {"title": row.title, "count": str(count)})
            tell(session, [reviewer], told, f"/committee/rounds/{row.id}")
    details = {
        "title": row.title, "seed": seed, "pool": len(pool.cases), "drawn": len(numbers), "each": wish.each,
        "extra": wish.extra, "size": None if row.size is None else plain_text(row.size),
    }  # fmt: skip
    audit.append(session, Permission.REVIEWS_DRAW.value, actor, Target("review_round", row.id), details)
    return row


def repeat(session: Session, row: ReviewRound) -> Repeat:
    """The same draw once more, from the pool that was kept and the recorded seed."""
    again = draw(pool_from_json(row.pool), row.seed)
    stands = session.execute(
        select(Case.number, Review.judge_id, User.login)
        .join(Case, Case.id == Review.case_id)
        .join(User, User.id == Review.reviewer_id)
        .where(Review.round_id == row.id)
        .order_by(Review.id)
    ).all()
    return Repeat(tuple(Drawn(number, judge, login) for number, judge, login in stands), tuple(again))


def rounds(session: Session) -> list[ReviewRound]:
    """All rounds in view with their reviews, the newest first."""
    query = select(ReviewRound).options(selectinload(ReviewRound.reviews))
    return list(session.scalars(query.order_by(ReviewRound.id.desc())))


def _pool(session: Session, directory: Directory, wish: Wish, court_id: int) -> Pool:
    now = today()
    closed = session.execute(
        select(Case.number, Case.judge_id, Case.closed)
        .where(Case.court_id == court_id, Case.closed.between(wish.starts, wish.ends), Case.judge_id.is_not(None))
        .order_by(Case.number)
    )
    cases = tuple(
        Candidate(number, judge, teams_of(directory, judge, (day, now)))
        for number, judge, day in closed
        if judge is not None and day is not None
    )
    reviewers = tuple(
        Reviewer(one.login, one.person_id, teams_of(directory, one.person_id, _days(wish, now)))
        for one in members(session, court_id)
    )
    return Pool(cases, reviewers, wish.each, wish.extra, wish.size if wish.extra != "none" else None)


def _days(wish: Wish, now: date) -> Iterable[date]:
    """Days whose teams bar a reviewer: the first and last day of the cases, and today."""
    return (wish.starts, wish.ends, now)


def _wish_problems(session: Session, wish: Wish) -> list[Problem]:
    period, title = str(wish.period), wish.title.strip()
    found = []
    if not title:
        found.append(Problem("round-title"))
    same = select(ReviewRound.id).where(ReviewRound.court_id == wish.period.court_id, ReviewRound.title == title)
    if title and session.scalars(same).first() is not None:
        found.append(Problem("round-title-taken", {"title": title}))
    if wish.starts > wish.ends:
        found.append(Problem("round-days", {"starts": wish.starts.isoformat(), "ends": wish.ends.isoformat()}))
    if wish.period.state != "open":
        found.append(Problem("round-closed", {"period": period}))
    if wish.kind not in compiled_of(wish.period.version).facts:
        found.append(Problem("round-kind", {"period": period, "kind": wish.kind}))
    if wish.each < 1:
        found.append(Problem("round-each"))
    if wish.extra != "none" and not _size_fits(wish):
        found.append(Problem("round-size"))
    if len(wish.seed.strip()) > SEED_LIMIT:
        found.append(Problem("round-seed"))
    return found


def _size_fits(wish: Wish) -> bool:
    if wish.size is None or wish.size <= 0:
        return False
    return wish.size.denominator == 1 if wish.extra == "count" else wish.size <= 1


def _pool_problems(wish: Wish, pool: Pool, seed: str) -> list[Problem]:
    if not pool.cases:
        days = {"starts": wish.starts.isoformat(), "ends": wish.ends.isoformat()}
        return [Problem("round-no-cases", days)] if wish.starts <= wish.ends else []
    if not pool.reviewers:
        return [Problem("round-no-members")]
    return [Problem("round-nobody", {"number": case.number}) for case in unreviewable(pool, seed)]


def coverage(row: ReviewRound) -> tuple[int, int, int]:
    """Judges with closed cases, cases in the pool, cases drawn."""
    pool = pool_from_json(row.pool)
    return len({case.judge for case in pool.cases}), len(pool.cases), len(drawn_cases(pool, row.seed))
