"""Who is asking: Flask-Login's user around the account, found by the token of a session kept in the database."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext
from flask_login import LoginManager, UserMixin

from portal.database import session
from records import tenancy
from records.models import User
from workflow import accounts
from workflow.permissions import ROLE_TITLES, SEES_COURTS_BELOW


class Identity(UserMixin):
    """The logged-in person of this request. ``token`` is the database session's, never the account's number."""

    def __init__(self, account: User, token: str) -> None:
        self.account = account
        self.token = token

    def get_id(self) -> str:
        """What Flask-Login keeps in the signed cookie."""
        return self.token

    @property
    def shown_name(self) -> str:
        """Name at the foot of the rail."""
        return self.account.name

    @property
    def shown_role(self) -> str:
        """Role in words."""
        return str(gettext(ROLE_TITLES[self.account.role]))

    @property
    def shown_court(self) -> str:
        """Court in words."""
        return self.account.court.name


def load(token: str) -> Identity | None:
    """The account of a live database session; from here on the request sees that account's courts only."""
    account = accounts.session_user(session(), token)
    if account is None:
        return None
    user_id = account.id
    tenancy.enter(session(), account.court_id, below=account.role in SEES_COURTS_BELOW)
    found = session().get(User, user_id)
    return Identity(found, token) if found else None


def init_app(app: Flask) -> None:
    """Attach Flask-Login; the redirect to the door is portal.access's."""
    manager = LoginManager(app)
    manager.session_protection = None  # the database session is revocable and bound to idle and absolute limits instead
    manager.user_loader(load)
