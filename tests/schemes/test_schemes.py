"""The schemes that ship: free of problems, proven by their worked examples, true to the printed figures."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from rules.check import load

SCHEMES = sorted(path for path in Path("rules/schemes").glob("*.yaml") if not path.name.endswith(".cases.yaml"))
DATA = Path("rules/schemes/data")
COURTS = ("延边中院", "延吉法院", "图们法院", "敦化法院", "龙井法院", "珲春法院", "和龙法院", "汪清法院", "安图法院")


def rows(name: str) -> dict[str, dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return {row["院别"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_has_no_errors_and_no_warnings(path: Path) -> None:
    compiled, problems = load(path)
    assert [problem.line() for problem in problems] == []
    assert compiled is not None
