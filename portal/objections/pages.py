"""The list of objections, one with its way and what can be done about it, its files, and the answer in writing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access import needs
from portal.attachments import hand_out
from portal.database import KEY, key_of, session
from portal.objections.blueprint import blueprint
from portal.objections.forms import ReviewForm
from portal.objections.shown import name_of, names_now, objection_or_404, remedy_told, row_of, steps_of
from portal.queue import attempt
from portal.scorecards.opening import opened
from records.models import AppraisalPeriod, Attachment, Objection
from workflow.attachments import attached
from workflow.calendar import today
from workflow.inputs import ground_of
from workflow.objections import answering
from workflow.objections.carrying import Change, changes_between
from workflow.objections.own_acts import own_act
from workflow.objections.people import COMMITTEE, may_answer
from workflow.objections.terms import terms_of
from workflow.objections.waiting import may_second, needs_second, objections_of, waiting
from workflow.permissions import Permission, SubjectOf, may, may_read_scorecard
from workflow.standing import standing_of


@blueprint.get("/")
@needs(Permission.OBJECTIONS_READ)
def index() -> ResponseReturnValue:
    """What waits for me, and all that I may read; of one period where the address names it."""
    account, names = current_user.account, names_now()
    period_id = key_of(request.args.get("period", ""))
    period = session().get(AppraisalPeriod, period_id) if period_id else None
    rows = [row_of(row, names) for row in objections_of(session(), account, period)]
    return render_template(
        "portal/objections/index.html",
        waiting=waiting(session(), account),
        mine=[row for row in rows if row.row.filed_by_id == account.id],
        others=[row for row in rows if row.row.filed_by_id != account.id],
        period=period, day=today(),
    )  # fmt: skip


@blueprint.route(f"/<{KEY}:objection_id>", methods=["GET", "POST"])
@needs(Permission.OBJECTIONS_READ)
def one(objection_id: int) -> ResponseReturnValue:
    """One, and what the reader may do about it now."""
    row, account, form = objection_or_404(objection_id), current_user.account, ReviewForm()
    if form.validate_on_submit():
        words = _acted(row, form.reason.data or "")
        if words:
            flash(words, "success")
            return redirect(url_for("objections.one", objection_id=objection_id))
        row = objection_or_404(objection_id)
    terms = terms_of(session(), row.period.court_id)
    decides = _decides(row)
    ground = ground_of(session(), row.period)
    return render_template(
        "portal/objections/one.html", view=row_of(row, names_now()), row=row, form=form, steps=steps_of(row),
        files=attached(session(), ("objection", row.id)), remedy=remedy_told(row, ground), terms=terms,
        places=ground.compiled.rounding.places, changes=_changes(row), day=today(),
        mine=row.filed_by_id == account.id, decides=decides, own=own_act(session(), account, row) if decides else None,
        seconds=row.state == "upheld" and needs_second(row) and may_second(account, row),
        carries=row.state == "upheld" and not needs_second(row) and may(account, Permission.OBJECTIONS_CARRY),
        redecides=_redecides(row),
    )  # fmt: skip


@blueprint.get(f"/<{KEY}:objection_id>/answer")
@needs(Permission.OBJECTIONS_READ)
def written(objection_id: int) -> ResponseReturnValue:
    """The answer in writing, to be printed; there is none before there is an answer."""
    row = objection_or_404(objection_id)
    if row.answered_at is None:
        abort(404)
    ground = ground_of(session(), row.period)
    return render_template(
        "portal/objections/written.html", view=row_of(row, names_now()), row=row, remedy=remedy_told(row, ground),
        places=ground.compiled.rounding.places, changes=_changes(row, whole=False),
        decider=name_of(row.reviewed_by or row.answered_by, row),
    )  # fmt: skip


@blueprint.get(f"/<{KEY}:objection_id>/files/<{KEY}:file_id>")
@needs(Permission.OBJECTIONS_READ)
def file(objection_id: int, file_id: int) -> ResponseReturnValue:
    """One of its attachments."""
    objection_or_404(objection_id)
    found = session().get(Attachment, file_id)
    if found is None or (found.of_kind, found.of_id) != ("objection", objection_id):
        abort(404)
    return hand_out(found)


def _acted(row: Objection, reason: str) -> str:
    """Do what the button says; the words for what was done, empty when it was refused."""
    account = current_user.account
    acts: dict[str, tuple[Callable[[], None], str]] = {
        "withdraw": (lambda: answering.withdraw(session(), account, row), gettext("已撤回。")),
        "accept": (lambda: answering.accept(session(), account, row), gettext("已接受答复，这条异议办结。")),
        "review": (
            lambda: answering.ask_review(session(), account, row, reason),
            gettext("已申请复核，由考评委员会办理。"),
        ),
        "second": (lambda: answering.second(session(), account, row), gettext("已核准，可以更正了。")),
    }
    found = acts.get(request.form.get("act", ""))
    if found is None:
        abort(400)
    act, words = found
    done, _nothing = attempt(act)
    return words if done else ""


def _decides(row: Objection) -> bool:
    """Whether it waits for a decision that is this reader's to make."""
    account, court = current_user.account, row.period.court_id
    if row.state == "filed":
        right = may(account, Permission.OBJECTIONS_ANSWER)
        return right and may_answer(account, court, terms_of(session(), court))
    right = may(account, Permission.OBJECTIONS_REVIEW) and account.court_id == court and account.role in COMMITTEE
    return row.state == "reviewing" and right


def _redecides(row: Objection) -> bool:
    """Who decided may decide otherwise what is to be corrected, until it is."""
    decider = row.reviewed_by_id or row.answered_by_id
    return row.state == "upheld" and decider == current_user.account.id


def _changes(row: Objection, *, whole: bool = True) -> list[Change]:
    """What moved on the scorecards that the reader may open, without the shares that are not for this reader; for
    what goes on paper, on the scorecard objected to alone, with no shares but the one objected to.
    """
    if row.carried_edition is None:
        return []
    standing, found = standing_of(session(), row.period), []
    for change in changes_between(session(), row.period, row.carried_edition - 1, row.carried_edition):
        own = (change.kind, change.subject_id) == (row.subject_kind, row.subject_id)
        whose = standing.subjects.get(change.subject, SubjectOf("none"))
        if not may_read_scorecard(current_user.account, whose) or not (own or whole):
            continue
        share_of = opened(row.period_id, change.subject).discretion.share_of if whole else row.member
        lines = [line for line in change.lines if not line.member or share_of in (None, line.member)]
        found.append(replace(change, lines=tuple(lines)))
    return found
