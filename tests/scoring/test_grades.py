"""Grades: quotas exact, ties left to a person, places outside, limits; by table and by property."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.exact import round_to
from scoring.engine import score
from scoring.grade_list import GradeList, Ruling
from scoring.grades import propose
from scoring.inputs import Inputs, Member, Overlay, Subject
from tests.scoring.small import YEAR, scheme

GRADES = scheme(
    """
classes: {岗位: [法官, 助理]}
parameters:
  比例: {unit: "%", value: 20%, basis: 一}
  批准比例: {unit: "%", value: 25%, basis: 一}
  取整: {choices: [舍去, 四舍五入, 进一], value: 舍去, assumption: 没有写}
  换岗: {choices: [期末岗位, 最长岗位], value: 期末岗位, assumption: 没有写}
figures:
  分: {unit: 分}
  红卡: {unit: 张, when_missing: 0}
  一档: {type: yes_no, when_missing: 否}
  试用: {type: yes_no, when_missing: 否}
sections: []
indicators: [{id: total, title: 得分, points: 分, basis: 一}]
total: total
grades:
  - id: annual
    title: 等次
    by: 得分
    within: [岗位]
    quota_rounding: 取整
    post: 换岗
    basis: 二
    levels:
      - {id: a, title: 优秀, where: 得分 ≥ 60, quota: 比例, raised: 批准比例, outside: 一档 = 是, basis: 二}
      - {id: b, title: 称职, where: 得分 ≥ 40, basis: 二}
      - {id: c, title: 不称职, basis: 二}
    limits:
      - {id: red, title: 有红卡, where: 红卡 ≥ 1, bars: [优秀], basis: 三}
      - {id: new, title: 试用期, where: 试用 = 是, ungraded: true, basis: 三}
""",
    head="""\
scheme: small
version: "1.0"
title: 小办法
basis: {document: 演示}
appraises: person
period: year
effective: 2010-01-01
ranking: shown
""",
)
Given = dict[str, tuple[str, Fraction | None, int, bool, bool]]  # 岗位, 分, 红卡, 一档, 试用


def graded(
    people: Given, ruling: Ruling | None = None, overlay: Overlay | None = None, stays: tuple[Member, ...] = ()
) -> GradeList:
    figures: dict[tuple[str, str, str], Fraction | bool] = {}
    for name, (_, points, red, first, new) in people.items():
        if points is not None:
            figures[name, "2020", "分"] = points
        figures |= {(name, "2020", "红卡"): Fraction(red), (name, "2020", "一档"): first, (name, "2020", "试用"): new}
    subjects = tuple(Subject(name, {"岗位": post}) for name, (post, *_) in people.items())
    over = overlay or Overlay()
    result = score(GRADES, Inputs(YEAR, subjects, (), figures), over, explain=False)
    return propose(GRADES, result, subjects, ruling or Ruling(), over, stays=stays)


def judges(*points: int) -> Given:
    return {f"甲{number:02d}": ("法官", Fraction(one), 0, False, False) for number, one in enumerate(points)}


def titles(found: GradeList) -> list[str]:
    return [one.title or one.standing for one in sorted(found.entries, key=lambda each: each.subject)]


@pytest.mark.parametrize(
    ("people", "rounding", "places"),
    [(9, "舍去", 1), (10, "舍去", 2), (11, "舍去", 2), (12, "四舍五入", 2), (13, "四舍五入", 3), (11, "进一", 3),
     (10, "进一", 2), (4, "舍去", 0), (2, "四舍五入", 0), (3, "四舍五入", 1)],
)  # fmt: skip
def test_a_quota_in_whole_places(people: int, rounding: str, places: int) -> None:
    found = graded(judges(*range(99, 99 - people, -1)), overlay=Overlay({"取整": rounding}))
    quota = found.quotas[0]
    assert (quota.base, quota.exact, quota.places) == (people, Fraction(people, 5), places)
    assert titles(found) == ["优秀"] * places + ["称职"] * (people - places)


def test_an_approved_quota_is_larger() -> None:
    people = judges(*range(99, 91, -1))
    assert [quota.places for quota in graded(people).quotas] == [1]
    for approved in ({("a", "法官")}, {("a", None)}):
        quota = graded(people, Ruling(frozenset(approved))).quotas[0]
        assert (quota.places, quota.ratio, quota.raised) == (2, Fraction(1, 4), True)
    assert graded(people, Ruling(frozenset({("a", "助理")}))).quotas[0].places == 1


def test_a_tie_at_the_edge_waits_for_a_person() -> None:
    people = judges(90, 80, 80, 80, 70, 70, 70, 70, 70, 70)
    found = graded(people)
    assert titles(found) == ["优秀", "tied", "tied", "tied", *["称职"] * 6]
    assert [(tie.score, tie.places, tie.subjects) for tie in found.ties] == [
        (Fraction(80), 1, ("甲01", "甲02", "甲03"))
    ]
    decided = graded(people, Ruling(chosen={("a", "法官"): frozenset({"甲02"})}))
    assert titles(decided) == ["优秀", "称职", "优秀", *["称职"] * 7]
    assert (decided.ties, decided.problems) == ((), ())


@pytest.mark.parametrize("chosen", [{"甲00"}, {"甲01", "甲02"}, {"无此人"}])
def test_a_decision_that_does_not_fit_is_told_and_not_used(chosen: set[str]) -> None:
    found = graded(judges(90, 80, 80, 80, 70, 70, 70, 70, 70, 70), Ruling(chosen={("a", "法官"): frozenset(chosen)}))
    assert [problem.code for problem in found.problems] == ["grades-decision-stale"]
    assert len(found.ties) == 1


def test_equal_scores_that_all_fit_are_no_tie() -> None:
    assert titles(graded(judges(90, 90, *[70] * 8))) == ["优秀", "优秀", *["称职"] * 8]


def test_groups_have_quotas_of_their_own() -> None:
    people = judges(*[90] * 4) | {f"乙{at}": ("助理", Fraction(70 - at), 0, False, False) for at in range(5)}
    found = graded(people)
    assert {quota.group: (quota.base, quota.places) for quota in found.quotas} == {"助理": (5, 1), "法官": (4, 0)}
    assert [one.subject for one in found.entries if one.title == "优秀"] == ["乙0"]


def test_who_changed_post_is_graded_in_one_group_and_counts_there_alone() -> None:
    people = judges(90, 80, 70, 70) | {f"乙{at}": ("助理", Fraction(70 - at), 0, False, False) for at in range(4)}
    stays = (Member("甲00", "", 200, {"岗位": "助理"}), Member("甲00", "", 166, {"岗位": "法官"}))
    at_the_end = graded(people, stays=stays)
    longest = graded(people, overlay=Overlay({"换岗": "最长岗位"}), stays=stays)
    assert [{quota.group: quota.base for quota in found.quotas} for found in (at_the_end, longest)] == [
        {"助理": 4, "法官": 4}, {"助理": 5, "法官": 3},
    ]  # fmt: skip
    first, second = (next(one for one in found.entries if one.subject == "甲00") for found in (at_the_end, longest))
    assert ((first.group, first.title), (second.group, second.title)) == (("法官", "称职"), ("助理", "优秀"))
    assert [node.value for node in second.reason.children][1] == "按最长岗位评定：助理"


def test_limits_outside_places_and_missing_results() -> None:
    people: Given = judges(*range(90, 70, -2)) | {
        "红": ("法官", Fraction(99), 1, False, False),
        "档": ("法官", Fraction(50), 0, True, False),
        "红档": ("法官", Fraction(50), 1, True, False),
        "新": ("法官", Fraction(98), 0, False, True),
        "无": ("法官", None, 0, False, False),
    }
    found = graded(people)
    by_name = {one.subject: one for one in found.entries}
    quota = found.quotas[0]
    assert (quota.base, quota.places, quota.taken, quota.outside) == (14, 2, 2, 1)
    assert [(by_name[name].title or by_name[name].standing, by_name[name].outside) for name in "红档"] == [
        ("称职", False), ("优秀", True),
    ]  # fmt: skip
    assert (by_name["红档"].title, by_name["红档"].barred) == ("称职", ("有红卡",))
    assert (by_name["新"].standing, by_name["新"].barred) == ("ungraded", ("试用期",))
    assert (by_name["无"].standing, by_name["无"].reason.value) == ("open", "没有成绩，由人决定")


def test_the_reasons_say_threshold_quota_and_limit() -> None:
    found = {
        one.subject: one
        for one in graded(judges(90, 80, 70, 70, 30) | {"红": ("法官", Fraction(99), 1, False, False)}).entries
    }
    texts = {name: [node.numbers for node in one.reason.children] for name, one in found.items()}
    assert texts["甲01"][1:] == [
        "得分 ≥ 60，实为 80，6 人 × 20% = 1.2，取 1 名，按成绩已用 1 名，另有不占名额 0 人", "得分 ≥ 40，实为 80",
    ]  # fmt: skip
    assert [node.title for node in found["红"].reason.children] == ["得分", "有红卡", "优秀", "称职"]
    assert found["红"].reason.children[1].numbers == "红卡 ≥ 1，实为 1"
    assert str(found["红"].reason.children[2].value) == "不得评为优秀"
    assert found["甲04"].title == "不称职"


people_of = st.dictionaries(
    st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=3),
    st.tuples(
        st.sampled_from(["法官", "助理"]),
        st.one_of(st.none(), st.integers(0, 12).map(lambda tens: Fraction(tens * 10))),
        st.sampled_from([0, 0, 0, 1]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([False, False, False, True]),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(people_of, st.sampled_from(["舍去", "四舍五入", "进一"]), st.booleans())
def test_never_more_than_the_quota_but_for_places_outside(people: Given, rounding: str, raised: bool) -> None:  # noqa: FBT001
    ruling = Ruling(frozenset({("a", None)}) if raised else frozenset())
    found = graded(people, ruling, Overlay({"取整": rounding}))
    for post in ("法官", "助理"):
        base = sum(1 for of, _, _, _, new in people.values() if of == post and not new)
        mode = {"舍去": "down", "四舍五入": "half_up", "进一": "up"}[rounding]
        limit = round_to(Fraction(base, 4 if raised else 5), Fraction(1), mode)  # type: ignore[arg-type]
        best = [one for one in found.entries if one.group == post and one.title == "优秀"]
        assert sum(1 for one in best if not one.outside) <= limit
        assert all(people[one.subject][3] for one in best if one.outside)
        assert not any(people[one.subject][2] or people[one.subject][4] for one in best)


@settings(max_examples=60, deadline=None)
@given(people_of, st.randoms(use_true_random=False))
def test_the_order_of_persons_is_of_no_matter(people: Given, random: object) -> None:
    names = list(people)
    random.shuffle(names)  # type: ignore[attr-defined]
    one, other = graded(people), graded({name: people[name] for name in names})
    assert (one.entries, one.quotas, one.ties) == (other.entries, other.quotas, other.ties)


@settings(max_examples=60, deadline=None)
@given(people_of)
def test_who_has_more_never_has_the_lower_grade(people: Given) -> None:
    """Of those in a group whom nothing limits and who have no place outside; a tie lies between its two grades."""
    worth = {"优秀": 4, "tied": 3, "称职": 2, "不称职": 1}
    found = graded(people)
    plain = [
        (one.score, worth[one.title or one.standing], one.group)
        for one in found.entries
        if one.score is not None and not one.barred and not one.outside
    ]
    for score_one, worth_one, group in plain:
        for score_other, worth_other, group_other in plain:
            if group == group_other and score_one > score_other:
                assert worth_one >= worth_other
            if group == group_other and score_one == score_other:
                assert worth_one == worth_other


@settings(max_examples=60, deadline=None)
@given(people_of)
def test_every_tie_is_told_and_could_not_be_avoided(people: Given) -> None:
    found = graded(people)
    tied = {one.subject for one in found.entries if one.standing == "tied"}
    assert tied == {name for tie in found.ties for name in tie.subjects}
    for tie in found.ties:
        assert 0 < tie.places < len(tie.subjects)
        assert {people[name][1] for name in tie.subjects} == {tie.score}
        full = graded(people, Ruling(chosen={("a", tie.group): frozenset(sorted(tie.subjects)[: tie.places])}))
        quota = next(one for one in full.quotas if one.group == tie.group)
        assert (quota.taken, full.problems) == (quota.places, ())
