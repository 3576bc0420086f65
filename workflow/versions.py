"""Scheme versions made ready: compiled once a text, and one live engine each, shared by all threads of the process."""

from __future__ import annotations

import atexit
import threading
from collections import OrderedDict
from functools import lru_cache

from records.models import SchemeVersion
from rules.check import load_text
from rules.compiled import Compiled
from rules.problem import ProblemError
from scoring.live.engine import Engine

MOST_ENGINES = 6  # each is a process; schemes that are scored live at one time are few
_engines: OrderedDict[str, Engine] = OrderedDict()
_lock = threading.Lock()


def compiled_of(version: SchemeVersion) -> Compiled:
    """The version's scheme, ready for scoring. A published text was checked, so an error here is a damaged record."""
    return _compiled(version.text)


@lru_cache(maxsize=32)
def _compiled(text: str) -> Compiled:
    compiled, problems = load_text(text, "")
    if compiled is None:
        raise ProblemError(problems)
    return compiled


def engine_of(compiled: Compiled) -> Engine:
    """The live engine of a scheme text; the one unused longest makes room and starts anew when it is wanted again."""
    with _lock:
        engine = _engines.pop(compiled.text, None) or Engine(compiled)
        _engines[compiled.text] = engine
        if len(_engines) > MOST_ENGINES:
            _, oldest = _engines.popitem(last=False)
            oldest.close()
        return engine


def close_engines() -> None:
    """End all children; for the end of the program and of a test."""
    with _lock:
        while _engines:
            _engines.popitem()[1].close()


atexit.register(close_engines)
