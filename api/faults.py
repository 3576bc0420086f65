"""What goes wrong, as ``application/problem+json`` (RFC 9457): a title, and every problem with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response
from flask_babel import gettext

from rules.problem import N_, Problem

TYPE = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: N_("请求不完整"),
    401: N_("没有有效的令牌"),
    403: N_("令牌没有这项权限"),
    404: N_("没有这个地址，或者内容不在您的法院范围内"),
    405: N_("此地址不接受这种请求"),
    409: N_("同一请求正在办理，请稍后再发"),
    413: N_("内容太大，请分批报送"),
    415: N_("内容应为 application/json"),
    422: N_("内容有误，没有改动任何数据"),
    429: N_("请求太密，请稍后再发"),
    500: N_("系统出错，本次请求没有生效"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was sent; ``pointer`` is its place in it (RFC 6901)."""

    pointer: str
    code: str
    message: str


class Refusal(Exception):  # noqa: N818 - it is an answer, not a failure of the program
    """Ends a request with a problem document."""

    def __init__(self, status: int, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.faults, self.headers = status, tuple(faults), dict(headers or {})


def fault(pointer: str, problem: Problem) -> Fault:
    """A problem at a place of what was sent."""
    return Fault(pointer, problem.code, problem.text(gettext))


def answer(status: int, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None) -> Response:
    """The problem document."""
    title = TITLES.get(status)
    body = {
        "type": "about:blank",
        "title": gettext(title) if title else HTTPStatus(status).phrase,
        "status": status,
        "problems": [{"pointer": one.pointer, "code": one.code, "message": one.message} for one in faults],
    }
    return Response(json.dumps(body, ensure_ascii=False), status, dict(headers or {}), content_type=TYPE)
