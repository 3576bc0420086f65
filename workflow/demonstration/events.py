"""What happened in 演示县人民法院: closings, findings, overdue cases, awards, applied items. Facts as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from rules.exact import decimal_text
from workflow.demonstration.calendar import LAST, WORKING_DAYS, working_day_from
from workflow.demonstration.cases import CasePlan
from workflow.demonstration.people import TEAMS, PersonPlan

YEAR = LAST.year
Field = str | int | bool
DAYS = tuple(day for day in WORKING_DAYS if day.year == YEAR)


@dataclass(frozen=True, slots=True)
class EventPlan:
    """A fact to be: of a person, or of a whole team where ``team`` is set."""

    kind: str
    key: str
    day: date
    fields: dict[str, Field] = field(default_factory=dict)
    person: str | None = None
    team: str | None = None
    case: str | None = None


def events(random: Random, cases: list[CasePlan], people: list[PersonPlan]) -> list[EventPlan]:
    """All facts of the year, by day and key."""
    closed = [case for case in cases if case.closed is not None and case.closed.year == YEAR]
    tried = [case for case in closed if case.case_type in ("民事一审", "刑事一审", "行政一审")]
    found = [
        *_closings(closed),
        *_publications(random, closed),
        *_overdue(closed),
        *_reversals(random, tried),
        *_reviews(random, tried),
        *_findings(random, tried),
        *_complaints(random, closed),
        *_research(random, people),
        *_honours(random, people),
        *_applications(random, people),
    ]
    return sorted(found, key=lambda event: (event.day, event.key))


def _of_case(kind: str, case: CasePlan, day: date, fields: dict[str, Field], number: int | None = None) -> EventPlan:
    key = f"{kind}/{case.number}" + (f"/{number}" if number is not None else "")
    return EventPlan(kind, key, day, fields, person=case.judge, case=case.number)


def _ended(case: CasePlan) -> date:
    return case.closed or LAST


def _closings(closed: list[CasePlan]) -> Iterator[EventPlan]:
    for case in closed:
        fields: dict[str, Field] = {
            "案件类型": case.case_type,
            "审理程序": case.procedure,
            "结案方式": case.ending,
            "审理天数": case.days,
        }
        yield _of_case("结案", case, _ended(case), fields)


def _publications(random: Random, closed: list[CasePlan]) -> Iterator[EventPlan]:
    """Judgments go online within a week, mostly; mediations do not."""
    for case in closed:
        if case.ending in ("判决", "裁定", "终本"):
            late = random.randint(1, 100) > 94  # noqa: PLR2004 - six in a hundred
            taken = random.randint(8, 25) if late else random.randint(0, 7)
            day = _ended(case) + timedelta(days=taken)
            if day <= LAST:
                yield _of_case("文书上网", case, day, {"结案后天数": taken})


def _overdue(closed: list[CasePlan]) -> Iterator[EventPlan]:
    for case in closed:
        if case.days > case.limit:
            yield _of_case("超审限", case, _ended(case), {"超期天数": case.days - case.limit})


def _later(random: Random, case: CasePlan, least: int, most: int) -> date | None:
    day = working_day_from(_ended(case) + timedelta(days=random.randint(least, most)))
    return day if day is not None and day <= LAST else None


def _reversals(random: Random, tried: list[CasePlan]) -> Iterator[EventPlan]:
    judged = [case for case in tried if case.ending == "判决"]
    for case in random.sample(judged, 72):
        if day := _later(random, case, 60, 120):
            result = random.choices(("改判", "发回重审", "指令再审"), (70, 25, 5))[0]
            reason = random.choices(("裁判错误", "程序违法", "新证据", "其他原因"), (45, 15, 25, 15))[0]
            yield _of_case("发改", case, day, {"结果": result, "原因": reason})


def _reviews(random: Random, tried: list[CasePlan]) -> Iterator[EventPlan]:
    for case in random.sample(tried, 420):
        if day := _later(random, case, 10, 45):
            yield _of_case(
                "案件评查", case, day, {"等次": random.choices(("优秀", "合格", "瑕疵", "不合格"), (12, 76, 11, 1))[0]}
            )


def _findings(random: Random, tried: list[CasePlan]) -> Iterator[EventPlan]:
    """Problems found on review; a few are overturned on objection, a few are major, some judges have more than one."""
    kinds = ("程序", "事实认定", "法律适用", "裁判文书", "卷宗归档", "其他问题")
    for number, case in enumerate(random.sample(tried, 38), 1):
        if day := _later(random, case, 15, 60):
            fields: dict[str, Field] = {
                "问题种类": random.choices(kinds, (18, 12, 12, 34, 18, 6))[0],
                "严重程度": "重大" if number % 13 == 0 else "一般",
                "认定": number % 9 != 0,
            }
            yield _of_case("评查问题", case, day, fields)


def _complaints(random: Random, closed: list[CasePlan]) -> Iterator[EventPlan]:
    for case in random.sample(closed, 64):
        if day := _later(random, case, 5, 60):
            kind = random.choices(("初次", "重复", "越级"), (76, 18, 6))[0]
            yield _of_case("信访", case, day, {"信访种类": kind, "属实": random.randint(1, 5) == 1})


def _research(random: Random, people: list[PersonPlan]) -> Iterator[EventPlan]:
    for number in range(1, 151):
        work = random.choices(("信息简报", "宣传报道", "调研论文", "典型案例"), (50, 34, 10, 6))[0]
        level = random.choices(("县级", "市级", "省级", "国家级"), (56, 30, 12, 2))[0]
        yield EventPlan(
            "调研宣传",
            f"调研宣传/{YEAR}-{number:03d}",
            random.choice(DAYS),
            {"成果": work, "级别": level, "名称": f"演示{work}第{number}号"},
            person=random.choice(people).name,
        )


def _honours(random: Random, people: list[PersonPlan]) -> Iterator[EventPlan]:
    for number in range(1, 16):
        level = random.choices(("县级", "市级", "省级"), (62, 30, 8))[0]
        whole = number % 5 == 0
        yield EventPlan(
            "表彰",
            f"表彰/{YEAR}-{number:02d}",
            random.choice(DAYS),
            {"对象": "集体" if whole else "个人", "级别": level, "名称": f"演示表彰第{number}号"},
            person=None if whole else random.choice(people).name,
            team=random.choice(TEAMS).name if whole else None,
        )


def _applications(random: Random, people: list[PersonPlan]) -> Iterator[EventPlan]:
    """申请加减: mostly for more points, mostly approved; the amount is a multiple of a quarter."""
    reasons = {
        "加": ("接待群体来访", "带教新人", "跨团队支援", "承办专项清理"),
        "减": ("迟报材料", "庭审着装不规范", "卷宗借阅逾期"),
    }
    for number in range(1, 97):
        direction = random.choices(("加", "减"), (82, 18))[0]
        amount = decimal_text(Fraction(random.randint(1, 12), 4), 2) if direction == "加" else "0.50"
        yield EventPlan(
            "申请事项",
            f"申请事项/{YEAR}-{number:03d}",
            random.choice(DAYS),
            {
                "方向": direction,
                "币值": amount,
                "批准": random.randint(1, 10) > 2,  # noqa: PLR2004 - eight in ten
                "事由": random.choice(reasons[direction]),
            },
            person=random.choice(people).name,
        )
