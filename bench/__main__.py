"""The bench's own process: one thread, one job, all methods; then, or with ``papers`` alone, one report by all
printers. ``--facts`` and ``--rounds`` change the size.
"""

from __future__ import annotations

import argparse
import sys
from unicodedata import east_asian_width

import polars as pl

from bench import ours, papers, peers, slider, tuning
from bench.job import JUDGES, make_job
from bench.measure import DisagreementError, Method, measure, ratios

TRIAL = Method("衡绩：试算台，权重全部改动", tuning.trial, 100_000)
ANEW = Method("衡绩：同一试算，全部重新计分", tuning.anew, 100_000)
METHODS = [
    Method("衡绩：计数＋计价（关账）", ours.bulk),
    Method("衡绩：只计价（试算改权重）", ours.pricing),
    Method("duckdb：连接＋分组", peers.duckdb_join),
    Method("Python 字典", peers.plain_dict),
    Method("衡绩：从事实起（核对、编列、计数、计价）", ours.from_facts, 100_000),
    TRIAL,
    ANEW,
    Method("durable_rules：逐条投递", peers.durable_rules, 20_000),
    Method("衡绩：实时（durable_rules 子进程）", ours.live, 20_000),
    Method("zen-engine：决策表", peers.zen_table, 4_000),
    Method("rule-engine：逐条规则", peers.rule_engine_rules, 1_000),
]


def padded(text: str, width: int) -> str:
    """A cell of a table in which Chinese characters take two columns."""
    return text + " " * (width - sum(2 if east_asian_width(character) in "WF" else 1 for character in text))


def tell(text: str) -> None:
    """Progress, kept apart from the result."""
    print(text, file=sys.stderr)


def main() -> int:
    """Measure and print; 1 when a method arrives at other totals."""
    parser = argparse.ArgumentParser(prog="./hengji bench", description="与同类工具比较批量计分和打印的速度，只报比值")
    words = ["all", "scoring", "papers"]
    parser.add_argument("what", nargs="?", choices=words, default="all", help="比什么（缺省全部）")
    parser.add_argument("--facts", type=int, default=1_000_000, help="事实条数（缺省 1000000）")
    parser.add_argument("--rounds", type=int, default=5, help="轮数（缺省 5）")
    options = parser.parse_args()
    if options.facts < 1 or options.rounds < 1:
        parser.error("条数和轮数至少为 1")
    status = _scoring(options) if options.what != "papers" else 0
    return status or (papers.run(options.rounds, tell) if options.what != "scoring" else 0)


def _scoring(options: argparse.Namespace) -> int:
    job = make_job(options.facts)
    try:
        measure(METHODS, job, options.rounds, tell)
    except DisagreementError as error:
        tell(f"结果不一致，测速作废：{error}")
        return 1
    print(
        f"{options.facts:,} 条事实 × {len(job.weights)} 种（案件类型，审理程序）权重 → {JUDGES} 名法官的总分；"
        f"{pl.thread_pool_size()} 个线程，{options.rounds} 轮交替；各方法总分一致。"
    )
    print("倍数：平均每条事实所用时间是第一行的几倍（中位数；各轮最低与最高）。大样本太慢的方法只取前若干条。")
    for method, middle, low, high in ratios(METHODS):
        sample = f"{min(method.sample or options.facts, options.facts):>11,}"
        print(f"{padded(method.name, 44)}{sample}  {middle:>12,.2f}  （{low:,.2f}–{high:,.2f}）")
    _, middle, low, high = ratios([TRIAL, ANEW])[1]
    span = f"{middle:,.0f} 倍（{low:,.0f}–{high:,.0f}）"
    print(f"试算台改动全部 {len(job.weights)} 个权重：全部重新计分所用时间是它的 {span}。")
    tell("滑块：整个程序")
    asked = slider.moves()
    print(
        f"滑块，整个程序（{slider.JUDGES} 人 × {len(job.weights)} 个权重，每次全部改动，{slider.MOVES} 次请求）："
        f"95% 在 {asked.p95 * 1000:,.0f} 毫秒内答复，中位 {asked.middle * 1000:,.0f} 毫秒；"
        f"正式计分一次所用时间是中位的 {asked.anew / asked.middle:,.1f} 倍。"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
