"""The sliders: the preview is the official score, the address says everything, and no text a person types breaks it."""

from __future__ import annotations

import re
from fractions import Fraction
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.database import EXTENSION
from records import tenancy
from records.models import AppraisalPeriod, Scorecard
from rules.compiled import Compiled
from rules.exact import shown
from scoring.engine import score
from scoring.inputs import Inputs
from scoring.tuning.knobs import Knob, knobs
from scoring.tuning.settings import check_settings
from tests.listening import listening
from tests.site import Site, token
from workflow import prepared as kept
from workflow.inputs import ground_of, inputs_of
from workflow.versions import compiled_of

ROW = re.compile(
    r'<tr[^>]*><td class="number">(.*?)</td><td class="places by [a-z]+">.*?</td><td class="nowrap">(.*?)</td>'
    r'<td class="number quiet">(.*?)</td><td class="number"><b>(.*?)</b></td>'
)
WEIGHT = "案件权重（民事一审，普通）"
TOKENS: dict[str, str] = {}
modest = settings(max_examples=25, deadline=None)


def ask(site: Site, period: int, fields: list[tuple[str, str]], login: str = "staff") -> dict[str, object]:
    """The answer to a move, with the forgery token that a page of this browser has."""
    client = site.client(login)
    if login not in TOKENS:
        TOKENS[login] = token(client, "/password")
    answer = client.post(
        f"/tuning/{period}/outcome", data=urlencode(fields), headers={"X-CSRFToken": TOKENS[login]},
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, object] = answer.get_json()
    return found


def rows(found: dict[str, object]) -> dict[str, tuple[str, str, str]]:
    """Subject → place, total before, total now."""
    return {subject: (place, before, now) for place, subject, before, now in ROW.findall(str(found["html"]))}


@pytest.fixture(scope="module")
def measured(site: Site) -> Inputs:
    """What 示一院's open month is scored from."""
    with site.session() as session, tenancy.everything(session):
        period = session.get_one(AppraisalPeriod, site.opened)
        tenancy.enter(session, period.court_id)
        return inputs_of(session, ground_of(session, session.get_one(AppraisalPeriod, site.opened)))


def on_the_grid(data: st.DataObject, knob: Knob) -> Fraction:
    assert knob.low is not None
    assert knob.high is not None
    return knob.low + knob.step * data.draw(st.integers(0, int((knob.high - knob.low) / knob.step)))


@modest
@given(data=st.data())
def test_the_preview_is_the_official_score(site: Site, measured: Inputs, data: st.DataObject) -> None:
    made = site_compiled(site)
    every = knobs(made, measured.period.end)
    chosen = data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=12, unique_by=lambda knob: knob.address))
    values = {knob.address: on_the_grid(data, knob) for knob in chosen}
    typed = [(f"set.{knob.address}", kept.typed(knob, values[knob.address])) for knob in chosen]
    found = ask(site, site.opened, typed)
    overlay, problems = check_settings(made, values, measured.period.end)
    assert (problems, found["errors"], found["problems"]) == ([], {}, [])
    before, now = score(made, measured, explain=False), score(made, measured, overlay, explain=False)
    places = made.rounding.places
    expected = {}
    for was, after in zip(before.subjects, now.subjects, strict=True):
        assert was.total is not None
        assert after.total is not None
        expected[after.subject] = (str(after.place), shown(was.total, places), shown(after.total, places))
    assert rows(found) == expected


def site_compiled(site: Site) -> Compiled:
    with site.session() as session, tenancy.everything(session):
        return compiled_of(session.get_one(AppraisalPeriod, site.opened).version)


def page(site: Site, period: int, query: str = "", login: str = "staff") -> str:
    answer = site.client(login).get(f"/tuning/{period}?{query}")
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def test_the_page_answers_without_script_and_its_address_says_the_same(site: Site) -> None:
    """甲队 has two ordinary civil cases and 乙队 one, 3 each; at 1.5 everything halves."""
    query = urlencode({f"set.{WEIGHT}": "1.5"})
    plain = rows({"html": page(site, site.opened, query)})
    assert plain == rows(ask(site, site.opened, [(f"set.{WEIGHT}", "1.5")]))
    assert plain == {"甲队": ("1", "6.00", "3.00"), "乙队": ("2", "3.00", "1.50")}
    assert "26.2 →" in page(site, site.opened, query)


def test_a_form_is_led_to_the_address_that_can_be_sent_on(site: Site) -> None:
    sent = [("picked", "1"), ("show", WEIGHT), ("show", "完成度占比"), (f"set.{WEIGHT}", "2.5"), ("set.快审加分", "1"),
            ("set.完成度占比", "55"), ("line", "优秀"), ("at", "30%"), ("line", ""), ("at", "")]  # fmt: skip
    answer = site.client("staff").get(f"/tuning/{site.opened}?{urlencode(sent)}")
    asked = parse_qsl(urlsplit(answer.location).query, keep_blank_values=True)
    assert asked == [("set.完成度占比", "55%"), (f"set.{WEIGHT}", "2.5"), ("line", "优秀"), ("at", "30%")]
    shown_page = page(site, site.opened, urlsplit(answer.location).query)
    assert f'name="set.{WEIGHT}" value="2.5"' in shown_page
    assert 'name="set.完成度占比" value="55"' in shown_page
    assert "set.快审加分" not in shown_page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ([(f"set.{WEIGHT}", "99")], "应在 0.1 至 20 之间"),
        ([(f"set.{WEIGHT}", "3.01")], "离「3.01」最近的是 3"),
        ([(f"set.{WEIGHT}", "三")], "三"),
        ([("set.案件权重（民事一申，普通）", "3")], "是否为「案件权重（民事一审，"),
        ([("set.案件权重（民事一审，速裁）", "3")], "没有可调的参数或权重"),
        ([("line", "优秀"), ("at", "120%")], "应在 0% 至 100% 之间"),
        ([("line", "优秀"), ("at", "很高")], "应写分数（如 60）或比例（如 20%）"),
        ([("line", ""), ("at", "20%")], "这条等次线没有名称"),
    ],
)
def test_what_is_wrong_is_said_and_moves_nothing(site: Site, typed: list[tuple[str, str]], words: str) -> None:
    found = ask(site, site.opened, typed)
    assert words in str(found["errors"]) + str(found["problems"])
    assert {before == now for _, before, now in rows(found).values()} == {True}
    assert words.split("「", maxsplit=1)[0] in page(site, site.opened, urlencode(typed))


def test_who_crosses_a_line(site: Site) -> None:
    found = str(ask(site, site.opened, [(f"set.{WEIGHT}", "4"), ("line", "称职"), ("at", "4")])["html"])
    assert "升 1 降 0" in found
    assert '<tr class="rose">' in found


def test_an_answer_reads_no_fact(site: Site) -> None:
    key = str(ask(site, site.opened, [])["key"])
    with listening(site.app.extensions[EXTENSION].session_factory.kw["bind"]) as said:
        found = ask(site, site.opened, [("key", key), (f"set.{WEIGHT}", "4")])
    assert (found["key"], found["renewed"]) == (key, False)
    read = {table for text in said for table in re.findall(r"FROM \"?(\w+)", text)}
    assert read <= {"user_session", "user", "court", "period"}


def test_data_that_changed_under_a_page_is_told(site: Site) -> None:
    found = ask(site, site.opened, [("key", "of another day"), (f"set.{WEIGHT}", "4")])
    assert found["renewed"] is True
    assert rows(found)["甲队"][2] == "8.00"


def test_few_periods_are_kept_at_hand(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.forget()  # what tests before left behind
    monkeypatch.setattr(kept, "MOST_PREPARED", 1)
    first = str(ask(site, site.opened, [])["key"])
    ask(site, site.closed, [])
    assert kept.at_hand(site.opened, first) is None


def test_a_closed_period_is_tried_and_stays(site: Site) -> None:
    def stored() -> list[object]:
        with site.session() as session, tenancy.everything(session):
            cards = session.scalars(select(Scorecard).where(Scorecard.period_id == site.closed))
            return [card.result for card in cards]

    before = stored()
    assert rows(ask(site, site.closed, [(f"set.{WEIGHT}", "6")]))["甲队"][2] == "12.00"
    assert stored() == before


def test_a_scheme_without_a_total_says_so(site: Site) -> None:
    assert "本办法没有总分" in page(site, site.cards)


@pytest.mark.parametrize("login", ["staff", "leader"])
def test_other_courts_are_not_there(site: Site, login: str) -> None:
    client = site.client(login)
    token_ = {"X-CSRFToken": token(client, "/password")}
    for path in ("", "/supply", "/goal"):
        assert client.get(f"/tuning/{site.foreign_period}{path}").status_code == 404
    for path in ("/outcome", "/trials"):
        assert client.post(f"/tuning/{site.foreign_period}{path}", headers=token_).status_code == 404


odd = [WEIGHT, "1e9", "−3", "９", "50%", "0.1" * 30, "案件权重（", "民事一审"]
fields_of_pages = """
    show picked line at key name kind demand supply of paste do share gain most tolerance elasticity rounds keeps
    ratio within subject first second apart among keep trial _scheme period_id
"""
texts = st.one_of(st.text(max_size=12), st.sampled_from(odd))
names = st.one_of(
    st.sampled_from(fields_of_pages.split()),
    st.tuples(st.sampled_from(["set.", "take.", "value."]), texts).map("".join),
    texts,
)


@settings(max_examples=60, deadline=None)
@given(fields=st.lists(st.tuples(names, texts), max_size=8))
def test_nothing_that_is_typed_breaks_a_page(site: Site, fields: list[tuple[str, str]]) -> None:
    query = urlencode([(name.encode("utf-8", "replace"), text.encode("utf-8", "replace")) for name, text in fields])
    for path in (f"{site.opened}", f"{site.opened}/supply", f"{site.opened}/goal", "compare"):
        assert site.client("staff").get(f"/tuning/{path}?{query}").status_code in {200, 302, 400, 404}
