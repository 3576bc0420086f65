from __future__ import annotations

import pytest

from rules.problem import Problem, visible


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("结案 数", "结案 数"),
        ("结案\u3000数", "结案\u3000数"),
        ("结案\u200b数", "结案〔U+200B〕数"),
        ("\u202e数", "〔U+202E〕数"),
        ("甲\n队\x1b[31m", "甲〔U+000A〕队〔U+001B〕[31m"),
    ],
)
def test_what_nobody_sees_is_told_by_number(typed: str, told: str) -> None:
    assert visible(typed) == told


def test_a_message_is_one_line_whatever_was_typed() -> None:
    problem = Problem("file-missing", {"hint": "，\x1b[2J\n"})
    assert "\n" not in problem.line()
    assert "\x1b" not in problem.line()
