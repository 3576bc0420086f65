"""The lists: what is asked in the address never breaks them, and filters do filter."""

from __future__ import annotations

import pytest

from admin.workbench import LISTS
from tests.site import CASE, Site
from workflow.permissions import GRANTS

NAMES = [endpoint for _, _, endpoint, _ in LISTS]
LONG = "9" * 40
QUERIES = [
    "page=-1", "page=1000000000", f"page={LONG}", "page=abc", "sort=99&desc=x", "sort=-1", f"sort={LONG}",
    "sort=1&desc=1", f"search={'案' * 3000}", "search=%25_%27%22%3B--", "search=%ED%A0%80",
    "_scheme=javascript&_external=1", "endpoint=x&self=1&cls=1&page_size=100000&flt=x&flt99_99=x",
]  # fmt: skip
KEYS = ["", "abc", "-1", "0", "99999", LONG, "1,2", "１", "%00x", "1%27"]
VALUES = ["abc", "2020-13-45", "0", "%E2%80%AE%27", "x" * 70_000]


def reader(name: str) -> str:
    """A role that may open the list."""
    permission = next(view.permission for view, _, endpoint, _ in LISTS if endpoint == name)
    return next(role for role in ("staff", "operator") if permission in GRANTS[role])


@pytest.mark.parametrize("name", NAMES)
def test_odd_questions_get_a_page(site: Site, name: str) -> None:
    client = site.client(reader(name))
    filters = client.get(f"/workbench/{name}/").get_data(as_text=True).count('name="flt')
    asked = [f"flt{index}_{index}={value}" for index in range(filters) for value in VALUES]
    failed = {}
    for query in [*QUERIES, *asked]:
        answer = client.get(f"/workbench/{name}/?{query}")
        if answer.status_code != 200 or "javascript" in answer.get_data(as_text=True):
            failed[query[:60]] = answer.status_code
    assert failed == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_record_that_is_not_there(site: Site, name: str) -> None:
    client = site.client(reader(name))
    found = {key: client.get(f"/workbench/{name}/details/?id={key}").status_code for key in KEYS}
    assert found == dict.fromkeys(KEYS, 404) | {"%00x": 400}


def test_where_a_record_leads_back_to(site: Site) -> None:
    path = f"/workbench/facts/details/?id={site.own['facts']}&url="
    client = site.client("staff")
    assert 'href="/workbench/facts/?page=2"' in client.get(path + "/workbench/facts/%3Fpage%3D2").get_data(as_text=True)
    for outside in ("//evil.example", "javascript:alert(1)", "https://evil.example"):
        assert "evil" not in (page := client.get(path + outside).get_data(as_text=True))
        assert "javascript" not in page


@pytest.mark.parametrize(
    ("path", "shown", "hidden"),
    [
        ("facts/?flt0_0=评查问题", "评查/03", "结案/示一/03"),
        ("facts/?flt1_1=结案/示二/03", "结案/示二/03", "结案/示一/03"),
        ("facts/?flt5_5=示二", "结案/示二/03", "结案/示一/03"),
        ("facts/?flt6_6=甲队", "结案/示二/03", "结案/示三/03"),
        ("facts/?flt6_6=乙队", "结案/示三/03", "结案/示二/03"),
        ("facts/?flt7_7=没有这个庭", "没有符合条件", "结案/示一/03"),
        ("ledger/?flt5_5=乙队", "乙队", ">甲队<"),
        ("facts/?flt4_4=2020-03", "结案/示二/03", "2020-04"),
        ("facts/?flt8_8=没有这个法院", "没有符合条件", "结案/示一/03"),
        ("people/?search=示三", "示三", ">示二<"),
        ("cases/?flt0_0=民初1号", CASE, "没有符合条件"),  # a part
        ("cases/?flt0_0=1", CASE, "没有符合条件"),  # the serial
        (f"cases/?flt0_0={CASE.replace('（', '(').replace('）', ')')}", CASE, "没有符合条件"),  # whole, half-width
        ("cases/?flt0_0=民初2号", "没有符合条件", CASE),
        ("cases/?flt6_6=示一", CASE, "没有符合条件"),
        ("cases/?flt6_6=示三", "没有符合条件", CASE),
        ("cases/?flt7_7=甲队", CASE, "没有符合条件"),
        ("cases/?flt7_7=乙队", "没有符合条件", CASE),
        ("cases/?flt8_8=没有这个庭", "没有符合条件", CASE),
        ("cases/?flt5_5=2020-04", "没有符合条件", CASE),  # it is pending
        ("figures/?flt2_2=甲队", "个人评分", "没有符合条件"),
        ("figures/?flt2_2=乙队", "没有符合条件", "个人评分"),
        ("figures/?flt3_3=没有这个庭", "没有符合条件", "个人评分"),
        ("ledger/?flt1_1=2020-04-01", "2020-04-07", "2020-03-05"),
        ("periods/?flt0_0=closed", "已关账", "2020-04"),
    ],
)
def test_filters_and_search(site: Site, path: str, shown: str, hidden: str) -> None:
    body = site.client("staff").get(f"/workbench/{path}").get_data(as_text=True).partition("<tbody>")[2]
    assert shown in body
    assert hidden not in body


def test_a_filter_that_cannot_be_read_says_so(site: Site) -> None:
    page = site.client("staff").get("/workbench/ledger/?flt1_1=昨天").get_data(as_text=True)
    assert "的值「昨天」无法识别，已忽略" in page
    assert 'value="昨天"' in page


def test_what_is_typed_is_shown_as_text(site: Site) -> None:
    page = site.client("staff").get('/workbench/facts/?flt1_1="><script>x</script>').get_data(as_text=True)
    assert "<script>x" not in page
    assert "&lt;script&gt;" in page


def test_a_record_shows_its_fields_and_the_refusal_of_a_file(site: Site) -> None:
    client = site.client("staff")
    fact = client.get(f"/workbench/facts/details/?id={site.own['facts']}").get_data(as_text=True)
    assert CASE in fact
    assert "民事一审" in fact
    refused = client.get(f"/workbench/imports/details/?id={site.own['imports']}").get_data(as_text=True)
    assert "坏表.csv:3:日期: 不是日期" in refused


def test_no_hash_of_a_password_is_shown(site: Site) -> None:
    client = site.client("operator")
    for rest in ("", f"details/?id={site.own['users']}"):
        page = client.get(f"/workbench/users/{rest}").get_data(as_text=True)
        assert "person" in page
        assert "argon2" not in page


def test_lists_have_no_addresses_but_two(site: Site) -> None:
    rules = [rule for rule in site.app.url_map.iter_rules() if rule.rule.startswith("/workbench/")]
    views = {rule.endpoint.partition(".")[2] for rule in rules}
    assert views == {"index", "index_view", "details_view"}
