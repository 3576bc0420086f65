"""Supply and demand on its page: what is suggested with its reckoning, what staff decide, and the rounds."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from werkzeug.test import TestResponse

from tests.site import Site

OF = ("of", "案件权重/案件类型")
EXECUTION, RESUMED = "案件权重（首次执行，其他）", "案件权重（恢复执行，其他）"


def supply(site: Site, *fields: tuple[str, str]) -> TestResponse:
    return site.client("staff").get(f"/tuning/{site.opened}/supply?{urlencode([OF, *fields])}")


def stated(**demand: str) -> list[tuple[str, str]]:
    """What teams want of each kind, against 100 cases each."""
    return [pair for kind, wanted in demand.items() for pair in (("kind", kind), ("demand", wanted), ("supply", "100"))]


def test_the_cases_of_the_period_are_the_work_there_is(site: Site) -> None:
    """Three civil cases are closed in the open month, and nobody has said what they want yet."""
    page = supply(site).get_data(as_text=True)
    assert 'name="supply" value="3" aria-label="民事一审的案件"' in page
    assert "填好意愿后" in page


def test_each_suggestion_says_how_it_was_reckoned(site: Site) -> None:
    page = supply(site, *stated(首次执行="140", 恢复执行="60")).get_data(as_text=True)
    assert "「首次执行」意愿 140 件，案件 100 件，超选 40% → 权重 1.20 下调 0.10 至 1.10" in page
    assert "「恢复执行」意愿 60 件，案件 100 件，少选 40% → 权重 1.00 上调 0.10 至 1.10" in page
    assert "没有填报「民事一审」" in page
    assert "轮后：" in page
    assert page.count('<path class="series') == 4  # two lines, and each once more beside its name


@pytest.mark.parametrize(
    ("decided", "led_to"),
    [
        ([("take." + EXECUTION, "accept")], {f"set.{EXECUTION}": "1.1"}),
        ([("take." + EXECUTION, "change"), ("value." + EXECUTION, "1.15")], {f"set.{EXECUTION}": "1.15"}),
        ([("value." + EXECUTION, "1.15")], {f"set.{EXECUTION}": "1.15"}),
        ([("take." + RESUMED, "accept"), ("take." + EXECUTION, "refuse")], {f"set.{RESUMED}": "1.1"}),
    ],
)
def test_what_is_accepted_goes_on_to_the_sliders(
    site: Site, decided: list[tuple[str, str]], led_to: dict[str, str]
) -> None:
    answer = supply(site, *stated(首次执行="140", 恢复执行="60"), *decided, ("do", "try"))
    assert (answer.status_code, urlsplit(answer.location).path) == (302, f"/tuning/{site.opened}")
    assert dict(parse_qsl(urlsplit(answer.location).query)) == led_to


@pytest.mark.parametrize(
    ("decided", "words"),
    [
        ([], "还没有采纳任何一条建议"),
        ([("take." + EXECUTION, "refuse")], "还没有采纳任何一条建议"),
        ([("value." + EXECUTION, "1.13")], "离「1.13」最近的是 1.15"),
        ([("value." + EXECUTION, "400")], "应在 0.1 至 20 之间"),
    ],
)
def test_what_cannot_be_tried_is_said(site: Site, decided: list[tuple[str, str]], words: str) -> None:
    answer = supply(site, *stated(首次执行="140"), *decided, ("do", "try"))
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)


def test_numbers_can_be_pasted_out_of_a_table(site: Site) -> None:
    pasted = "案件类型\t意愿\t案件\n首次执行\t1,140\t100\n民事一审\t5"
    answer = supply(site, ("gain", "30%"), ("paste", pasted))
    kept = parse_qsl(urlsplit(answer.location).query, keep_blank_values=True)
    work = {kept[at][1]: (kept[at + 1][1], kept[at + 2][1]) for at, (name, _) in enumerate(kept) if name == "kind"}
    assert ("gain", "30%") in kept
    assert (work["首次执行"], work["民事一审"], work["刑事一审"]) == (("1,140", "100"), ("5", "3"), ("", "0"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ([("gain", "很大")], "请填 0% 至 1000% 之间的数"),
        ([("rounds", "2.5")], "请填 1 至 48 之间的数"),
        ([("kind", "首次执行"), ("demand", "多"), ("supply", "1")], "「多」不是数"),
        ([("kind", "首次执形"), ("demand", "1"), ("supply", "1")], "没有「首次执形」，是否为「首次执行」？"),
        (stated(首次执行="300"), "可改按占比比较"),
    ],
)
def test_what_is_wrong_is_said(site: Site, fields: list[tuple[str, str]], words: str) -> None:
    assert words in supply(site, *fields).get_data(as_text=True)


def test_shares_are_put_on_the_scale_of_the_work(site: Site) -> None:
    page = supply(site, ("share", "1"), *stated(首次执行="60%", 恢复执行="40%")).get_data(as_text=True)
    assert "「首次执行」意愿 120 件，案件 100 件，超选 20%" in page


def test_a_scheme_without_weights_has_no_market(site: Site) -> None:
    page = site.client("staff").get(f"/tuning/{site.cards}/supply").get_data(as_text=True)
    assert "没有可调的权重表" in page
