"""A row of another court does not exist for you, at no address: every route with a key in it, asked for by every role
of the court beside and of the court below, as page and as form. What there is to ask for comes from the program's own
map of addresses, so a new page that nobody tried fails here.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256

import pytest
from werkzeug.routing import Rule

from portal.access import PUBLIC
from tests.portal.test_routes import LISTED, permission_of
from tests.strangers import COURTS, SECRETS, TEAM, Guarded
from workflow.permissions import GRANTS

# What stands for each part of an address; a name of Guarded.keys where it has one.
PARTS = {
    "user_id": "user", "adjustment_id": "adjustment", "application_id": "application", "period_id": "closed",
    "attachment_id": "application_file", "deputy_id": "deputy", "card_id": "card", "review_id": "review",
    "round_id": "round", "vote_id": "vote", "version_id": "version", "other_id": "draft", "import_id": "import",
    "notice_id": "notice", "objection_id": "objection", "file_id": "objection_file", "token_id": "token",
    "override_id": "override",
    "trial_id": "trial", "list_id": "list", "entry_id": "entry", "person_id": "person", "edition": "edition",
    "subject": TEAM, "rule": "applied_plus", "year": "2020", "position": "1", "kind": "items", "name": "closed",
}  # fmt: skip
# Where an endpoint wants another: of a period that is open, of a version that is a draft.
OTHERWISE: dict[str, dict[str, str]] = {
    "accounts.change": {"what": "reset"},
    "adjustments.propose_new": {"period_id": "opened"},
    "applications.new": {"period_id": "opened"},
    **{f"exports.{view}": {"job_id": "export"} for view in ("watch", "file")},
    "intake.watch": {"job_id": "intake"},
    "objections.written": {"objection_id": "answered"},
    **{f"papers.{view}": {"job_id": "papers", "word": "pause"} for view in ("job", "act", "file", "archive")},
    "scheme.export": {"kind": "xlsx"},
    **{
        f"scheme.{view}": {"version_id": "draft"}
        for view in (
            "workbench", "part", "add", "draft_text", "draft_cases", "try_out", "names", "check", "bring", "take",
        )
    },
    "scheme.arrange": {"version_id": "draft", "what": "up"},
    "scheme.write_act": {"version_id": "draft", "what": "submit"},
    "scheme.approve_act": {"version_id": "draft", "what": "approve"},
    **{
        f"year.{view}": {"period_id": "year"}
        for view in ("make_list", "summary", "comment_list", "comment", "pay", "pay_book")
    },
}  # fmt: skip
# A year is no row: whoever asks gets the own court's.
NO_ROW = {"letters.notice", "letters.notice_paper"}
# Paper takes its time, and not every scheme has everything: another page of the same key stands for these.
PRINTED = {"scorecards.paper", "letters.paper", "year.notice", "year.pay_book", "overrides.apply_new"}
ROLES = {"assistant": "person"}
# What a court above has set holds for the courts below too: its published schemes and its periods are there to read.
FROM_ABOVE = {
    *((view, "GET") for view in (
        "board.detail", "intake.blank", "papers.order", "periods.details_view", "schemes.details_view",
        "scorecards.period", "scheme.document", "scheme.export", "scheme.text",
    )),
    ("papers.order", "POST"), ("papers.whole", "POST"),  # nothing of it concerns the court, and that is what is said
    ("scheme.start", "POST"), ("scheme.again", "POST"),  # a court makes its own of a scheme from above
}  # fmt: skip
OWNERS = ("staff", "person", "assistant", "operator", "head", "leader")  # somebody may open it
DEAF = {"audit_event", "audit_chain", "user_session", "login_throttle", "sqlite_sequence"}  # visits, not data


@dataclass(frozen=True)
class Asked:
    """A page or form at an address that names a row of 示一院."""

    endpoint: str
    method: str
    path: str


def keyed(site: Guarded) -> list[Rule]:
    """Every address with a part that is filled in, but for files of the program itself and the interface."""
    rules = [rule for rule in site.app.url_map.iter_rules() if rule.arguments]
    return [rule for rule in rules if rule.endpoint not in PUBLIC and not rule.endpoint.startswith("api.")]


def asked_for(site: Guarded) -> list[Asked]:
    """Each method of each keyed address, then the records of the lists, which have theirs behind the question mark."""
    found = []
    adapter = site.app.url_map.bind("localhost")
    for rule in keyed(site):
        parts = PARTS | OTHERWISE.get(rule.endpoint, {})
        given = {name: site.keys.get(parts[name], parts[name]) for name in rule.arguments}
        path = adapter.build(rule.endpoint, given)
        found += [Asked(rule.endpoint, method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    lists = [f"/workbench/{name}/details/?id={site.own[name]}" for name in LISTED]
    return [*found, *(Asked(f"{path.split('/')[2]}.details_view", "GET", path) for path in lists)]


def ask(site: Guarded, login: str, asked: Asked) -> tuple[int, str]:
    """Status and page."""
    client = site.client(login)
    if asked.method == "GET":
        answer = client.get(asked.path)
    else:
        answer = client.post(asked.path, headers={"X-CSRFToken": site.token(login)})
    page = answer.get_data().decode("utf-8", "replace")
    answer.close()  # a file is handed out open
    return answer.status_code, page


def state(site: Guarded) -> dict[str, str]:
    """What each table holds of 示一院, in a hash; all that it holds, where rows name no court."""
    with closing(sqlite3.connect(site.url.removeprefix("sqlite:///"))) as raw:
        (own,) = raw.execute("SELECT id FROM court WHERE name = '示一院'").fetchone()
        names = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} - DEAF
        found = {}
        for name in names:
            columns = {row[1] for row in raw.execute(f'PRAGMA table_info("{name}")')}
            where = f" WHERE court_id = {own}" if "court_id" in columns else ""
            rows = raw.execute(f'SELECT * FROM "{name}"{where}')  # noqa: S608 - the names are the database's own
            found[name] = sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
        return found


def test_everything_there_is_to_ask_for_exists(guarded: Guarded) -> None:
    """Otherwise a page would be refused for want of a row, and the tests below would say nothing."""
    missing = []
    for asked in asked_for(guarded):
        if asked.method == "GET" and asked.endpoint not in NO_ROW | PRINTED:
            right = permission_of(guarded, asked.endpoint)
            answers = (ask(guarded, login, asked)[0] for login in OWNERS if right in GRANTS[ROLES.get(login, login)])
            if not any(answer in (200, 302) for answer in answers):
                missing.append(asked)
    assert missing == []


@pytest.mark.parametrize("role", GRANTS)
def test_nothing_of_the_court_beside(guarded: Guarded, role: str) -> None:
    login, before = f"beside-{role}", state(guarded)
    nothing = {404: ask(guarded, login, Asked("", "GET", "/no/such/page"))[1]}
    wrong = []
    for asked in asked_for(guarded):
        if asked.endpoint in NO_ROW:
            continue
        permission = permission_of(guarded, asked.endpoint)
        status, page = ask(guarded, login, asked)
        expected = 404 if permission in GRANTS[role] else 403
        if status != expected or nothing.get(status, page) != page or any(secret in page for secret in SECRETS):
            wrong.append((asked.method, asked.path, status))
    assert wrong == []
    assert state(guarded) == before


@pytest.mark.parametrize("role", GRANTS)
def test_nothing_of_the_court_above(guarded: Guarded, role: str) -> None:
    """But for what it has set for those below: to read, without its people and cases, and not to change."""
    login, before, people = f"below-{role}", state(guarded), [one for one in SECRETS if one not in COURTS]
    wrong = []
    for asked in asked_for(guarded):
        if asked.endpoint in NO_ROW:
            continue
        status, page = ask(guarded, login, asked)
        expected = {404} if permission_of(guarded, asked.endpoint) in GRANTS[role] else {403}
        if expected == {404} and (asked.endpoint, asked.method) in FROM_ABOVE:
            expected = {200, 302}
        if status not in expected or (told := [secret for secret in people if secret in page]):
            wrong.append((asked.method, asked.path, status, told if status in expected else ""))
    assert wrong == []
    assert state(guarded) == before


def test_what_is_remembered_is_not_told_to_others(guarded: Guarded) -> None:
    """What a rule did is kept in memory for the next reader; one of another court is not the next reader."""
    path = f"/schemes/{guarded.version}"
    assert TEAM in guarded.client("staff").get(path).get_data(as_text=True)
    assert TEAM not in guarded.client("below-staff").get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    ("login", "listed"),
    [("staff", True), ("leader", True), ("person", False), ("committee", False), ("below-staff", False)],
)
def test_a_draft_is_for_those_who_work_on_it(guarded: Guarded, login: str, listed: bool) -> None:  # noqa: FBT001 - a table
    """On its own pages and in the lists alike."""
    client, key = guarded.client(login), guarded.keys["draft"]
    record = f"/workbench/schemes/details/?id={key}"
    assert [client.get(path).status_code for path in (record, f"/schemes/{key}/text")] == [200 if listed else 404] * 2
    lists = [client.get(path).get_data(as_text=True) for path in ("/workbench/schemes/", "/schemes/")]
    assert [bool(re.search(rf"(/schemes/|id=){key}\b", page)) for page in lists] == [listed] * 2
