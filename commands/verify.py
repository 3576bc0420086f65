"""``./hengji verify CODE``: whether a paper is the program's own and still stands. Says no score."""

from __future__ import annotations

from pathlib import Path

from commands.terminal import BAD_INPUT, DONE, Parser, aligned, complain
from records.database import migrate, open_database
from records.tenancy import everything
from reports.kinds import KINDS
from rules.phrase import COMMA, listed
from rules.problem import N_, Place, Problem, ProblemError, register
from shown.writing import day
from workflow.printing.verifying import FILES, VERDICTS, Verification, verify

register({"verify.no_file": N_("文件读不出来（{reason}）")})
NOT_VALID = 1


def run(arguments: list[str]) -> int:
    """0 valid, 1 not (a draft, superseded, broken, another file), 2 no such code."""
    parser = Parser("verify", N_("核对报表上的验真码；给出 PDF 文件时，也核对文件是否原样"))
    parser.add_argument("code", metavar="CODE", help=N_("报表末页的验真码"))
    parser.add_argument("file", metavar="FILE.pdf", nargs="?", help=N_("报表的 PDF 文件"))
    options = parser.parse_args(arguments)
    migrate()
    database = open_database()
    try:
        pdf = _read(options.file) if options.file else None
        with database.session() as session, everything(session):
            found = verify(session, options.code, pdf)
            _print(found)
    except ProblemError as error:
        complain(error.problems)
        return BAD_INPUT
    finally:
        database.close()
    return DONE if found.verdict in ("valid", "stands") and found.file != "other" else NOT_VALID


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise ProblemError([Problem("verify.no_file", {"reason": error.strerror or ""}, Place(name))]) from error


def _print(found: Verification) -> None:
    paper = found.paper
    print(VERDICTS[found.verdict])
    if FILES[found.file]:
        print(FILES[found.file])
    kind = KINDS.get(paper.kind)
    rows = [
        (N_("报表"), kind.title if kind else paper.kind),
        (N_("对象"), paper.subject or paper.period.court.name),
        (N_("考核周期"), f"{paper.period.court.name} {paper.period}"),
        (N_("数据校验值"), paper.inputs_sha256[:32] or "—"),
        (N_("打印"), listed((day(row.printed_at) for row in found.printings), COMMA)),
        (N_("格式检查"), paper.gate),
    ]
    print("\n".join("  " + line for line in aligned(rows)))
