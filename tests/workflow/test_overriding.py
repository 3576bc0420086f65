"""单独评分: applied for, verified and decided by three people; only then it counts, beside what the formula gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.models import AppraisalPeriod, AuditEvent, Court, Figure, OverrideDecision, Scheme, SchemeVersion, User
from records.queries.directory import SubjectKey
from records.tenancy import enter, everything
from records.types import now
from rules.problem import ProblemError
from workflow.closing import close
from workflow.overriding import Wish, apply_for, decide, refuse, verify
from workflow.standing import standing_of

TEXT = Path("rules/schemes/yanbian-2019.yaml").read_text(encoding="utf-8")
RULE = "overall_ballot"


class Setting:
    """延边中院 with one court below it, a year, and people of each role."""

    def __init__(self, session: Session, text: str = TEXT) -> None:
        with everything(session):
            above = Court(name="延边中院", full_name="延边中院（演示）", level="中级")
            below = Court(name="延吉法院", full_name="延吉法院（演示）", level="基层", parent=above)
            session.add_all([above, below])
            session.flush()
            scheme = Scheme(court_id=above.id, name="yanbian-2019", title="质量年")
            version = SchemeVersion(
                court_id=above.id, scheme=scheme, version="1.0", text=text, sha256=sha256(text.encode()).hexdigest(),
                effective=date(2019, 1, 1), state="published", published_at=now(),
            )  # fmt: skip
            session.add(version)
            session.flush()
            year = AppraisalPeriod(
                court_id=above.id, scheme_id=scheme.id, version_id=version.id, text="2019", starts=date(2019, 1, 1),
                ends=date(2019, 12, 31),
            )  # fmt: skip
            session.add_all([year, Figure(
                court_id=below.id, subject_kind="court", subject_id=below.id, period="2019", name="二审被改判",
                value=Fraction(226),
            )])  # fmt: skip
            roles = ("staff", "staff", "leader", "supervisor", "operator")
            people = [
                User(court_id=above.id, login=f"u{number}", name=f"示{number}", password_hash="-", role=role)
                for number, role in enumerate(roles)
            ]
            session.add_all(people)
            session.flush()
            ids, self.below = (above.id, year.id), SubjectKey("court", below.id)
            session.commit()
        enter(session, ids[0], below=True)
        self.year = session.get_one(AppraisalPeriod, ids[1])
        self.people = list(session.scalars(select(User).order_by(User.login)))

    def wish(self, points: str = "9", **changes: str) -> Wish:
        told = {"rule": RULE, "reason": "系列案", "evidence": "院党组纪要"} | changes
        return Wish(self.below, told["rule"], Fraction(points), told["reason"], told["evidence"])


@pytest.fixture
def setting(session: Session) -> Setting:
    return Setting(session)


def points(session: Session, setting: Setting) -> Fraction | None:
    (result,) = (one for one in standing_of(session, setting.year).results if one.subject == "延吉法院")
    return next((line.points for line in result.lines if line.rule == RULE), None)


def test_it_counts_once_the_third_has_decided_and_can_be_taken_back(session: Session, setting: Setting) -> None:
    applicant, second, leader, *_ = setting.people
    before = points(session, setting)
    row = apply_for(session, applicant, setting.year, setting.wish())
    assert [one.code for one in close(session, applicant, setting.year).refusals] == ["close-overrides"]
    verify(session, second, row)
    assert points(session, setting) == before
    decide(session, leader, row)
    assert points(session, setting) == 9
    (result,) = (one for one in standing_of(session, setting.year).results if one.subject == "延吉法院")
    told = {node.kind: node for line in result.lines for node in line.explanation.walk()}["override"]
    assert (told.value, "系列案（依据：院党组纪要）" in told.numbers) == (9, True)
    refuse(session, leader, row, "材料不实")
    assert points(session, setting) == before
    states = session.scalars(select(AuditEvent).where(AuditEvent.target_kind == "override")).all()
    assert [(one.details["state"], one.details["note"]) for one in states] == [
        ("applied", ""), ("verified", ""), ("decided", ""), ("refused", "材料不实"),
    ]  # fmt: skip
    again = apply_for(session, applicant, setting.year, setting.wish("8"))  # the one taken back is not in its way
    assert again.state == "applied"


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"rule": "没有"}, ["override-rule"]),
        ({"reason": " ", "evidence": ""}, ["override-reason", "override-evidence"]),
        ({"points": "13"}, ["score-override-range"]),
        ({"points": "-1"}, ["score-override-range"]),
        ({"points": "1/3"}, ["records.number_too_fine"]),
        ({"points": "8.1234"}, ["override-rounding"]),
    ],
)
def test_what_cannot_be_is_said_at_once(
    session: Session, setting: Setting, changes: dict[str, str], codes: list[str]
) -> None:
    with pytest.raises(ProblemError) as caught:
        apply_for(session, setting.people[0], setting.year, setting.wish(**changes))
    assert [one.code for one in caught.value.problems] == codes
    assert session.scalars(select(OverrideDecision)).all() == []


Act = Callable[[Session, Setting, OverrideDecision], object]
REFUSED: list[tuple[str, str, Act, str]] = [
    ("applied", "the applicant verifies", lambda s, w, row: verify(s, w.people[0], row), "override-hands"),
    ("applied", "nobody has verified", lambda s, w, row: decide(s, w.people[2], row), "override-state"),
    ("applied", "an operator verifies", lambda s, w, row: verify(s, w.people[4], row), "act-not-allowed"),
    ("applied", "no reason", lambda s, w, row: refuse(s, w.people[1], row, " "), "override-reason"),
    ("applied", "applied for twice", lambda s, w, _row: apply_for(s, w.people[1], w.year, w.wish("3")),
     "override-pending"),
    ("verified", "who verified decides", lambda s, w, row: decide(s, w.people[3], row), "override-hands"),
    ("verified", "verified twice", lambda s, w, row: verify(s, w.people[1], row), "override-state"),
    ("refused", "after a no", lambda s, w, row: decide(s, w.people[2], row), "override-state"),
    ("closed", "the period is closed", lambda s, w, row: refuse(s, w.people[2], row, "不实"), "override-closed"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "act", "code"), [(one[0], one[2], one[3]) for one in REFUSED],
                         ids=[one[1] for one in REFUSED])  # fmt: skip
def test_no_hand_does_two_steps_and_no_step_is_left_out(
    session: Session, setting: Setting, state: str, act: Act, code: str
) -> None:
    row = apply_for(session, setting.people[0], setting.year, setting.wish())
    if state in ("verified", "closed"):
        verify(session, setting.people[3], row)
    if state == "refused":
        refuse(session, setting.people[1], row, "不符")
    if state == "closed":
        decide(session, setting.people[2], row)
        assert close(session, None, setting.year).closed
    session.flush()
    before = row.state
    with pytest.raises(ProblemError) as caught:
        act(session, setting, row)
    assert ([one.code for one in caught.value.problems], row.state) == ([code], before)


def test_a_scheme_without_them_says_so(session: Session) -> None:
    setting = Setting(session, TEXT.replace("  allowed: indicators\n", "  allowed: none\n"))
    with pytest.raises(ProblemError) as caught:
        apply_for(session, None, setting.year, setting.wish())
    assert [one.code for one in caught.value.problems] == ["override-not-allowed"]
