"""The tables of a source's annexes, as ``./hengji score`` prints them beside the scorecards."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from commands.score import run
from rules.beside import SCHEMES

YANBIAN = SCHEMES / "yanbian-2019.yaml"
FIGURES = f"{SCHEMES / 'data' / 'yanbian-2018.csv'}@2018"


def test_annex_2_comes_out_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(YANBIAN), FIGURES, "--period", "2019"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("附件2"))
    table = {cells[0]: cells[-3:] for cells in (line.split() for line in lines[start + 2 : start + 12])}
    with (SCHEMES / "data" / "yanbian-2018-targets.csv").open(encoding="utf-8-sig") as file:
        printed = {row[0]: row[1:] for row in list(csv.reader(file))[1:]}
    assert {name: [cell.replace("−", "-") for cell in table[name]] for name in printed} == printed
    assert table["总计"] == ["638", "−67", "571"]


def test_as_data_they_are_exact(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(YANBIAN), FIGURES, "--period", "2019", "--json"]) == 0
    annex2, annex3 = json.loads(capsys.readouterr().out)["forms"]
    assert annex2["totals"] == ["382", "145", "73", "19", "19", "638", "-67", "571"]
    assert (annex3["id"], len(annex3["rows"])) == ("annex3", 9)


def test_a_wrong_file_of_forms_is_named_and_scores_stand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / YANBIAN.name).write_text(YANBIAN.read_text(encoding="utf-8"), encoding="utf-8")
    wrong = "scheme: yanbian-2019\nforms:\n  - id: x\n    title: x\n    columns: [{title: x, of: 没有这个}]\n"
    (tmp_path / "yanbian-2019.forms.yaml").write_text(wrong, encoding="utf-8")
    assert run([str(tmp_path / YANBIAN.name), FIGURES, "--period", "2019"]) == 0
    told = capsys.readouterr()
    assert ("【延吉法院】" in told.out, "附件2" in told.out) == (True, False)
    assert "yanbian-2019.forms.yaml:5" in told.err
    assert "办法里没有「没有这个」这个统计数" in told.err
