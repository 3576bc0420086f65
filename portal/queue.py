"""How an act of a page is tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, flash
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from portal.database import session
from rules.problem import ProblemError
from workflow.permissions import Permission, may

T = TypeVar("T")


def attempt(act: Callable[[], T]) -> tuple[bool, T | None]:
    """Do it and commit; or take all of it back and say every problem at the top of the next page."""
    try:
        done = act()
        session().commit()
    except ProblemError as error:
        session().rollback()
        for problem in error.problems:
            flash(problem.line(gettext), "error")
        return False, None
    except IntegrityError:  # two did the same at one moment, and the database let one of them
        session().rollback()
        flash(gettext("另一个人刚刚办了同一件事，请看现在的情况再办。"), "error")
        return False, None
    return True, done


def init_app(app: Flask) -> None:
    """Templates may ask what the reader can do, and tell a problem."""
    app.jinja_env.globals["can"] = lambda name: may(current_user.account, Permission(name))
    app.jinja_env.filters["told"] = lambda problem: problem.text(gettext)
