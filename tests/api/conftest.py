"""Tokens of every kind over the courts of tests/site.py, and a client that sends one along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from records import tenancy
from records.models import User
from tests.site import Site
from workflow.permissions import Permission
from workflow.tokens import RIGHTS, issue

ALL = tuple(right.value for right in RIGHTS)


@dataclass
class Caller:
    """A program with a token."""

    client: FlaskClient
    secret: str
    token_id: int
    _sent: int = field(default=0)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, body: object, key: str | None = None) -> TestResponse:
        """With a number of its own for each request, unless one is given."""
        self._sent += 1
        given = key or f"request-{self.token_id}-{self._sent}"
        return self.client.post(f"/api/v1{path}", json=body, headers={**self.headers, "Idempotency-Key": given})


Calls = Callable[..., Caller]


@pytest.fixture
def caller(desk: Site) -> Calls:
    """A token of an account, with all rights that the interface knows and the account has, or those given."""

    def make(login: str = "staff", *rights: Permission) -> Caller:
        with desk.session() as session, tenancy.everything(session):
            accounts = {user.login: user for user in session.scalars(select(User))}
            wanted = [right.value for right in rights] or ALL
            token, secret = issue(session, accounts["operator"], accounts[login].id, "审判系统", wanted, 30)
            token_id = token.id
            session.commit()
        return Caller(desk.app.test_client(), secret, token_id)

    return make


def fact(number: str = "A1", **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a sender may write
    """A closed case of 甲队; ``changes`` replace parts, ``None`` leaves one out."""
    whole = {
        "kind": "结案", "day": "2020-04-20", "subject": "甲队", "member": "示一", "case": "（2020）鲁1329民初1号",
        "filed": "2020-01-02", "number": number,
        "fields": {"案件类型": "民事一审", "审理程序": "普通", "结案方式": "判决", "审理天数": 30},
    }  # fmt: skip
    return {key: value for key, value in {**whole, **changes}.items() if value is not None}


def facts(*given: Mapping[str, Any]) -> dict[str, Any]:
    return {"scheme": "linshu-2020", "facts": list(given)}
