"""Columns line up by the width that characters take in a terminal."""

from __future__ import annotations

import io

import pytest

from commands.terminal import Progress, aligned, width


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("总分", 4), ("（1）", 5), ("3 ÷ 2 = 1.5", 11), ("—", 1)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_rows_are_aligned() -> None:
    rows = [["项", "分", "说明"], ["审结案件", "12.50", ""]]
    assert aligned(rows, right=[1]) == ["项           分  说明", "审结案件  12.50"]
    assert aligned([]) == []


@pytest.mark.parametrize(("terminal", "since", "shown"), [(True, 2.0, True), (True, 0.5, False), (False, 2.0, False)])
def test_progress_shows_on_a_terminal_after_a_second(
    monkeypatch: pytest.MonkeyPatch, *, terminal: bool, since: float, shown: bool
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(written, "isatty", lambda: terminal)
    monkeypatch.setattr("sys.stderr", written)
    clock = iter([0.0, since])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    progress = Progress("已读")
    progress(50_000)
    progress.finish()
    assert written.getvalue() == ("\r已读 50,000 行…\r\033[K" if shown else "")
