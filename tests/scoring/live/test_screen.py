"""Each input that was seen to break durable_rules is stopped before it, or made harmless."""

from __future__ import annotations

from datetime import date, datetime, timezone
from fractions import Fraction
from typing import Any

import pytest

from scoring.live.engine import Engine
from scoring.live.events import Event, Screen
from scoring.live.groups import groups_of
from tests.scoring.live.scheme import FIELDS, KIND, compiled, where

EVERYTHING: dict[str, Any] = {
    "种类": "甲", "件数": Fraction(1), "金额": Fraction(1), "属实": True, "到期": date(2020, 1, 1), "说明": "一",
}  # fmt: skip
SCHEME = compiled({"all": where(*((field, "=", value) for field, value in EVERYTHING.items()))})
GROUPS = groups_of(SCHEME)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("件数", Fraction(2**63), "live-number-too-large"),  # beyond 64 bits all integers are equal
        ("件数", Fraction(-(10**30)), "live-number-too-large"),
        ("件数", Fraction(1, 2), "live-too-many-decimals"),
        ("金额", Fraction(1, 10**7), "live-too-many-decimals"),  # 1e-07 is a parse error
        ("金额", 1e-07, "live-wrong-type"),
        ("金额", float("nan"), "live-wrong-type"),
        ("金额", float("inf"), "live-wrong-type"),
        ("件数", True, "live-wrong-type"),  # True == 1 there
        ("件数", "5", "live-wrong-type"),  # 5 == "5" there
        ("属实", Fraction(1), "live-wrong-type"),
        ("种类", Fraction(1), "live-wrong-type"),
        ("到期", datetime(2020, 1, 1, tzinfo=timezone.utc), "live-wrong-type"),
        ("到期", "2020-01-01", "live-wrong-type"),
        ("说明", ["一"], "live-wrong-type"),
    ],
)
def test_unfit_values_are_quarantined_with_their_field(field: str, value: Any, code: str) -> None:  # noqa: ANN401 - of any type
    with Engine(SCHEME) as engine:
        outcome = engine.fire([Event("bad", KIND, 0, EVERYTHING | {field: value}), Event("good", KIND, 0, EVERYTHING)])
    ((key, problem),) = [(one.key, one.problem) for one in outcome.quarantined]
    assert (key, problem.code, problem.values["field"]) == ("bad", code, field)
    assert "bad" in outcome.quarantined[0].reason
    assert outcome.fired == {"good": ("all",)}


def test_only_integers_of_known_fields_reach_the_matcher() -> None:
    """No text, no outside sid or id, no key that was not ours: two names with one hash cannot meet."""
    outside = {"sid": "张三", "id": "1", "$s": 1, "未登记": "x", "说明": "任何文字\x00"}
    posts = Screen((KIND,), GROUPS).posts(Event("键", KIND, 0, EVERYTHING | outside))
    assert isinstance(posts, list)
    (event,) = [event for _, event in posts]
    assert set(event) == {"g"} | {f"f{number}" for number in range(len(FIELDS))}
    assert all(type(value) is int for value in event.values())
    assert event["f5"] == 0


@pytest.mark.parametrize("left_out", list(FIELDS))
def test_a_missing_field_fails_its_comparison(left_out: str) -> None:
    absent = {field: value for field, value in EVERYTHING.items() if field != left_out}
    with Engine(SCHEME) as engine:
        outcome = engine.fire([Event("absent", KIND, 0, absent), Event("none", KIND, 0, EVERYTHING | {left_out: None})])
    assert outcome.fired == {"absent": (), "none": ()}


def test_an_undeclared_kind_is_said_and_no_events_are_no_posts() -> None:
    with Engine(SCHEME) as engine:
        assert engine.fire([]).fired == {}
        assert engine.pid is None
        outcome = engine.fire([Event("e", "不存在", 0, {})])
    assert [problem.code for problem in outcome.problems] == ["live-unknown-kind"]


def test_the_same_event_again_fires_again() -> None:
    """Idempotency is the ledger's; here nothing is remembered between events, so nothing can be falsely observed."""
    with Engine(SCHEME) as engine:
        outcomes = [engine.fire([Event("same", KIND, 0, EVERYTHING)]).fired for _ in range(3)]
        many = engine.fire([Event(f"person-{number}", KIND, 0, EVERYTHING) for number in range(3000)])  # > 1,024 sids
    assert outcomes == [{"same": ("all",)}] * 3
    assert set(many.fired.values()) == {("all",)}
