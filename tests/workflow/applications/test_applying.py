"""What can be applied for, and everything that is wrong with an application said at once."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from records.models import Application, Attachment
from rules.problem import ProblemError
from tests.workflow.applications.office import DAY, PLUS, Office
from tests.workflow.applications.test_confirming import codes
from workflow.applications.applying import apply, apply_again, look
from workflow.applications.items import asked_fields, item_of, offers, points, read_fields, settled
from workflow.applications.matter import note
from workflow.attachments import Kept, attached
from workflow.calendar import today
from workflow.inputs import ground_of


def test_what_is_offered_and_asked(office: Office) -> None:
    found = offers(office.session, office.world.court_id)
    assert {(one.period.text, one.item.rule.id) for one in found} == {
        (month, item) for month in ("2020-02", "2020-03", "2020-04") for item in ("applied_plus", "applied_minus")
    }
    ground = ground_of(office.session, office.march)
    item = item_of(ground, "applied_minus")
    assert item is not None
    assert settled(ground, item, DAY) == {"批准": True, "方向": "减"}
    assert list(asked_fields(ground, item, DAY)) == ["币值", "事由"]
    values, wrong = read_fields(ground, item, DAY, {"币值": "１．５０", "事由": "演示"})
    assert wrong == {}
    assert points(ground, item, DAY, values) == Fraction(-3, 2)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rule": "closed"}, {"": ["application-no-item"]}),
        ({"person_id": None}, {"": ["application-unknown-person"]}),
        ({"person_id": 99999}, {"": ["application-unknown-person"]}),
        ({"day": date(2020, 4, 1)}, {"": ["application-day"]}),
        ({"text": " "}, {"text": "application-text"}),
        ({"text": "长" * 2001}, {"text": "application-long"}),
        ({"case_number": "某号"}, {"case_number": "case_number.shape"}),
        ({"case_number": "（2020）示0101民初9号"}, {"case_number": "case_number.court"}),
        ({"case_number": "（2020）鲁1329民初9号"}, {"case_number": "case_number.other_court"}),
        ({"case_number": "（2020）示0101民初1号"}, {}),
        ({"fields": {}}, {"币值": "application-field-missing", "事由": "application-field-missing"}),
        ({"fields": PLUS | {"币值": "100000000000"}}, {"": ["application-too-large"]}),
        ({"fields": PLUS | {"币值": "0"}}, {"": ["application-nothing"]}),
        ({"fields": {"币值": "一", "事由": ""}, "text": "", "day": date(2020, 1, 1)},
         {"": ["application-day"], "币值": "intake.not_a_number", "事由": "application-field-missing",
          "text": "application-text"}),
    ],
)  # fmt: skip
def test_all_that_is_wrong_is_said_at_once(
    office: Office, changes: dict[str, object], expected: dict[str, object]
) -> None:
    found = look(office.session, office.users["assistant"], office.march, office.asked("示二", **changes))
    told: dict[str, object] = {name: problem.code for name, problem in found.fields.items()}
    if found.problems:
        told[""] = [problem.code for problem in found.problems]
    assert told == expected


def test_a_future_day_and_a_day_outside_the_team(office: Office) -> None:
    office.march.ends = today() + timedelta(days=9)
    late = office.asked(day=today() + timedelta(days=1))
    found = look(office.session, office.users["assistant"], office.march, late)
    assert [problem.code for problem in found.problems] == ["application-future"]
    office.session.refresh(office.march)
    team = next(iter(office.world.teams))
    person = office.world.people["示二"]
    from records.models import Membership  # noqa: PLC0415 - for this test alone

    stay = office.session.scalars(select(Membership).where(Membership.person_id == person)).one()
    stay.until = date(2020, 3, 1)
    office.session.flush()
    found = look(office.session, office.users["assistant"], office.march, office.asked())
    assert [problem.code for problem in found.problems] == ["application-not-for"], team


def test_one_applies_for_oneself_and_staff_for_others(office: Office) -> None:
    session, users = office.session, office.users
    other = office.asked("示三")
    assert codes(lambda: apply(session, users["assistant"], office.march, other, [], office.store)) == [
        "application-other"
    ]
    assert codes(lambda: apply(session, users["head"], office.march, other, [], office.store)) == [
        "application-no-person"
    ]
    row = apply(session, users["staff"], office.march, office.asked("示二", rule="applied_minus"), [], office.store)
    assert (row.person.name, row.applicant.login, row.step) == ("示二", "staff", "by_judge")


def test_the_same_form_makes_one_application(office: Office) -> None:
    row = office.apply(form="a" * 32)
    assert codes(lambda: office.apply(form="a" * 32)) == ["application-again"]
    assert office.session.scalars(select(Application.id)).all() == [row.id]


def test_two_acts_at_one_moment_collide(office: Office) -> None:
    row = office.apply()
    row.turn -= 1  # another program read it before
    with pytest.raises(IntegrityError):
        note(office.session, row, "withdrawn", office.users["assistant"])


def test_attachments_come_go_and_are_limited(office: Office) -> None:
    session, users = office.session, office.users
    one, two = (Kept(f"{name}.pdf", "pdf", 10, name * 64) for name in "ab")
    row = apply(session, users["assistant"], office.march, office.asked(), [one], office.store)
    kept = attached(session, ("application", row.id))
    assert [file.name for file in kept] == ["a.pdf"]
    from workflow.applications.deciding import send_back  # noqa: PLC0415 - for this test alone

    send_back(session, users["judge"], row, row.turn, "换材料")
    many = [two] * 11

    def act(files: list[Kept]) -> None:
        apply_again(session, users["assistant"], row, row.turn, office.asked(), files, {kept[0].id}, office.store)

    assert codes(lambda: act(many)) == ["attach-too-many"]
    act([two])
    assert [file.name for file in attached(session, ("application", row.id))] == ["b.pdf"]
    assert len(session.scalars(select(Attachment)).all()) == 2


def test_a_stranger_has_no_way_in(office: Office) -> None:
    operator = office.users["staff"]
    operator.role = "operator"
    office.session.flush()
    with pytest.raises(ProblemError, match="无权"):
        office.apply("staff")
