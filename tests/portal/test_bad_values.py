"""What no form of ours would send: every page asked for with values that are no numbers, no days, no text at all. The
answer is a page or a refusal, never a failure.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from records.database import ROOT
from tests.portal.test_foreign_rows import NO_ROW, OWNERS, PRINTED, ROLES, asked_for
from tests.portal.test_routes import ADDRESSES, LISTED, permission_of
from tests.strangers import Guarded
from workflow.permissions import GRANTS

# As they stand in an address.
VALUES = {
    "a word": "abc",
    "negative": "-1",
    "huge": "9" * 30,
    "beyond a key": "9223372036854775808",
    "a fraction": "1e9",
    "no digit of ours": quote("٣"),
    "no text": "%00",
    "no UTF-8": "%ff%fe%ed%a0%80",
    "backwards": quote("\u202e<script>'\"%_\\"),
    "no day": "2020-02-30",
    "long": "x" * 10_000,
}
ANSWERS = (200, 302, 400, 403, 404, 409, 422)
MOST = 30  # names with ten thousand characters each: more than a server takes in an address
ASKED = re.compile(r"(?:args|values)(?:\.get|\.getlist)?[(\[]\s*\"([\w.]+)\"")
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
LINK = re.compile(r'href="([^"#]*\?[^"#]*)"')
# Read by name from what was asked, in a helper.
OTHERS = {"id", "url", "person", "division", "year", "fact", "kind", "way", "what", "day", "f.结案方式", "trial", "_x"}


def names_in_source() -> set[str]:
    """Every name that a page reads from its address."""
    found = set[str]()
    for room in ("portal", "admin", "api"):
        for file in (ROOT / room).rglob("*.py"):
            found |= set(ASKED.findall(file.read_text(encoding="utf-8")))
    return found


def pages(site: Guarded) -> list[tuple[str, str]]:
    """Every page with somebody who may open it; without papers, which take their time."""
    found = []
    for endpoint, address in ADDRESSES.items():
        path = address.path.split("?")[0]
        rules = [rule for rule in site.app.url_map.iter_rules(endpoint) if not rule.arguments]
        if rules and not address.post:
            found.append((endpoint, path))
    found += [(f"{name}.index_view", f"/workbench/{name}/") for name in LISTED]
    found += [
        (one.endpoint, one.path.split("?")[0])
        for one in asked_for(site)
        if one.method == "GET" and one.endpoint not in NO_ROW | PRINTED and not one.path.endswith((".pdf", ".zip"))
    ]
    rights = {login: GRANTS[ROLES.get(login, login)] for login in OWNERS}
    return [
        (next(login for login in OWNERS if permission_of(site, endpoint) in rights[login]), path)
        for endpoint, path in found
    ]


def names_on(page: str) -> set[str]:
    """What the page's own fields and links put into an address."""
    links = (parse_qsl(urlsplit(unescape(link)).query, keep_blank_values=True) for link in LINK.findall(page))
    return {*FIELD.findall(page), *(name for pairs in links for name, _value in pairs)}


@pytest.fixture(scope="module")
def asked(guarded: Guarded) -> list[tuple[str, str, list[str]]]:
    """Each page with the names that it reads, as far as they can be known, and those that any page reads."""
    found, read = [], names_in_source() | OTHERS
    for login, path in pages(guarded):
        with guarded.client(login).get(path) as answer:
            own = names_on(answer.get_data().decode("utf-8", "replace"))
        found.append((login, path, [quote(name) for name in sorted(read | own)]))
    return found


@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_an_address_is_a_failure(
    guarded: Guarded, asked: list[tuple[str, str, list[str]]], value: str
) -> None:
    failed = []
    for login, path, names in asked:
        query = "&".join(f"{name}={VALUES[value]}" for name in names[: MOST if value == "long" else None])
        with guarded.client(login).get(f"{path}?{query}") as answer:
            if answer.status_code not in ANSWERS:
                failed.append((login, path, answer.status_code))
    assert failed == []
