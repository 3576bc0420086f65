from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.case_number import CaseNumber, parse_case_number, type_codes


@pytest.mark.parametrize(
    ("typed", "text", "parts"),
    [
        ("（2020）鲁1329民初123号", "（2020）鲁1329民初123号", (2020, "鲁1329", "民初", 123, "")),
        ("(2020)鲁1329民初123号", "（2020）鲁1329民初123号", (2020, "鲁1329", "民初", 123, "")),
        ("〔2020〕鲁1329 民初 123 号", "（2020）鲁1329民初123号", (2020, "鲁1329", "民初", 123, "")),
        ("［2020］鲁1329民初123号", "（2020）鲁1329民初123号", (2020, "鲁1329", "民初", 123, "")),
        ("（２０２０）鲁１３２９民初１２３号", "（2020）鲁1329民初123号", (2020, "鲁1329", "民初", 123, "")),
        ("（2020）鲁1329执恢0007号之一", "（2020）鲁1329执恢7号", (2020, "鲁1329", "执恢", 7, "一")),
        ("（2019）吉24民终88号", "（2019）吉24民终88号", (2019, "吉24", "民终", 88, "")),
        ("（2019）鲁民终88号", "（2019）鲁民终88号", (2019, "鲁", "民终", 88, "")),
        ("（2021）最高法民申1号", "（2021）最高法民申1号", (2021, "最高法", "民申", 1, "")),
        ("（2021）最高法知民终1号", "（2021）最高法知民终1号", (2021, "最高法", "知民终", 1, "")),
        ("（2022）京73行初5号", "（2022）京73行初5号", (2022, "京73", "行初", 5, "")),
        ("（2015）沭民初字第12号", "（2015）沭民初字第12号", (2015, "", "沭民初", 12, "")),
    ],
)
def test_what_is_read(typed: str, text: str, parts: tuple[int, str, str, int, str]) -> None:
    number, problems = parse_case_number(typed)
    assert problems == []
    assert number == CaseNumber(*parts)
    assert number.text == text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "没有案号"),
        ("   ", "没有案号"),
        ("民初123", "不是案号"),
        ("2020鲁1329民初123号", "不是案号"),
        ("（2020）鲁1329民初号", "不是案号"),
        ("（2020）鲁1329民初123", "末尾没有「号」，应为「（2020）鲁1329民初123号」"),
        ("（1900）鲁1329民初123号", "年份 1900 不对"),
        ("（2020）鲁132民初123号", "法院代字「鲁132」不对"),
        ("（2020）卤1329民初123号", "法院代字「卤1329」不对"),
        ("（2020）民初123号", "法院代字"),
        ("（2020）鲁1329民出123号", "「民出」不在代字表中，是否为「民"),
        ("（2020）鲁1329民初0号", "1 至 9999999"),
        ("（2020）鲁1329民初123-125号", "不止一个案号"),
        ("（2020）鲁1329民初1号、（2020）鲁1329民初2号", "不止一个案号"),
    ],
)
def test_what_is_refused_and_why(typed: str, words: str) -> None:
    number, problems = parse_case_number(typed)
    assert number is None
    assert words in " ".join(problem.text() for problem in problems)


def test_all_at_once() -> None:
    _, problems = parse_case_number("（1900）卤1民出0号")
    assert [problem.code for problem in problems] == [
        "case_number.year",
        "case_number.serial",
        "case_number.court",
        "case_number.type",
    ]


def test_a_number_of_another_court() -> None:
    assert parse_case_number("（2020）鲁1329民初1号", own="鲁1329")[1] == []
    (problem,) = parse_case_number("（2020）鲁1301民初1号", own="鲁1329")[1]
    assert problem.code == "case_number.other_court"


@given(
    st.integers(2016, 2099),
    st.sampled_from(["鲁", "鲁13", "鲁1329", "兵0101", "最高法"]),
    st.sampled_from(sorted(type_codes())),
    st.integers(1, 9_999_999),
)
def test_writing_and_reading_are_one(year: int, court: str, kind: str, serial: int) -> None:
    number = CaseNumber(year, court, kind, serial)
    assert parse_case_number(number.text) == (number, [])


@given(st.text(alphabet="（）()〔〕2020 鲁民初执号之一字第-0123456789", max_size=30))
def test_any_text_gives_a_number_or_problems(text: str) -> None:
    number, problems = parse_case_number(text)
    assert (number is None) == bool(problems)
    assert all(problem.text() for problem in problems)
