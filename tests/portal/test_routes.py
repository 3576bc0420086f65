"""Who may open what: every address of the program against every role, exactly as workflow.permissions says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from flask.testing import FlaskClient

from admin.workbench import LISTS
from portal.access import LOGGED_IN, PERMISSION_MARK, PUBLIC
from tests.site import Site, token
from workflow.permissions import GRANTS, Permission

LISTED = {endpoint: view for view, _, endpoint, _ in LISTS}
VIEWS = ("index_view", "details_view")
NOBODY = frozenset({"admin.index"})  # Flask-Admin asks for an index; ours is the home page


@dataclass(frozen=True)
class Address:
    """Where an endpoint is tried, and what one who may gets. ``{…}`` are keys of the site; ``post``: a form."""

    path: str
    answer: int = 200
    post: bool = False

    def asked(self, client: FlaskClient) -> int:
        if not self.post:
            return client.get(self.path).status_code
        return client.post(self.path, headers={"X-CSRFToken": token(client, "/password")}).status_code


ADDRESSES = {
    "home.index": Address("/"),
    "password.change": Address("/password"),
    "scorecards.index": Address("/scorecards/"),
    "scorecards.period": Address("/scorecards/{opened}"),
    "scorecards.card": Address("/scorecards/{closed}/甲队"),
    "scorecards.own": Address("/scorecards/mine"),
    "scorecards.facts": Address("/scorecards/{closed}/甲队/facts?kind=结案"),
    "scorecards.another": Address("/scorecards/{opened}/甲队/another"),
    "scorecards.table": Address("/scorecards/{closed}/甲队/card.xlsx"),
    "scorecards.paper": Address("/scorecards/{closed}/甲队/paper.pdf"),
    "overviews.index": Address("/overviews/"),
    "overviews.cards": Address("/overviews/cards?by=judge"),
    "overviews.late": Address("/overviews/late"),
    "overviews.waiting": Address("/overviews/waits"),
    "overviews.index_courts": Address("/overviews/courts"),
    "intake.upload": Address("/intake/"),
    "intake.watch": Address("/intake/99999", answer=404),
    "intake.record": Address("/intake/import/{own[imports]}"),
    "board.index": Address("/periods/"),
    "board.detail": Address("/periods/{opened}"),
    "board.open_new": Address("/periods/open"),
    "steps.close_period": Address("/periods/{opened}/close"),
    "steps.publicise_period": Address("/periods/{closed}/publicise"),
    "steps.settle_period": Address("/periods/{closed}/settle", answer=302),  # it is not public yet
    "steps.seal_period": Address("/periods/{closed}/seal", answer=302),
    "steps.reopen_period": Address("/periods/{closed}/reopen"),
    "steps.unseal_period": Address("/periods/{closed}/unseal", answer=302),
    "adjustments.propose_new": Address("/periods/{opened}/adjust"),
    "adjustments.one": Address("/adjustments/0", answer=404),
    "overrides.apply_new": Address("/periods/{opened}/override", answer=404),  # this scheme knows none
    "overrides.one": Address("/overrides/0", answer=404),
    "applications.index": Address("/applications/"),
    "applications.choose": Address("/applications/new"),
    "applications.new": Address("/applications/new/{opened}/applied_plus"),
    "applications.one": Address("/applications/99999", answer=404),
    "applications.again": Address("/applications/99999/again", answer=404),
    "applications.file": Address("/applications/99999/files/1", answer=404),
    "applications.deputies": Address("/applications/deputies"),
    "applications.end": Address("/applications/deputies/99999/end", answer=404, post=True),
    "applications.leaders": Address("/applications/leaders"),
    "committee.index": Address("/committee/"),
    "committee.draw_new": Address("/committee/rounds/new"),
    "committee.one_round": Address("/committee/rounds/99999", answer=404),
    "committee.repeat_draw": Address("/committee/rounds/99999/repeat", answer=404),
    "committee.review": Address("/committee/reviews/99999", answer=404),
    "committee.vote": Address("/committee/votes/99999", answer=404),
    "committee.put": Address("/committee/matters"),
    "letters.index": Address("/cards/"),
    "letters.table": Address("/cards/ledger.xlsx"),
    "letters.notice": Address("/cards/notice/2020"),
    "letters.notice_paper": Address("/cards/notice/2020/notice.pdf"),
    "letters.card": Address("/cards/{own[cards]}"),
    "letters.paper": Address("/cards/{own[cards]}/letter.pdf"),
    "objections.index": Address("/objections/"),
    "objections.new": Address("/objections/against/{closed}/甲队"),
    "objections.one": Address("/objections/0", answer=404),
    "objections.decide": Address("/objections/0/decide", answer=404),
    "objections.written": Address("/objections/0/answer", answer=404),
    "objections.file": Address("/objections/0/files/0", answer=404),
    "objections.carry": Address("/objections/carry/{closed}"),
    "objections.carried": Address("/objections/carried/{closed}/1", answer=404),  # nothing was corrected
    "objections.terms": Address("/objections/terms"),
    "calendar.index": Address("/calendar/"),
    "exports.index": Address("/exports/"),
    "exports.watch": Address("/exports/99999", answer=404),
    "exports.file": Address("/exports/99999/file", answer=404),
    "papers.index": Address("/papers/"),
    "papers.choose": Address("/papers/new?period={closed}", answer=302),
    "papers.order": Address("/papers/new/{closed}"),
    "papers.whole": Address("/papers/new/{foreign_period}/whole", answer=404, post=True),
    "papers.job": Address("/papers/99999", answer=404),
    "papers.act": Address("/papers/99999/pause", answer=404, post=True),
    "papers.file": Address("/papers/99999/1.pdf", answer=404),
    "papers.archive": Address("/papers/99999/all.zip", answer=404),
    "verify.index": Address("/verify/"),
    "year.index": Address("/year/"),
    "year.make_list": Address("/year/periods/{closed}/make", answer=302, post=True),  # its scheme has no grades
    "year.one": Address("/year/lists/99999", answer=404),
    "year.person": Address("/year/lists/99999/people/1", answer=404),
    "year.mine": Address("/year/mine"),
    "year.notification": Address("/year/mine/99999", answer=404),
    "year.notice": Address("/year/mine/99999/notice.pdf", answer=404),
    "year.summary": Address("/year/periods/{closed}/summary", answer=404),  # its scheme has no grades
    "year.comment_list": Address("/year/periods/{closed}/comments", answer=404),
    "year.comment": Address("/year/periods/{closed}/comments/1", answer=404),
    "year.pay": Address("/year/periods/{closed}/pay"),
    "year.pay_book": Address("/year/periods/{closed}/pay.xlsx", answer=404),
    "year.list_book": Address("/year/lists/99999/list.xlsx", answer=404),
    "intake.blank": Address("/intake/blank/{version}.xlsx?kind=结案"),
    "notices.index": Address("/notices/"),
    "notices.one": Address("/notices/99999", answer=404),
    "notices.read": Address("/notices/read", answer=302, post=True),
    "notices.mail": Address("/notices/mail", answer=302, post=True),
    "accounts.index": Address("/accounts/"),
    "accounts.change": Address("/accounts/99999/reset", answer=404, post=True),
    "tokens.index": Address("/tokens/"),
    "tokens.revoke": Address("/tokens/99999/revoke", answer=404, post=True),
    "tuning.index": Address("/tuning/"),
    "tuning.sliders": Address("/tuning/{opened}"),
    "tuning.outcome": Address("/tuning/{opened}/outcome", post=True),
    "tuning.supply": Address("/tuning/{opened}/supply"),
    "tuning.goal": Address("/tuning/{opened}/goal"),
    "tuning.save": Address("/tuning/{opened}/trials", answer=302, post=True),
    "tuning.trial": Address("/tuning/trials/99999", answer=404),
    "tuning.compare": Address("/tuning/compare"),
    "tuning.hand_on": Address("/tuning/trials/99999/draft", answer=404, post=True),
    "tuning.remove": Address("/tuning/trials/99999/remove", answer=404, post=True),
    "scheme.index": Address("/schemes/"),
    "scheme.document": Address("/schemes/{version}"),
    "scheme.text": Address("/schemes/{version}/text"),
    "scheme.compare": Address("/schemes/{version}/compare/{version}"),
    "scheme.choose": Address("/schemes/{version}/compare", answer=404),  # there is no other version
    "scheme.export": Address("/schemes/{version}/export.xlsx"),
    "scheme.new": Address("/schemes/new", answer=302, post=True),
    "scheme.start": Address("/schemes/99999/start", answer=404, post=True),
    "scheme.again": Address("/schemes/99999/again", answer=404, post=True),
    **{
        f"scheme.{view}": Address(f"/schemes/{{version}}/draft{path}", answer=404, post=post)  # it is no draft
        for view, path, post in (
            ("workbench", "", False), ("draft_text", "/text", False), ("draft_cases", "/cases", False),
            ("part", "/items/closed", False), ("add", "/add/items", False), ("arrange", "/items/closed/up", True),
            ("try_out", "/try", True), ("names", "/names", False), ("check", "/check", False),
            ("bring", "/files", False), ("take", "/files/take", True),
            ("write_act", "/act/nothing", True), ("approve_act", "/decide/nothing", True),
        )
    },
}


def endpoints(site: Site) -> set[str]:
    return {rule.endpoint for rule in site.app.url_map.iter_rules()}


def permission_of(site: Site, endpoint: str) -> Permission | None:
    blueprint = endpoint.partition(".")[0]
    if blueprint in LISTED:
        return LISTED[blueprint].permission
    found: Permission | None = getattr(site.app.view_functions[endpoint], PERMISSION_MARK, None)
    return found


def address_of(site: Site, endpoint: str) -> Address:
    blueprint, _, view = endpoint.partition(".")
    if blueprint in LISTED:
        views = {"index_view": "", "details_view": f"details/?id={site.own[blueprint]}"}
        return Address(f"/workbench/{blueprint}/{views[view]}")
    known = ADDRESSES[endpoint]
    return replace(known, path=known.path.format(**vars(site)))


def asked_for(site: Site) -> list[str]:
    """Every endpoint that needs a permission; one that nobody told this test of is a KeyError below. The interface is
    for programs and has such a table of its own (tests/api/test_access.py).
    """
    pages = {endpoint for endpoint in endpoints(site) if not endpoint.startswith("api.")}
    return sorted(pages - PUBLIC - LOGGED_IN - NOBODY)


def test_every_route_says_who_may_open_it(site: Site) -> None:
    assert [name for name in asked_for(site) if permission_of(site, name) is None] == []
    assert endpoints(site) >= PUBLIC | LOGGED_IN | NOBODY


def test_every_route_is_tried_below(site: Site) -> None:
    """A new page takes its place in ADDRESSES; lists find theirs."""
    assert set(asked_for(site)) == {*ADDRESSES, *(f"{name}.{view}" for name in LISTED for view in VIEWS)}


def test_every_list_has_a_record_to_open(site: Site) -> None:
    assert {name for name in LISTED if not site.own.get(name)} == set()
    assert {name for name in LISTED if not site.foreign.get(name)} <= {"users"}


@pytest.mark.parametrize("role", GRANTS)
def test_a_role_opens_what_it_is_granted_and_nothing_else(site: Site, role: str) -> None:
    client = site.client(role)
    expected, found = {}, {}
    for endpoint in asked_for(site):
        permission, address = permission_of(site, endpoint), address_of(site, endpoint)
        expected[endpoint] = address.answer if permission in GRANTS[role] else 403
        found[endpoint] = address.asked(client)
    assert found == expected
    assert client.get("/workbench/").status_code == 404


def test_without_a_log_in_every_page_leads_to_the_door(site: Site) -> None:
    client, wrong = site.client(), []
    for endpoint in asked_for(site):
        address = address_of(site, endpoint)
        if address.post:
            continue  # the test of forms without a token below
        answer = client.get(address.path)
        if answer.status_code != 302 or not answer.location.startswith("/login?next=/"):
            wrong.append((endpoint, answer.status_code, answer.location))
    assert wrong == []
    assert client.get("/scorecards/?a=1").location == "/login?next=/scorecards/?a%3D1"
    assert client.get("/no/such/page").status_code == 404


@pytest.mark.parametrize("role", ["person", "head"])
def test_own_scorecards_only(site: Site, role: str) -> None:
    """示一 is in 甲队; the division of the head holds both teams."""
    client = site.client(role)
    answers = {team: client.get(f"/scorecards/{site.closed}/{team}").status_code for team in ("甲队", "乙队")}
    assert answers == {"甲队": 200, "乙队": 200 if role == "head" else 403}
    listed = client.get(f"/scorecards/{site.closed}").get_data(as_text=True)
    assert ("乙队" in listed) == (role == "head")
    paper = client.get(f"/scorecards/{site.closed}/乙队/paper.pdf").status_code
    assert paper == (200 if role == "head" else 403)


@pytest.mark.parametrize("name", [name for name in LISTED if name != "users"])
def test_a_record_of_another_court_does_not_exist(site: Site, name: str) -> None:
    role = "operator" if LISTED[name].permission is Permission.AUDIT_READ else "staff"
    path = f"/workbench/{name}/details/?id={{}}"
    assert site.client(role).get(path.format(site.own[name])).status_code == 200
    assert site.client(role).get(path.format(site.foreign[name])).status_code == 404


@pytest.mark.parametrize(
    ("login", "answer"), [("staff", 404), ("leader", 404), ("person", 404), ("alone", 404), ("supervisor", 200)]
)
def test_periods_of_other_courts(site: Site, login: str, answer: int) -> None:
    period, client = site.foreign_period, site.client(login)
    paths = (f"/scorecards/{period}", f"/scorecards/{period}/丙队")
    assert [client.get(path).status_code for path in paths] == [answer, answer]
    assert ("演示第二法院" in client.get("/scorecards/").get_data(as_text=True)) is False
    assert ("示二院" in client.get("/scorecards/").get_data(as_text=True)) == (answer == 200)


@pytest.mark.parametrize("path", ["/scorecards/0", "/scorecards/9223372036854775807", "/scorecards/9223372036854775808",
                                  "/scorecards/{closed}/没有这一队", "/scorecards/{closed}/没有/这一队/paper.pdf",
                                  "/tuning/{foreign_period}", "/tuning/{foreign_period}/goal", "/tuning/0",
                                  "/intake/blank/99999.xlsx", "/intake/blank/{version}.xlsx?kind=没有"])  # fmt: skip
def test_what_is_not_there_is_not_there(site: Site, path: str) -> None:
    assert site.client("staff").get(path.format(**vars(site))).status_code == 404


STEPS = ("close", "publicise", "settle", "seal", "reopen", "unseal")
FORMS = {
    "/login", "/logout", "/password", "/intake/", "/intake/<job_id>", "/intake/import/<import_id>",
    "/periods/open", *(f"/periods/<period_id>/{step}" for step in STEPS), "/periods/<period_id>/adjust",
    "/objections/against/<period_id>/<path:subject>", "/objections/<objection_id>", "/objections/<objection_id>/decide",
    "/objections/carry/<period_id>", "/objections/terms",
    "/periods/<period_id>/override", "/overrides/<override_id>",
    "/adjustments/<adjustment_id>", "/calendar/", "/exports/", "/exports/<job_id>",
    "/committee/rounds/new", "/committee/reviews/<review_id>", "/committee/votes/<vote_id>", "/committee/matters",
    "/cards/<card_id>",
    "/applications/new/<period_id>/<rule>", "/applications/<application_id>", "/applications/<application_id>/again",
    "/applications/deputies", "/applications/deputies/<deputy_id>/end", "/applications/leaders",
    "/tuning/<period_id>/outcome", "/tuning/<period_id>/trials", "/tuning/trials/<trial_id>/remove",
    "/tuning/trials/<trial_id>/draft", "/tokens/", "/tokens/<token_id>/revoke",
    "/accounts/", "/accounts/<user_id>/<what>",
    "/notices/read", "/notices/mail", "/papers/new/<period_id>", "/papers/new/<period_id>/whole",
    "/papers/<job_id>/<word>", "/verify/",
    "/year/periods/<period_id>/make", "/year/lists/<list_id>", "/year/mine/<entry_id>",
    "/year/periods/<period_id>/summary", "/year/periods/<period_id>/comments/<person_id>",
    "/schemes/new", "/schemes/<version_id>/start", "/schemes/<version_id>/again",
    *(f"/schemes/<version_id>/draft/{path}" for path in (
        "<kind>/<name>", "add/<kind>", "<kind>/<name>/<what>", "text", "cases", "try", "files", "files/take",
        "act/<what>", "decide/<what>",
    )),
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(FORMS))
def test_a_form_without_its_token_is_a_page_in_chinese(site: Site, rule: str) -> None:
    path = re.sub("<[^>]+>", "1", rule)
    answer = site.client("staff").post(path, data={"login": "staff", "password": "x"})
    assert answer.status_code == 400
    assert "页面已过期" in answer.get_data(as_text=True)


@pytest.mark.parametrize("rule", sorted(FORMS - {"/login"}))
def test_a_form_of_nobody_leads_to_the_door(site: Site, rule: str) -> None:
    client = site.client()
    answer = client.post(re.sub("<[^>]+>", "1", rule), headers={"X-CSRFToken": token(client)})
    assert (answer.status_code, answer.location) == (302, "/login")


def test_posts_are_known(site: Site) -> None:
    """A new form is to be added to the test above."""
    rules = (
        rule
        for rule in site.app.url_map.iter_rules()
        if rule.methods and "POST" in rule.methods and not rule.endpoint.startswith("api.")
    )
    assert {re.sub(r"<int\([^)]*\):", "<", rule.rule) for rule in rules} == FORMS


def test_the_first_page_of_a_new_account_is_its_password(site: Site) -> None:
    client = site.enter("newcomer")
    for path in ("/", "/scorecards/", "/workbench/facts/"):
        assert client.get(path).location == "/password"
    assert "请先设定自己的密码" in client.get("/password").get_data(as_text=True)
    assert client.post("/logout", data={"csrf_token": token(client, "/password")}).location == "/login"
