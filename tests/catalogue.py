"""What Babel extracts with the project's own babel.cfg, and a made-up language that has no Chinese character."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "eo"  # any language but Chinese: Babel must know its plurals
RUN = re.compile(r"[\u3400-\u9fff]+")
_KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "lazy_gettext": None}


@cache
def extracted() -> tuple[str | tuple[str, ...], ...]:
    """Every marked text of the program."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel leaves it untyped
    found = extract_from_dir(ROOT, methods, options, keywords=_KEYWORDS)
    return tuple(dict.fromkeys(message for _file, _line, message, _comments, _context in found))


def pseudo(message: str) -> str:
    """A text without its Chinese; places for values stay."""
    return RUN.sub("x", message)


def write_catalogue(folder: Path) -> None:
    """The made-up language for the whole program, as pybabel compile would leave it."""
    catalogue = Catalog(locale=LANGUAGE)
    for message in extracted():
        plain = isinstance(message, str)
        catalogue.add(message, pseudo(message) if plain else tuple(map(pseudo, message)))  # type: ignore[arg-type]  # plain
    target = folder / LANGUAGE / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (target / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
