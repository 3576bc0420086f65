"""``./hengji serve``: the site by waitress, a production server in pure Python."""

from __future__ import annotations

import logging
import os
import socket
import threading
from typing import Any

import waitress

from app import create_app
from commands.patrol import patrolling
from commands.postman import postman
from commands.terminal import BAD_INPUT, DONE, Parser, complain
from portal.office import EXTENSION as OFFICE
from records.database import database_url, migrate
from reports.press.fonts import font_problems
from reports.press.signing import signer_from
from reports.press.workers import probe
from rules.phrase import N_, tell
from rules.problem import Problem, register

register(
    {
        "serve.port": N_("端口 {port} 不能用：应为 1 至 65535 的整数。"),
        "serve.taken": N_("{host}:{port} 打不开（{reason}）。请用 --port 换一个端口，或先停下占用它的程序。"),
    }
)

HOST, PORT = "127.0.0.1", 8080
THREADS = 8
_PORTS = range(1, 65536)


def run(arguments: list[str]) -> int:
    """Bring the database up to date and serve until interrupted."""
    parser = Parser("serve", N_("启动网站（正式服务）；对外服务请放在反向代理之后，并设 HENGJI_HTTPS、HENGJI_PROXY"))
    add_address(parser)
    options = parser.parse_args(arguments)
    if problem := address_problem(options.host, options.port):
        complain([problem])
        return BAD_INPUT
    migrate()
    database = database_url().render_as_string(hide_password=True)
    print(tell(N_("数据库：{database}").filled(database=database)))
    return serve(options.host, int(options.port))


def add_address(parser: Parser) -> None:
    """The two options that every serving command has."""
    parser.add_argument("--host", default=HOST, help=N_("监听地址，缺省 127.0.0.1（只供本机）"))
    parser.add_argument("--port", default=str(PORT), help=N_("端口，缺省 8080"))


def address_problem(host: str, port: str) -> Problem | None:
    """Why the address cannot be served, found out before anything is loaded."""
    if not port.isascii() or not port.isdigit() or int(port) not in _PORTS:
        return Problem("serve.port", {"port": port})
    try:
        family, _, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return Problem("serve.taken", {"host": host, "port": port, "reason": error.strerror or str(error)})
    return None


def behind(proxy: str) -> dict[str, Any]:
    """What waitress is told of the reverse proxy at an address; "" is none. Only that proxy is believed when it says
    who asks: log-ins are counted for an address, and to a program that does not ask, a court behind a proxy is one.
    """
    if not proxy:
        return {"clear_untrusted_proxy_headers": True}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"clear_untrusted_proxy_headers": True, "trusted_proxy": proxy, "trusted_proxy_headers": headers}


def serve(host: str, port: int) -> int:
    """Until interrupted."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    shown = f"[{host}]" if ":" in host else host
    started = N_("网站已启动：{address}  （Ctrl+C 停止）").filled(address=f"http://{shown}:{port}/")
    print(tell(started), flush=True)
    signer_from()  # a certificate that cannot be used is told now, not at the first paper
    complain(font_problems())
    # Printing one line in each family takes a second, making the fonts the first time a minute: the site need not wait.
    threading.Thread(target=lambda: complain(probe()), name="probe", daemon=True).start()
    app = create_app()
    app.extensions[OFFICE].wake()  # for jobs that an earlier program left
    with postman(app), patrolling(app):
        proxy = behind(os.environ.get("HENGJI_PROXY", ""))
        waitress.serve(app, host=host, port=port, threads=THREADS, ident=None, _quiet=True, **proxy)
    return DONE
