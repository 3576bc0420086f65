"""Pages for what goes wrong: a sentence and a way back, never a traceback."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

Other = Callable[[int], "Response | None"]


def _page(title: str, text: str, status: int) -> ResponseReturnValue:
    """Rendered without context processors: they ask who the reader is, and it may be just that which failed."""
    page = current_app.jinja_env.get_template("portal/error.html")
    return page.render(title=title, text=text), status


def init_app(app: Flask, other: Other = lambda _status: None) -> None:
    """Register the pages. ``other`` may answer in another form by the status, where the reader is no person."""

    @app.errorhandler(CSRFError)
    def _forged(_error: CSRFError) -> ResponseReturnValue:
        return _page(_("页面已过期"), _("为防止冒用，表单有时限。请返回上一页刷新后再提交，已填内容可先复制。"), 400)

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if (told := other(status)) is not None:
            return told
        texts = {
            403: (_("没有权限"), _("您的角色不能打开此页。如需权限，请与考核管理员联系。")),
            404: (_("没有这一页"), _("地址有误，或者该内容不在您的法院范围内。")),
            405: (_("不能这样打开"), _("此地址只接受表单提交，请从页面上的按钮进入。")),
            413: (_("文件太大"), _("文件超过上限。请按月份或庭室拆分后分别导入。")),
        }
        title, text = texts.get(status, (_("请求有误"), _("请返回上一页重试；多次出现请与系统管理员联系。")))
        return _page(title, text, status)

    @app.errorhandler(Exception)
    def _failed(error: Exception) -> ResponseReturnValue:
        app.logger.error("unhandled", exc_info=error)
        if (told := other(500)) is not None:
            return told
        return _page(_("系统出错"), _("本次操作没有生效，数据未改动。已记入日志，请与系统管理员联系。"), 500)
