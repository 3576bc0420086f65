"""Why a rule gave nothing, in words."""

from __future__ import annotations

from dataclasses import replace

from scoring.why import not_fired
from shown.why import sentence
from tests.scoring.test_engine import CLOSED, COURTS, FACTS


def test_a_sentence_names_the_condition_its_number_and_what_was_found() -> None:
    fields = CLOSED.facts["办结"].fields
    told = [sentence(one.unmet, fields) for one in not_fired(CLOSED, FACTS[0], COURTS[0])]
    assert told == [
        "要求天数超过 「期限」，即 10 天；这一件的天数为 3 天",
        "只适用于层级为基层的对象；本对象的层级为中院",
    ]


def test_an_empty_field_is_a_stroke() -> None:
    fact = replace(FACTS[0], fields={**FACTS[0].fields, "天数": None})
    assert sentence(not_fired(CLOSED, fact, COURTS[0])[0].unmet).endswith("这一件的天数为 —")
