"""``./hengji report year``: a court's papers of one period as one job, from the terminal. The job is the same row
that the pages show: broken off, it goes on where it stopped when the command is given again. Another terminal may
hold it, let it go on, give it up.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.terminal import BAD_INPUT, DONE, Parser, aligned, complain
from records.database import Database, migrate, open_database
from records.models import AppraisalPeriod, Job, JobItem
from reports.batch.runner import Runner
from reports.batch.shelf import home, pack
from reports.batch.whole import whole_year
from reports.desk import desk_of
from reports.kinds import KINDS, kind_of, subjects_of
from reports.press.fonts import font_problems
from rules.phrase import COMMA, glue, listed, tell
from rules.problem import N_, Place, Problem, ProblemError, register
from workflow.finding import enter_court, period_of
from workflow.jobs import STATES, as_problems
from workflow.printing import ordering
from workflow.printing.ordering import ORDERS, Order, Wish, count, order_wishes, same_job
from workflow.versions import close_engines

register(
    {
        "report.item": N_("第 {position} 件「{subject}」{kind}：{problem}"),
        "report.job": N_("打印任务 {job}：{problem}"),
        "report.elsewhere": N_(
            "打印任务 {job} 现在是「{state}」：正由另一个程序打印，或已暂停。用 --jobs 查看，--resume {job} 继续"
        ),
        "report.no-job": N_("本院没有第 {job} 号打印任务。用 --jobs 列出"),
        "report.no-zip": N_("写不进去（{reason}）。请检查目录和权限"),
    }
)


def run(arguments: list[str]) -> int:
    """0 all printed, 1 when some were not, 2 bad input."""
    parser = _parser()
    options = parser.parse_args(arguments)
    asked = options.jobs or any(getattr(options, word) is not None for word in _ACTS)
    if not asked and not (options.scheme and options.period):
        parser.error(N_("下新任务要写 --scheme 和 --period"))
    migrate()
    database = open_database()
    try:
        complain(font_problems())
        with database.session() as session:
            enter_court(session, options.court)
            if options.jobs:
                _list(session)
                return DONE
            if word := next((word for word in _ACTS if getattr(options, word) is not None), None):
                job = _act(session, word, getattr(options, word))
                if word in ("pause", "cancel"):
                    return DONE
            else:
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
    parser.add_argument("--scheme", metavar="KEY", help=N_("考核办法的标识或名称"))
    parser.add_argument("--period", metavar="P", help=N_("哪一期，如 2025"))
    parser.add_argument("--whole", action="store_true",
                        help=N_("全年材料：本院这一年各个考核办法的全部报表，按报表、庭室、姓名排序"))  # fmt: skip
    parser.add_argument("--kind", metavar="K", nargs="+", default=["scorecard"], choices=list(KINDS), dest="kinds",
                        help=N_("只打哪些报表：{kinds}；缺省 scorecard").filled(
                            kinds=listed((glue(k, " ", one.title) for k, one in KINDS.items()), COMMA)))  # fmt: skip
    parser.add_argument("--order", choices=list(ORDERS), default="kind", help=N_("kind 按报表分，subject 按对象分"))
    parser.add_argument("--workers", metavar="N", type=int, default=0, help=N_("几个打印进程，缺省同处理器个数"))
    parser.add_argument("-o", metavar="FILE.zip", dest="output", help=N_("打完后把全部文件装成一个 ZIP"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--jobs", action="store_true", help=N_("列出本院的打印任务，不打印"))
    which.add_argument("--pause", metavar="N", type=int, help=N_("暂停第 N 号任务"))
    which.add_argument("--resume", metavar="N", type=int, help=N_("继续第 N 号任务：已暂停的、或打印它的程序已中断的"))
    which.add_argument("--cancel", metavar="N", type=int, help=N_("取消第 N 号任务，已打印的留下"))
    which.add_argument("--retry", metavar="N", type=int, help=N_("第 N 号任务里没有打成的再打一次"))
    return parser


def _list(session: Session) -> None:
    titles = (N_("任务"), N_("考核周期"), N_("进度"), N_("未打印"), N_("状态"))
    rows = []
    for job in session.scalars(select(Job).where(Job.kind == "papers").order_by(Job.id)):
        found = count(session, job)
        state = tell(STATES[job.state])
        rows.append((str(job.id), str(job.period), f"{found.settled} / {found.total}", str(found.failed), state))
    print("\n".join(aligned([titles, *rows])))


_ACTS = {
    "pause": ordering.pause, "resume": ordering.go_on, "cancel": ordering.cancel, "retry": ordering.try_again,
}  # fmt: skip


def _act(session: Session, word: str, number: int) -> Job:
    """Done as on the page. A job whose program was killed is not held: it is simply worked at again."""
    job = session.get(Job, number)
    if job is None or job.kind != "papers":
        raise ProblemError([Problem("report.no-job", {"job": str(number)})])
    if word != "resume" or job.state == "paused":
        _ACTS[word](session, None, job)
    session.commit()
    print(tell(N_("打印任务 {job}：{state}").filled(job=job.id, state=STATES[job.state])), file=sys.stderr)
    return job


def _job(session: Session, options: Namespace) -> Job:
    """The same job as before where that is not over; a new one otherwise."""
    period = session.get_one(
        AppraisalPeriod, period_of(session, enter_court(session, options.court), options.scheme, options.period).id
    )
    order: Order = "subject" if options.order == "subject" else "kind"
    if options.whole:
        wishes = whole_year(session, period)
    else:
        desk = desk_of(session, period)
        wishes = [Wish(key, period, subjects_of(desk, kind_of(key))) for key in dict.fromkeys(options.kinds)]
    found = same_job(session, wishes, order, whole=options.whole)
    job = found or order_wishes(session, None, wishes, order, whole=options.whole)
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
        session.refresh(job)
        raise ProblemError([Problem("report.elsewhere", {"job": str(job.id), "state": STATES[job.state]})])


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
