"""``./hengji report year``: a court's papers of one period as one job, from the terminal. The job is the same row
that the pages show: broken off, it goes on where it stopped when the command is given again.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.terminal import BAD_INPUT, DONE, Parser, complain
from records.database import Database, migrate, open_database
from records.models import AppraisalPeriod, Job, JobItem
from reports.batch.runner import Runner
from reports.batch.shelf import home, pack
from reports.desk import desk_of
from reports.kinds import KINDS, kind_of, subjects_of
from reports.press.fonts import font_problems
from rules.phrase import COMMA, glue, listed, tell
from rules.problem import N_, Place, Problem, ProblemError, register
from workflow.finding import enter_court, period_of
from workflow.printing.claiming import as_problems
from workflow.printing.ordering import ORDERS, Order, count, live_jobs, order_papers
from workflow.versions import close_engines

register(
    {
        "report.item": N_("第 {position} 件「{subject}」{kind}：{problem}"),
        "report.job": N_("打印任务 {job}：{problem}"),
        "report.elsewhere": N_("打印任务 {job} 正由另一个程序打印，或已暂停。请在网页「报表打印」里看"),
        "report.no-zip": N_("写不进去（{reason}）。请检查目录和权限"),
    }
)


def run(arguments: list[str]) -> int:
    """0 all printed, 1 when some were not, 2 bad input."""
    options = _parser().parse_args(arguments)
    migrate()
    database = open_database()
    try:
        complain(font_problems())
        with database.session() as session:
            enter_court(session, options.court)
            job = _job(session, options)
            total = count(session, job).total
            print(tell(N_("打印任务 {job}：{total} 件").filled(job=job.id, total=total)), file=sys.stderr)
            _work(database, session, job, options, total)
            return _outcome(session, job, options)
    except ProblemError as error:
        complain(error.problems)
        return BAD_INPUT
    finally:
        close_engines()
        database.close()


def _parser() -> Parser:
    parser = Parser("report year", N_("把法院一期的报表作为一个任务打印；中断后再运行一次，从断处接着打"))
    parser.add_argument("--court", metavar="NAME", required=True, help=N_("法院名称"))
    parser.add_argument("--scheme", metavar="KEY", required=True, help=N_("考核办法的标识或名称"))
    parser.add_argument("--period", metavar="P", required=True, help=N_("哪一期，如 2025"))
    parser.add_argument("--kind", metavar="K", nargs="+", default=["scorecard"], choices=list(KINDS), dest="kinds",
                        help=N_("哪些报表：{kinds}；缺省 scorecard").filled(
                            kinds=listed((glue(k, " ", one.title) for k, one in KINDS.items()), COMMA)))  # fmt: skip
    parser.add_argument("--order", choices=list(ORDERS), default="kind", help=N_("kind 按报表分，subject 按对象分"))
    parser.add_argument("--workers", metavar="N", type=int, default=0, help=N_("几个打印进程，缺省同处理器个数"))
    parser.add_argument("-o", metavar="FILE.zip", dest="output", help=N_("打完后把全部文件装成一个 ZIP"))
    return parser


def _job(session: Session, options: Namespace) -> Job:
    """The same job as before where that is not over; a new one otherwise."""
    period = period_of(session, enter_court(session, options.court), options.scheme, options.period)
    desk = desk_of(session, period)
    wanted = [(key, subjects_of(desk, kind_of(key))) for key in dict.fromkeys(options.kinds)]
    order: Order = "subject" if options.order == "subject" else "kind"
    asked = {"kinds": {kind: list(subjects) for kind, subjects in wanted}, "order": order}
    found = next((job for job in live_jobs(session, period) if job.wanted == asked), None)
    job = found or order_papers(session, None, session.get_one(AppraisalPeriod, period.id), wanted, order)
    session.commit()
    return job


def _work(database: Database, session: Session, job: Job, options: Namespace, total: int) -> None:
    before = count(session, job).settled
    session.commit()

    def told(_job: Job, settled: int, _pressed: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{before + settled} / {total}", end="", file=sys.stderr, flush=True)

    runner = Runner(
        database.session, home(), lambda line: print(line, file=sys.stderr), workers=options.workers, told=told
    )
    try:
        claimed = runner.run(job.id)
    except KeyboardInterrupt:
        print("\n" + tell(N_("已中断；再运行一次同样的命令，从断处接着打")), file=sys.stderr)
        raise
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if not claimed:
        raise ProblemError([Problem("report.elsewhere", {"job": str(job.id)})])


def _outcome(session: Session, job: Job, options: Namespace) -> int:
    """Where the files lie; who has none, and why."""
    session.refresh(job)
    items = list(session.scalars(select(JobItem).where(JobItem.job_id == job.id).order_by(JobItem.position)))
    for problem in as_problems(job.problems):
        complain([Problem("report.job", {"job": str(job.id), "problem": problem.text()})])
    for item in items:
        named = {"position": str(item.position), "subject": item.subject, "kind": KINDS[item.kind].title}
        complain(
            Problem("report.item", {**named, "problem": one.text()}, severity=one.severity)
            for one in as_problems(item.problems)
        )
    folder, done = home() / str(job.id), [item.file for item in items if item.state == "done"]
    if options.output and done:
        _zip(folder, done, Path(options.output))
        print(options.output)
    else:
        print(folder)
    return DONE if job.state == "done" and not any(item.state == "failed" for item in items) else 1


def _zip(folder: Path, names: list[str], target: Path) -> None:
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("wb") as file:
            file.writelines(pack(folder, names))
        beside.replace(target)
    except OSError as error:
        problem = Problem("report.no-zip", {"reason": error.strerror or str(error)}, Place(str(target)))
        raise ProblemError([problem]) from error
