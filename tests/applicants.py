"""Accounts for those who apply and confirm in 甲队 of the tests' site, which has one a role; and files to attach."""

from __future__ import annotations

from sqlalchemy import select

from records import tenancy
from records.models import Court, Person, User
from tests.site import PASSWORD, Site
from workflow.accounts import NewAccount, create_user

PDF = b"%PDF-1.4\n% a page of the tests\n%%EOF\n"


def employ(site: Site) -> None:
    """``assistant`` is 示二 of 甲队, whose judge has the site's account ``person``; ``clerk`` is 示三 of 乙队; once."""
    with site.session() as session, tenancy.everything(session):
        if session.scalars(select(User).where(User.login == "assistant")).first() is not None:
            return
        court = session.scalars(select(Court).where(Court.name == "示一院")).one()
        for login, name in (("assistant", "示二"), ("clerk", "示三")):
            person = session.scalars(select(Person).where(Person.court_id == court.id, Person.name == name)).one()
            new = NewAccount(login, name, PASSWORD, "person", court.id, person.id, must_change_password=False)
            made, problems = create_user(session, None, new)
            assert made is not None, problems
        session.commit()
