"""The order of groups on lists: as the scheme lists its classes (员额法官 before 书记员), not by characters' codes."""

from __future__ import annotations

from collections.abc import Callable

from rules.model import Scheme


def in_order(scheme: Scheme) -> Callable[[str], tuple[tuple[int, ...], str]]:
    """A sort key for the names of groups, which are values of classes joined by 、; others come behind, by name."""
    places = {value: place for values in scheme.classes.values() for place, value in enumerate(values)}

    def key(group: str) -> tuple[tuple[int, ...], str]:
        return tuple(places.get(value, len(places)) for value in group.split("、")), group

    return key
