"""Who gets in, and how far."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.access import EXTENSION, PERMISSION_MARK, Gate
from records import tenancy
from records.models import ApiToken, User
from records.types import now
from rules.problem import ProblemError
from tests.api.conftest import Calls, fact, facts
from tests.site import Site, token
from workflow.permissions import Permission
from workflow.tokens import RIGHTS, issue, revoke


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer nobody", "Basic c3RhZmY6eA==", "Bearer " + "x" * 5000, "bearer é"],
)
@pytest.mark.parametrize("path", ["/schemes", "/openapi.json"])
def test_no_token_no_way_in(desk: Site, header: str, path: str) -> None:
    answer = desk.app.test_client().get(f"/api/v1{path}", headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_log_in_of_a_person_is_no_token(desk: Site) -> None:
    assert desk.client("staff").get("/api/v1/schemes").status_code == 401


READS = {
    Permission.SCHEMES_READ: "/schemes",
    Permission.PERIODS_READ: "/periods",
    Permission.SCORECARD_READ: "/periods/linshu-2020/2020-03/scorecards",
}


@pytest.mark.parametrize("right", READS)
def test_a_token_may_what_it_says_and_no_more(caller: Calls, right: Permission) -> None:
    program = caller("staff", right)
    answers = {of: program.get(path).status_code for of, path in READS.items()}
    assert answers == {of: 200 if of is right else 403 for of in READS}
    assert program.post("/facts", facts(fact())).status_code == 403
    assert program.get("/openapi.json").status_code == 200


def _as(desk: Site, login: str) -> User:
    with desk.session() as session, tenancy.everything(session):
        found = session.scalars(select(User).where(User.login == login)).one()
        session.expunge(found)
    return found


def test_a_token_never_goes_beyond_its_account(desk: Site) -> None:
    """A leader reads scorecards and records nothing."""
    operator, leader = _as(desk, "operator"), _as(desk, "leader")
    with desk.session() as session:
        tenancy.enter(session, operator.court_id)
        with pytest.raises(ProblemError) as caught:
            issue(session, operator, leader.id, "", ["records:facts:record", "accounts:user:edit"], 5000)
    assert [problem.code for problem in caught.value.problems] == [
        "token-name", "token-days", "token-beyond", "token-unknown-right",
    ]  # fmt: skip


def test_a_right_that_the_account_lost_is_lost_to_the_token(desk: Site, caller: Calls) -> None:
    program = caller("staff", Permission.FIGURES_RECORD, Permission.SCHEMES_READ)
    with desk.session() as session, tenancy.everything(session):
        session.execute(update(ApiToken).where(ApiToken.id == program.token_id).values(user_id=_as(desk, "leader").id))
        session.commit()
    assert program.get("/schemes").status_code == 200
    assert program.post("/figures", {"scheme": "linshu-2020", "figures": []}).status_code == 403


@pytest.mark.parametrize("end", ["revoked", "expired", "closed"])
def test_a_token_ends(desk: Site, caller: Calls, end: str) -> None:
    program = caller("leaving")
    assert program.get("/schemes").status_code == 200
    operator = _as(desk, "operator")
    with desk.session() as session:
        tenancy.enter(session, operator.court_id)
        own = update(ApiToken).where(ApiToken.id == program.token_id)
        if end == "revoked":
            revoke(session, operator, program.token_id)
            with pytest.raises(ProblemError, match="吊销"):
                revoke(session, operator, program.token_id)
        elif end == "expired":
            session.execute(own.values(created_at=now() - timedelta(days=2), expires_at=now() - timedelta(days=1)))
        else:
            session.execute(update(User).where(User.login == "leaving").values(active=False))
        session.commit()
    assert program.get("/schemes").status_code == 401
    if end == "closed":
        with desk.session() as session, tenancy.everything(session):
            session.execute(update(User).where(User.login == "leaving").values(active=True))
            session.commit()


def test_another_court_is_not_there(caller: Calls) -> None:
    stranger = caller("alone")
    assert stranger.get("/periods").get_json()["periods"] == []
    path = "/periods/linshu-2020/2020-03/scorecards"
    for query in ("", "?court=示一院", "?court=示二院"):
        assert stranger.get(path + query).status_code == 404
    assert caller().get(path + "?court=示二院").status_code == 404


def test_a_court_above_reads_those_below(caller: Calls) -> None:
    above = caller("supervisor", Permission.SCORECARD_READ, Permission.PERIODS_READ)
    path = "/periods/linshu-2020/2020-03/scorecards"
    assert above.get(path).status_code == 404  # it runs no such period itself
    assert above.get(path + "?court=示二院").get_json()["court"] == "示二院"


def test_who_asks_too_often_waits(desk: Site, caller: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    gate: Gate = desk.app.extensions[EXTENSION]
    monkeypatch.setitem(desk.app.extensions, EXTENSION, Gate(gate.sessions, per_minute=3))
    one, other = caller(), caller()
    assert [one.get("/schemes").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = one.get("/schemes")
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert other.get("/schemes").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nowhere", 404), ("get", "/api/v2/schemes", 404), ("delete", "/api/v1/schemes", 405),
        ("get", "/api/v1/facts", 405), ("get", "/api/v1/schemes/x/versions/1", 404),
        ("get", "/api/v1/periods/linshu-2020/soon/scorecards", 404),
        ("get", "/api/v1/periods/linshu-2020/2020-03/scorecards/没有", 404),
        ("get", "/api/v1/periods?limit=0", 422), ("get", "/api/v1/periods?offset=-1", 422),
        ("get", "/api/v1/periods?limit=1e2", 422), ("get", "/api/v1/periods?offset=٣", 422),
    ],
)  # fmt: skip
def test_every_refusal_is_a_problem_document(caller: Calls, method: str, path: str, status: int) -> None:
    program = caller()
    answer = program.client.open(path, method=method.upper(), headers=program.headers)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json()["status"] == status
    assert answer.get_json()["title"]


SENDS = {Permission.FACTS_RECORD: ("/facts", facts()), Permission.FIGURES_RECORD: ("/figures", {"scheme": "x"})}


def test_every_route_is_tried_with_every_right(desk: Site, caller: Calls) -> None:
    """Complete by construction: a route whose right is not known here fails."""
    marks = {
        endpoint: getattr(view, PERMISSION_MARK, None)
        for endpoint, view in desk.app.view_functions.items()
        if endpoint.startswith("api.") and endpoint != "api.openapi"
    }
    assert set(marks.values()) == {*READS, *SENDS} == set(RIGHTS)
    paths = {rule.endpoint: rule for rule in desk.app.url_map.iter_rules() if rule.endpoint in marks}
    given = {"scheme": "linshu-2020", "version": "1.0", "period": "2020-03", "subject": "甲队"}
    for held in RIGHTS:
        program = caller("staff", held)
        for endpoint, right in marks.items():
            rule = paths[endpoint]
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            path = re.sub(r"<(?:[^:>]*:)?([a-z]+)>", lambda found: given[found[1]], rule.rule)
            answer = program.client.open(path, method=method, headers=program.headers)
            # Whoever may send is told next that there is no content.
            expected = (415 if method == "POST" else 200) if held is right else 403
            assert (endpoint, held, answer.status_code) == (endpoint, held, expected)


def test_the_page_of_tokens(desk: Site) -> None:
    """Given out, shown once, used, taken back; a second click changes nothing."""
    client = desk.client("operator")
    page = client.get("/tokens/").get_data(as_text=True)
    account = re.search(r'<option value="(\d+)">示staff', page)
    assert account
    form = {"name": "审判系统", "account": account[1], "rights": ["schemes:version:read"], "days": "30"}
    bad = client.post("/tokens/", data={**form, "name": "", "days": "0", "csrf_token": token(client, "/tokens/")})
    assert "请写明是哪个系统用" in bad.get_data(as_text=True)
    none = client.post("/tokens/", data={**form, "rights": [], "csrf_token": token(client, "/tokens/")})
    assert "请至少选一项权限" in client.get("/tokens/").get_data(as_text=True) + none.get_data(as_text=True)
    made = client.post("/tokens/", data={**form, "csrf_token": token(client, "/tokens/")}).get_data(as_text=True)
    secret = re.search(r"hengji_[\w-]{43}", made)
    assert secret
    assert secret[0] not in client.get("/tokens/").get_data(as_text=True)
    headers = {"Authorization": f"Bearer {secret[0]}"}
    program = desk.app.test_client()
    assert program.get("/api/v1/schemes", headers=headers).status_code == 200
    ends = re.findall(r'action="(/tokens/\d+/revoke)"', client.get("/tokens/").get_data(as_text=True))
    for _ in range(2):
        client.post(ends[0], data={"csrf_token": token(client, "/tokens/")})
    assert "没有这个令牌，或者已经吊销" in client.get("/tokens/").get_data(as_text=True)
    assert program.get("/api/v1/schemes", headers=headers).status_code == 401
