"""As what somebody is graded who changed post or place: at the end, or for the longest time."""

from __future__ import annotations

import pytest

from scoring.inputs import Member, Subject
from scoring.posts import Posts

END = Subject("甲", {"岗位": "员额法官", "层级": "基层"}, "民二庭")


def stays(*told: tuple[str, str, int]) -> list[Member]:
    return [Member("甲", place, days, {"岗位": post}) for place, post, days in told]


@pytest.mark.parametrize(
    ("chosen", "by_place", "told", "post", "place"),
    [
        ("期末岗位", False, [("民一庭", "法官助理", 300), ("民二庭", "员额法官", 66)], "员额法官", "民二庭"),
        ("最长岗位", False, [("民一庭", "法官助理", 300), ("民二庭", "员额法官", 66)], "法官助理", "民一庭"),
        ("最长岗位", False, [("民一庭", "法官助理", 183), ("民二庭", "员额法官", 183)], "员额法官", "民二庭"),
        ("最长岗位", False, [("民一庭", "法官助理", 184), ("民二庭", "员额法官", 182)], "法官助理", "民一庭"),
        # two stays in one post count together; without places the later of them says where
        ("最长岗位", False, [("民一庭", "法官助理", 100), ("民二庭", "员额法官", 150), ("民三庭", "法官助理", 116)],
         "法官助理", "民三庭"),
        ("最长岗位", True, [("民一庭", "法官助理", 100), ("民二庭", "员额法官", 150), ("民三庭", "法官助理", 116)],
         "员额法官", "民二庭"),
        ("最长岗位", True, [("民一庭", "员额法官", 200), ("民二庭", "员额法官", 166)], "员额法官", "民一庭"),
        ("最长岗位", False, [("", "法官助理", 366)], "法官助理", "民二庭"),
        ("最长岗位", False, [], "员额法官", "民二庭"),
    ],
)  # fmt: skip
def test_as_what(chosen: str, by_place: bool, told: list[tuple[str, str, int]], post: str, place: str) -> None:  # noqa: FBT001
    found = Posts(chosen, stays(*told), by_place=by_place).graded_as(END)
    assert (found.classes, found.parent) == ({"岗位": post, "层级": "基层"}, place)


def test_the_reason_tells_each_stay_with_its_days() -> None:
    told = stays(("民一庭", "法官助理", 200), ("民二庭", "员额法官", 166))
    for chosen, post in (("期末岗位", "民二庭 员额法官"), ("最长岗位", "民一庭 法官助理")):
        node = Posts(chosen, told, by_place=False).told("甲")
        assert node is not None
        assert (node.numbers, node.value) == (
            "民一庭 法官助理（200 天）、民二庭 员额法官（166 天）", f"按{chosen}评定：{post}",
        )  # fmt: skip


def test_who_changed_nothing_is_told_nothing() -> None:
    posts = Posts("最长岗位", stays(("民一庭", "员额法官", 100), ("民一庭", "员额法官", 200)), by_place=True)
    assert (posts.told("甲"), posts.told("乙")) == (None, None)
