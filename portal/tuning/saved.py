"""Trials that are kept: save under a name, look again, compare two side by side, let go, hand on as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.access import needs
from portal.database import KEY, session
from portal.queue import attempt
from portal.tuning.address import Asked, asked, fields_of, query_of, sliders_at
from portal.tuning.forms import SaveForm
from portal.tuning.pages import blueprint, head_of, period_or_404, trial_address
from portal.tuning.result import Change, change, result_view, written
from records.models import Trial
from rules.problem import Problem, ProblemError
from scoring.tuning.knobs import value_under
from scoring.tuning.outcome import Outcome
from shown.writing import MISSING
from workflow import handing_on, trials
from workflow.permissions import Permission, may
from workflow.prepared import Prepared, prepared

PAIR = 2


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A knob that a trial moves: as it stands, and under each trial."""

    address: str
    now: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A subject: place and total as things are and under each trial, and the way from the first trial to the second."""

    subject: str
    cells: tuple[tuple[str, str], ...]
    between: Change


@blueprint.post(f"/<{KEY}:period_id>/trials")
@needs(Permission.TUNING_SAVE)
def save(period_id: int) -> ResponseReturnValue:
    """Keep what the sliders show. What is wrong is said on the same page, with everything still set."""
    period = period_or_404(period_id)
    form = SaveForm()
    made = prepared(session(), period)
    answered = asked(made, fields_of(form.address.data or ""))
    problems = [*answered.errors.values(), *answered.problems] or (
        [] if form.validate_on_submit() else [text for texts in form.errors.values() for text in texts]
    )
    if not problems:
        try:
            settings, lines = made.settings(answered.overlay), answered.written
            trial = trials.save(session(), current_user.account, period, form.name.data or "", settings, lines)
            session().commit()
        except ProblemError as error:
            session().rollback()
            problems = [problem.text(_) for problem in error.problems]
        else:
            flash(_("已保存试算「%(name)s」。", name=trial.name), "success")
            return redirect(url_for("tuning.trial", trial_id=trial.id))
    for text in problems:
        flash(text, "error")
    again = query_of(answered.typed.items(), answered.written, (form.name.data or "")[: trials.NAME_LENGTH])
    return redirect(sliders_at(period_id, again))


def trial_or_404(trial_id: int) -> Trial:
    """A trial of a court in view."""
    return session().get(Trial, trial_id) or abort(404)


@blueprint.get(f"/trials/<{KEY}:trial_id>")
@needs(Permission.TUNING_READ)
def trial(trial_id: int) -> ResponseReturnValue:
    """One trial: its settings, and where they lead by the data as it is now."""
    kept = trial_or_404(trial_id)
    period = period_or_404(kept.period_id)
    made = prepared(session(), period)
    answered = _asked(made, kept)
    account = current_user.account
    return render_template(
        "portal/tuning/trial.html",
        trial=kept,
        head=head_of(period),
        address=trial_address(kept),
        settings=_settings(made, [answered]),
        problems=_problems(answered),
        result=result_view(made.trial.compiled, made.outcome(answered.overlay, answered.lines)),
        may_save=may(account, Permission.TUNING_SAVE),
        may_draft=may(account, Permission.SCHEMES_EDIT),
    )


@blueprint.get("/compare")
@needs(Permission.TUNING_READ)
def compare() -> ResponseReturnValue:
    """Two trials of one scheme on the period of the first, so that only the settings differ."""
    keys = [int(key) for key in request.args.getlist("trial") if key.isdecimal() and len(key) <= 18]  # noqa: PLR2004 - no longer than a key
    pair = [trial_or_404(key) for key in keys[:PAIR]]
    if len(keys) != PAIR or keys[0] == keys[1]:
        problems = [Problem("trial.two")]
    elif pair[0].scheme_id != pair[1].scheme_id:
        problems = [Problem("trial.schemes")]
    else:
        return _compared(pair)
    return render_template("portal/tuning/compare.html", head=None, problems=[one.text(_) for one in problems])


def _compared(pair: Sequence[Trial]) -> ResponseReturnValue:
    period = period_or_404(pair[0].period_id)
    made = prepared(session(), period)
    answered = [_asked(made, one) for one in pair]
    outcomes = [made.outcome(one.overlay, answered[0].lines) for one in answered]
    problems = [text for one in answered for text in _problems(one)]
    if pair[0].period_id != pair[1].period_id:
        problems.append(_("两个试算保存时的周期不同，这里都按 %(period)s 的数据比较。", period=head_of(period).shown))
    return render_template(
        "portal/tuning/compare.html",
        head=head_of(period),
        pair=pair,
        settings=_settings(made, answered),
        figures=_figures(made, outcomes),
        people=_people(made, outcomes),
        ranked=any(one.place is not None for one in outcomes[0].subjects),
        problems=problems,
    )


@blueprint.post(f"/trials/<{KEY}:trial_id>/remove")
@needs(Permission.TUNING_SAVE)
def remove(trial_id: int) -> ResponseReturnValue:
    """Let one go."""
    kept = trial_or_404(trial_id)
    name = kept.name
    done, _nothing = attempt(lambda: trials.remove(session(), current_user.account, kept))
    if done:
        flash(_("已删除试算「%(name)s」。", name=name), "success")
    return redirect(url_for("tuning.index"))


@blueprint.post(f"/trials/<{KEY}:trial_id>/draft")
@needs(Permission.SCHEMES_EDIT)
def hand_on(trial_id: int) -> ResponseReturnValue:
    """Make a draft of it: what stands in force stays as it is until the draft is checked, approved and published."""
    kept = trial_or_404(trial_id)
    name = kept.name
    try:
        draft = handing_on.hand_on(session(), current_user.account, kept)
        session().commit()
    except ProblemError as error:
        session().rollback()
        for problem in error.problems:
            flash(problem.text(_), "error")
        return redirect(url_for("tuning.trial", trial_id=trial_id))
    flash(_("试算「%(name)s」已交为草稿 %(version)s，原办法未变。", name=name, version=draft.version), "success")
    return redirect(url_for("scheme.workbench", version_id=draft.id))


def _asked(made: Prepared, kept: Trial) -> Asked:
    """What a trial asks for, checked against the scheme as it is now."""
    query = trial_address(kept).partition("?")[2]
    return asked(made, fields_of(query))


def _problems(answered: Asked) -> list[str]:
    return [*answered.errors.values(), *answered.problems]


def _settings(made: Prepared, answered: Sequence[Asked]) -> list[SettingRow]:
    """Every knob that one of them moves, in the scheme's order."""
    rows = []
    for knob in made.trial.knobs:
        values = [value_under(knob, one.overlay) for one in answered]
        if any(value != knob.value for value in values):
            shown = tuple(knob.shown(value) for value in values)
            rows.append(SettingRow(knob.address, knob.shown(knob.value), shown))
    return rows


def _figures(made: Prepared, outcomes: Sequence[Outcome]) -> list[tuple[str, tuple[str, ...]]]:
    """What the summary says, as things are and under each trial."""
    places, first = made.trial.compiled.rounding.places, outcomes[0]
    spreads = [first.spread_before, *(one.spread for one in outcomes)]
    rows = [
        (_("最高：最低"), tuple(written(one.ratio, 2) for one in spreads)),
        (_("最高"), tuple(written(one.highest, places) for one in spreads)),
        (_("最低"), tuple(written(one.lowest, places) for one in spreads)),
    ]
    for at, line in enumerate(first.lines):
        cuts = [line.cut_before, *(one.lines[at].cut for one in outcomes)]
        above = [line.above_before, *(one.lines[at].above for one in outcomes)]
        rows.append((_("「%(line)s」分数线", line=line.line.title), tuple(written(cut, places) for cut in cuts)))
        rows.append((_("「%(line)s」线上", line=line.line.title), tuple(str(count) for count in above)))
    for at, weights in enumerate(first.sums):
        sums = [weights.before, *(one.sums[at].now for one in outcomes)]
        if len(set(sums)) > 1:
            rows.append((_("%(table)s合计", table=weights.table), tuple(written(one, None) for one in sums)))
    for at, group in enumerate(first.groups):
        means = [group.mean_before, *(one.groups[at].mean for one in outcomes)]
        rows.append((_("「%(group)s」平均", group=group.group), tuple(written(mean, places) for mean in means)))
    return rows


def _people(made: Prepared, outcomes: Sequence[Outcome]) -> list[PersonRow]:
    """Everyone, by place under the second trial where the scheme shows ranking."""
    places = made.trial.compiled.rounding.places

    def cell(place: int | None, total: Fraction | None) -> tuple[str, str]:
        return (MISSING if place is None else str(place), written(total, places))

    pairs = list(zip(outcomes[0].subjects, outcomes[1].subjects, strict=True))
    pairs.sort(key=lambda pair: (pair[1].place is None, pair[1].place or 0))
    return [
        PersonRow(
            one.subject,
            (cell(one.place_before, one.before), cell(one.place, one.total), cell(two.place, two.total)),
            change(one.total, two.total, places),
        )
        for one, two in pairs
    ]
