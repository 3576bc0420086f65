"""One bad file for each kind of problem that rules/ knows: it says what must be found, where, and in which words.

``# expect: error unknown-name 80:13 | 未定义 | 是否为「结案数」``: severity, code, line:column, words of the message;
nothing else may be found in the file. Problems of size and of the file itself have no file of their own, see below.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import rules
from rules.check import load, load_text
from rules.comparison import parse_condition
from rules.formula import parse_formula
from rules.model import FieldKind
from rules.problem import Problem, messages

FOLDER = Path(__file__).parent / "bad"
FILES = sorted(FOLDER.glob("*.yaml"))
EXPECT = "# expect: "
WIDE = ", ".join(f"v{number}" for number in range(150))

BUILT = {
    "yaml-too-large": "title: " + "字" * 400_000,
    "yaml-too-deep": "[" * 30 + "]" * 30,
    "yaml-too-many": "[" + "1, " * 60_000 + "1]",
    "table-too-large": f"""
tables:
  权重:
    keys: [甲, 乙]
    domains: {{甲: [{WIDE}], 乙: [{WIDE}]}}
    rows: [[其他, 其他, 1]]
""",
}
BY_PARSER = {"formula-too-long", "condition-too-long"}  # in a file the model's own limit, too-long, comes first


def summary(problem: Problem) -> tuple[str, str, str]:
    return problem.severity, problem.code, f"{problem.place.line}:{problem.place.column}"


EDITING = {"changing", "forms", "locating", "paste", "renaming", "revise", "setting", "yearbooks"}


def all_codes() -> set[str]:
    """What rules/ registers for a scheme that is loaded; editing one (test_revise.py), and forms and yearbooks
    beside it (tests/reports/) have their own tables of mistakes.
    """
    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"rules.{module.name}")
    paths = [path for path in Path(rules.__path__[0]).glob("*.py") if path.stem not in EDITING]
    sources = [path.read_text(encoding="utf-8") for path in paths]
    return {code for code in messages() if any(f'"{code}": N_(' in source for source in sources)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_file_is_told_what_is_wrong_with_it(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    expected = [line.removeprefix(EXPECT).split(" | ") for line in lines if line.startswith(EXPECT)]
    compiled, problems = load(path)
    assert sorted(map(summary, problems)) == sorted(tuple(parts[0].split(" ")) for parts in expected)
    for head, *words in expected:
        text = next(problem.text() for problem in problems if " ".join(summary(problem)) == head)
        assert [word for word in words if word not in text] == []
    assert (compiled is None) == any(problem.severity == "error" for problem in problems)
    assert path.stem in {problem.code for problem in problems}


def test_every_kind_of_problem_has_a_bad_file() -> None:
    without = all_codes() - {path.stem for path in FILES} - BUILT.keys() - BY_PARSER
    assert without == {"file-missing", "file-unreadable", "file-not-utf8"}


@pytest.mark.parametrize("code", BUILT)
def test_what_is_too_large_is_refused(code: str) -> None:
    compiled, problems = load_text(BUILT[code], "large.yaml")
    assert compiled is None
    assert code in {problem.code for problem in problems}


def test_a_long_formula_and_a_long_condition_are_refused() -> None:
    assert [problem.code for problem in parse_formula("1 + " * 501 + "1", [])[1]] == ["formula-too-long"]
    fields = {"天数": FieldKind(type="whole")}
    _, problems = parse_condition("天数 > 1 且 " * 200 + "天数 > 1", fields)
    assert [problem.code for problem in problems] == ["condition-too-long"]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    gbk = tmp_path / "gbk.yaml"
    gbk.write_bytes("title: 办法".encode("gb18030"))
    for path, code in (
        (tmp_path / "none.yaml", "file-missing"),
        (tmp_path, "file-unreadable"),
        (gbk, "file-not-utf8"),
    ):
        compiled, problems = load(path)
        assert compiled is None
        assert [problem.code for problem in problems] == [code]
        assert str(path) in problems[0].line()


def test_ten_different_problems_are_all_reported_at_once() -> None:
    _, problems = load(FOLDER.parent / "ten_problems.yaml")
    assert [problem.code for problem in problems] == [
        "not-allowed",
        "duplicate-value",
        "unknown-key",
        "out-of-bounds",
        "table-gap",
        "unknown-name",
        "condition-or",
        "formula-operand-end",
        "unknown-part",
        "steps-gap",
    ]


def test_a_slip_in_a_key_does_not_hide_what_stands_under_it() -> None:
    text = (FOLDER / "unknown-key.yaml").read_text(encoding="utf-8").replace("value: 2,", "valeu: 22,")
    _, problems = load_text(text, "slips.yaml")
    assert [problem.code for problem in problems] == ["unknown-key", "unknown-key", "out-of-bounds"]
    assert [problem.place.column for problem in problems] == [1, 17, 24]


def test_a_part_of_the_wrong_shape_has_no_echo() -> None:
    """The indicator cannot be read, yet it is there: sections and formulas that name it are in order."""
    text = (
        (FOLDER / "bad-id.yaml")
        .read_text(encoding="utf-8")
        .replace("points: 计步（", "points: [计步（")
        .replace("× 基准", "]")
    )
    _, problems = load_text(text, "echo.yaml")
    assert [problem.code for problem in problems] == ["bad-id", "wrong-type"]
