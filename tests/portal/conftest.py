"""What several tests of pages ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.strangers import Guarded, open_guarded


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """The site with one of everything that has an address. Tests read it, and try in vain to change it."""
    with open_guarded(tmp_path_factory.mktemp("guarded")) as site:
        yield site
