"""The matcher itself; runs in the child alone. One ruleset a group layer, one event in, at most one rule out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from durable import engine

STATE = "s"  # one fixed state for all: states of their own are what breaks the library (1,024 of them end in a crash)


class MatchError(Exception):
    """The matcher did something else than fire one rule or none: its answers can be trusted no longer."""


class RecordingHost(engine.Host):  # type: ignore[misc]  # durable_rules ships no types
    """A host without its two timer threads, whose actions only note which rule fired."""

    def __init__(self, definitions: Mapping[str, Mapping[str, Any]]) -> None:
        self.fired: list[str] = []
        super().__init__(copy.deepcopy(dict(definitions)))  # the library takes parts out of what it is given

    def _run(self) -> None:
        """Start no threads: nothing here waits for a time."""

    def get_action(self, action_name: str) -> Callable[[Any], None]:
        """An action that notes its name."""

        def note(_: object) -> None:
            self.fired.append(action_name)

        return note


class Matcher:
    """Rulesets by number; each a list of expressions. ``match`` answers with the position of the one that holds."""

    def __init__(self, rulesets: Sequence[Sequence[Mapping[str, Any]]]) -> None:
        self._host = RecordingHost(
            {
                f"g{number}": {
                    f"r{place}": {"all": [{"m": expression}], "run": f"r{place}"}
                    for place, expression in enumerate(expressions)
                }
                for number, expressions in enumerate(rulesets)
            }
        )
        self._ids = count()

    def match(self, ruleset: int, event: Mapping[str, int]) -> int | None:
        """Post one event; ``None`` when no rule holds. :class:`MatchError` when the matcher misbehaves."""
        host = self._host
        host.fired.clear()
        try:
            state = host.post(f"g{ruleset}", {**event, "sid": STATE, "id": f"e{next(self._ids)}"})
        except engine.MessageNotHandledException:
            if host.fired:
                raise MatchError("a rule fired on an event that was not handled") from None
            return None
        except Exception as error:
            raise MatchError(f"post failed: {type(error).__name__} {error}"[:200]) from error
        if not isinstance(state, dict) or "exception" in state:
            raise MatchError(f"the action failed: {state}"[:200])
        if len(host.fired) != 1:
            raise MatchError(f"{len(host.fired)} rules fired")
        return int(host.fired[0][1:])
