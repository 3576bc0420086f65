"""``./hengji court``: the first court of an empty database, or one more, with the account of its operator."""

from __future__ import annotations

from commands.terminal import DONE, Parser
from records.database import migrate, open_database
from records.models.court import LEVELS
from rules.phrase import N_, listed, tell
from workflow.founding import NewCourt, found


def run(arguments: list[str]) -> int:
    """Make it, and print the operator's first password, which nobody will see again."""
    parser = Parser("court", N_("建立一家法院和它的系统管理员账号；其他账号由系统管理员在网页上建"))
    parser.add_argument("name", metavar="NAME", help=N_("简称，表格里用的名称，如 临沭法院"))
    parser.add_argument("--full-name", metavar="NAME", help=N_("全称；缺省同简称"))
    parser.add_argument("--code", metavar="CODE", help=N_("案号里的法院代字，如 鲁1329"))
    parser.add_argument("--level", default="基层", help=N_("层级：{known}").filled(known=listed(LEVELS)))
    parser.add_argument("--above", metavar="NAME", help=N_("上级法院的简称，须已建立"))
    parser.add_argument("--login", default="admin", help=N_("系统管理员的登录名，缺省 admin"))
    options = parser.parse_args(arguments)
    migrate()
    database = open_database()
    try:
        with database.session() as session:
            new = NewCourt(options.name, options.full_name or options.name, options.level, options.code, options.above)
            court, password = found(session, new, options.login)
            name = court.name
            session.commit()
    finally:
        database.close()
    said = N_("已建立「{court}」。系统管理员：登录名 {login}，初始密码 {password}（只显示这一次，第一次登录时要改）")
    print(tell(said.filled(court=name, login=options.login, password=password)))
    return DONE
