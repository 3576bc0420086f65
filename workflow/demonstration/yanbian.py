"""The nine courts of Yanbian: the figures of 2018 as printed (延中法〔2019〕14号，附件2、附件3), and a year 2019 that
is made up.

Of 2019 the documents give the ceilings alone (附件2). The made-up year meets each court's ceiling exactly, so that the
scheme's first indicator can be followed by hand; everything else is drawn around the targets.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path
from random import Random

from rules.exact import round_to

SOURCE = Path(__file__).resolve().parents[2] / "rules" / "schemes" / "data" / "yanbian-2018.csv"
CITATION = "延中法〔2019〕14号 附件2、附件3"
BALLOT_DAY = date(2019, 12, 20)
BALLOTS = 11
# The order of annex 2: short name, official name, level.
COURTS = (
    ("延边中院", "吉林省延边朝鲜族自治州中级人民法院", "中级"),
    ("延吉法院", "吉林省延吉市人民法院", "基层"),
    ("图们法院", "吉林省图们市人民法院", "基层"),
    ("敦化法院", "吉林省敦化市人民法院", "基层"),
    ("龙井法院", "吉林省龙井市人民法院", "基层"),
    ("珲春法院", "吉林省珲春市人民法院", "基层"),
    ("和龙法院", "吉林省和龙市人民法院", "基层"),
    ("汪清法院", "吉林省汪清县人民法院", "基层"),
    ("安图法院", "吉林省安图县人民法院", "基层"),
)
_REVERSED = ("二审被改判", "二审被发回", "再审被改判", "再审被发回", "指令再审")
_OTHERS = ("决定再审", "提级再审", "二审立案数", "申请再审、申诉受理数")
_ANSWERED = ("完成一审改判发回率指标", "完成一审服判息诉率指标", "完成再审改判发回率指标", "完成申请再审、申诉率指标")
# Targets in hundredths of a per cent, and how far below and above them the made-up year may lie.
_RATES = {
    "执结率": (8000, 250, 900),
    "信访办结率": (9000, 200, 900),
    "终本合格率": (9000, 150, 900),
    "实际执结率": (5348, 300, 700),
    "执行完毕率": (3000, 150, 600),
    "终本率": (2652, 200, 400),
    "终结率": (2132, 150, 300),
    "法定期限内结案率": (7245, 300, 900),
    "保全率": (3057, 200, 600),
    "督办事项期限内办结率": (8433, 300, 1200),
    "失信名单撤销率": (4086, 600, 300),
    "恢复执行案件执行完毕率": (5170, 300, 700),
}


@dataclass(frozen=True, slots=True)
class FigurePlan:
    """A figure to be."""

    court: str
    period: str
    name: str
    value: Fraction
    yes_no: bool
    source: str


@dataclass(frozen=True, slots=True)
class BallotPlan:
    """A secret ballot: a mark between 0 and 12 for a court; nobody's name is on it."""

    court: str
    key: str
    mark: str


def printed() -> list[FigurePlan]:
    """The figures of 2018."""
    return [
        FigurePlan(court, "2018", name, Fraction(value), yes_no=False, source=CITATION)
        for court, row in _rows().items()
        for name, value in row.items()
    ]


def made_up(random: Random, mark: str) -> list[FigurePlan]:
    """The figures of 2019; ``mark`` says on each that it is made up."""
    found = []
    for court, before in _rows().items():
        numbers: dict[str, Fraction | bool] = {}
        numbers.update(_shared_out(ceiling(before), {name: before[name] for name in _REVERSED}))
        for name in _OTHERS:
            numbers[name] = _whole(before[name] * random.randint(84, 101), 100)
        numbers["申请再审、申诉案件结案数"] = _whole(int(numbers["申请再审、申诉受理数"]) * random.randint(88, 99), 100)
        numbers.update({name: random.randint(1, 10) > 2 for name in _ANSWERED})  # noqa: PLR2004 - eight in ten
        numbers.update(_enforcement(random, court))
        found += [
            FigurePlan(court, "2019", name, Fraction(value), isinstance(value, bool), mark)
            for name, value in numbers.items()
        ]
    return found


def ballots(random: Random) -> list[BallotPlan]:
    """Eleven ballots a court, in half points."""
    return [
        BallotPlan(court, f"综合评价票/2019-{court}-{number:02d}", f"{half // 2}.{half % 2 * 5}")
        for court, _, _ in COURTS
        for number in range(1, BALLOTS + 1)
        for half in [random.randint(17, 24)]
    ]


def ceiling(before: dict[str, int]) -> int:
    """附件2: last year's total less a tenth of it, rounded up."""
    total = sum(before[name] for name in _REVERSED)
    return total - ceil(Fraction(total, 10))


def _rows() -> dict[str, dict[str, int]]:
    with SOURCE.open(encoding="utf-8-sig", newline="") as file:
        return {row.pop("院别"): {name: int(value) for name, value in row.items()} for row in csv.DictReader(file)}


def _shared_out(total: int, weights: dict[str, int]) -> dict[str, Fraction]:
    """A total over columns in proportion, in whole numbers, the largest remainders first."""
    whole = sum(weights.values())
    exact = {name: Fraction(total * weight, whole) for name, weight in weights.items()}
    given = {name: int(share) for name, share in exact.items()}
    rest = total - sum(given.values())
    for name in sorted(exact, key=lambda name: (given[name] - exact[name], name))[:rest]:
        given[name] += 1
    return {name: Fraction(number) for name, number in given.items()}


def _whole(number: int, divisor: int) -> Fraction:
    return round_to(Fraction(number, divisor), Fraction(1), "half_up")


def _enforcement(random: Random, court: str) -> dict[str, Fraction | bool]:
    numbers: dict[str, Fraction | bool] = {
        name: Fraction(min(10000, target + random.randint(-below, above)), 10000)
        for name, (target, below, above) in _RATES.items()
    }
    done = random.randint(300, 1500)
    in_time = _whole(done * random.randint(94, 99), 100)
    staff = random.randint(180, 220) if court == "延边中院" else random.randint(60, 150)
    enforcing = _whole(staff * random.randint(14, 18), 100)
    judges = _whole(int(enforcing) * random.randint(30, 45), 100)
    return {
        **numbers,
        "实际执结案件数": Fraction(done),
        "法定期限内实际执结案件数": in_time,
        "超过法定期限未结案件数": _whole(done * random.randint(1, 7), 100),
        "结案平均用时": Fraction(random.randint(13800, 15900), 100),
        "法院在编总人数": Fraction(staff),
        "在编执行人员": enforcing,
        "执行局员额法官": judges,
        "执行局中央政法编制人员": enforcing,
        "审判业务部门法官比例": Fraction(random.randint(2900, 3800), 10000),
    }
