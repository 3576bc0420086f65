"""The press: the same bytes for the same values, nothing fetched, nothing that hangs it, missing characters named."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from reports.press.proof import draft_reasons, foot_mark
from reports.press.text import FIELD_LIMIT, file_name, harmless
from reports.scorecard import scorecard, scorecard_name
from scoring.engine import score
from scoring.inputs import Fact, Inputs, Subject
from scoring.period import Period
from shown.scorecard import ScorecardView, fact_view, view
from tests.records.schemes import TEAMS, compiled

SCHEME = compiled(TEAMS)
MONTH = Period("month", 2020, 11)
ROOT = Path(__file__).parents[2]
HOSTILE = {
    "long": "长" * 20_000,
    "latin": "A" * 20_000,
    "html": "<script>alert(1)</script><img src=file:///etc/passwd><h1>假的总分</h1>",
    "css": "</style><style>body{display:none}</style>",
    "attachment": '<link rel=attachment href="file:///etc/passwd">',
    "url": "http://evil.example/" + "a" * 500,
    "right to left": "\u202e分001得\u202c\u200f\u2066",
    "control": "\x01\x07\x1b[31m红",
    "jinja": "{{ 7*7 }}{% for x in y %}",
    "quotes": "\"' onload='x' data-x=\"",
    "combining": "e" + "\u0301" * 3000,
}


def card(subject: str = "甲队", text: str = "先进", case: str = "（2020）鲁1329民初1号") -> ScorecardView:
    """A scorecard with a case and an honour: 1 + 1.5 points. Subject, field and case number hold what is given."""
    facts = (
        Fact("1", "结案", date(2020, 11, 3), subject, {"案件类型": "民事", "天数用时": Fraction(12)}, "张三", case),
        Fact("2", "表彰", date(2020, 11, 4), subject, {"分值": Fraction(3, 2), "集体": True, "名称": text}, text),
    )
    result = score(SCHEME, Inputs(MONTH, (Subject(subject, {"类别": "执行"}),), facts))
    found = view(
        compiled=SCHEME, period=MONTH, results=result.subjects, subject=subject, state_shown="已关账",
        facts={fact.key: fact_view(fact) for fact in facts},
    )  # fmt: skip
    assert found is not None
    return found


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """What the paper says, as pdftotext reads it, without spaces and line ends: those are layout's."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, encoding="utf-8", check=True)  # noqa: S607
    return "".join(done.stdout.split())


def test_the_paper_says_what_the_page_says(tmp_path: Path) -> None:
    paper = scorecard(card())
    text = text_of(paper.pdf, tmp_path)
    assert paper.problems == ()
    for words in (
        "绩效考核记分卡",
        "甲队",
        "2020 年 11 月",
        "2.50",
        "审结",
        "1.00",
        "表彰加分",
        "1.50",
        "一",
        "（2020）鲁1329民初1号",
        "2020-11-03",
        "先进",
        "第 1 页 共 2 页",
        "第 2 页 共 2 页",
        "v1 · 未封存",
    ):
        assert words.replace(" ", "") in text, words


@pytest.mark.parametrize(
    ("sealed", "inputs", "mark"),
    [
        (False, "", "v1 · 未封存"),
        (False, "1a2b3c4d5e", "v1 · 数据 1a2b3c4d · 未封存"),
        (True, "1a2b3c4d5e", "v1 · 数据 1a2b3c4d"),
    ],
)
def test_the_foot_says_what_it_rests_on(inputs: str, mark: str, *, sealed: bool) -> None:
    assert foot_mark("1", inputs, draft_reasons(sealed=sealed)) == mark


def test_the_same_card_gives_the_same_bytes() -> None:
    """Whatever was printed before it, and in another process with another order of sets."""
    here = scorecard(card()).pdf
    scorecard(card("乙队", "另一张"))
    assert scorecard(card()).pdf == here
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from hashlib import sha256;"
        "from tests.reports.test_paper import card; from reports.scorecard import scorecard;"
        "print(sha256(scorecard(card()).pdf).hexdigest())"
    )
    command = [sys.executable, "-X", "utf8", "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "7"}
    )
    assert done.stdout.strip() == sha256(here).hexdigest()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_prints_harmlessly_and_in_time(tmp_path: Path, name: str) -> None:
    text = HOSTILE[name]
    started = time.process_time()
    paper = scorecard(card(text, text, text))
    assert time.process_time() - started < 5
    said = text_of(paper.pdf, tmp_path)
    for words in ("2.50", "1.50", "绩效考核记分卡", "第1页"):
        assert words in said
    assert b"root:" not in paper.pdf
    for mark in (b"/EmbeddedFile", b"/JavaScript", b"/URI", b"/Launch"):
        assert mark not in paper.pdf
    checked = subprocess.run(["qpdf", "--check", tmp_path / "paper.pdf"], capture_output=True, text=True, check=False)  # noqa: S607
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "warning" not in (checked.stdout + checked.stderr).lower()


def test_what_is_typed_comes_out_as_typed(tmp_path: Path) -> None:
    said = text_of(scorecard(card(text="<b>{{ 7*7 }}</b>&amp;")).pdf, tmp_path)
    assert "<b>{{7*7}}</b>&amp;" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三", "张三"),
        ("a\u202eb\u200fc\x07", "abc"),
        ("两\n行", "两\n行"),
        ("a\ud800b", "ab"),
        ("x" * 31, "x" * 30 + "\u200bx"),
        ("长" * (FIELD_LIMIT + 1), "长" * FIELD_LIMIT + "……（已截断）"),
        (12, "12"),
    ],
)
def test_harmless(text: object, expected: str) -> None:
    assert harmless(text) == expected


def test_a_character_that_no_font_has_is_named() -> None:
    (problem,) = scorecard(card("甲队\U00016a40")).problems
    assert problem.severity == "warning"
    assert "U+16A40" in problem.text()


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("延边中院", "2019年", "记分卡"), "延边中院 2019年 记分卡.pdf"),
        (("../../etc/passwd", "2019"), "_.._etc_passwd 2019.pdf"),
        (('a/b\\c:d*e?f"g<h>i|j', "1"), "a_b_c_d_e_f_g_h_i_j 1.pdf"),
        (("甲\n乙\u202e丙", "1"), "甲_乙丙 1.pdf"),
        (("...", "1"), "_ 1.pdf"),
        (("", "1"), "_ 1.pdf"),
        (("长" * 300, "2019年"), "长" * 40 + " 2019年.pdf"),
        (("𠮷" * 300, "𠮷" * 300), "𠮷" * 40 + " " + "𠮷" * 19 + ".pdf"),
    ],
)
def test_file_names(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts) == name
    assert len(name.encode()) <= 255


def test_the_name_of_a_card() -> None:
    assert scorecard_name(card()) == "甲队 2020年11月 记分卡.pdf"
