"""表样: the tables that a scheme's source prints in its annexes, filled from a period (``X.forms.yaml``)."""

from __future__ import annotations

from reports.desk import Desk
from reports.press.composing import compose
from reports.press.proof import proof_of
from reports.press.sheet import Sheet
from reports.press.text import file_name
from rules.forms import forms_of
from rules.problem import N_, ProblemError
from scoring.forms import Filled, filled, forms_to_data
from scoring.period import parse_period
from shown.language import say
from workflow.inputs import ground_of, inputs_of

KIND = "forms"


def compose_forms(desk: Desk, _subject: str) -> Sheet | None:
    """All forms of the period's scheme, each on a page of its own; ``None`` for a scheme without any."""
    tables = fill(desk)
    when = parse_period(desk.period.text)
    if not tables or when is None:
        return None
    proof = proof_of(desk.period, kind=KIND, subject="", stored=desk.standing.stored)
    title = say(N_("附表"))
    return compose(
        "reports/forms.html", {"forms": tables, "scheme": desk.standing.compiled.scheme, "period": when.shown},
        name=file_name(desk.period.court.name, when.shown.replace(" ", ""), title),
        title=f"{desk.standing.compiled.scheme.title} {when.shown} {title}",
        left=desk.standing.compiled.scheme.title, right=when.shown, proof=proof, styles=("forms.css",),
        attachment={"forms": forms_to_data(tables)},
    )  # fmt: skip


def fill(desk: Desk) -> tuple[Filled, ...]:
    """The forms with their figures; :class:`ProblemError` when the file of forms is wrong."""
    forms, problems = forms_of(desk.standing.compiled)
    if problems:
        raise ProblemError(problems)
    when = parse_period(desk.period.text)
    if not forms or when is None:
        return ()
    given = inputs_of(desk.session, ground_of(desk.session, desk.period))
    return filled(desk.standing.compiled, forms, desk.standing.results, given, when)
