"""表决: one matter with its ballots by name; matters that may be put to the vote."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from portal.access import needs
from portal.committee.reviews import review_or_404
from portal.committee.routes import blueprint
from portal.database import KEY, session
from portal.queue import attempt
from records.intake.values import day as read_day
from records.models import AppraisalPeriod, Card, CommitteeVote, Fact, Finding, User
from records.queries.directory import SubjectKey, load_directory
from rules.problem import Problem
from workflow.calendar import today
from workflow.committee.putting import matters, open_on_fact, open_on_finding
from workflow.committee.voting import cast, close_vote, compiled_vote, counted, own_conflict, stand_back, terms_of
from workflow.permissions import Permission, may
from workflow.wording import VOTE_STATES

_LONGEST = 2000


@blueprint.route(f"/votes/<{KEY}:vote_id>", methods=["GET", "POST"])
@needs(Permission.REVIEWS_READ)
def vote(vote_id: int) -> ResponseReturnValue:
    """Cast, stand back, close; each once."""
    row, account = vote_or_404(vote_id), current_user.account
    if request.method == "POST":
        said = _acted(row, account)
        if said:
            flash(said, "success")
        return redirect(url_for("committee.vote", vote_id=vote_id))
    names = {user.id: user.name for user in session().scalars(select(User).where(User.id.in_(row.roll)))}
    ballots = {one.member_id: one for one in row.ballots}
    directory = load_directory(session())
    case = row.finding.review.case if row.finding else row.about.case if row.about else None
    card = session().scalars(select(Card).where(Card.fact_id == row.fact_id)).first() if row.fact_id else None
    member = row.state == "open" and account.id in row.roll and may(account, Permission.VOTES_CAST)
    return render_template(
        "portal/committee/vote.html", row=row, rule=compiled_vote(row).rule, count=counted(row), terms=terms_of(row),
        roll=[(names.get(key, "—"), ballots.get(key)) for key in row.roll], state=VOTE_STATES[row.state], case=case,
        fields=(row.finding.fields if row.finding else row.about.fields if row.about else {}), card=card,
        person=directory.name(SubjectKey("person", row.person_id)) if row.person_id else "",
        may_cast=member and account.id not in ballots, own=own_conflict(session(), account, row),
        may_close=row.state == "open" and may(account, Permission.VOTES_OPEN) and account.court_id == row.court_id,
        today=today().isoformat(),
    )  # fmt: skip


def _acted(row: CommitteeVote, account: User) -> str:
    """Do what was asked; the words for it, empty when it was refused."""
    act, text = request.form.get("act", ""), request.form.get("text", "")[:_LONGEST]
    if act == "cast":
        done, _row = attempt(lambda: cast(session(), account, row, request.form.get("value", "")))
        return gettext("已投票。") if done else ""
    if act == "stand_back":
        done, _row = attempt(lambda: stand_back(session(), account, row, text))
        return gettext("已登记回避。") if done else ""
    if act != "close":
        abort(400)
    day = read_day(request.form.get("day", "").strip())
    if isinstance(day, Problem):
        flash(day.text(gettext), "error")
        return ""
    done, _count = attempt(lambda: close_vote(session(), account, row, day, text))
    return gettext("表决已结束，结果已登记。") if done else ""


@blueprint.route("/matters", methods=["GET", "POST"])
@needs(Permission.VOTES_OPEN)
def put() -> ResponseReturnValue:
    """Recorded facts that the scheme has voted on, and findings on which no opinion won."""
    account = current_user.account
    if request.method == "POST":
        opened = _put(account)
        if opened is not None:
            flash(gettext("已提交表决，并已通知评查委员。"), "success")
            return redirect(url_for("committee.vote", vote_id=opened))
        return redirect(url_for("committee.put"))
    periods = session().scalars(
        select(AppraisalPeriod).where(AppraisalPeriod.state == "open", AppraisalPeriod.court_id == account.court_id)
    )
    facts = [(period, fact) for period in periods for fact in matters(session(), period)]
    voting = select(CommitteeVote.finding_id).where(
        CommitteeVote.finding_id.is_not(None), CommitteeVote.state == "open"
    )
    again = session().scalars(select(Finding).where(Finding.state == "proposed", Finding.id.not_in(voting)))
    directory = load_directory(session())
    names = {
        fact.id: directory.name(SubjectKey(fact.subject_kind, fact.subject_id))  # type: ignore[arg-type]  # CHECKed
        for _period, fact in facts
    }
    return render_template("portal/committee/matters.html", facts=facts, findings=list(again), names=names)


def _put(account: User) -> int | None:
    """Put one of them to the vote; the vote's key, ``None`` when it was refused."""
    finding = session().get(Finding, _key("finding"))
    if finding is not None:
        review_or_404(finding.review_id)
        done, vote_row = attempt(lambda: open_on_finding(session(), finding, account))
    else:
        period = session().get(AppraisalPeriod, _key("period")) or abort(404)
        fact = session().get(Fact, _key("fact")) or abort(404)
        done, vote_row = attempt(lambda: open_on_fact(session(), account, period, fact))
    return vote_row.id if done and vote_row is not None else None


def _key(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004 - as long as a key


def vote_or_404(vote_id: int) -> CommitteeVote:
    """The vote, or no such page."""
    return session().get(CommitteeVote, vote_id) or abort(404)
