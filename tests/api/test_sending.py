"""Facts and figures sent in: what is refused and where, what is done once, and what stands on the scorecard then."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from records import tenancy
from records.models import ApiAnswer, Fact, Import
from tests.api.conftest import Caller, Calls, fact, facts
from tests.site import Site

CARD = "/periods/linshu-2020/2020-04/scorecards/甲队"


def total(program: Caller) -> str:
    found: str = program.get(CARD).get_json()["scorecard"]["total"]
    return found


def count(desk: Site, model: type[Fact | Import | ApiAnswer]) -> int:
    with desk.session() as session, tenancy.everything(session):
        return session.scalar(select(func.count()).select_from(model)) or 0


FIELDS = fact()["fields"]
BAD: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("no kind", fact(kind=None), [("/facts/0/kind", "missing")]),
    ("unknown kind", fact(kind="结案了"), [("/facts/0/kind", "intake.unknown_kind")]),
    ("number for a name", fact(subject=5), [("/facts/0/subject", "string_type")]),
    ("misspelt key", fact(dya="2020-04-01"), [("/facts/0/dya", "extra_forbidden")]),
    ("no such day", fact(day="2020-02-31"), [("/facts/0/day", "intake.not_a_day")]),
    ("day in another writing", fact(day="2020/4/1"), [("/facts/0/day", "string_pattern_mismatch")]),
    ("no such subject", fact(subject="丁队"), [("/facts/0", "import-unknown-subject")]),
    ("no such member", fact(member="示九"), [("/facts/0", "import-unknown-subject")]),
    ("a case number that is none", fact(case="民初1号"), [("/facts/0/case", "case_number.shape")]),
    ("a case unknown and without its day", fact(case="（2020）鲁1329民初77号", filed=None),
     [("/facts/0", "import-unknown-case")]),
    ("no such field", fact(fields={**FIELDS, "颜色": "红"}), [("/facts/0/fields/颜色", "intake.unknown_column")]),
    ("no such choice", fact(fields={**FIELDS, "审理程序": "慢"}),
     [("/facts/0/fields/审理程序", "intake.not_a_choice")]),
    ("text for a number", fact(fields={**FIELDS, "审理天数": "多"}),
     [("/facts/0/fields/审理天数", "intake.not_a_number")]),
    ("half a day", fact(fields={**FIELDS, "审理天数": 0.5}), [("/facts/0/fields/审理天数", "intake.not_whole")]),
    ("an object for a value", fact(fields={**FIELDS, "审理天数": {}}), [("/facts/0/fields/审理天数", "string_type")]),
    ("a month that is closed", fact(day="2020-03-20"), [("/facts/0", "fact-period-closed")]),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "expected"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_what_is_wrong_is_told_at_its_place_and_changes_nothing(
    desk: Site, caller: Calls, sent: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    program = caller()
    before = count(desk, Fact), count(desk, Import), count(desk, ApiAnswer)
    answer = program.post("/facts", facts(sent, fact("sound")))
    assert answer.status_code == 422
    told = answer.get_json()["problems"]
    assert [(one["pointer"], one["code"]) for one in told] == expected
    assert all(one["message"] for one in told)
    assert (count(desk, Fact), count(desk, Import), count(desk, ApiAnswer)) == before


def test_all_problems_of_all_facts_come_at_once(caller: Calls) -> None:
    answer = caller().post("/facts", facts(fact("x", subject="丁队"), fact("y"), fact("z", day="2020-02-31")))
    assert {one["pointer"] for one in answer.get_json()["problems"]} >= {"/facts/2/day"}
    answer = caller().post("/facts", facts(fact("x", subject="丁队"), fact("y"), fact("z", subject="戊队")))
    assert [one["pointer"] for one in answer.get_json()["problems"]] == ["/facts/0", "/facts/2"]


@pytest.mark.parametrize(
    ("content", "mimetype", "status"),
    [
        (b"", "application/json", 400), (b"{", "application/json", 400), (b"\xff\xfe", "application/json", 400),
        (b'{"scheme": "a", "scheme": "b"}', "application/json", 400), (b"[" * 100_000, "application/json", 400),
        (b'{"scheme": NaN}', "application/json", 400), (b"9" * 10_000, "application/json", 422),
        (b"null", "application/json", 422), (b"[]", "application/json", 422), (b"{}", "text/plain", 415),
        (b" " * (4 * 1024 * 1024 + 1), "application/json", 413),
    ],
)  # fmt: skip
def test_what_is_no_content_at_all(caller: Calls, content: bytes, mimetype: str, status: int) -> None:
    program = caller()
    answer = program.client.post(
        "/api/v1/facts", data=content, content_type=mimetype,
        headers={**program.headers, "Idempotency-Key": "no-content"},
    )  # fmt: skip
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_a_fact_stands_on_the_scorecard_when_the_answer_comes(caller: Calls) -> None:
    program = caller()
    before = total(program)
    answer = program.post("/facts", facts(fact("stands")))
    assert answer.status_code == 201
    assert (answer.get_json()["facts"], answer.get_json()["skipped"]) == (1, False)
    card = program.get(CARD).get_json()
    assert (before, card["scorecard"]["total"]) == ("6.00", "9.10")
    assert [one["case"] for one in card["facts"] if one["key"] == "stands"] == ["（2020）鲁1329民初1号"]


def test_sent_again_it_is_done_once(desk: Site, caller: Calls) -> None:
    program = caller()
    body = facts(fact("once"))
    first = program.post("/facts", body, key="the-same-request")
    number = count(desk, Fact)
    again = program.post("/facts", body, key="the-same-request")
    assert (again.status_code, again.get_data()) == (201, first.get_data())
    assert again.headers["Idempotent-Replayed"] == "true"
    other = program.post("/facts", facts(fact("twice")), key="the-same-request")
    assert (other.status_code, other.get_json()["problems"][0]["code"]) == (422, "idempotency-key")
    skipped = program.post("/facts", body)  # the same content under another number
    assert skipped.get_json()["skipped"] is True
    same_fact = program.post("/facts", facts(fact("once"), fact("once-more")))
    assert (same_fact.get_json()["facts"], same_fact.get_json()["unchanged"]) == (1, 1)
    assert count(desk, Fact) == number + 1


def test_a_key_of_another_program_is_another_key(caller: Calls) -> None:
    one, other = caller(), caller()
    assert one.post("/facts", facts(fact("mine")), key="number-one").status_code == 201
    assert other.post("/facts", facts(fact("yours")), key="number-one").headers.get("Idempotent-Replayed") is None


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "with\ttab-in-it", "编号编号编号编号"])
def test_a_request_needs_its_number(caller: Calls, key: str) -> None:
    program = caller()
    headers = {**program.headers, "Idempotency-Key": key.encode().decode("latin-1")}
    answer = program.client.post("/api/v1/facts", json=facts(fact("numberless")), headers=headers)
    assert (answer.status_code, answer.get_json()["problems"][0]["code"]) == (400, "idempotency-key")


def test_two_at_one_moment_are_one(desk: Site, caller: Calls) -> None:
    program = caller()
    before = count(desk, Fact)
    with ThreadPoolExecutor(4) as pool:
        body = facts(fact("at-once"))
        answers = list(pool.map(lambda _: program.post("/facts", body, key="at-one-moment").status_code, range(4)))
    assert count(desk, Fact) == before + 1
    assert set(answers) <= {201, 409, 422}
    assert 201 in answers


def test_a_number_keeps_every_digit(caller: Calls, desk: Site) -> None:
    """0.1 is one tenth: no binary fraction comes between the sender and the records."""
    program = caller()
    figure = {"subject": "示一院", "period": "2020", "name": "x", "value": 0.1}
    answer = program.post("/figures", {"scheme": "linshu-2020", "figures": [figure, figure]})
    assert [one["pointer"] for one in answer.get_json()["problems"]] == ["/figures/1"]
    raw = b'{"scheme": "linshu-2020", "facts": [%s]}'
    one = b'{"kind": "\xe7\xbb\x93\xe6\xa1\x88", "day": "2020-04-20", "subject": "x", "fields": {"a": %s}}'
    program_bodies = [raw % (one % number) for number in (b"0.1", b"0.10000000000000001", b"1e2", b"true", b"-0")]
    from api import bodies  # noqa: PLC0415 - what a request reads is asked for within one

    values = []
    for content in program_bodies:
        with desk.app.test_request_context("/", method="POST", data=content, content_type="application/json"):
            values.append(bodies.read(bodies.FactsIn).facts[0].fields["a"])
    assert values == ["0.1", "0.10000000000000001", "1e2", "是", "-0"]


def test_a_feed_is_an_import_and_can_be_undone(caller: Calls, desk: Site) -> None:
    program = caller()
    number = program.post("/facts", facts(fact("undo-me", day="2020-04-21"))).get_json()["import"]
    page = desk.client("staff").get(f"/intake/import/{number}").get_data(as_text=True)
    assert "接口 审判系统" in page
