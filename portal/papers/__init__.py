"""报表: a batch is ordered and watched, papers are fetched, a code is checked."""

from __future__ import annotations

from portal.papers import jobs, ordering  # noqa: F401 - their routes
from portal.papers.place import blueprint

__all__ = ["blueprint"]
