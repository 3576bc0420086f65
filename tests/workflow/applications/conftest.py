"""An office to apply in."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.workflow.applications.office import Office, open_office
from tests.workflow.world import World


@pytest.fixture
def office(session: Session, world: World, tmp_path: Path) -> Office:
    return open_office(session, world, tmp_path / "attachments")
