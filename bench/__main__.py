"""The bench's own process: one thread, one job, all methods; then, or with ``papers`` alone, one report by all
printers. ``--facts`` and ``--rounds`` change the size. ``lists``, when it is asked for alone, times the pages that list
records.
"""

from __future__ import annotations

import sys
from argparse import Namespace

import polars as pl

import languages
from bench import lists, ours, papers, peers, slider, tuning
from bench.job import JUDGES, make_job
from bench.measure import DisagreementError, Method, measure, ratios
from commands.terminal import BAD_INPUT, Parser, complain, width
from rules.phrase import N_, speak, tell
from rules.problem import ProblemError

TRIAL = Method(N_("衡绩：试算台，权重全部改动"), tuning.trial, 100_000)
ANEW = Method(N_("衡绩：同一试算，全部重新计分"), tuning.anew, 100_000)
METHODS = [
    Method(N_("衡绩：计数＋计价（关账）"), ours.bulk),
    Method(N_("衡绩：只计价（试算改权重）"), ours.pricing),
    Method(N_("duckdb：连接＋分组"), peers.duckdb_join),
    Method(N_("Python 字典"), peers.plain_dict),
    Method(N_("衡绩：从事实起（核对、编列、计数、计价）"), ours.from_facts, 100_000),
    TRIAL,
    ANEW,
    Method(N_("durable_rules：逐条投递"), peers.durable_rules, 20_000),
    Method(N_("衡绩：实时（durable_rules 子进程）"), ours.live, 20_000),
    Method(N_("zen-engine：决策表"), peers.zen_table, 4_000),
    Method(N_("rule-engine：逐条规则"), peers.rule_engine_rules, 1_000),
]


def padded(text: str, columns: int) -> str:
    """A cell of a table in which Chinese characters take two columns."""
    return text + " " * (columns - width(text))


def say(text: str) -> None:
    """Progress, kept apart from the result."""
    print(tell(text), file=sys.stderr)


def main() -> int:
    """Measure and print; 1 when a method arrives at other totals, 2 for bad arguments."""
    try:
        speak(languages.catalogue(languages.chosen()))
    except ProblemError as error:
        complain(error.problems)
        return BAD_INPUT
    parser = Parser("bench", N_("与同类工具比较批量计分和打印的速度，只报比值"))
    words = ["all", "scoring", "papers", "lists"]
    told = N_("测什么（缺省 scoring 和 papers；lists 测列表页的用时）")
    parser.add_argument("what", nargs="?", choices=words, default="all", help=told)
    parser.add_argument("--facts", type=int, default=1_000_000, help=N_("事实条数（缺省 1000000）"))
    parser.add_argument("--rounds", type=int, default=5, help=N_("轮数（缺省 5）"))
    parser.add_argument("--rows", type=int, default=1_000_000, help=N_("lists：大表的行数（缺省 1000000）"))
    parser.add_argument("--database", default="", help=N_("lists：空数据库的地址（缺省用临时的 SQLite）"))
    options = parser.parse_args()
    if options.facts < 1 or options.rounds < 1 or options.rows < 1:
        parser.error(N_("条数、轮数和行数至少为 1"))
    if options.what == "lists":
        return lists.run(options.rows, options.database, say)
    status = _scoring(options) if options.what != "papers" else 0
    return status or (papers.run(options.rounds, say) if options.what != "scoring" else 0)


def _scoring(options: Namespace) -> int:
    job = make_job(options.facts)
    try:
        measure(METHODS, job, options.rounds, say)
    except DisagreementError as error:
        say(N_("结果不一致，测速作废：{method}").filled(method=error.args[0]))
        return 1
    print(
        tell(
            N_(
                "{facts} 条事实 × {weights} 种（案件类型，审理程序）权重 → {judges} 名法官的总分；"
                "{threads} 个线程，{rounds} 轮交替；各方法总分一致。"
            ).filled(
                facts=f"{options.facts:,}", weights=len(job.weights), judges=JUDGES,
                threads=pl.thread_pool_size(), rounds=options.rounds,
            )
        )
    )  # fmt: skip
    print(
        tell(N_("倍数：平均每条事实所用时间是第一行的几倍（中位数；各轮最低与最高）。大样本太慢的方法只取前若干条。"))
    )
    for method, middle, low, high in ratios(METHODS):
        sample = f"{min(method.sample or options.facts, options.facts):>11,}"
        span = tell(N_("（{low}–{high}）").filled(low=f"{low:,.2f}", high=f"{high:,.2f}"))
        print(f"{padded(tell(method.name), 44)}{sample}  {middle:>12,.2f}  {span}")
    _, middle, low, high = ratios([TRIAL, ANEW])[1]
    print(
        tell(
            N_("试算台改动全部 {weights} 个权重：全部重新计分所用时间是它的 {middle} 倍（{low}–{high}）。").filled(
                weights=len(job.weights), middle=f"{middle:,.0f}", low=f"{low:,.0f}", high=f"{high:,.0f}"
            )
        )
    )
    _slider(len(job.weights))
    return 0


def _slider(weights: int) -> None:
    say(N_("滑块：整个程序"))
    asked = slider.moves()
    print(
        tell(
            N_(
                "滑块，整个程序（{judges} 人 × {weights} 个权重，每次全部改动，{moves} 次请求）："
                "95% 在 {slow} 毫秒内答复，中位 {middle} 毫秒；正式计分一次所用时间是中位的 {anew} 倍。"
            ).filled(
                judges=slider.JUDGES, weights=weights, moves=slider.MOVES, slow=f"{asked.p95 * 1000:,.0f}",
                middle=f"{asked.middle * 1000:,.0f}", anew=f"{asked.anew / asked.middle:,.1f}",
            )
        )
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
