"""Within one court: what is another's is refused to whoever has nothing to do with it, and nobody decides on her own.

And the court above: it looks at its courts, what is done there is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tenancy
from records.models import Adjustment, Membership, Person, Team, User
from rules.problem import ProblemError
from tests.portal.test_foreign_rows import asked_for, state
from tests.portal.test_routes import permission_of
from tests.site import START
from tests.strangers import TEAM, Guarded
from workflow import adjusting
from workflow.acting import BELOW
from workflow.permissions import GRANTS

# ``person`` is 示一, judge of 甲队; ``assistant`` 示二 of the same team; ``clerk`` 示三 of 乙队.
REFUSED = (
    ("clerk", f"/scorecards/{{closed}}/{TEAM}", 403),
    ("clerk", f"/scorecards/{{closed}}/{TEAM}/facts?kind=结案", 403),
    ("clerk", f"/scorecards/{{closed}}/{TEAM}/another", 403),
    ("clerk", f"/scorecards/{{closed}}/{TEAM}/card.xlsx", 403),
    ("clerk", f"/scorecards/{{closed}}/{TEAM}/paper.pdf", 403),
    ("person", "/scorecards/{closed}/乙队", 403),
    ("operator", f"/scorecards/{{closed}}/{TEAM}", 403),
    ("clerk", "/applications/{application}", 404),
    ("clerk", "/applications/{application}/again", 404),
    ("clerk", "/applications/{application}/files/{application_file}", 404),
    ("assistant", "/applications/{application}/files/{objection_file}", 404),
    ("committee", "/applications/{application}", 404),
    ("clerk", "/objections/{objection}", 404),
    ("clerk", "/objections/{answered}/answer", 404),
    ("clerk", "/objections/{objection}/files/{objection_file}", 404),
    ("person", "/objections/{objection}/files/{application_file}", 404),
    ("clerk", f"/objections/against/{{closed}}/{TEAM}?about=missing", 403),
    ("person", "/objections/{objection}/decide", 403),
    ("clerk", "/cards/{card}", 404),
    ("clerk", "/cards/{card}/letter.pdf", 404),
    ("person", "/adjustments/{adjustment}", 403),
    ("person", "/committee/reviews/{review}", 403),
    ("person", "/committee/votes/{vote}", 403),
    ("clerk", "/year/mine/{entry}", 404),
    ("clerk", "/year/mine/{entry}/notice.pdf", 404),
    ("person", "/year/lists/{list}", 404),
    ("person", "/year/lists/{list}/people/{person}", 404),
    ("committee", "/year/periods/{year}/comments/{person}", 403),
    ("person", "/year/periods/{year}/comments/{person}", 403),
    ("person", "/notices/{notice}", 404),
    ("leader", "/notices/{notice}", 404),
    ("leader", "/exports/{export}", 404),
    ("leader", "/exports/{export}/file", 404),
    ("person", "/exports/{export}/file", 403),
    ("leader", "/intake/{intake}", 403),
    ("person", "/papers/{papers}/1.pdf", 403),
    ("leader", "/papers/{papers}/all.zip", 403),
    ("person", "/schemes/{draft}/text", 404),
    ("person", "/workbench/schemes/details/?id={draft}", 404),
    ("staff", "/tokens/", 403),
)


@pytest.mark.parametrize(("login", "path", "status"), REFUSED)
def test_what_is_anothers(guarded: Guarded, login: str, path: str, status: int) -> None:
    answer = guarded.client(login).get(path.format(**guarded.keys))
    assert (answer.status_code, "外人不得看" in answer.get_data(as_text=True)) == (status, False)


# What the acts of the forms ask for, so that they are refused for the court and not for a field left empty.
TYPED = {
    "reason": "越权", "text": "越权", "note": "越权", "turn": "1", "value": "是", "day": "2020-05-01", "agrees": "yes",
    "seen": "", "effective": "2027-01-01", "rule": "annual", "answer": "越权", "evidence": "越权", "opinion": "越权",
}  # fmt: skip
ACTS = {
    "adjustments.one": ("approve", "refuse", "withdraw"), "applications.one": ("confirm", "refuse", "return"),
    "committee.vote": ("cast", "stand_back", "close"), "intake.watch": ("cancel", "confirm"),
    "letters.card": ("receive", "reply", "deliver", "check", "escalate", "overturn"),
    "objections.one": ("withdraw", "accept", "review", "second"), "exports.watch": ("cancel", "again"),
    "year.one": ("compose", "put", "sign", "return", "withdraw", "change", "raise"),
}  # fmt: skip


@pytest.mark.parametrize("role", ["staff", "leader", "committee", "supervisor"])
def test_the_court_above_looks_and_does_not_act(guarded: Guarded, role: str) -> None:
    """But for the facts, figures and papers of the courts that it appraises."""
    login = f"above-{role}"
    client, failed = guarded.client(login), list[tuple[str, str, object]]()
    before = state(guarded)
    for asked in asked_for(guarded):
        permission = permission_of(guarded, asked.endpoint)
        if asked.method == "GET" or permission not in GRANTS[role] or permission in BELOW:
            continue
        for act in ACTS.get(asked.endpoint, ("",)):
            answer = client.post(asked.path, data=TYPED | {"act": act, "csrf_token": guarded.token(login)})
            if answer.status_code >= 500:
                failed.append((asked.path, act, answer.status_code))
            if (now := state(guarded)) != before:
                failed.append((asked.path, act, [name for name in now if now[name] != before[name]]))
                before = now
    assert failed == []


@contextmanager
def acting(site: Guarded, login: str, team: str) -> Iterator[tuple[Session, User, Adjustment]]:
    """An account whose holder is in a team, for as long as it acts; nothing of it is kept."""
    with site.session() as session:
        with tenancy.everything(session):
            user = session.scalars(select(User).where(User.login == login)).one()
            court_id = user.court_id
        tenancy.enter(session, court_id)
        user = session.scalars(select(User).where(User.login == login)).one()
        if team:
            joined = session.scalars(select(Team).where(Team.name == team)).one()
            own = Person(court_id=court_id, name="兼职", number="800")
            session.add(own)
            session.flush()
            stay = Membership(court_id=court_id, person_id=own.id, team_id=joined.id, post="员额法官", since=START)
            session.add(stay)
            user.person_id = own.id
            session.flush()
        yield session, user, session.get_one(Adjustment, site.keys["adjustment"])
        session.rollback()


@pytest.mark.parametrize(
    ("login", "team", "code"),
    [
        ("staff", "", "adjust-two-pairs"),  # proposed it
        ("leader", TEAM, "adjust-own-scorecard"),
        ("leader", "乙队", None),
        ("leader", "", None),
        ("head", "", "act-not-allowed"),
    ],
)
def test_nobody_approves_points_of_one_s_own(guarded: Guarded, login: str, team: str, code: str | None) -> None:
    with acting(guarded, login, team) as (session, user, row):
        try:
            adjusting.approve(session, user, row)
            found = None
        except ProblemError as error:
            found = error.problems[0].code
    assert found == code
