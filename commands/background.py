"""Work that repeats while the site is served, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging import Logger


@contextmanager
def repeating(name: str, every: float, work: Callable[[], None], logger: Logger) -> Iterator[None]:
    """For the length of a block, first after ``every`` seconds. What goes wrong is logged and tried again later."""
    ended = threading.Event()

    def rounds() -> None:
        while not ended.wait(every):
            try:
                work()
            except Exception:  # the thread outlives a database that is away for a while
                logger.exception(name)

    thread = threading.Thread(target=rounds, name=name, daemon=True)
    thread.start()
    yield
    ended.set()
    thread.join(timeout=5)
