"""评查: the rounds, a new draw, one round with its cases, and the same draw made again."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.access import needs
from portal.committee.routes import blueprint
from portal.database import KEY, session
from portal.queue import attempt
from records.models import AppraisalPeriod, CommitteeVote, Review, ReviewRound
from records.queries.directory import SubjectKey, load_directory
from rules.exact import parse_number
from rules.problem import N_
from workflow.calendar import today
from workflow.committee.rounds import Wish, coverage, draw_round, repeat, rounds
from workflow.committee.voting import compiled_vote, counted
from workflow.permissions import Permission
from workflow.versions import compiled_of
from workflow.wording import FINDING_STATES, VOTE_STATES

_NEWEST = 30
_EXTRAS = {"none": N_("不加抽"), "count": N_("总数不少于（件）"), "share": N_("占已结案件的比例")}


class DrawForm(FlaskForm):
    """What is drawn, and what findings become."""

    title = StringField(_("名称"), [InputRequired(_("请写名称")), Length(max=80)])
    target = SelectField(_("问题记入"), description=_("评查出的问题按这个周期的考核办法认定、发卡"))
    starts = DateField(_("结案自"), [InputRequired(_("请填日期"))])
    ends = DateField(_("结案至"), [InputRequired(_("请填日期"))])
    each = IntegerField(_("每名法官至少（件）"), [InputRequired(_("请填件数")), NumberRange(1, 100)], default=1)
    extra = SelectField(_("再加抽"))
    size = StringField(_("件数或比例"), [Optional(), Length(max=20)], description=_("件数如 60，比例如 5%"))
    seed = StringField(
        _("随机种子（可不填）"),
        [Optional(), Length(max=64)],
        description=_("不填由系统产生。可由在场的人当众报数写入；同一种子、同一批案件，抽出的结果必然相同"),
    )

    def validate_size(self, field: StringField) -> None:
        """A number as people write it."""
        if field.data and parse_number(field.data.strip()) is None:
            raise ValidationError(gettext("「%(text)s」不是数", text=field.data))


@blueprint.get("/")
@needs(Permission.REVIEWS_READ)
def index() -> ResponseReturnValue:
    """Rounds, the reader's own cases, and votes."""
    account = current_user.account
    mine = session().scalars(
        select(Review)
        .where(Review.reviewer_id == account.id, Review.done_at.is_(None))
        .options(joinedload(Review.case), joinedload(Review.round), joinedload(Review.judge))
        .order_by(Review.id)
    )
    votes = session().scalars(
        select(CommitteeVote)
        .options(selectinload(CommitteeVote.ballots))
        .order_by(CommitteeVote.state != "open", CommitteeVote.id.desc())
        .limit(_NEWEST)
    )
    shown = [
        (vote, compiled_vote(vote).rule.title, counted(vote), any(one.member_id == account.id for one in vote.ballots))
        for vote in votes
    ]
    found = rounds(session())
    return render_template(
        "portal/committee/index.html", rounds=found, mine=list(mine), votes=shown, states=VOTE_STATES,
        progress={row.id: (sum(1 for one in row.reviews if one.done_at), len(row.reviews)) for row in found},
    )  # fmt: skip


@blueprint.route("/rounds/new", methods=["GET", "POST"])
@needs(Permission.REVIEWS_DRAW)
def draw_new() -> ResponseReturnValue:
    """Draw a round."""
    form, targets = DrawForm(), _targets()
    form.target.choices = [(key, label) for key, (_period, _kind, label) in targets.items()]
    form.extra.choices = [(key, gettext(word)) for key, word in _EXTRAS.items()]
    if not form.is_submitted():
        year = today().year
        form.starts.data, form.ends.data = date(year, 1, 1), today()
    if form.validate_on_submit() and form.target.data in targets:
        period, kind, _label = targets[form.target.data]
        size = parse_number(form.size.data.strip()) if form.size.data else None
        wish = Wish(
            form.title.data, period, kind, form.starts.data, form.ends.data, form.each.data, form.extra.data,
            Fraction(size) if size is not None else None, form.seed.data or "",
        )  # fmt: skip
        done, row = attempt(lambda: draw_round(session(), current_user.account, wish))
        if done and row is not None:
            flash(gettext("已抽取 %(count)s 件，并分派给评查委员。", count=len(row.reviews)), "success")
            return redirect(url_for("committee.one_round", round_id=row.id))
    return render_template("portal/committee/new.html", form=form, targets=bool(targets))


@blueprint.get(f"/rounds/<{KEY}:round_id>")
@needs(Permission.REVIEWS_READ)
def one_round(round_id: int) -> ResponseReturnValue:
    """Its cases, who reviews them and what was found."""
    row, directory = round_or_404(round_id), load_directory(session())
    query = (
        select(Review)
        .where(Review.round_id == round_id)
        .options(
            joinedload(Review.case), joinedload(Review.judge), joinedload(Review.reviewer),
            selectinload(Review.findings),
        )
        .order_by(Review.id)
    )  # fmt: skip
    shown = []
    for review in session().scalars(query):
        day = review.case.closed or row.ends
        at = directory.counted_under(SubjectKey("person", review.judge_id), row.court_id, day, "team")
        shown.append((review, directory.name(at) if at else "—"))
    judges, pool, _drawn = coverage(row)
    return render_template(
        "portal/committee/round.html", row=row, reviews=shown, judges=judges, pool=pool, states=FINDING_STATES,
        done=sum(1 for review, _team in shown if review.done_at),
    )  # fmt: skip


@blueprint.get(f"/rounds/<{KEY}:round_id>/repeat")
@needs(Permission.REVIEWS_READ)
def repeat_draw(round_id: int) -> ResponseReturnValue:
    """The draw once more from pool and seed, beside what stands."""
    row = round_or_404(round_id)
    found, directory = repeat(session(), row), load_directory(session())
    names = {one.judge: directory.name(SubjectKey("person", one.judge)) for one in (*found.stands, *found.again)}
    return render_template("portal/committee/repeat.html", row=row, found=found, names=names)


def round_or_404(round_id: int) -> ReviewRound:
    """The round, or no such page."""
    return session().get(ReviewRound, round_id) or abort(404)


def _targets() -> dict[str, tuple[AppraisalPeriod, str, str]]:
    """Open periods of the own court with the kinds of fact about a person's case that a finding may become."""
    query = select(AppraisalPeriod).where(
        AppraisalPeriod.state == "open", AppraisalPeriod.court_id == current_user.account.court_id
    )
    found = {}
    for period in session().scalars(query.order_by(AppraisalPeriod.starts.desc())):
        compiled = compiled_of(period.version)
        first = {vote.rule.about.fact for vote in compiled.votes if vote.rule.yields == vote.rule.about.fact}
        ladders = {ladder.rule.when.fact for ladder in compiled.ladders}
        for kind, declared in compiled.facts.items():
            if declared.case != "none" and kind in first | ladders:
                found[f"{period.id}:{kind}"] = (period, kind, f"{period} · {kind}")
    return found
