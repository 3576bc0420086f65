"""The people of 演示县人民法院: seven divisions, twelve teams, 120 persons whose surname 示 nobody bears, and who moves
when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

START = date(2024, 1, 1)
POSTS = ("员额法官", "法官助理", "书记员", "司法行政人员")
_FIRST = "安宁和平文正清明远山秋"
_SECOND = "一之若如思承知行岚川宜"


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team: its division, class, how its inner appraisal goes, heads by post, and the kinds of case with their
    weights.
    """

    name: str
    division: str
    kind: str
    posts: tuple[int, int, int, int]
    cases: tuple[tuple[str, str, int], ...] = ()
    own_rules: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """From ``day`` on a person works in another team or at another post."""

    day: date
    team: str
    post: str


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A person, where she begins and where she moves."""

    name: str
    number: str
    team: str
    post: str
    moves: tuple[Move, ...] = ()

    def stays(self) -> list[tuple[date, date | None, str, str]]:
        """First day, last day (``None``: still there), team, post."""
        starts = [(START, self.team, self.post), *((move.day, move.team, move.post) for move in self.moves)]
        ends = [start - timedelta(days=1) for start, _, _ in starts[1:]]
        return [(start, end, team, post) for (start, team, post), end in zip(starts, [*ends, None], strict=True)]


_QUICK = (("民事一审", "速裁", 70), ("民事一审", "简易", 26), ("特别程序", "不分程序", 4))
_CIVIL = (("民事一审", "简易", 45), ("民事一审", "普通", 50), ("特别程序", "不分程序", 5))
TEAMS = (
    TeamPlan("速裁一队", "立案庭", "审判团队", (4, 3, 4, 0), _QUICK),
    TeamPlan("速裁二队", "立案庭", "审判团队", (4, 3, 4, 0), _QUICK),
    TeamPlan("民事一队", "民事审判庭", "审判团队", (5, 4, 4, 0), _CIVIL),
    TeamPlan("民事二队", "民事审判庭", "审判团队", (5, 4, 4, 0), _CIVIL, own_rules=True),
    TeamPlan(
        "家事团队",
        "民事审判庭",
        "审判团队",
        (3, 3, 3, 0),
        (("民事一审", "简易", 62), ("民事一审", "普通", 28), ("特别程序", "不分程序", 10)),
    ),
    TeamPlan(
        "刑事团队",
        "刑事审判庭",
        "审判团队",
        (3, 3, 3, 0),
        (("刑事一审", "速裁", 40), ("刑事一审", "简易", 28), ("刑事一审", "普通", 32)),
    ),
    TeamPlan("行政团队", "行政审判庭", "审判团队", (2, 2, 2, 0), (("行政一审", "简易", 25), ("行政一审", "普通", 75))),
    TeamPlan(
        "执行一队",
        "执行局",
        "执行团队",
        (4, 4, 5, 0),
        (("首次执行", "不分程序", 76), ("恢复执行", "不分程序", 20), ("执行异议", "不分程序", 4)),
    ),
    TeamPlan(
        "执行二队",
        "执行局",
        "执行团队",
        (3, 3, 4, 0),
        (("首次执行", "不分程序", 70), ("恢复执行", "不分程序", 24), ("执行异议", "不分程序", 6)),
        own_rules=True,
    ),
    TeamPlan("诉讼服务中心", "立案庭", "综合部门", (0, 2, 6, 1)),
    TeamPlan("审判管理办公室", "审判管理办公室", "综合部门", (1, 2, 1, 4)),
    TeamPlan("综合办公室", "综合办公室", "综合部门", (0, 0, 2, 6)),
)
DIVISIONS = tuple(dict.fromkeys(team.division for team in TEAMS))

# Who moves: (team and index among its posts) → (day, team, post). Judges and assistants, at odd days on purpose.
_MOVES = (
    ("民事一队", "员额法官", 4, date(2025, 3, 17), "速裁一队", "员额法官"),
    ("速裁二队", "员额法官", 3, date(2025, 6, 9), "民事二队", "员额法官"),
    ("家事团队", "法官助理", 2, date(2025, 4, 21), "行政团队", "法官助理"),
    ("民事二队", "法官助理", 0, date(2025, 9, 1), "民事一队", "员额法官"),
    ("执行一队", "法官助理", 3, date(2025, 7, 14), "执行二队", "法官助理"),
    ("执行二队", "书记员", 1, date(2025, 5, 12), "执行一队", "书记员"),
    ("速裁一队", "书记员", 3, date(2025, 2, 10), "诉讼服务中心", "书记员"),
    ("审判管理办公室", "法官助理", 1, date(2025, 8, 4), "刑事团队", "法官助理"),
)


def people(random: Random) -> list[PersonPlan]:
    """All persons, in the order of their numbers."""
    names = [f"示{first}{second}" for first in _FIRST for second in _SECOND]
    random.shuffle(names)
    moves = {(team, post, index): Move(day, to, as_) for team, post, index, day, to, as_ in _MOVES}
    found: list[PersonPlan] = []
    for team in TEAMS:
        for post, count in zip(POSTS, team.posts, strict=True):
            for index in range(count):
                move = moves.get((team.name, post, index))
                number = f"{len(found) + 1:03d}"
                found.append(PersonPlan(names[len(found)], number, team.name, post, (move,) if move else ()))
    return found
