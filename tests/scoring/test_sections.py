from __future__ import annotations

from fractions import Fraction

import pytest

from tests.scoring.small import line, run, scheme, value


def sections(missing: str) -> str:
    return f"""\
figures: {{甲数: {{basis: 一}}, 乙数: {{basis: 一}}, 丙数: {{basis: 一}}}}
indicators:
  - {{id: a, title: 甲, points: 甲数, basis: 一}}
  - {{id: b, title: 乙, points: 乙数, basis: 一}}
  - {{id: c, title: 丙, points: 丙数, applies: 层级 = 中院, basis: 一}}
sections:
  - {{id: s, title: 和, missing: {missing}, basis: 一,
     parts: [{{of: a, weight: "50%"}}, {{of: b, weight: "30%"}}, {{of: c, weight: "20%"}}]}}
"""


@pytest.mark.parametrize(
    ("missing", "subject", "figures", "expected"),
    [
        ("zero", "中院", {"甲数": 100, "乙数": 100, "丙数": 100}, 100),
        ("zero", "中院", {"甲数": 100, "丙数": 100}, 70),
        ("zero", "东院", {"甲数": 100, "乙数": 100}, 80),
        ("zero", "东院", {}, None),
        ("withhold", "中院", {"甲数": 100, "丙数": 100}, None),
        ("withhold", "东院", {"甲数": 100, "乙数": 100}, 80),
        ("redistribute", "中院", {"甲数": 100, "丙数": 50}, "600/7"),  # (50 + 10) ÷ 0.7
        ("redistribute", "东院", {"甲数": 100, "乙数": 20}, 70),  # (50 + 6) ÷ 0.8
        ("redistribute", "东院", {"乙数": 20}, 20),
        ("redistribute", "东院", {}, None),
    ],
)
def test_what_is_missing_or_does_not_apply(
    missing: str, subject: str, figures: dict[str, int], expected: str | None
) -> None:
    result = run(scheme(sections(missing)), {subject: figures})
    assert value(result, subject, "和") == (None if expected is None else Fraction(expected))


@pytest.mark.parametrize(
    ("missing", "subject", "figures", "expected"),
    [
        ("zero", "中院", {"甲数": 10, "丙数": 5}, "10 × 50% + — × 30% + 5 × 20% = 6；没有得分：乙，按 0 计"),
        (
            "redistribute",
            "东院",
            {"甲数": 10, "乙数": 2},
            "（10 × 50% + 2 × 30%）× 1.25（缺项的权重分给其余各项）= 7；不适用：丙",
        ),
        ("withhold", "中院", {"甲数": 10, "乙数": -2}, "10 × 50% − 2 × 30% + — × 20% = —；没有得分：丙，本项暂不计分"),
        ("zero", "东院", {}, "— × 50% + — × 30% = —；不适用：丙；各项都还没有得分"),
    ],
)
def test_a_section_says_what_it_did(missing: str, subject: str, figures: dict[str, int], expected: str) -> None:
    assert line(run(scheme(sections(missing)), {subject: figures}), subject, "s").numbers == expected
