"""验真: whoever is logged in checks a paper of the court by its code, and by the file itself where it is at hand.

The page tells what was printed and whether it still stands, never a score: it is open to every role.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portal.access import needs
from portal.database import session
from reports.kinds import KINDS
from rules.problem import ProblemError
from workflow.permissions import Permission
from workflow.printing.verifying import FILES, VERDICTS, Verification, verify

blueprint = Blueprint("verify", __name__, url_prefix="/verify")


@blueprint.route("/", methods=["GET", "POST"])
@needs(Permission.PAPERS_VERIFY)
def index() -> ResponseReturnValue:
    """The form, and the answer below it. A code may stand in the address; a file comes with the form."""
    form = FlaskForm()
    typed = request.values.get("code", "").strip()
    given = request.files.get("file") if form.validate_on_submit() else None
    pdf = given.read() if given and given.filename else None
    found: Verification | None = None
    problems: list[str] = []
    if typed:
        try:
            found = verify(session(), typed, pdf)
        except ProblemError as error:
            problems = [problem.text(gettext) for problem in error.problems]
    titles = {kind.key: gettext(kind.title) for kind in KINDS.values()}
    return render_template(
        "portal/papers/verify.html", form=form, typed=typed, found=found, problems=problems, titles=titles,
        verdicts=VERDICTS, files=FILES,
    )  # fmt: skip
