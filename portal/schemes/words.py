"""The keys and fixed values of the scheme language in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from rules.labels import KEYS, PARTS, WORDS
from rules.problem import N_

_HERE: Mapping[tuple[str, str], str] = {
    ("mode", "floor"): N_("向下"),
    ("notice", "none"): N_("不通报"),
    ("case", "none"): N_("不填"),
    ("card", "none"): N_("不发卡"),
    ("type", "yes_no"): N_("是 / 否"),
    ("kind", "year"): N_("本自然年内"),
    ("of", "members"): N_("全体委员"),
    ("confirms", "team"): N_("本团队成员"),
    ("ranking", "hidden"): N_("不公布"),
}


def choice(key: str, value: str) -> str:
    """A fixed value of a key."""
    found = _HERE.get((key, value)) or WORDS.get(value)
    return _(found) if found else value


def label(key: str) -> str:
    """A key."""
    found = KEYS.get("since" if key == "from" else key) or PARTS.get(key)
    return _(found) if found else key
