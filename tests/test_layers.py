"""Imports run one way. The order is that of docs/architecture.md; only the commands import app.py."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From the ground up: a room may import itself and those before it.
FLOORS = (
    ("rules",),
    ("scoring",),
    ("records",),
    ("workflow",),
    ("languages",),
    ("shown",),
    ("admin", "portal", "reports", "api"),
    ("settings",),
    ("commands",),
    ("bench",),  # a program of its own, which the command starts
)
ROOMS = [room for floor in FLOORS for room in floor]
FACES = {"admin", "portal", "reports", "api"}
# A paper is asked for on a page, so portal may ask reports; no other face knows another.
BETWEEN_FACES = {("portal", "reports"), ("admin", "portal")}
WEB = {"flask", "flask_admin", "flask_babel", "flask_login", "flask_wtf", "wtforms", "werkzeug", "waitress"}
DATABASE = {"sqlalchemy", "alembic", "psycopg"}


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def files() -> list[tuple[str, Path]]:
    return [(room, path) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize(
    ("room", "path"), files(), ids=lambda value: str(value.relative_to(ROOT)) if isinstance(value, Path) else ""
)
def test_imports_run_one_way(room: str, path: Path) -> None:
    floor = next(index for index, rooms in enumerate(FLOORS) if room in rooms)
    below = {name for rooms in FLOORS[:floor] for name in rooms}
    beside = {other for face, other in BETWEEN_FACES if face == room}
    wrong = (imports_of(path) & set(ROOMS)) - below - beside - {room}
    assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"
    # The bench measures the whole program, sliders and pages included.
    assert room in {"bench", "commands"} or "app" not in imports_of(path), "only the commands stand above app.py"


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("rules", WEB | DATABASE),
        ("scoring", WEB | DATABASE),
        ("records", WEB),
        ("workflow", WEB),
        ("reports", DATABASE),
    ],
)
def test_the_core_knows_no_web_and_no_database(room: str, forbidden: set[str]) -> None:
    found = {str(path.relative_to(ROOT)): imports_of(path) & forbidden for path in (ROOT / room).rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}


def test_every_python_folder_is_a_room() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders - {"tests"} <= set(ROOMS)


def modules_of(room: str) -> dict[str, set[str]]:
    """What each module of a room imports of that room, wherever the import stands."""
    paths = {path for path in (ROOT / room).rglob("*.py") if path.name != "__init__.py"}
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        wanted: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                wanted |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        found[name] = wanted & set(names) - {name}
    return found


@pytest.mark.parametrize("room", ["rules", "scoring"])
def test_no_module_of_the_core_is_part_of_a_circle(room: str) -> None:
    imports = modules_of(room)
    assert imports
    while free := {name for name, wanted in imports.items() if not wanted & set(imports)}:
        imports = {name: wanted for name, wanted in imports.items() if name not in free}
    assert not imports, f"these import each other: {sorted(imports)}"
