"""``./hengji template SCHEME.yaml``: an empty table with the columns that the scheme reads, CSV or XLSX."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

from commands.terminal import BAD_INPUT, DONE, Parser, complain
from records.intake.blank import Blank, blank_facts, blank_figures, blank_members
from records.intake.values import period as read_period
from records.sheets.writing import csv_text, write_xlsx
from rules.check import load
from rules.compiled import Compiled
from rules.phrase import listed
from rules.problem import N_, Place, Problem, did_you_mean, errors, register
from scoring.period import Period, period_of

register({
    "template.suffix": N_("输出文件应以 .csv 或 .xlsx 结尾"),
    "template.exists": N_("文件已经存在，没有覆盖。请换一个文件名，或先移走它"),
    "template.unwritable": N_("文件写不进去（{reason}）。请检查目录和权限"),
    "template.unknown_kind": N_("办法没有登记「{name}」这种事实{hint}可用：{known}"),
    "template.no_kinds": N_("这个办法不读事实"),
    "template.no_members": N_("这个办法不在成员之间分配，用不到成员表"),
    "template.which_kind": N_("这个办法不读统计数，只读事实。请用 --facts 指明种类：{known}"),
})


def run(arguments: list[str]) -> int:
    """Write the table; 2 when something about the arguments or the scheme is wrong."""
    parser = Parser("template", N_("按考核办法写出空白表格；不写 -o 时把 CSV 写到屏幕"))
    parser.add_argument("scheme", metavar="SCHEME.yaml", help=N_("考核办法"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--facts", metavar="KIND", help=N_("事实表，写明事实的种类；不写则为统计数表"))
    which.add_argument("--members", action="store_true", help=N_("成员表：谁在哪个团队多少天"))
    parser.add_argument("--period", metavar="P", help=N_("预填的考核周期；不写则为今天所在的周期"))
    parser.add_argument("-o", dest="output", metavar="FILE", help=N_("写到 .csv 或 .xlsx 文件"))
    options = parser.parse_args(arguments)
    compiled, problems = load(options.scheme)
    if compiled is None:
        complain(errors(problems))
        return BAD_INPUT
    table = _members(compiled) if options.members else _facts_or_figures(compiled, options.facts, options.period)
    problem = table if isinstance(table, Problem) else _write(table, options.output)
    if problem is not None:
        complain([problem])
        return BAD_INPUT
    return DONE


def _members(compiled: Compiled) -> Blank | Problem:
    return blank_members(compiled) if compiled.scheme.share_outs else Problem("template.no_members")


def _facts_or_figures(compiled: Compiled, kind: str | None, period: str | None) -> Blank | Problem:
    """The facts asked for; else the figures; else, where the scheme reads none, its only kind of fact."""
    if kind is not None:
        return _facts(compiled, kind)
    chosen = _period(compiled, period)
    if isinstance(chosen, Problem):
        return chosen
    kinds = list(compiled.scheme.facts)
    figures = blank_figures(compiled, chosen)
    if figures is None and len(kinds) == 1:
        return blank_facts(compiled, kinds[0])
    return figures or Problem("template.which_kind", {"known": listed(kinds)})


def _facts(compiled: Compiled, kind: str) -> Blank | Problem:
    known = compiled.scheme.facts
    if kind in known:
        return blank_facts(compiled, kind)
    if not known:
        return Problem("template.no_kinds")
    named = {"name": kind, "hint": did_you_mean(kind, known) or N_("。"), "known": listed(known)}
    return Problem("template.unknown_kind", named)


def _period(compiled: Compiled, text: str | None) -> Period | Problem:
    kind = compiled.scheme.period
    if text is None:
        return period_of(kind, datetime.now(timezone.utc).astimezone().date())
    return read_period(text, kind)


def _write(table: Blank, output: str | None) -> Problem | None:
    """To the file, never over another; to standard output without one."""
    if output is None:
        sys.stdout.write(csv_text([table.titles, *table.rows]))
        return None
    path, place = Path(output), Place(output)
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        return Problem("template.suffix", place=place)
    try:
        with path.open("xb") as file:
            if path.suffix.lower() == ".csv":
                file.write(csv_text([table.titles, *table.rows]).encode("utf-8"))
            else:
                write_xlsx(file, table.name, table.columns, table.rows)
    except FileExistsError:
        return Problem("template.exists", place=place)
    except OSError as error:
        return Problem("template.unwritable", {"reason": error.strerror or str(error)}, place)
    return None
