"""A phrase is its Chinese source, and says itself in any language that has a catalogue."""

from __future__ import annotations

import json
import pickle
from copy import deepcopy

import pytest

from rules.comparison_messages import MESSAGES
from rules.phrase import COMMA, N_, Phrase, Row, from_data, glue, listed, speaking, tell, to_data
from rules.problem import Problem, did_you_mean, recalled, register

register(MESSAGES)
ENGLISH = {
    "每件 {each}，计 {total}": "each {each}, posted {total}",
    "没有值": "no value",
    "、": ", ",
    "，": ", ",
    "，是否为「{near}」？": ", do you mean “{near}”?",
    MESSAGES["condition-parameter-type"]: "{at} is no match for {field} ({type})",
    "整数": "a whole number",
    "共 {count} 件": "{wrong} cases",
    "": "the header of a catalogue",
}


def english(message: str) -> str:
    return ENGLISH.get(message, message)


EACH = N_("每件 {each}，计 {total}").filled(each=N_("没有值"), total=3)


@pytest.mark.parametrize(
    ("text", "chinese", "told"),
    [
        (N_("没有值"), "没有值", "no value"),
        (EACH, "每件 没有值，计 3", "each no value, posted 3"),
        (listed(["甲", "乙"]), "甲、乙", "甲, 乙"),
        (listed([N_("没有值"), "乙"], COMMA), "没有值，乙", "no value, 乙"),
        (listed(["甲"]), "甲", "甲"),
        (listed([N_("没有值")]), "没有值", "no value"),
        (listed([]), "", ""),
        (glue("2 × ", EACH), "2 × 每件 没有值，计 3", "2 × each no value, posted 3"),
        (glue("没有", "值"), "没有值", "没有值"),
        ("没有值", "没有值", "没有值"),  # not marked: a name that happens to read alike is data
        (N_(""), "", ""),
        (N_("「{」").filled(), "「{」", "「{」"),
        (N_("共 {count} 件").filled(count=2), "共 2 件", "共 2 件"),  # the translation's places do not fit
    ],
)
def test_it_is_its_source_and_is_told_in_the_readers_language(text: str, chinese: str, told: str) -> None:
    assert (text, tell(text)) == (chinese, chinese)
    assert tell(text, english) == told
    with speaking(english):
        assert (tell(text), f"{text}") == (told, chinese)  # what is written into records stays Chinese
    assert tell(text) == chinese


@pytest.mark.parametrize("text", [N_("没有值"), EACH, listed([EACH, "乙"]), glue("2 × ", EACH), "甲"])
def test_it_is_kept_and_comes_back_translatable(text: str) -> None:
    sent = pickle.loads(pickle.dumps(text))  # noqa: S301 - what was dumped here, as multiprocessing does it
    for back in (from_data(json.loads(json.dumps(to_data(text)))), sent, deepcopy(text)):
        assert (back, type(back), tell(back, english)) == (text, type(text), tell(text, english))


def test_a_page_shows_it_escaped_in_the_readers_language() -> None:
    text = N_("每件 {each}，计 {total}").filled(each="<b>", total=1)
    assert text.__html__() == "每件 &lt;b&gt;，计 1"
    with speaking(english):
        assert text.__html__() == "each &lt;b&gt;, posted 1"


def test_a_problem_translates_its_words_and_leaves_its_names() -> None:
    problem = Problem("condition-parameter-type", {"at": "整数", "field": "没有值", "type": N_("整数")})
    assert problem.text() == "参数「整数」与字段「没有值」（整数）不是一类：请换一个参数，或直接写值"
    for one in (problem, recalled(problem.code, json.loads(json.dumps(problem.kept_values())))):
        assert one.text(english) == "整数 is no match for 没有值 (a whole number)"
        with speaking(english):
            assert one.text() == "整数 is no match for 没有值 (a whole number)"
    assert tell(did_you_mean("结案", ["结案数"]), english) == ", do you mean “结案数”?"
    assert isinstance(did_you_mean("结案", ["结案数"]), Phrase)
    assert not isinstance(glue("甲", "乙"), Row)
