"""``./hengji people --court NAME FILE``: the list of who works where, into the records; all rows or none."""

from __future__ import annotations

from pathlib import Path

from commands.terminal import BAD_INPUT, DONE, Parser, complain
from records.database import migrate, open_database
from records.sheets import read
from rules.phrase import N_, listed, tell
from rules.problem import ProblemError, errors
from workflow.finding import enter_court
from workflow.roster import COLUMNS, take_in


def run(arguments: list[str]) -> int:
    """Take it in, or say everything that is wrong."""
    parser = Parser("people", N_("导入花名册：人员、庭室、团队和任职去向；同一份表再导一次不会改变什么"))
    parser.add_argument("--court", metavar="NAME", required=True, help=N_("法院名称"))
    parser.add_argument("file", metavar="FILE", help=N_("CSV 或 XLSX，列名：{names}").filled(names=listed(COLUMNS)))
    options = parser.parse_args(arguments)
    sheets, problems = read(Path(options.file), options.file)
    if errors(problems):
        complain(problems)
        return BAD_INPUT
    migrate()
    database = open_database()
    try:
        with database.session() as session:
            court_id = enter_court(session, options.court).id
            done = take_in(session, None, court_id, sheets)
            session.commit()
    except ProblemError as error:
        complain(error.problems)
        return BAD_INPUT
    finally:
        database.close()
    said = N_("新增干警 {people} 人、庭室 {divisions} 个、团队 {teams} 个，任职变动 {moves} 条，原有 {unchanged} 条")
    counts = {name: getattr(done, name) for name in ("people", "divisions", "teams", "moves", "unchanged")}
    print(tell(said.filled(**counts)))
    return DONE
