"""All pages, in one list; the program registers them."""

from __future__ import annotations

from portal import (
    adjustments,
    applications,
    board,
    calendar,
    cards,
    committee,
    exports,
    home,
    intake,
    notices,
    objections,
    overviews,
    papers,
    password,
    scorecards,
    session,
    steps,
    tokens,
    tuning,
    verify,
)
from portal.schemes import routes as schemes

PAGES = (
    session,
    password,
    home,
    notices,
    scorecards,
    overviews,
    intake,
    board,
    steps,
    adjustments,
    applications,
    objections,
    calendar,
    cards,
    committee,
    exports,
    papers,
    verify,
    tuning,
    schemes,
    tokens,
)
