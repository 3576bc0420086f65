"""申请: pages of those who apply for points and of those who confirm."""

from portal.applications import applying, deputies, pages  # noqa: F401 - their routes
from portal.applications.blueprint import blueprint

__all__ = ["blueprint"]
