from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.node import compose
from rules.writing import one_line

TEXTS = st.text(st.sampled_from("甲乙1 :#{}=+-@'\"、|,[]!&*?%>~\t\n"), min_size=1, max_size=8)


def read(text: str) -> object:
    root, problems = compose(text, "")
    assert problems == []
    assert root is not None
    return root.data


@given(TEXTS)
@example("=:")
@example("a: b")
@example("null")
@example("2020-01-01")
def test_a_text_on_one_line_reads_back_wherever_it_stands(text: str) -> None:
    written = one_line(text)
    assert read(written) == text
    assert read(f"key: {written}\n") == {"key": text}
    assert read(f"[{written}, x]") == [text, "x"]
    assert read(f"{{key: {written}, next: x}}") == {"key": text, "next": "x"}


@pytest.mark.parametrize("text", ["审结案件", "二（一）", "案件权重（案件类型，审理程序）", "民事一审", "v 1"])
def test_plain_words_stay_plain(text: str) -> None:
    assert one_line(text) == text
