"""Fixtures that tests of several rooms ask for."""

from __future__ import annotations

from tests.postgres import postgres_cluster, postgres_url
from tests.site import site

__all__ = ["postgres_cluster", "postgres_url", "site"]
