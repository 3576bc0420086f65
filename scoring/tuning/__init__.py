"""Tuning: what moves when staff move a weight, which weights would bring an outcome, and supply against demand.

Pure, like all of scoring. Nothing here is applied: an :class:`scoring.inputs.Overlay` is handed out, and staff decide.
"""

from __future__ import annotations

from scoring.tuning import messages as _messages  # noqa: F401 - registers the words of these problems
