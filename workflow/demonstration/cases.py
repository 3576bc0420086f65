"""Twelve thousand cases of 演示县人民法院: filed over sixteen months with the seasons, shared out among judges of
different speed, closed or still pending. Whole numbers only, so that the seed gives the same on every machine.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from workflow.demonstration.calendar import LAST, WORKING_DAYS, working_day_from
from workflow.demonstration.people import TEAMS, PersonPlan

COUNT = 12_000
COURT_CODE = "鲁9999"  # well-formed, and no court's

# Filing by month: low at Spring Festival, high in early summer, and a court asks for few new cases in December.
_SEASONS = {1: 72, 2: 62, 3: 108, 4: 112, 5: 110, 6: 116, 7: 108, 8: 98, 9: 100, 10: 84, 11: 96, 12: 58}
_WARM_UP = {(2024, 9): 40, (2024, 10): 45, (2024, 11): 60, (2024, 12): 45}  # pending when 2025 begins
_CODES = {
    "民事一审": "民初",
    "刑事一审": "刑初",
    "行政一审": "行初",
    "特别程序": "民特",
    "首次执行": "执",
    "恢复执行": "执恢",
    "执行异议": "执异",
}
# Days from filing to closing: shortest, typical spread, and the limit after which a case is overdue.
_DAYS = {
    "速裁": (4, 24, 60),
    "简易": (14, 62, 90),
    "普通": (32, 125, 183),
    "特别程序": (6, 20, 30),
    "首次执行": (20, 140, 183),
    "恢复执行": (15, 90, 183),
    "执行异议": (5, 10, 15),
}
_CAUSES = {
    "民事一审": (
        "民间借贷纠纷",
        "买卖合同纠纷",
        "离婚纠纷",
        "机动车交通事故责任纠纷",
        "物业服务合同纠纷",
        "劳动争议",
        "金融借款合同纠纷",
    ),
    "刑事一审": ("危险驾驶罪", "盗窃罪", "诈骗罪", "故意伤害罪", "交通肇事罪"),
    "行政一审": ("治安行政处罚", "工伤认定", "政府信息公开", "行政登记"),
    "特别程序": ("申请宣告公民无民事行为能力", "申请司法确认调解协议", "申请实现担保物权"),
    "首次执行": ("民间借贷纠纷", "买卖合同纠纷", "抚养费纠纷", "劳动争议"),
    "恢复执行": ("民间借贷纠纷", "买卖合同纠纷"),
    "执行异议": ("案外人执行异议", "当事人执行行为异议"),
}
_ENDINGS = {
    "民事一审": (("判决", 50), ("调解", 30), ("撤诉", 18), ("裁定", 2)),
    "刑事一审": (("判决", 97), ("裁定", 3)),
    "行政一审": (("判决", 62), ("裁定", 22), ("撤诉", 16)),
    "特别程序": (("判决", 40), ("裁定", 60)),
    "首次执行": (("执行完毕", 46), ("终本", 44), ("裁定", 10)),
    "恢复执行": (("执行完毕", 62), ("终本", 38)),
    "执行异议": (("裁定", 100),),
}


@dataclass(frozen=True, slots=True)
class CasePlan:
    """A case. ``closed`` is ``None`` while it is pending; ``limit`` the days after which it is overdue."""

    number: str
    type_code: str
    year: int
    serial: int
    case_type: str
    procedure: str
    cause: str
    filed: date
    closed: date | None
    ending: str
    judge: str
    limit: int

    @property
    def days(self) -> int:
        """From filing to closing, 0 while pending."""
        return (self.closed - self.filed).days if self.closed else 0


def cases(random: Random, people: list[PersonPlan]) -> list[CasePlan]:
    """All cases, by day of filing."""
    judges = [person for person in people if any(post == "员额法官" for _, _, _, post in person.stays())]
    pace = {person.name: random.randint(78, 128) for person in judges}  # per cent of the typical time
    by_day = {day: _weight(day) for day in WORKING_DAYS}
    filed = sorted(random.choices(list(by_day), list(by_day.values()), k=COUNT))
    kinds = [(team.name, case_type, procedure) for team in TEAMS for case_type, procedure, _ in team.cases]
    loads = {team.name: _load(team.name) * team.posts[0] for team in TEAMS}
    weights = [share * loads[team.name] for team in TEAMS for _, _, share in team.cases]
    serials: Counter[tuple[int, str]] = Counter()
    found = []
    for day in filed:
        team, case_type, procedure = random.choices(kinds, weights)[0]
        judge = random.choice(_sitting(judges, team, day))
        code = _CODES[case_type]
        serials[day.year, code] += 1
        serial = serials[day.year, code]
        shortest, spread, limit = _DAYS[procedure if procedure != "不分程序" else case_type]
        taken = shortest + (random.randint(0, spread) + random.randint(0, spread)) * pace[judge.name] // 200
        if random.randint(1, 100) == 1:
            taken = limit + random.randint(1, 30)
        closed = working_day_from(day + timedelta(days=taken))
        endings = _ENDINGS[case_type]
        found.append(
            CasePlan(
                number=f"（{day.year}）{COURT_CODE}{code}{serial}号",
                type_code=code,
                year=day.year,
                serial=serial,
                case_type=case_type,
                procedure=procedure,
                cause=random.choice(_CAUSES[case_type]),
                filed=day,
                closed=closed if closed is not None and closed <= LAST else None,
                ending=random.choices([name for name, _ in endings], [share for _, share in endings])[0],
                judge=judge.name,
                limit=limit,
            )
        )
    return found


def _weight(day: date) -> int:
    return _WARM_UP.get((day.year, day.month), 0) if day.year < LAST.year else _SEASONS[day.month]


def _load(team: str) -> int:
    """How many cases a judge of a team gets, relative to the others."""
    return {
        "速裁一队": 30,
        "速裁二队": 28,
        "行政团队": 7,
        "刑事团队": 9,
        "家事团队": 13,
        "执行一队": 22,
        "执行二队": 22,
    }.get(team, 12)


def _sitting(judges: list[PersonPlan], team: str, day: date) -> list[PersonPlan]:
    """The judges of a team on a day: assistants who became judges only from then on."""
    return [
        person
        for person in judges
        if any(
            at == team and post == "员额法官" and start <= day and (end is None or day <= end)
            for start, end, at, post in person.stays()
        )
    ]
