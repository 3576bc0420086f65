"""Targets on their page: offers that reach the outcome, on the way to the sliders; nothing is applied."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

import pytest

from tests.site import Site

WEIGHTS = ("among", "案件权重")


def goal(site: Site, *fields: tuple[str, str]) -> str:
    return site.client("staff").get(f"/tuning/{site.opened}/goal?{urlencode(fields)}").get_data(as_text=True)


def test_an_offer_leads_to_sliders_that_have_the_outcome(site: Site) -> None:
    """乙队 has closed one ordinary civil case, which weighs 3."""
    page = goal(site, ("kind", "line"), ("subject", "乙队"), ("line", "4"), WEIGHTS)
    assert "案件权重（民事一审，普通）3 → 4" in page
    assert "「乙队」4.00，「目标线」线 4.00" in page
    address = html.unescape(re.findall(r'href="(/tuning/\d+\?set[^"]+)"', page)[0])
    sliders = site.client("staff").get(address).get_data(as_text=True)
    assert re.search(r'乙队</td><td class="number quiet">3.00</td><td class="number"><b>4.00</b>', sliders)


def test_what_is_so_already_needs_no_change(site: Site) -> None:
    page = goal(site, ("kind", "spread"), ("ratio", "2"), WEIGHTS)
    assert "现在已经达到：最高分是最低分的 2.00 倍" in page
    assert ">用作试算</a>" not in page


def test_what_cannot_be_reached_says_so(site: Site) -> None:
    assert "在可调范围内没有" in goal(site, ("kind", "spread"), ("ratio", "9"), WEIGHTS)


def test_two_groups_alike(site: Site) -> None:
    """Both teams stand in one division: a grouping of one group has nothing to compare."""
    asked = (("kind", "means"), ("first", "类别/审判团队"), ("second", "上级/民一庭"), WEIGHTS)
    assert "请选同一种分组里的两组" in goal(site, *asked)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ([("kind", "spread"), ("ratio", "0.5"), WEIGHTS], "请填 1 至 1000 之间的数"),
        ([("kind", "spread"), ("ratio", "三倍"), WEIGHTS], "请填 1 至 1000 之间的数"),
        ([("kind", "line"), ("subject", "丁队"), ("line", "60"), WEIGHTS], "本周期没有这个对象"),
        ([("kind", "line"), ("subject", "甲队"), ("line", ""), WEIGHTS], "请填分数（如 60）或比例（如 20%）"),
        ([("kind", "spread"), ("ratio", "3")], "请至少选一组可调的权重或参数"),
        ([("kind", "spread"), ("ratio", "3"), ("among", "没有这张表")], "请至少选一组可调的权重或参数"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(site: Site, fields: list[tuple[str, str]], words: str) -> None:
    assert words in goal(site, *fields)


def test_a_scheme_without_a_total_has_no_target(site: Site) -> None:
    page = site.client("staff").get(f"/tuning/{site.cards}/goal").get_data(as_text=True)
    assert "不能按目标反推" in page
