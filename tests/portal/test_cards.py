"""Cards and the committee for those whose business they are not: another court, another person, a wrong act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from records import tenancy
from records.models import AppraisalPeriod, AuditEvent, Card, CardEvent, Case, CommitteeVote, Court, Person, Review
from tests.site import Site, open_site, token
from workflow.committee.reviewing import Found, hand_in
from workflow.committee.rounds import Wish, draw_round


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with a drawn case, handed in with a finding, so that a vote is open; ``own`` gets their keys."""
    with open_site(tmp_path_factory.mktemp("cards")) as site:
        with site.session() as session, tenancy.everything(session):
            court = session.scalars(select(Court).where(Court.name == "示一院")).one()
            judge = session.scalars(select(Person).where(Person.name == "示一", Person.court_id == court.id)).one()
            session.add(
                Case(
                    court_id=court.id, number="（2020）示0101民初9号", year=2020, type_code="民初", serial=9,
                    filed=date(2020, 1, 1), closed=date(2020, 2, 3), judge_id=judge.id,
                )
            )  # fmt: skip
            court_id = court.id
            session.commit()
            tenancy.enter(session, court_id)
            period = session.get_one(AppraisalPeriod, site.cards)
            row = draw_round(
                session, None, Wish("抽查", period, "评查问题", date(2020, 1, 1), date(2020, 3, 1), seed="1")
            )
            review = session.scalars(select(Review)).one()
            told = Found({"问题种类": "程序", "严重程度": "一般"}, "没有入卷")
            hand_in(session, review.reviewer, review, "有问题", date(2020, 5, 6), [told])
            site.own |= {"round": row.id, "review": review.id, "vote": session.scalars(select(CommitteeVote.id)).one()}
            session.commit()
        yield site


PAGES = {
    "/cards/{cards}": {"person": 200, "head": 200, "committee": 200, "supervisor": 200, "alone": 404},
    "/cards/{cards}/letter.pdf": {"person": 200, "committee": 200, "alone": 404},
    "/committee/rounds/{round}": {"person": 403, "head": 403, "staff": 200, "supervisor": 403, "alone": 404},
    "/committee/rounds/{round}/repeat": {"person": 403, "leader": 200, "alone": 404},
    "/committee/reviews/{review}": {"person": 403, "committee": 200, "alone": 404},
    "/committee/votes/{vote}": {"person": 403, "operator": 403, "committee": 200, "alone": 404},
}


@pytest.mark.parametrize("page", PAGES)
def test_whose_business_it_is(meeting: Site, page: str) -> None:
    path = page.format(**meeting.own)
    assert {login: meeting.client(login).get(path).status_code for login in PAGES[page]} == PAGES[page]


def test_a_card_of_another_court_does_not_exist(meeting: Site) -> None:
    path = f"/cards/{meeting.foreign['cards']}"
    answers = {login: meeting.client(login).get(path).status_code for login in ("person", "staff", "supervisor")}
    assert answers == {"person": 404, "staff": 404, "supervisor": 200}


def post(site: Site, login: str, path: str, **data: str) -> tuple[int, str]:
    client = site.client(login)
    sent = data | {"csrf_token": token(client, "/password")}
    answer = client.post(path.format(**site.own), data=sent, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("login", "path", "data", "status", "words"),
    [
        ("alone", "/cards/{cards}", {"act": "overturn", "text": "错"}, 404, ""),
        ("committee", "/cards/{cards}", {"act": "receive"}, 200, "只有被发卡人本人"),
        ("committee", "/cards/{cards}", {"act": "overturn", "text": "错"}, 200, "无权做这件事"),
        ("person", "/cards/{cards}", {"act": "deliver", "text": "自送"}, 200, "无权做这件事"),
        ("leader", "/cards/{cards}", {"act": "escalate"}, 200, "无权做这件事"),
        ("staff", "/cards/{cards}", {"act": "issue"}, 400, ""),
        ("staff", "/cards/{cards}", {"act": "overturn", "text": " "}, 200, "不能空白"),
        ("staff", "/committee/votes/{vote}", {"act": "cast", "value": "是"}, 200, "无权做这件事"),
        ("committee", "/committee/votes/{vote}", {"act": "close", "day": "2020-05-06"}, 200, "无权做这件事"),
        ("staff", "/committee/votes/{vote}", {"act": "close", "day": "2020-05-06"}, 200, "还不能结束"),
        ("staff", "/committee/votes/{vote}", {"act": "close", "day": "昨天"}, 200, "不是日期"),
        ("alone", "/committee/votes/{vote}", {"act": "close", "day": "2020-05-06"}, 404, ""),
        ("committee", "/committee/reviews/{review}", {"day": "2020-05-06", "opinion": "再交"}, 200, "已经提交"),
        ("person", "/committee/reviews/{review}", {"day": "2020-05-06"}, 403, ""),
        ("staff", "/committee/matters", {"finding": "99999", "period": "x"}, 404, ""),
    ],
)
def test_what_is_refused_says_why(
    meeting: Site, login: str, path: str, data: dict[str, str], status: int, words: str
) -> None:
    with meeting.session() as session, tenancy.everything(session):
        before = (session.scalars(select(CardEvent.id)).all(), session.scalars(select(Card.state)).all())
    found, page = post(meeting, login, path, **data)
    assert found == status
    assert words in page
    with meeting.session() as session, tenancy.everything(session):
        assert (session.scalars(select(CardEvent.id)).all(), session.scalars(select(Card.state)).all()) == before


def test_the_ledger_narrows_and_leaves_the_house_with_a_trace(meeting: Site) -> None:
    staff, person = meeting.client("staff"), meeting.client("person")
    assert "示一" in staff.get("/cards/?person=示一&year=2020&colour=yellow").get_data(as_text=True)
    assert "没有符合条件的卡" in staff.get("/cards/?person=示九").get_data(as_text=True)
    assert "没有符合条件的卡" in staff.get("/cards/?year=1999").get_data(as_text=True)
    assert "各庭室" not in person.get("/cards/").get_data(as_text=True)
    assert staff.get("/cards/ledger.xlsx?colour=red").data.startswith(b"PK")
    with meeting.session() as session, tenancy.everything(session):
        last = session.scalars(select(AuditEvent).where(AuditEvent.action == "records:exports:run")).all()[-1]
        assert last.details == {"kind": "cards", "form": "xlsx", "rows": 1}


@pytest.mark.parametrize("path", ["/cards/notice/1999", "/cards/notice/9999", "/cards/0", "/committee/votes/0"])
def test_what_is_not_there(meeting: Site, path: str) -> None:
    assert meeting.client("staff").get(path).status_code == 404


def test_the_notice_is_for_everyone_of_the_court_and_the_court_alone(meeting: Site) -> None:
    mine = meeting.client("person").get("/cards/notice/2020").get_data(as_text=True)
    theirs = meeting.client("alone").get("/cards/notice/2020").get_data(as_text=True)
    assert "红卡（一般问题多次发生）" in mine
    assert "没有应当在全院通报的问题" in theirs
