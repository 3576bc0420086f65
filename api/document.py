"""The OpenAPI document of the interface, made from the bodies that it reads; tests hold it to the routes."""

from __future__ import annotations

from typing import Any

from flask import Response
from pydantic.json_schema import models_json_schema

from api.answers import HEADER
from api.blueprint import blueprint, respond
from api.bodies import Body, FactsIn, FiguresIn
from api.faults import TYPE

VERSION = "1.0.0"
Schema = dict[str, Any]

_AMOUNT: Schema = {"type": ["string", "null"], "description": "An exact decimal, as text."}
_PERIOD: Schema = {
    "court": {"type": "string"},
    "scheme": {"type": "string"},
    "title": {"type": "string"},
    "version": {"type": "string"},
    "period": {"type": "string"},
    "starts": {"type": "string", "format": "date"},
    "ends": {"type": "string", "format": "date"},
    "state": {"enum": ["open", "closed", "publicised", "settled", "sealed"]},
    "edition": {"type": "integer"},
    "inputs": {"type": ["string", "null"]},
    "sealed": {"type": ["string", "null"]},
}
_SCHEME: Schema = {
    "scheme": {"type": "string"},
    "title": {"type": "string"},
    "version": {"type": "string"},
    "effective": {"type": "string", "format": "date"},
    "sha256": {"type": "string"},
}
_FAULT: Schema = {
    "pointer": {"type": "string", "description": "Where in the content (RFC 6901); empty: the whole of it."},
    "code": {"type": "string"},
    "message": {"type": "string"},
}
_PAGE: Schema = {"offset": {"type": "integer"}, "limit": {"type": "integer"}}


def _object(properties: Schema, *optional: str) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _array(of: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}


_SCHEMAS: Schema = {
    "Scheme": _object(_SCHEME),
    "SchemeDocument": _object({**_SCHEME, "document": {"type": "string", "description": "The YAML as written."}}),
    "Schemes": _object({"schemes": _array("Scheme")}),
    "Period": _object(_PERIOD),
    "Periods": _object({"periods": _array("Period"), **_PAGE}),
    "Line": _object({"subject": {"type": "string"}, "total": _AMOUNT, "place": {"type": ["integer", "null"]}}, "place"),
    "Scorecards": _object(
        {**_PERIOD, "unit": {"type": "string"}, "scorecards": _array("Line"), "count": {"type": "integer"}, **_PAGE}
    ),
    "Scorecard": _object(
        {
            **_PERIOD,
            "unit": {"type": "string"},
            "demonstration": {"type": "boolean"},
            "scorecard": {
                **_object(
                    {
                        "subject": {"type": "string"},
                        "total": _AMOUNT,
                        "lines": {"type": "array", "items": {"type": "object"}},
                        "cards": {"type": "array", "items": {"type": "object"}},
                        "shares": {"type": "array", "items": {"type": "object"}},
                        "figures": {"type": "object"},
                    }
                ),
                "description": "As `./hengji score --json` prints a subject: each line with its explanation as a tree.",
            },
            "facts": {"type": "array", "items": {"type": "object"}},
        }
    ),
    "Taken": _object(
        {
            **{name: {"type": "integer"} for name in ("facts", "figures", "corrected", "unchanged", "cases", "cards")},
            "skipped": {"type": "boolean", "description": "The same content came before; nothing was changed."},
            "import": {"type": ["integer", "null"]},
            "warnings": _array("Fault"),
        }
    ),
    "Fault": _object(_FAULT),
    "Problem": _object(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "problems": _array("Fault"),
        }
    ),
}
_SCHEME_NAME: Schema = {"name": "scheme", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 60}}
_PERIOD_TEXT: Schema = {
    "name": "period", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 10},
    "description": "2020, 2020-Q3 or 2020-11.",
}  # fmt: skip
_COURT: Schema = {
    "name": "court", "in": "query", "schema": {"type": "string"},
    "description": "A court below, by its name; left out: the token's own.",
}  # fmt: skip
_PAGING: list[Schema] = [
    {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 999999999}},
    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 500}},
]
_KEY: Schema = {
    "name": HEADER, "in": "header", "required": True,
    "schema": {"type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[A-Za-z0-9._:-]{8,100}$"},
    "description": "The sender's number of this request. Sent again with the same number, it is done once.",
}  # fmt: skip
_REFUSALS = {
    "400": "The request makes no sense",
    "401": "No valid token",
    "403": "The token lacks the right",
    "422": "Something is wrong with what was asked or sent, and nothing was changed",
    "429": "Too many requests",
}


def _refusals(more: dict[str, str]) -> Schema:
    content = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": text, "content": content} for status, text in {**_REFUSALS, **more}.items()}


def _reads(summary: str, answer: str, parameters: list[Schema], more: dict[str, str]) -> Schema:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}}
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {"200": {"description": summary, "content": content}, **_refusals(more)},
        }
    }


def _sends(summary: str, body: str) -> Schema:
    wrong = {
        "409": "The same request is being carried out", "413": "Too large",
        "415": "Not JSON",
    }  # fmt: skip
    return {
        "post": {
            "summary": summary,
            "parameters": [_KEY],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}},
            },
            "responses": {
                "201": {
                    "description": "Recorded",
                    "headers": {"Idempotent-Replayed": {"schema": {"type": "string"}}},
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Taken"}}},
                },
                **_refusals(wrong),
            },
        }
    }


_GONE = {"404": "Not there, or not in view"}
_VERSION: Schema = {"name": "version", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 40}}
_SUBJECT: Schema = {"name": "subject", "in": "path", "required": True, "schema": {"type": "string"}}
_CARDS = "/periods/{scheme}/{period}/scorecards"
PATHS: Schema = {
    "/schemes": _reads("Published versions of schemes", "Schemes", [], {}),
    "/schemes/{scheme}/versions/{version}": _reads(
        "One version with its document", "SchemeDocument", [_SCHEME_NAME, _VERSION], _GONE
    ),
    "/periods": _reads(
        "Periods", "Periods",
        [
            {"name": "scheme", "in": "query", "schema": {"type": "string"}},
            {"name": "state", "in": "query", "schema": _PERIOD["state"]},
            *_PAGING,
        ],
        {},
    ),
    _CARDS: _reads(
        "Totals of a period", "Scorecards", [_SCHEME_NAME, _PERIOD_TEXT, _COURT, *_PAGING], _GONE
    ),
    _CARDS + "/{subject}": _reads(
        "One scorecard", "Scorecard", [_SCHEME_NAME, _PERIOD_TEXT, _SUBJECT, _COURT], _GONE
    ),
    "/facts": _sends("Record facts", "FactsIn"),
    "/figures": _sends("Record figures", "FiguresIn"),
}  # fmt: skip


def document() -> Schema:
    """The document."""
    bodies: list[type[Body]] = [FactsIn, FiguresIn]
    _, made = models_json_schema([(body, "validation") for body in bodies], ref_template="#/components/schemas/{model}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hengji 衡绩",
            "version": VERSION,
            "description": "Feed cases, findings and figures in; read schemes and scorecards. Amounts are exact "
            "decimals as text. A scorecard shows a place only where its scheme shows ranking.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": PATHS,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**_SCHEMAS, **made["$defs"]},
        },
    }


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """For any token: it says what can be asked, and nothing of anyone."""
    return respond(document())
