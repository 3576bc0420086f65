"""What a scheme yields: pure functions from a scheme and facts to points. Knows no web and no database."""

from __future__ import annotations

from scoring import messages as _messages  # noqa: F401 - registers the words of this room's problems
