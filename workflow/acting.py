"""Who acts, and may they: the start of every act. Pages hide what one may not do; this is what forbids it."""

from __future__ import annotations

from dataclasses import replace

from records.audit import SYSTEM, Actor
from records.models import User
from rules.problem import N_, Problem, ProblemError, register
from workflow.permissions import ROLE_TITLES, Permission, may

register(
    {
        "act-not-allowed": N_("您的角色（{role}）无权做这件事；请由有权的人办理"),
        "act-other-court": N_("这是其他法院的事项，您可以查看，须由该院办理"),
    }
)
_P = Permission
# What is done about courts below: whoever appraises them works on their facts and figures and prints their papers, and
# a supervisor's decisions are about them. All else is for the court itself, whoever sees it.
BELOW = frozenset(
    {
        _P.FACTS_RECORD, _P.FIGURES_RECORD, _P.LEDGER_CORRECT, _P.SCORECARD_READ, _P.PAPERS_PRINT,
        _P.OVERRIDES_VERIFY, _P.OVERRIDES_DECIDE,
    }
)  # fmt: skip


def allowed(user: User | None, permission: Permission, court_id: int | None = None) -> Actor:
    """The actor for the audit trail; :class:`ProblemError` when the right is missing, or the thing is one of
    another court (``court_id``): that a court above sees it does not make it hers.

    ``None`` is the program itself, acting for ``court_id``, so that the court sees in its trail what was done for it.
    """
    if user is None:
        return replace(SYSTEM, court_id=court_id)
    if not may(user, permission):
        raise ProblemError([Problem("act-not-allowed", {"role": ROLE_TITLES.get(user.role, user.role)})])
    if court_id is not None and court_id != user.court_id and permission not in BELOW:
        raise ProblemError([Problem("act-other-court")])
    return Actor(user.name, user.id, user.court_id)
