"""Columns line up by the width that characters take in a terminal."""

from __future__ import annotations

import pytest

from commands.terminal import aligned, width


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("总分", 4), ("（1）", 5), ("3 ÷ 2 = 1.5", 11), ("—", 1)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_rows_are_aligned() -> None:
    rows = [["项", "分", "说明"], ["审结案件", "12.50", ""]]
    assert aligned(rows, right=[1]) == ["项           分  说明", "审结案件  12.50"]
    assert aligned([]) == []
