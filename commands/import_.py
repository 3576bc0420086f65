"""``./hengji import --court NAME --scheme KEY FILE…``: tables into the database, all rows or none."""

from __future__ import annotations

from commands.terminal import BAD_INPUT, DONE, Parser, Progress, complain
from records.database import Database, migrate, open_database
from records.intake import Source
from records.intake.values import period as read_period
from rules.phrase import N_, tell
from rules.problem import Place, Problem, ProblemError
from workflow.finding import enter_court
from workflow.importing import Imported, import_files, record_refusal, scheme_in_force
from workflow.versions import close_engines, compiled_of


def run(arguments: list[str]) -> int:
    """Import, or say everything that is wrong and change nothing but the list of imports."""
    parser = Parser("import", N_("把统计数或事实表格导入数据库；有一处错误就一行也不导入"))
    parser.add_argument("--court", metavar="NAME", required=True, help=N_("法院名称"))
    parser.add_argument("--scheme", metavar="KEY", required=True, help=N_("考核办法的标识，如 linshu-2020"))
    parser.add_argument("--period", metavar="P", help=N_("表里没有「期间」一列时，是哪一期的数"))
    parser.add_argument("files", metavar="FILE", nargs="+", help=N_("CSV 或 XLSX；文件名后写 @2018 表示整张表的期间"))
    options = parser.parse_args(arguments)
    sources = [Source.parse(name) for name in options.files]
    migrate()
    database = open_database()
    try:
        imported = _import(database, options.court, options.scheme, options.period, sources)
    except ProblemError as error:
        complain(error.problems)
        return BAD_INPUT
    finally:
        close_engines()
        database.close()
    complain(imported.problems)
    print(_summary(imported))
    return DONE


def _import(database: Database, court: str, scheme: str, period: str | None, sources: list[Source]) -> Imported:
    """One transaction for the rows; when they are refused, another that remembers the refusal."""
    with database.session() as session:
        court_id = enter_court(session, court).id
        version = scheme_in_force(session, scheme)
        asked = read_period(period, compiled_of(version).scheme.period) if period else None
        if isinstance(asked, Problem):
            raise ProblemError([asked.at(Place(f"--period {period}"))])
        progress = Progress(N_("已处理"))
        try:
            imported = import_files(session, None, court_id, version, sources, asked, progress=progress)
            session.commit()
        except ProblemError as error:
            session.rollback()
            record_refusal(session, None, court_id, sources, error.problems)
            session.commit()
            raise
        finally:
            progress.finish()
        return imported


def _summary(imported: Imported) -> str:
    done = N_("导入 {files} 个文件：新事实 {facts} 件、新统计数 {figures} 个，更正 {corrected} 个，原有 {unchanged} 个")
    said = done.filled(
        files=len(imported.imports),
        facts=imported.facts,
        figures=imported.figures,
        corrected=imported.corrected,
        unchanged=imported.unchanged,
    )
    return tell(said)
