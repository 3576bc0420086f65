"""Settings: from the environment, with safe defaults. The signing key is made once and kept where only its owner
reads it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import languages
from shown.discretion import smallest_group

INSTANCE = Path(__file__).resolve().parent / "instance"
KEY_FILE = INSTANCE / "secret_key"
MEGABYTE = 1024 * 1024


def secret_key() -> str:
    """``HENGJI_SECRET_KEY``, or the key kept in instance/, made on first use with mode 600."""
    if given := os.environ.get("HENGJI_SECRET_KEY"):
        return given
    INSTANCE.mkdir(exist_ok=True)
    try:
        descriptor = os.open(KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return KEY_FILE.read_text(encoding="ascii")
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


def _whole(name: str, usual: int) -> int:
    """A number of at least 1 from the environment; what is none is as if it were not there."""
    given = os.environ.get(name, "")
    return int(given) if given.isdecimal() and int(given) else usual


def load(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What Flask and its extensions read."""
    given = dict(overrides or {})
    return {
        "SECRET_KEY": given.get("SECRET_KEY") or secret_key(),
        "DATABASE_URL": os.environ.get("DATABASE_URL"),
        "PAPERS_FOLDER": os.environ.get("HENGJI_PAPERS") or INSTANCE / "papers",  # what batches print
        "JOBS_FOLDER": os.environ.get("HENGJI_JOBS") or INSTANCE / "jobs",  # files of imports and exports
        "BABEL_DEFAULT_LOCALE": languages.chosen(),
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # An intranet often has no certificate; set HENGJI_HTTPS=1 behind one and the cookie never leaves it.
        "SESSION_COOKIE_SECURE": os.environ.get("HENGJI_HTTPS") == "1",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=10),
        "MAX_CONTENT_LENGTH": 52 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 200,
        "WTF_CSRF_TIME_LIMIT": 4 * 3600,
        "TEMPLATES_AUTO_RELOAD": False,
        "SMALLEST_GROUP": smallest_group(),
        # Mail is sent when a server is named: smtp://, smtps:// or smtp+starttls://, with name and password if it asks.
        "MAIL_SERVER": os.environ.get("HENGJI_MAIL_SERVER", ""),
        "MAIL_SENDER": os.environ.get("HENGJI_MAIL_SENDER", "hengji@localhost"),
        "SITE_ADDRESS": os.environ.get("HENGJI_SITE_ADDRESS", "http://127.0.0.1:8080/"),  # what a mail points to
        "ATTACHMENTS_FOLDER": INSTANCE / "attachments",
        "ATTACHMENT_MEGABYTES": _whole("HENGJI_ATTACHMENT_MB", 10),  # one file
        "ATTACHMENTS_MEGABYTES": _whole("HENGJI_ATTACHMENTS_MB", 30),  # all of one application
        "ATTACHMENTS_MOST": _whole("HENGJI_ATTACHMENTS_MOST", 10),
        "API_REQUESTS_A_MINUTE": 600,  # of one token; a day's cases of a large court are a few requests
        **given,
    }
