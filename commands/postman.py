"""While the site is served, mail goes out: a look every minute, in a thread of its own, if a mail server is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from commands.background import repeating
from portal.database import EXTENSION
from workflow.mail import Smtp, deliver

EVERY = 60  # seconds


@contextmanager
def postman(app: Flask, every: float = EVERY) -> Iterator[None]:
    """For the length of a block. What goes wrong is logged, without address or content, and tried again later."""
    server, sender, site = (app.config[name] for name in ("MAIL_SERVER", "MAIL_SENDER", "SITE_ADDRESS"))
    if not server:
        yield
        return

    def work() -> None:
        with app.extensions[EXTENSION].session_factory() as session:
            _, faults = deliver(session, Smtp(server, sender), site)
        for fault in faults:
            app.logger.warning("mail: %s", fault)

    with repeating("postman", every, work, app.logger):
        yield
