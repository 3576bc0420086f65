"""Every text a person sees can be translated: marked in code, wrapped in templates, found by the extractor."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from rules import problem

ROOT = Path(__file__).resolve().parent.parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MARKED = re.compile(r"""_\((?:"[^"]*"|'[^']*')""")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
MARKERS = {"_", "N_", "gettext", "lazy_gettext"}
FACES = ("admin", "portal", "reports", "shown")
# Not words for people but data: the brand mark's one character, and the two sources of punctuation.
BRAND = "衡</span>"
PUNCTUATION = "：，。（）「」、"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_templates_wrap_every_chinese_text(path: Path) -> None:
    text = COMMENT.sub("", path.read_text(encoding="utf-8")).replace(BRAND, "")
    left = [line.strip() for line in MARKED.sub("", text).splitlines() if CHINESE.search(line)]
    assert left == []


def unmarked(tree: ast.Module) -> list[tuple[int, str]]:
    allowed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            allowed |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
        elif isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node, clean=False):
            allowed.add(id(node.body[0].value))  # type: ignore[attr-defined]  # a docstring is an expression
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in allowed
    ]


@pytest.mark.parametrize(
    "path",
    [path for face in FACES for path in sorted((ROOT / face).rglob("*.py"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_faces_mark_every_chinese_text(path: Path) -> None:
    assert unmarked(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_extractor_finds_the_messages_of_problems() -> None:
    method_map = [("**.py", "python")]
    found = {
        message if isinstance(message, str) else message[0]
        for room in ("rules", "records", "scoring", "workflow", "commands", "reports")
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / room, method_map, keywords={"N_": None}
        )
    }
    assert set(problem.messages().values()) <= found
