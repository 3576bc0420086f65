"""How long the pages that list records take where the big tables hold very many: the best of three, each page.

The demonstration is loaded into an empty database and repeated (``bench/copies.py``); then every list is asked for, as
the staff and as the operator see it. Seconds of this machine, not ratios: nobody else has these pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from flask.testing import FlaskClient

from app import create_app
from bench.copies import fill
from portal.database import EXTENSION
from portal.office import EXTENSION as OFFICE
from records.database import migrate, open_database
from rules.phrase import N_, tell
from workflow.demonstration.loading import load
from workflow.versions import close_engines

WORKBENCH = ("people", "memberships", "cases", "facts", "figures", "cards", "imports", "schemes", "periods", "ledger")
STAFF = (
    *(f"/workbench/{name}/" for name in WORKBENCH), "/", "/periods/", "/scorecards/", "/applications/",
    "/objections/", "/committee/", "/cards/", "/cards/?state=issued", "/cards/?late=1", "/cards/?page=200",
    "/intake/", "/exports/", "/papers/", "/notices/", "/year/", "/overviews/cards", "/overviews/late",
    "/overviews/waits", "/tuning/",
)  # fmt: skip
OPERATOR = ("/workbench/users/", "/workbench/audit/", "/accounts/", "/tokens/")
ROUNDS = 3
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def run(rows: int, address: str, say: Callable[[str], None]) -> int:
    """Fill, ask, print; 1 where a page does not answer. An empty ``address`` is a database of the bench's own."""
    with TemporaryDirectory(prefix="hengji-lists-") as name:
        folder = Path(name)
        url = address or f"sqlite:///{folder / 'lists.sqlite3'}"
        migrate(url)
        database = open_database(url)
        load(database, say, folder / "password")
        fill(database, rows, say)
        database.close()
        print(tell(N_("大表各 {rows} 行，每页三次取最快：").filled(rows=f"{rows:,}")))
        with _program(url, folder) as (staff, operator):
            for client, paths in ((staff, STAFF), (operator, OPERATOR)):
                for path in paths:
                    took = _seconds(client, path)
                    if took is None:
                        say(N_("{path} 打不开，测速作废").filled(path=path))
                        return 1
                    print(tell(N_("{seconds} 秒  {path}").filled(seconds=f"{took:7.3f}", path=path)), flush=True)
    return 0


def _seconds(client: FlaskClient, path: str) -> float | None:
    """The best of a few; ``None`` where there is no page."""
    found = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        answer = client.get(path)
        found.append(perf_counter() - begun)
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            return None
    return min(found)


@contextmanager
def _program(url: str, folder: Path) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """The staff and the operator of the demonstration, logged in."""
    app = create_app(
        {
            "DATABASE_URL": url, "SECRET_KEY": "a key of the bench, long enough to sign with",
            "PAPERS_FOLDER": folder / "papers", "JOBS_FOLDER": folder / "jobs",
        }
    )  # fmt: skip
    word = (folder / "password").read_text(encoding="ascii").strip()
    clients = []
    for login in ("kaohe", "xitong"):
        client = app.test_client()
        token = TOKEN.search(client.get("/login").get_data(as_text=True))
        client.post("/login", data={"login": login, "password": word, "csrf_token": token[1] if token else ""})
        clients.append(client)
    yield clients[0], clients[1]
    app.extensions[OFFICE].close()
    close_engines()
    app.extensions[EXTENSION].session_factory.kw["bind"].dispose()
