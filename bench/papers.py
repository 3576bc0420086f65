"""Papers against peers: the same report by each method, in turn, as ratios; and the aims."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from statistics import median

from bench import report
from reports.press.sheet import Sheet
from reports.press.workers import Workers
from rules.phrase import N_, glue, tell

TITLES = {
    "press": N_("衡绩：附数据、过检查的 PDF/A"),
    "chromium": N_("Chromium：打印成 PDF"),
    "typst": "typst",
    "naive": N_("WeasyPrint：照文档首页的写法"),
}
# How many times the other's time ours may take (the owner's aims).
AIMS = {"chromium": 2.0, "typst": 11.0, "naive": 0.55}
A_MINUTE, KILOBYTES, MEGABYTES = 120, 200, 150
BATCH, CORES, BATCH_SECONDS = 400, 2, 120


class Method:
    """A process that prints on demand."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seconds: list[float] = []
        self.bytes, self.memory = 0, 0
        command = [sys.executable, "-I", "-X", "utf8", "-m", "bench.printing", name]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
        if self._answer() != "ready":
            raise RuntimeError(f"{name} did not start")

    def print_one(self, number: int) -> None:
        """One report, its cost noted."""
        if self._process.stdin:
            self._process.stdin.write(f"{number}\n")
            self._process.stdin.flush()
        took = json.loads(self._answer())
        self.seconds.append(took["seconds"])
        self.bytes, self.memory = max(self.bytes, took["bytes"]), max(self.memory, took["memory"])

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> str:
        return self._process.stdout.readline().strip() if self._process.stdout else ""


def run(rounds: int, say: Callable[[str], None]) -> int:
    """Measure and print. CPU time, so that a busy machine costs all alike; one report of each method a round."""
    methods = []
    try:
        for name, title in TITLES.items():
            say(N_("准备：{method}").filled(method=title))
            methods.append(Method(name))
        for number in range(1, rounds + 1):
            say(N_("第 {number} 轮，共 {rounds} 轮").filled(number=number, rounds=rounds))
            for method in methods:
                method.print_one(number)
    finally:
        for method in methods:
            method.close()
    own = methods[0]
    base = median(own.seconds)
    print()
    print(
        tell(
            N_("同一份年度报告（约 420 格、三图、六种字体），各 {rounds} 份轮流打印；处理器时间，中位数。").filled(
                rounds=rounds
            )
        )
    )
    for method in methods:
        ratio = base / median(method.seconds)
        took, kilobytes = f"{median(method.seconds) * 1000:7.0f}", f"{method.bytes / 1024:6.0f}"
        line: str = N_("  {took} 毫秒 {size} KB  {method}").filled(
            took=took, size=kilobytes, method=TITLES[method.name]
        )
        if most := AIMS.get(method.name):
            aim = N_("　衡绩是它的 {ratio} 倍（目标不超过 {most}）{mark}")
            line = glue(line, aim.filled(ratio=f"{ratio:.2f}", most=f"{most:g}", mark=_mark(ratio <= most)))
        print(tell(line))
    minute, size, memory = 60 / base, own.bytes / 1024, own.memory / 1024
    for text, found, goal, reached in (
        (N_("  每核每分钟 {found} 份（目标至少 {goal}）{mark}"), minute, A_MINUTE, minute >= A_MINUTE),
        (N_("  每份 {found} KB（目标不超过 {goal}）{mark}"), size, KILOBYTES, size <= KILOBYTES),
        (N_("  进程内存 {found} MB（目标不超过 {goal}）{mark}"), memory, MEGABYTES, memory <= MEGABYTES),
    ):
        print(tell(text.filled(found=f"{found:.0f}", goal=goal, mark=_mark(reached))))
    _batch(rounds, say)
    return 0


def _batch(rounds: int, say: Callable[[str], None]) -> None:
    """The batch's own workers, by the clock."""
    say(N_("两个打印进程"))
    moment, size = datetime(2026, 1, 1, tzinfo=timezone.utc), max(2 * CORES, rounds * 4)
    sheets = [
        Sheet("a.pdf", "report", f'<html lang="zh-CN"><title>{one}</title><body>{report.body(one)}', ("press.css",),
              f"{one:064d}", moment, "{}")
        for one in range(size)
    ]  # fmt: skip
    with Workers(CORES) as workers:
        for warm in range(CORES):
            workers.submit(-1, sheets[warm])
        while workers.busy:
            list(workers.wait(60))
        started, done, left = time.perf_counter(), 0, list(enumerate(sheets))
        while done < size:
            while left and workers.free:
                workers.submit(*left.pop())
            done += len(list(workers.wait(60)))
        seconds = (time.perf_counter() - started) / size * BATCH
    print(
        tell(
            N_(
                "  {cores} 个进程打印 {batch} 份约 {found} 秒（由 {size} 份推算，按钟表；目标 {goal}）{mark}"
            ).filled(
                cores=CORES, batch=BATCH, found=f"{seconds:.0f}", size=size, goal=BATCH_SECONDS,
                mark=_mark(seconds <= BATCH_SECONDS),
            )
        )
    )  # fmt: skip


def _mark(reached: bool) -> str:  # noqa: FBT001 - one word
    return " ✓" if reached else " ✗"
