"""Fixtures that tests of several rooms ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import postgres_cluster, postgres_url

if TYPE_CHECKING:
    from tests.site import Site

# How long an example takes says how busy the machine is, not whether the program is right. Under CI, Hypothesis has
# chosen a profile of its own by now (every run the same examples), which stays.
settings.register_profile(
    "hengji", settings.get_profile(settings.get_current_profile_name()),
    deadline=None, suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("hengji")

__all__ = ["desk", "postgres_cluster", "postgres_url", "site"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole program over a small database."""
    from tests.site import open_site  # noqa: PLC0415 - tests of the rooms below need neither pages nor their imports

    with open_site(tmp_path_factory.mktemp("site")) as built:
        yield built


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same courts as the site, for a module of tests that write: drafts, versions."""
    from tests.site import open_site  # noqa: PLC0415 - as above

    with open_site(tmp_path_factory.mktemp("desk")) as built:
        yield built
