"""Who acts, and may they: the start of every act. Pages hide what one may not do; this is what forbids it."""

from __future__ import annotations

from dataclasses import replace

from records.audit import SYSTEM, Actor
from records.models import User
from rules.problem import N_, Problem, ProblemError, register
from workflow.permissions import ROLE_TITLES, Permission, may

register({"act-not-allowed": N_("您的角色（{role}）无权做这件事；请由有权的人办理")})


def allowed(user: User | None, permission: Permission, court_id: int | None = None) -> Actor:
    """The actor for the audit trail; :class:`ProblemError` when the right is missing.

    ``None`` is the program itself, acting for ``court_id``, so that the court sees in its trail what was done for it.
    """
    if user is None:
        return replace(SYSTEM, court_id=court_id)
    if not may(user, permission):
        raise ProblemError([Problem("act-not-allowed", {"role": ROLE_TITLES.get(user.role, user.role)})])
    return Actor(user.name, user.id, user.court_id)
