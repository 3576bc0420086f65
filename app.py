"""create_app(): settings, database, faces. Nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect

import settings
from admin import workbench
from portal import (
    access,
    adjustments,
    board,
    calendar,
    database,
    exports,
    faults,
    headers,
    home,
    identity,
    intake,
    navigation,
    password,
    queue,
    scorecards,
    session,
    steps,
    tuning,
)
from portal.schemes import routes as schemes
from records.database import open_database
from shown import writing


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The program. ``overrides`` come before the environment (see settings.py)."""
    app = Flask(__name__)
    app.config.from_mapping(settings.load(overrides))
    registry = database.init_app(app, open_database(app.config["DATABASE_URL"]))
    Babel(app)
    CSRFProtect(app)
    for part in (identity, access, navigation, writing, headers, faults):
        part.init_app(app)
    work = (board, steps, adjustments, calendar, exports, tuning, schemes)
    for page in (session, password, home, scorecards, intake, *work):
        app.register_blueprint(page.blueprint)
    queue.init_app(app, registry)
    workbench.init_app(app, registry)
    return app
