"""``./hengji template``: tables that ``./hengji score`` reads, empty or filled in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from commands import score, template
from records.sheets import read
from tests.records.schemes import COURTS, TEAMS

ROOT = Path(__file__).parents[2]
CARDS = ROOT / "rules/schemes/yinzhou-cards-2020.yaml"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "courts.yaml").write_text(COURTS, encoding="utf-8")
    (tmp_path / "teams.yaml").write_text(TEAMS, encoding="utf-8")

    def run_it(command: Callable[[list[str]], int], *arguments: str) -> tuple[int, str, str]:
        status = command(list(arguments))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run_it


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            ["courts.yaml", "--period", "2019"],
            # the scheme's subjects, for the period before as well: 降幅 looks back
            [
                '\ufeff"院别","期间","结案数","结案率","双达标"',
                '"甲县法院","2018","","",""',
                '"乙县法院","2018","","",""',
                '"甲县法院","2019","","",""',
                '"乙县法院","2019","","",""',
            ],
        ),
        (["teams.yaml", "--facts", "结案"], ['\ufeff"事实","日期","团队","干警","案号","编号","案件类型","天数用时"']),
        (["teams.yaml", "--facts", "表彰"], ['\ufeff"事实","日期","团队","干警","编号","分值","集体","公布日","名称"']),
        # 个人评分 is read by the share-out alone: it belongs to the members
        (["teams.yaml", "--members"], ['\ufeff"团队","干警","期间","天数","岗位","个人评分"']),
        (
            [str(CARDS), "--facts", "评查问题"],
            ['\ufeff"事实","日期","干警","案号","编号","问题种类","严重程度","认定"'],
        ),
    ],
)
def test_the_columns_that_a_scheme_reads(run: Run, arguments: list[str], lines: list[str]) -> None:
    assert run(template.run, *arguments) == (0, "\r\n".join([*lines, ""]), "")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("scheme", "options", "scored"),
    [
        ("courts.yaml", ["--period", "2019"], []),
        ("teams.yaml", ["--facts", "结案"], ["--period", "2020-11"]),
        ("teams.yaml", ["--members"], ["--period", "2020-11"]),
        (str(CARDS), ["--facts", "评查问题"], ["--period", "2020"]),
        (str(ROOT / "rules/schemes/yanbian-2019.yaml"), ["--period", "2019"], ["--period", "2019"]),
        (str(ROOT / "rules/schemes/linshu-2020.yaml"), ["--period", "2020-11"], ["--period", "2020-11"]),
        (str(ROOT / "rules/schemes/linshu-2020.yaml"), ["--facts", "申请事项"], ["--period", "2020-11"]),
    ],
)
def test_what_is_written_can_be_scored(
    run: Run, scheme: str, options: list[str], scored: list[str], suffix: str
) -> None:
    assert run(template.run, scheme, *options, "-o", f"t.{suffix}") == (0, "", "")
    extra = [] if scored else ["--period", "2019"]
    status, _, err = run(score.run, scheme, f"t.{suffix}", *scored, *extra, "--json")
    assert (status, err) == (0, "")


def test_a_template_filled_in_is_scored(run: Run, tmp_path: Path) -> None:
    run(template.run, "courts.yaml", "--period", "2019", "-o", "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book.active
    assert sheet is not None
    for row in range(2, 6):
        for column, value in ((3, 200 if row < 4 else 100), (4, 0.6), (5, "是")):
            sheet.cell(row, column, value)
    book.save(tmp_path / "t.xlsx")
    assert read(tmp_path / "t.xlsx")[0][0].rows[1].cells == ("甲县法院", "2018", "200", "0.6", "是")
    _, out, _ = run(score.run, "courts.yaml", "t.xlsx")
    assert "甲县法院  55.00" in out


def test_a_workbook_helps_whoever_fills_it_in(run: Run, tmp_path: Path) -> None:
    run(template.run, "courts.yaml", "-o", "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert sheet is not None
    assert sheet.freeze_panes == "B2"
    assert sheet["C1"].comment is not None
    assert sheet["C1"].comment.text == "单位：件\n依据：一"
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {"A2:A10001": '"甲县法院,乙县法院"', "E2:E10001": '"是,否"'}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["teams.yaml"], "这个办法不读统计数，只读事实。请用 --facts 指明种类：结案、表彰"),
        (["teams.yaml", "--facts", "结按"], "办法没有登记「结按」这种事实，是否为「结案」？可用：结案、表彰"),
        (["courts.yaml", "--facts", "结案"], "这个办法不读事实"),
        (["courts.yaml", "--members"], "这个办法不在成员之间分配，用不到成员表"),
        (["courts.yaml", "--period", "2019-03"], "「2019-03」不是年度。请写成 2019"),
        (["courts.yaml", "-o", "t.xls"], "t.xls: 输出文件应以 .csv 或 .xlsx 结尾"),
        (["courts.yaml", "-o", "none/t.csv"], "none/t.csv: 文件写不进去"),
        (["courts.yaml", "-o", "kept.csv"], "kept.csv: 文件已经存在，没有覆盖。"),
        (["cuorts.yaml"], "cuorts.yaml: 没有这个文件"),
    ],
)
def test_what_cannot_be_written(run: Run, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "kept.csv").write_text("mine", encoding="utf-8")
    status, out, err = run(template.run, *arguments)
    assert (status, out, err[: len(words)]) == (2, "", words)
    assert (tmp_path / "kept.csv").read_text(encoding="utf-8") == "mine"
