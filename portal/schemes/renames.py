"""Names changed within a form: fields of a kind of fact, classes and units at the head. What reads them follows."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, Form

from portal.schemes.forms import Data, place_of
from rules.report import Path
from rules.revise import Edit

FOLLOWED = (("facts", "fields"), ("classes",), ("member_classes",), ("units",))  # part and key, keys of the head


def renames(path: Path, was: Data, form: Form, data: Data) -> list[Edit]:
    """The renames that a posted form asks for; ``data`` gets the old names back, so that nothing else seems changed.

    An entry that stands where it stood, under a name that is new here, was renamed.
    """
    found: list[Edit] = []
    for key in [way[-1] for way in FOLLOWED if way[:-1] == tuple(map(str, path[:1]))]:
        held = was.get(key)
        if key not in form or not isinstance(held, dict) or not isinstance(data.get(key), dict):
            continue
        new = _renamed([str(name) for name in held], form[key])
        found += [Edit((*path, key, old), "rename", name) for name, old in new.items()]
        data[key] = {new.get(str(name), name): value for name, value in data[key].items()}
    return found


def _renamed(held: list[str], entries: Any) -> dict[str, str]:  # noqa: ANN401 - a field of a form
    """New name → old one."""
    if not isinstance(entries, FieldList):
        return {}
    names = {place_of(entry): (entry.form["name"].data or "").strip() for entry in entries.entries}
    return {
        name: held[place]
        for place, name in names.items()
        if name and place < len(held) and name not in held and held[place] not in names.values()
    }
