"""``./hengji report``: scorecards as PDF, one a subject, from tables (no database) or from the records."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from commands import report_year
from commands.batch import Batch, from_records, from_tables
from commands.score import Request
from commands.terminal import BAD_INPUT, DONE, Parser, complain
from records.intake import Source
from records.intake.values import plain
from reports.press.press import press
from reports.press.sheet import Sheet
from reports.press.signing import sign, signer_from
from rules.problem import N_, Place, Problem, ProblemError, did_you_mean, register

register({
    "report.no_such_subject": N_("本期没有被考核对象「{name}」{hint}"),
    "report.nobody": N_("{period} 没有被考核对象，没有可打印的"),
    "report.one_file": N_("有 {count} 个对象，一个 PDF 放不下。-o 请写文件夹，或用 --subject 选一个对象"),
    "report.not_a_folder": N_("这是文件，不是文件夹。-o 请写文件夹，或以 .pdf 结尾的文件名"),
    "report.is_a_folder": N_("这是文件夹，不能当作 PDF 文件。请换一个文件名，或去掉 .pdf 结尾"),
    "report.unwritable": N_("写不进去（{reason}）。请检查目录和权限"),
    "report.of_paper": N_("「{subject}」的记分卡：{problem}"),
})


def run(arguments: list[str]) -> int:
    """Print; when anything of the input is wrong say so, write nothing and give 2. ``year`` is a word of its own."""
    if arguments[:1] == ["year"]:
        return report_year.run(arguments[1:])
    parser = _parser()
    options = parser.parse_args(arguments)
    _refuse_mixture(parser, options)
    try:
        if options.court:
            with from_records(options.court, options.scheme, options.period) as batch:
                _print(batch, options)
        else:
            scheme, *tables = options.sources
            request = Request(scheme, tuple(map(Source.parse, tables)), options.period, tuple(options.settings))
            _print(from_tables(request), options)
    except ProblemError as error:
        complain(error.problems)
        return BAD_INPUT
    return DONE


def _parser() -> Parser:
    parser = Parser("report", N_("打印记分卡，每个对象一份 PDF：据表格（不用数据库），或据数据库（--court、--scheme）"))
    parser.add_argument("sources", metavar="SCHEME.yaml TABLE…", nargs="*", help=N_("考核办法，和 CSV 或 XLSX 表格"))
    parser.add_argument("--court", metavar="NAME", help=N_("据数据库打印：法院名称"))
    parser.add_argument("--scheme", metavar="KEY", help=N_("据数据库打印：考核办法的标识或名称"))
    parser.add_argument("--period", metavar="P", help=N_("哪一期，如 2019、2019-Q1、2019-03；据表格时不写则为最近一期"))
    parser.add_argument("--subject", metavar="S", nargs="+", action="extend", default=[], dest="subjects",
                        help=N_("只打印这些对象；不写则每个对象一份"))  # fmt: skip
    parser.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], dest="settings",
                        help=N_("试算：改参数或权重后打印，纸面注明；只用于表格"))  # fmt: skip
    parser.add_argument("-o", metavar="DIR|FILE.pdf", default=".", dest="output",
                        help=N_("写到这个文件夹；只有一个对象时也可写文件名。同名的旧文件会被替换"))  # fmt: skip
    return parser


def _refuse_mixture(parser: Parser, options: Namespace) -> None:
    """Tables or records, not both."""
    if options.court:
        if options.sources:
            parser.error(N_("--court 是据数据库打印，后面不写办法文件和表格"))
        if options.settings:
            parser.error(N_("--set 只用于据表格试算"))
        if not options.scheme or not options.period:
            parser.error(N_("据数据库打印时要写 --scheme 和 --period"))
    elif options.scheme:
        parser.error(N_("--scheme 要和 --court 一起写"))
    elif len(options.sources) < 2:  # noqa: PLR2004 - a scheme and a table
        parser.error(N_("要写考核办法和至少一个表格，或者 --court、--scheme 和 --period"))


def _print(batch: Batch, options: Namespace) -> None:
    """Everything is checked before the first file is written; each file appears whole or not at all."""
    subjects = _chosen(batch, options.subjects)
    folder, one_file = _target(options.output, len(subjects))
    complain(batch.notes)
    signer = signer_from()
    for subject, path, sheet in _sheets(batch, subjects, folder, one_file):
        paper = press(sheet)
        paper = sign(paper, signer, sheet.attachment) if signer else paper
        complain(_of_paper(problem, subject) for problem in paper.problems)
        _write(path, paper.pdf)
        batch.record(subject, sheet, paper)
        print(path, flush=True)


def _sheets(
    batch: Batch, subjects: Iterable[str], folder: Path, one_file: Path | None
) -> Iterator[tuple[str, Path, Sheet]]:
    """One at a time: a court's worth of papers need not fit into memory. No two get one name."""
    taken: set[str] = set()
    for subject in subjects:
        sheet = batch.sheet(subject)
        if sheet is None:
            continue
        name = sheet.name
        stem, turn = name.removesuffix(".pdf"), 1
        while name.casefold() in taken:
            turn += 1
            name = f"{stem} {turn}.pdf"
        taken.add(name.casefold())
        yield subject, one_file or folder / name, sheet


def _chosen(batch: Batch, names: list[str]) -> list[str]:
    """The subjects asked for, in the order of the batch; every name that is none of them is a problem."""
    known = {plain(subject): subject for subject in batch.subjects}
    wrong = [
        Problem("report.no_such_subject", {"name": name, "hint": did_you_mean(name, batch.subjects)})
        for name in names
        if plain(name) not in known
    ]
    if not batch.subjects:
        wrong = [Problem("report.nobody", {"period": batch.period})]
    if wrong:
        raise ProblemError(wrong)
    wanted = {plain(name) for name in names} or set(known)
    return [subject for key, subject in known.items() if key in wanted]


def _target(output: str, count: int) -> tuple[Path, Path | None]:
    """The folder to write into, made when it is missing, and the file where one was named."""
    path, place = Path(output), Place(output)
    if path.suffix.lower() == ".pdf":
        if path.is_dir():
            raise ProblemError([Problem("report.is_a_folder", place=place)])
        if count > 1:
            raise ProblemError([Problem("report.one_file", {"count": str(count)}, place)])
        folder, file = path.parent, path
    else:
        if path.exists() and not path.is_dir():
            raise ProblemError([Problem("report.not_a_folder", place=place)])
        folder, file = path, None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder, file


def _write(path: Path, pdf: bytes) -> None:
    """Beside it first, then into place."""
    beside = path.with_name(f".{os.getpid()}.part")
    try:
        beside.write_bytes(pdf)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> ProblemError:
    return ProblemError([Problem("report.unwritable", {"reason": error.strerror or str(error)}, Place(str(path)))])


def _of_paper(problem: Problem, subject: str) -> Problem:
    values = {"subject": subject, "problem": problem.text()}
    return Problem("report.of_paper", values, severity=problem.severity)
