"""``./hengji demo``: load the demonstration, say what was done, show the log-ins, serve."""

from __future__ import annotations

import time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands.serve import add_address, address_problem, serve
from commands.terminal import BAD_INPUT, DONE, Parser, aligned, complain
from records import tenancy
from records.database import Database, database_url, migrate, open_database
from records.models import AppraisalPeriod, Card, Case, Court, Fact, Person, Posting, Scorecard, Team
from records.queries.directory import Directory, SubjectKey, load_directory
from rules.exact import shown
from rules.problem import N_, ProblemError
from workflow.demonstration.loading import load
from workflow.versions import close_engines

_COUNTED = (
    (N_("法院"), Court), (N_("团队"), Team), (N_("人员"), Person), (N_("案件"), Case), (N_("事实"), Fact), (N_("记账"), Posting),
    (N_("红黄卡"), Card), (N_("计分卡"), Scorecard),
)  # fmt: skip
_PLACES = 3


def run(arguments: list[str]) -> int:
    """Load what is missing, print, serve."""
    parser = Parser("demo", N_("装入演示法院与延边九家法院，计分并启动网站（可反复运行）"))
    add_address(parser)
    parser.add_argument("--load-only", action="store_true", help=N_("只装入和计分，不启动网站"))
    options = parser.parse_args(arguments)
    if not options.load_only and (problem := address_problem(options.host, options.port)):
        complain([problem])
        return BAD_INPUT
    started = time.monotonic()
    print(N_("数据库：{database}").format(database=database_url().render_as_string(hide_password=True)), flush=True)
    migrate()
    database = open_database()
    try:
        logins = load(database, lambda line: print("  " + line, flush=True))
        _summary(database)
    except ProblemError as error:
        complain(error.problems)
        return BAD_INPUT
    finally:
        close_engines()
        database.close()
    print(N_("\n用时 {seconds} 秒。\n").format(seconds=f"{time.monotonic() - started:.1f}"))
    titles = (N_("登录名"), N_("密码"), N_("角色"), N_("姓名"), N_("法院"))
    print("\n".join(aligned([titles, *((one.login, one.password, one.role, one.name, one.court) for one in logins)])), flush=True)
    return DONE if options.load_only else serve(options.host, int(options.port))


def _summary(database: Database) -> None:
    """How much there is, and who leads."""
    with database.session() as session, tenancy.everything(session):
        counts = [(title, f"{session.scalar(select(func.count()).select_from(model)) or 0:,}") for title, model in _COUNTED]
        print("\n" + N_("库中现有：") + "，".join(f"{title} {count}" for title, count in counts))
        directory = load_directory(session)
        for period in _last_closed(session):
            cards = _leading(session, directory, period)
            if cards:
                print("  " + N_("{period}：").format(period=f"{period.court} {period}") + "，".join(cards))


def _last_closed(session: Session) -> list[AppraisalPeriod]:
    """The last closed period of each court and scheme."""
    query = select(AppraisalPeriod).where(AppraisalPeriod.state != "open").order_by(AppraisalPeriod.starts)
    return list({(row.court_id, row.scheme_id): row for row in session.scalars(query)}.values())


def _leading(session: Session, directory: Directory, period: AppraisalPeriod) -> list[str]:
    query = (
        select(Scorecard.place, Scorecard.subject_kind, Scorecard.subject_id, Scorecard.total)
        .where(Scorecard.period_id == period.id, Scorecard.edition == period.edition, Scorecard.place <= _PLACES)
        .order_by(Scorecard.place, Scorecard.id)
    )
    return [
        f"{place}. {directory.name(SubjectKey(kind, subject))} {shown(total)}"  # type: ignore[arg-type]  # CHECKed in the database
        for place, kind, subject, total in session.execute(query)
        if total is not None
    ]
