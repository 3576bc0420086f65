"""One method in a process of its own: prints one report each time it is told a number, and answers with what it took.

``python -m bench.printing METHOD``; a line with a number in, a line of JSON out: CPU seconds (of the browser's
processes for Chromium), bytes of the file, peak memory in kB.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from time import process_time
from typing import Any

from bench import report

ROOT = Path(__file__).resolve().parent.parent
PLAIN = "{family}, serif"  # what a family is called on the machine
NAMES = {"宋体": "Noto Serif CJK SC", "黑体": "Noto Sans CJK SC", "楷体": "LXGW WenKai", "仿宋": "FandolFang R"}
Print = Callable[[int], bytes]
Cost = Callable[[], float]


def style(*, ours: bool) -> str:
    """The papers' style; for others with the machine's names of the families."""
    text = (ROOT / "static" / "paper" / "press.css").read_text(encoding="utf-8")
    for name, family in () if ours else NAMES.items():
        text = text.replace(name, f'"{family}"')
    return text


def press() -> tuple[Print, Cost]:
    """Ours, with attachment and gate."""
    from reports.press.press import press as printed  # noqa: PLC0415 - each process loads its own method alone
    from reports.press.press import warm  # noqa: PLC0415 - as above
    from reports.press.sheet import Sheet  # noqa: PLC0415 - as above

    warm()
    moment = datetime(2026, 1, 1, tzinfo=timezone.utc)

    def run(number: int) -> bytes:
        html = f'<!DOCTYPE html><html lang="zh-CN"><title>{number}</title><body>{report.body(number)}'
        identifier = hashlib.sha256(html.encode()).hexdigest()
        data = report.attachment(number)
        return printed(Sheet("a.pdf", "report", html, ("press.css",), identifier, moment, data)).pdf

    return run, process_time


def naive() -> tuple[Print, Cost]:
    """WeasyPrint as its first page of documentation has it, with automatic tables and the machine's fonts."""
    from weasyprint import HTML  # noqa: PLC0415 - as above

    text = style(ours=False).replace("table-layout: fixed;", "")
    return lambda number: HTML(string=report.page(number, text)).write_pdf(), process_time


def chromium() -> tuple[Print, Cost]:
    """Debian's Chromium, one browser and one page kept."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - as above

    browser = sync_playwright().start().chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    tab, text = browser.new_page(), style(ours=False)

    def run(number: int) -> bytes:
        tab.set_content(report.page(number, text))
        return bytes(tab.pdf(prefer_css_page_size=True))

    return run, _browser_seconds


def typst() -> tuple[Print, Cost]:
    """Typst as a library, with its fonts kept; the same kind of file with the same attachment, and no tags, as ours."""
    import typst as compiler  # noqa: PLC0415 - as above

    made: Any = compiler.Compiler(font_paths=["/usr/share/fonts", str(ROOT / "instance" / "fonts" / "sources")])

    def run(number: int) -> bytes:
        text = report.typst(number, report.attachment(number)).encode()
        return bytes(made.compile(text, format="pdf", pdf_standards=["a-3u"], pdf_tags=False))

    return run, process_time


METHODS: dict[str, Callable[[], tuple[Print, Cost]]] = {
    "press": press, "naive": naive, "chromium": chromium, "typst": typst,
}  # fmt: skip


def _processes() -> list[tuple[int, int, str, list[str]]]:
    """(pid, parent, name, the rest of its stat) of all processes."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it ended meanwhile
        name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
        found.append((int(path.parent.name), int(rest[1]), name, rest))
    return found


def _browser_seconds() -> float:
    """CPU seconds of the browser's processes below this one."""
    import os  # noqa: PLC0415 - for this method alone

    processes, mine = _processes(), {os.getpid()}
    for _ in range(8):  # as deep as a browser nests
        mine |= {pid for pid, parent, _, _ in processes if parent in mine}
    ticks = sum(int(rest[11]) + int(rest[12]) for pid, _, name, rest in processes if pid in mine and "chrom" in name)
    return ticks / os.sysconf("SC_CLK_TCK")


def _peak() -> int:
    """Peak memory in kB of this program alone: what getrusage says goes back to the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    """Warm up, then answer until the input ends."""
    run, cost = METHODS[sys.argv[1]]()
    run(0)
    print("ready", flush=True)
    for line in sys.stdin:
        before = cost()
        pdf = run(int(line))
        print(json.dumps({"seconds": cost() - before, "bytes": len(pdf), "memory": _peak()}), flush=True)


if __name__ == "__main__":
    main()
