"""All pages of 考核办法 on their blueprint: importing a module of pages puts them there."""

from __future__ import annotations

from portal.schemes import approving, exchange, live, writing
from portal.schemes.pages import blueprint

__all__ = ["approving", "blueprint", "exchange", "live", "writing"]
