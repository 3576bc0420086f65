"""A trial's settings as edits: each number where it is in force on the period's last day, all else as it was."""

from __future__ import annotations

from datetime import date

import pytest

from rules.problem import ProblemError
from rules.revise import revise
from tests.scoring import small
from workflow.handing_on import edits_of

SCHEME = """\
parameters:
  折币率: {value: 0.8, tunable: {min: 0, max: 5, step: 0.1}, assumption: 演示}  # stays
  加分: {values: {2010-01-01: 1, 2020-07-01: 2}, tunable: {min: 0, max: 5, step: 0.1}, assumption: 演示}
tables:
  权重:
    keys: [种类]
    tunable: {min: 0, max: 9, step: 0.1}
    assumption: 演示
    rows:
      - [民事, 3]  # the usual one
      - [刑事, 4]
    changes:
      - from: 2020-07-01
        rows:
          - [刑事, 5]
facts:
  结案: {case: none, fields: {种类: {type: choice, values: [民事, 刑事]}}}
items:
  - {id: closed, title: 结案分, category: base, when: {fact: 结案}, points: 权重（种类）× 折币率 + 加分, basis: 一}
"""
# The last day, what is set, the line as it was and as it becomes.
CASES = [
    (date(2020, 3, 31), {"折币率": "0.9"}, "折币率: {value: 0.8,", "折币率: {value: 0.9,"),
    (date(2020, 3, 31), {"加分": "1.5"}, "{2010-01-01: 1, 2020-07-01: 2}", "{2010-01-01: 1.5, 2020-07-01: 2}"),
    (date(2020, 12, 31), {"加分": "1.5"}, "{2010-01-01: 1, 2020-07-01: 2}", "{2010-01-01: 1, 2020-07-01: 1.5}"),
    (date(2020, 3, 31), {"权重（刑事）": "4.5"}, "- [刑事, 4]", "- [刑事, 4.5]"),
    (date(2020, 12, 31), {"权重（刑事）": "4.5"}, "- [刑事, 5]", "- [刑事, 4.5]"),
    (date(2020, 12, 31), {"权重（民事）": "2"}, "- [民事, 3]  # the usual one", "- [民事, 2]  # the usual one"),
]


@pytest.mark.parametrize(("day", "settings", "was", "becomes"), CASES)
def test_a_number_is_changed_where_it_is_in_force(day: date, settings: dict[str, str], was: str, becomes: str) -> None:
    compiled = small.scheme(SCHEME)
    text, problems = revise(compiled.text, list(edits_of(compiled, settings, day)))
    assert problems == []
    assert compiled.text.count(was) == 1
    assert text == compiled.text.replace(was, becomes)


def test_what_the_scheme_does_not_have_is_told() -> None:
    with pytest.raises(ProblemError, match="折币绿"):
        list(edits_of(small.scheme(SCHEME), {"折币绿": "1"}, date(2020, 1, 1)))
