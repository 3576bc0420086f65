"""The committee of tests.workflow.committee.world, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.workflow.committee.world import Committee, sit
from tests.workflow.world import World


@pytest.fixture
def sitting(session: Session, world: World) -> Committee:
    return sit(session, world)
