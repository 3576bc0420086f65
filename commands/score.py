"""``./hengji score SCHEME.yaml TABLE…``: scores tables from files, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from commands.scorecards import annexes, explained, scorecards
from commands.terminal import BAD_INPUT, DONE, Parser, Progress, complain
from commands.what_if import parse_overlay
from records.intake import Source, Tables, capped, gather
from records.intake.blank import looked_back
from records.intake.values import period as read_period
from rules.check import load
from rules.compiled import Compiled
from rules.forms import forms_of
from rules.phrase import N_, listed, tell
from rules.problem import Place, Problem, errors, register
from scoring.engine import score
from scoring.export import problems_to_data, to_data
from scoring.forms import Filled, filled, forms_to_data
from scoring.inputs import Overlay
from scoring.period import Period
from scoring.result import Result

register({
    "score.no_members": N_("没有给成员表，没有在成员之间分配。空白成员表：./hengji template 办法 --members"),
    "score.no_such_subject": N_("没有被考核对象「{name}」{hint}"),
    "score.no_such_rule": N_("「{subject}」没有计分项或指标「{name}」{hint}"),
})


_NOBODY = "score-share-nobody"


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    scheme: str
    tables: tuple[Source, ...]
    period: str | None
    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What there is to score."""

    compiled: Compiled
    tables: Tables
    period: Period
    overlay: Overlay


def run(arguments: list[str]) -> int:
    """Score and print; nothing but problems, and 2, when anything of the input is wrong."""
    parser = Parser("score", N_("按考核办法给表格计分，不用数据库"))
    parser.add_argument("scheme", metavar="SCHEME.yaml", help=N_("考核办法"))
    parser.add_argument("tables", metavar="TABLE", nargs="+", help=N_("CSV 或 XLSX；文件名后写 @2018 表示整张表的期间"))
    parser.add_argument("--period", metavar="P", help=N_("计哪一期，如 2019、2019-Q1、2019-03；不写则为表中最近一期"))
    parser.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], dest="settings",
                        help=N_("试算：改参数（减少幅度=12%%）或权重（案件权重（民事一审，普通）=4）"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=N_("输出 JSON"))
    parser.add_argument("--explain", metavar=(tell(N_("对象")), tell(N_("指标"))), nargs="+",
                        help=N_("逐层展开一个对象或它的一个指标"))  # fmt: skip
    options = parser.parse_args(arguments)
    if options.explain and len(options.explain) > 2:  # noqa: PLR2004 - a subject and a rule
        parser.error(N_("--explain 后面写一个对象，至多再写一个指标"))
    tables = tuple(map(Source.parse, options.tables))
    gathered, problems = read(Request(options.scheme, tables, options.period, tuple(options.settings)))
    result, problems = (None, problems) if gathered is None else score_gathered(gathered, problems)
    forms: tuple[Filled, ...] = ()
    if gathered is not None and result is not None:
        forms, found = _forms(options.scheme, gathered, result[1])
        problems = capped([*problems, *found])
    if result is not None and options.explain and not options.json:
        tree = explained(result, *options.explain)
        problems, result = ([*problems, tree], None) if isinstance(tree, Problem) else (problems, result)
    if options.json:
        _print_json(result, forms, problems)
    else:
        complain(problems)
        if result is not None:
            shown = [*scorecards(result[0], result[1]), *annexes(result[0], forms)]
            print("\n".join(tree if options.explain and isinstance(tree, list) else shown))
    return BAD_INPUT if result is None else DONE


def read(request: Request) -> tuple[Gathered | None, list[Problem]]:
    """What the command line names, read and checked; nothing when anything is wrong."""
    compiled, problems = load(request.scheme)
    if compiled is None:
        return None, capped(problems)
    asked = _period(compiled, request.period)
    overlay, faults = parse_overlay(compiled, request.settings)
    if isinstance(asked, Problem):
        faults, asked = [asked, *faults], None
    progress = Progress()
    tables, found = gather(compiled, request.tables, asked, progress=progress)
    progress.finish()
    # Warnings of the scheme belong to ./hengji check: whoever scores cannot mend them.
    problems = [*faults, *found]
    if errors(problems):
        return None, capped(problems)
    period = _chosen(compiled, tables, asked)
    if isinstance(period, Problem):
        return None, capped([*problems, period])
    return Gathered(compiled, tables, period, overlay), problems


def score_gathered(gathered: Gathered, problems: list[Problem]) -> tuple[tuple[Compiled, Result] | None, list[Problem]]:
    """Score it; ``problems`` are those of reading, and come before those of scoring."""
    compiled, tables, period = gathered.compiled, gathered.tables, gathered.period
    later = sum(fact.day > period.end for fact in tables.facts)
    if later:
        named = {"count": str(later), "period": period.shown}
        problems = [*problems, Problem("intake.later_facts", named, severity="warning")]
    result = score(compiled, tables.inputs(period), gathered.overlay)
    found = [_softened(placed(problem, tables, period)) for problem in result.problems]
    if not tables.members:  # said once, not for every team
        nobody = [problem for problem in found if problem.code == _NOBODY]
        found = [problem for problem in found if problem.code != _NOBODY]
        problems = [*problems, *(Problem("score.no_members", severity="warning") for _ in nobody[:1])]
    problems = capped([*problems, *found])
    return (None if errors(problems) else (compiled, result)), problems


def _forms(path: str, gathered: Gathered, result: Result) -> tuple[tuple[Filled, ...], list[Problem]]:
    """The tables of the source's annexes that stand beside the scheme. What is wrong with them leaves scores as they
    are.
    """
    forms, problems = forms_of(gathered.compiled, Path(path).parent)
    given, period = gathered.tables.inputs(gathered.period), gathered.period
    tables = filled(gathered.compiled, forms, result.subjects, given, period)
    return tables, [replace(problem, severity="warning") for problem in problems]


def _softened(problem: Problem) -> Problem:
    """A share-out that cannot be made leaves every score as it is: facts may well be scored without the members."""
    return replace(problem, severity="warning") if problem.code.startswith("score-share-") else problem


def placed(problem: Problem, tables: Tables, period: Period) -> Problem:
    """A problem of scoring with the row that it comes from: that of its fact, or of its subject's figures."""
    if problem.place.file:
        return problem
    place = tables.places.get(problem.values.get("fact", ""))
    if place is None and "subject" in problem.values:
        of = (problem.values["subject"], period.text)
        found = next((where for key, where in tables.places.items() if key[:2] == of), None)
        place = replace(found, column=None) if found else None
    return problem.at(place) if place else problem


def _period(compiled: Compiled, text: str | None) -> Period | Problem | None:
    if text is None:
        return None
    found = read_period(text, compiled.scheme.period)
    return found.at(Place(f"--period {text}")) if isinstance(found, Problem) else found


def _chosen(compiled: Compiled, tables: Tables, asked: Period | None) -> Period | Problem:
    """The period to score: the one asked for, if there is anything of it; else the latest, where that is clear.

    A scheme that looks back can be asked for the period after the last: what it sets from last year's figures (the
    ceilings of 延边 annex 2) is known before any figure of this year is.
    """
    known = tables.periods()
    texts = listed(period.text for period in known)
    if asked is not None:
        # Members and decisions may name no period at all: they are of the asked one.
        nothing = Problem("intake.no_data", {"period": asked.shown, "known": texts})
        ahead = any(earlier in known for earlier in looked_back(compiled, asked))
        return asked if asked in known or not known or ahead else nothing
    latest = tables.latest()
    if latest is not None:
        return latest
    return Problem("intake.several_periods", {"known": texts or compiled.scheme.title})


def _print_json(result: tuple[Compiled, Result] | None, forms: Sequence[Filled], problems: Sequence[Problem]) -> None:
    """The whole document; without a result the problems alone."""
    data = to_data(*result) if result is not None else {}
    tables = {"forms": forms_to_data(forms)} if forms else {}
    json.dump({**data, **tables, "problems": problems_to_data(problems)}, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
