"""create_app(): settings, database, faces. Nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect

import languages
import settings
from admin import workbench
from api import routes as api
from portal import access, database, faults, headers, identity, navigation, notices, office, queue
from portal.pages import PAGES
from records.database import open_database
from shown import writing
from shown.language import speak_as_asked


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The program. ``overrides`` come before the environment (see settings.py)."""
    app = Flask(__name__)
    app.config.from_mapping(settings.load(overrides))
    registry = database.init_app(app, open_database(app.config["DATABASE_URL"]))
    Babel(app)
    speak_as_asked(languages.catalogue(app.config["BABEL_DEFAULT_LOCALE"]))
    csrf = CSRFProtect(app)
    for part in (identity, navigation, notices, writing, headers):
        part.init_app(app)
    access.init_app(app, other_doors=(api.PREFIX,))
    faults.init_app(app, api.fault_of)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    queue.init_app(app)
    office.init_app(app, registry)
    api.init_app(app, registry)
    csrf.exempt(api.blueprint)  # no cookie is asked for there
    workbench.init_app(app, registry)
    return app
