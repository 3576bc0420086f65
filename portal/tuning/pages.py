"""试算: the periods that can be tried, the sliders of one, and the answer to each move of a slider."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.access import needs
from portal.database import KEY, session
from portal.tuning.address import SET, SHOWN, Asked, Fields, asked, query_of, sliders_at
from portal.tuning.forms import SaveForm
from portal.tuning.result import ResultView, result_view
from portal.tuning.sliders import choice_groups, slider_groups
from records.models import AppraisalPeriod, Trial
from scoring.period import in_words
from workflow import trials
from workflow.permissions import Permission
from workflow.prepared import Prepared, at_hand, prepared
from workflow.wording import PERIOD_STATES

blueprint = Blueprint("tuning", __name__, url_prefix="/tuning")


@dataclass(frozen=True, slots=True)
class PeriodHead:
    """What every page of a period says at its top. ``ready`` leads back to the sliders as they were asked for."""

    id: int
    scheme: str
    shown: str
    court: str
    version: str
    state: str
    open: bool


def period_or_404(period_id: int) -> AppraisalPeriod:
    """A period whose facts are in view."""
    return trials.period_to_try(session(), period_id) or abort(404)


def head_of(period: AppraisalPeriod) -> PeriodHead:
    """The period in words."""
    return PeriodHead(
        period.id,
        period.version.scheme.title,
        in_words(period.text),
        period.court.name,
        period.version.version,
        _(PERIOD_STATES[period.state]),
        period.state == "open",
    )


def address_of(period_id: int, answered: Asked) -> str:
    """The address that says the same again."""
    return sliders_at(period_id, _settings_text(answered))


@blueprint.get("/")
@needs(Permission.TUNING_READ)
def index() -> ResponseReturnValue:
    """Periods by scheme, and the trials that are kept."""
    schemes: dict[tuple[str, str], list[PeriodHead]] = {}
    for period in trials.periods_to_try(session()):
        schemes.setdefault((period.court.name, period.version.scheme.title), []).append(head_of(period))
    kept = [(trial, trial_address(trial)) for trial in trials.trials(session())]
    return render_template("portal/tuning/index.html", schemes=schemes, trials=kept)


def trial_address(trial: Trial) -> str:
    """The sliders with a kept trial on them."""
    lines = [(title, at) for title, at in trial.lines]
    return sliders_at(trial.period_id, query_of(trial.settings.items(), lines))


@blueprint.get(f"/<{KEY}:period_id>")
@needs(Permission.TUNING_READ)
def sliders(period_id: int) -> ResponseReturnValue:
    """Sliders left, people right. The address says what is set; without script the button asks again."""
    period = period_or_404(period_id)
    made = prepared(session(), period)
    answered = asked(made, MultiDict(request.args))
    if SHOWN in request.args:  # the form says everything twice; the address to be sent on does not
        return redirect(address_of(period_id, answered))
    return render_template(
        "portal/tuning/sliders.html",
        head=head_of(period),
        groups=slider_groups(answered),
        choices=choice_groups(made, answered),
        asked=answered,
        lines=[*answered.written, *[("", "")] * (3 - len(answered.written))],
        result=_result(made, answered),
        form=SaveForm(formdata=None, address=_settings_text(answered), name=request.args.get("name", "")),
        key=made.key,
        field=SET,
    )


@blueprint.post(f"/<{KEY}:period_id>/outcome")
@needs(Permission.TUNING_READ)
def outcome(period_id: int) -> ResponseReturnValue:
    """The answer to a move, as JSON: ``html`` of the result, ``errors`` by knob, the ``query`` that asks the same, and
    whether the data changed under the page (``renewed``, with the ``key`` of what was measured now).

    With the key of a page no fact is read: the right to the period is all that is asked of the database.
    """
    period = period_or_404(period_id)
    fields: Fields = MultiDict(request.form)
    found = at_hand(period_id, request.form.get("key", ""))
    made = found or prepared(session(), period)
    answered = asked(made, fields)
    return {
        "html": render_template("portal/tuning/result.html", result=_result(made, answered)),
        "errors": dict(answered.errors),
        "problems": list(answered.problems),
        "query": _settings_text(answered),
        "key": made.key,
        "renewed": found is None and request.form.get("key", "") != made.key,
    }


def _result(made: Prepared, answered: Asked) -> ResultView:
    return result_view(made.trial.compiled, made.outcome(answered.overlay, answered.lines))


def _settings_text(answered: Asked) -> str:
    """The query of the address, for a form that posts it."""
    return query_of(answered.typed.items(), answered.written)
