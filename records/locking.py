"""Holding a row until the transaction ends."""

from __future__ import annotations

from sqlalchemy.orm import Session

from records.base import Base


def hold(session: Session, row: Base, *, shared: bool = False) -> None:
    """Read it anew and let nobody else change it (``shared``: others may hold it so too). The row alone, whatever was
    loaded with it: PostgreSQL does not lock the other side of an outer join.
    """
    session.refresh(row, with_for_update={"of": type(row), "read": shared})
