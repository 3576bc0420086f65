"""``./hengji check SCHEME.yaml…``: all problems of schemes and of the worked examples beside them, one a line."""

from __future__ import annotations

from pathlib import Path

from commands.terminal import BAD_INPUT, DONE, Parser, line
from rules.check import load
from rules.check_names import rules_of
from rules.compiled import Compiled
from rules.phrase import N_, tell
from rules.problem import Place, Problem, errors, register

register({
    "check.no_examples": N_("旁边没有算例文件 {file}，请写几个算例，证明办法算得对"),
    "check.examples_file": N_("这是算例文件，不是办法；检查 {file} 时一起运行"),
})
PROBLEMS_FOUND = 1
_EXAMPLES = ".cases.yaml"
_HINT = N_("提示：")
_UNREADABLE = {"file-missing", "file-unreadable"}


def run(arguments: list[str]) -> int:
    """0 all is well (warnings at most), 1 a scheme or an example has an error, 2 a file cannot be read."""
    parser = Parser("check", N_("检查考核办法和旁边的算例，列出全部问题：文件:行:列: 说明"))
    parser.add_argument("schemes", metavar="SCHEME.yaml", nargs="+", help=N_("考核办法"))
    status = DONE
    for path in parser.parse_args(arguments).schemes:
        status = max(status, _check(path))
    return status


def _check(path: str) -> int:
    if path.endswith(_EXAMPLES):
        scheme = Path(path.removesuffix(_EXAMPLES) + ".yaml").name
        print(line(Problem("check.examples_file", {"file": scheme}, Place(path), "warning"), _HINT))
        return DONE
    compiled, problems = load(path)
    examples = 0
    if compiled is not None:
        examples, more = _examples(compiled, path)
        problems = [*problems, *more]
    for problem in problems:
        print(line(problem, _HINT))
    if any(problem.code in _UNREADABLE for problem in problems):
        return BAD_INPUT
    if errors(problems):
        return PROBLEMS_FOUND
    if compiled is not None:
        print(_summary(path, compiled, examples))
    return DONE


def _examples(compiled: Compiled, path: str) -> tuple[int, list[Problem]]:
    """How many worked examples were run, and what failed; scoring is imported only when there is something to score."""
    from scoring.cases import cases_file, count  # noqa: PLC0415 - takes its time, and errors come first
    from scoring.cases import run as run_cases  # noqa: PLC0415 - takes its time, and errors come first

    beside = cases_file(Path(path))
    if not beside.exists():
        return 0, [Problem("check.no_examples", {"file": beside.name}, Place(path), "warning")]
    return count(beside), run_cases(compiled, beside)


def _summary(path: str, compiled: Compiled, examples: int) -> str:
    rules, parameters, tables = len(list(rules_of(compiled.scheme))), len(compiled.parameters), len(compiled.tables)
    text = N_("没有错误。已检查规则 {rules} 条、参数 {parameters} 个、权重表 {tables} 个、算例 {examples} 个")
    return f"{path}: {tell(text.filled(rules=rules, parameters=parameters, tables=tables, examples=examples))}"
