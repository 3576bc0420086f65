"""What the commands share at the terminal: aligned tables, problems, progress, arguments in Chinese."""

from __future__ import annotations

import argparse
import sys
import time
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NoReturn

from rules.phrase import N_, tell
from rules.problem import Problem

DONE, BAD_INPUT = 0, 2
_SECOND = 1.0


class _Help(argparse.HelpFormatter):
    """What an argument is for, in the reader's language."""

    def _get_help_string(self, action: argparse.Action) -> str:
        return tell(action.help or "")


class Parser(argparse.ArgumentParser):
    """argparse with our words around the arguments."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(
            prog=f"./hengji {command}",
            description=tell(description),
            formatter_class=_Help,
            add_help=False,
            allow_abbrev=False,
        )
        self._positionals.title, self._optionals.title = tell(N_("参数")), tell(N_("选项"))
        self.add_argument("-h", "--help", action="help", help=N_("显示本说明"))

    def format_usage(self) -> str:
        """The line of usage."""
        return super().format_usage().replace("usage:", tell(N_("用法：")), 1)

    def format_help(self) -> str:
        """The whole help."""
        return super().format_help().replace("usage:", tell(N_("用法：")), 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and leave with 2."""
        message = tell(message)
        for english, chinese in (
            ("the following arguments are required:", N_("缺少参数：")),
            ("unrecognized arguments:", N_("不认识的参数：")),
            ("expected one argument", N_("后面要写一个值")),
            ("expected at least one argument", N_("后面至少写一个值")),
            ("argument ", N_("参数 ")),
        ):
            message = message.replace(english, tell(chinese))
        self.exit(BAD_INPUT, f"{message}\n{self.format_usage()}")


def width(text: str) -> int:
    """Columns that a text takes in a terminal: two for a wide character.

    Ambiguous ones (÷ × —) take one where a terminal follows Unicode, even under a Chinese locale.
    """
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def aligned(rows: Sequence[Sequence[str]], right: Iterable[int] = (), *, gap: str = "  ") -> list[str]:
    """Rows as lines in the reader's language, each column as wide as its widest cell; those in ``right`` end flush."""
    rows = [[tell(cell) for cell in row] for row in rows]
    numbers = set(right)
    widths = [max(width(row[index]) for row in rows) for index in range(len(rows[0]))] if rows else []
    lines = []
    for row in rows:
        cells = []
        for index, cell in enumerate(row):
            room = " " * (widths[index] - width(cell))
            cells.append(room + cell if index in numbers else cell + room)
        lines.append(gap.join(cells).rstrip())
    return lines


def complain(problems: Iterable[Problem]) -> None:
    """Problems to standard error, one a line."""
    for problem in problems:
        print(line(problem, N_("警告：")), file=sys.stderr)


def line(problem: Problem, warning: str) -> str:
    """``file:line:column: message``, with a word before what is only a warning."""
    mark = tell(warning) if problem.severity == "warning" else ""
    where = problem.place.text()
    return f"{where}: {mark}{problem.text()}" if where else mark + problem.text()


class Progress:
    """Rows read so far, on the terminal and only when it takes longer than a second."""

    def __init__(self, what: str = N_("已读")) -> None:
        self._what = what
        self._started = time.monotonic()
        self._shown = False

    def __call__(self, rows: int) -> None:
        """``rows`` have been done."""
        if sys.stderr.isatty() and time.monotonic() - self._started > _SECOND:
            self._shown = True
            text = N_("{what} {rows} 行…").filled(what=self._what, rows=f"{rows:,}")
            print("\r" + tell(text), end="", file=sys.stderr, flush=True)

    def finish(self) -> None:
        """Clear the line."""
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
