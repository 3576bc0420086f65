"""All pages, in one list; the program registers them."""

from __future__ import annotations

from portal import (
    adjustments,
    board,
    calendar,
    exports,
    home,
    intake,
    notices,
    password,
    scorecards,
    session,
    steps,
    tokens,
    tuning,
)
from portal.schemes import routes as schemes

PAGES = (
    session,
    password,
    home,
    notices,
    scorecards,
    intake,
    board,
    steps,
    adjustments,
    calendar,
    exports,
    tuning,
    schemes,
    tokens,
)
