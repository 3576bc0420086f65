"""While the site is served, mail goes out: a look every minute, in a thread of its own, if a mail server is set."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

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
    ended = threading.Event()

    def rounds() -> None:
        while not ended.wait(every):
            try:
                with app.extensions[EXTENSION].session_factory() as session:
                    _, faults = deliver(session, Smtp(server, sender), site)
                for fault in faults:
                    app.logger.warning("mail: %s", fault)
            except Exception:  # the thread outlives a database that is away for a while
                app.logger.exception("mail")

    thread = threading.Thread(target=rounds, name="postman", daemon=True)
    thread.start()
    yield
    ended.set()
    thread.join(timeout=5)
