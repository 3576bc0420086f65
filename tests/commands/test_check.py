"""./hengji check: every problem one a line, worked examples run, the outcome in the exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from commands.__main__ import main

BAD = Path("tests/rules/bad")
GOOD = Path("rules/schemes/yinzhou-cards-2020.yaml")
WARNED = BAD / "parameter-unused.yaml"


def test_a_good_scheme_is_counted_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(GOOD)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{GOOD}: 没有错误。已检查规则 3 条、参数 7 个、权重表 0 个、算例 ")
    assert not line.endswith("算例 0 个")


def test_every_problem_is_one_line_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    path = "tests/rules/ten_problems.yaml"
    assert main(["check", path]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert all(line.startswith(f"{path}:") for line in lines)
    assert f"{path}:54:21: 未定义的指标「收按数」，是否为「收案数」？" in lines


def test_warnings_alone_are_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(WARNED)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1].partition("：")[0] for line in lines[:2]] == ["提示", "提示"]
    assert "参数「基准」没有被任何规则用到" in lines[0]
    assert "parameter-unused.cases.yaml" in lines[1]


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([GOOD, WARNED], 0),
        ([GOOD, BAD / "circular.yaml"], 1),
        ([BAD / "circular.yaml", "none.yaml", GOOD], 2),
        (["tests/rules"], 2),
    ],
    ids=["good", "bad", "missing", "folder"],
)
def test_the_worst_file_decides(files: list[object], status: int) -> None:
    assert main(["check", *map(str, files)]) == status


def test_files_of_examples_are_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    beside = GOOD.with_name(f"{GOOD.stem}.cases.yaml")
    assert main(["check", str(beside)]) == 0
    assert capsys.readouterr().out == f"{beside}: 提示：这是算例文件，不是办法；检查 {GOOD.name} 时一起运行\n"


def test_a_failing_example_is_an_error_at_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scheme, cases = tmp_path / GOOD.name, tmp_path / f"{GOOD.stem}.cases.yaml"
    scheme.write_bytes(GOOD.read_bytes())
    text = GOOD.with_name(cases.name).read_text(encoding="utf-8")
    assert "cards: [yellow]" in text
    cases.write_text(text.replace("cards: [yellow]", "cards: [red_major]", 1), encoding="utf-8")
    assert main(["check", str(scheme)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{cases}:")
    assert "red_major" in line
    assert "yellow" in line


@pytest.mark.parametrize(("arguments", "said"), [([], "用法"), (["chek"], "是否为「check」"), (["check"], None)])
def test_bad_arguments_get_help_and_2(
    arguments: list[str], said: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(arguments)
    except SystemExit as left:  # argparse leaves by itself
        status = int(str(left.code))
    assert status == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert (said or "SCHEME.yaml") in captured.err


def test_checking_loads_neither_the_web_nor_the_database() -> None:
    code = (
        "import sys; from commands.__main__ import main; "
        f"status = main(['check', {str(GOOD)!r}]); "
        "sys.exit(', '.join({'flask', 'sqlalchemy', 'weasyprint'} & set(sys.modules)) or status)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
