"""The OpenAPI document says what there is, and whatever it allows to be sent gets an answer that it describes."""

from __future__ import annotations

import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from api.document import PATHS, document
from tests.api.conftest import Caller, Calls
from tests.site import Site

SCHEMA = schemathesis.openapi.from_dict(document())
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)}


def test_every_route_is_described(desk: Site) -> None:
    rules = {
        (re.sub(r"<(?:[^:>]*:)?([a-z]+)>", r"{\1}", rule.rule).removeprefix("/api/v1"), method.lower())
        for rule in desk.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, methods in PATHS.items() for method in methods}
    assert len(OPERATIONS) == len(described)
    assert rules == described | {("/openapi.json", "get")}


def test_the_served_document_is_the_document(caller: Calls) -> None:
    assert caller().get("/openapi.json").get_json() == document()


@pytest.fixture
def program(caller: Calls, desk: Site, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """A token that may ask as often as it likes."""
    from api.access import EXTENSION, Gate  # noqa: PLC0415 - only here is the gate opened wide

    gate: Gate = desk.app.extensions[EXTENSION]
    monkeypatch.setitem(desk.app.extensions, EXTENSION, Gate(gate.sessions, per_minute=100_000))
    return caller()


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as said", "otherwise"])
def test_whatever_is_sent_gets_an_answer_that_the_document_describes(
    desk: Site, program: Caller, label: str, mode: GenerationMode
) -> None:
    operation = OPERATIONS[label]
    operation.app = desk.app

    @settings(
        max_examples=25, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        # That a wrong token opens nothing is held by test_access: the check would send our good one along. And names
        # that fit the document may yet be unknown to the records, which is a refusal and no fault.
        case.call_and_validate(headers=program.headers, excluded_checks=[ignored_auth, positive_data_acceptance])

    ask()
