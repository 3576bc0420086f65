"""``./hengji demo``: load the demonstration, say what was done, show the log-ins, serve."""

from __future__ import annotations

import time

from commands.serve import add_address, address_problem, serve
from commands.terminal import BAD_INPUT, DONE, Parser, aligned, complain
from records.database import database_url, migrate, open_database
from rules.exact import shown
from rules.phrase import COMMA, N_, glue, listed, tell
from rules.problem import ProblemError
from workflow.demonstration.loading import load
from workflow.demonstration.summary import Summary, summary
from workflow.versions import close_engines


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
    database_shown = database_url().render_as_string(hide_password=True)
    print(tell(N_("数据库：{database}").filled(database=database_shown)), flush=True)
    migrate()
    database = open_database()
    try:
        logins = load(database, lambda line: print("  " + tell(line), flush=True))
        _print(summary(database))
    except ProblemError as error:
        complain(error.problems)
        return BAD_INPUT
    finally:
        close_engines()
        database.close()
    seconds = f"{time.monotonic() - started:.1f}"
    print("", tell(N_("用时 {seconds} 秒。").filled(seconds=seconds)), "", sep="\n")
    titles = (N_("登录名"), N_("密码"), N_("角色"), N_("姓名"), N_("法院"))
    print(
        "\n".join(aligned([titles, *((one.login, one.password, one.role, one.name, one.court) for one in logins)])),
        flush=True,
    )
    return DONE if options.load_only else serve(options.host, int(options.port))


def _print(found: Summary) -> None:
    """How much there is, and who leads."""
    counts = listed((glue(title, f" {count:,}") for title, count in found.counts), COMMA)
    print("", tell(N_("库中现有：{counts}").filled(counts=counts)), sep="\n")
    for one in found.leading:
        places = listed((f"{place}. {name} {shown(total, 2)}" for place, name, total in one.places), COMMA)
        text = N_("{court} {scheme} {period}：{places}")
        print("  " + tell(text.filled(court=one.court, scheme=one.scheme, period=one.period, places=places)))
