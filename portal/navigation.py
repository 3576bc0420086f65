"""The rail: what a person may open, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import gettext
from flask_login import current_user

from rules.problem import N_
from workflow.permissions import Permission, may


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the rail."""

    title: str
    url: str
    current: bool
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading."""

    title: str
    entries: tuple[Entry, ...]


_GROUPS: tuple[tuple[str, tuple[tuple[str, str, Permission], ...]], ...] = (
    (
        "",
        (
            (N_("首页"), "home.index", Permission.HOME_READ),
            (N_("通知"), "notices.index", Permission.NOTICES_READ),
            (N_("我的记分卡"), "scorecards.own", Permission.SCORECARD_READ_OWN),
            (N_("记分卡"), "scorecards.index", Permission.SCORECARD_READ_OWN),
            (N_("申请加减"), "applications.index", Permission.APPLICATIONS_READ),
            (N_("总览"), "overviews.index", Permission.OVERVIEW_READ),
        ),
    ),
    (
        N_("考核"),
        (
            (N_("考核办法"), "scheme.index", Permission.SCHEMES_READ),
            (N_("周期"), "board.index", Permission.PERIODS_READ),
            (N_("异议"), "objections.index", Permission.OBJECTIONS_READ),
            (N_("试算"), "tuning.index", Permission.TUNING_READ),
            (N_("台账"), "ledger.index_view", Permission.LEDGER_READ),
            (N_("红黄卡"), "letters.index", Permission.CARDS_READ_OWN),
            (N_("案件评查"), "committee.index", Permission.REVIEWS_READ),
            (N_("年度等次"), "year.index", Permission.GRADES_READ_OWN),
        ),
    ),
    (
        N_("数据"),
        (
            (N_("导入数据"), "intake.upload", Permission.IMPORTS_RUN),
            (N_("导入记录"), "imports.index_view", Permission.IMPORTS_READ),
            (N_("案件"), "cases.index_view", Permission.CASES_READ),
            (N_("事实"), "facts.index_view", Permission.FACTS_READ),
            (N_("统计数"), "figures.index_view", Permission.FIGURES_READ),
            (N_("导出"), "exports.index", Permission.EXPORTS_RUN),
            (N_("报表打印"), "papers.index", Permission.PAPERS_PRINT),
            (N_("报表验真"), "verify.index", Permission.PAPERS_VERIFY),
        ),
    ),
    (
        N_("人员"),
        (
            (N_("干警"), "people.index_view", Permission.PEOPLE_READ),
            (N_("任职"), "memberships.index_view", Permission.PEOPLE_READ),
        ),
    ),
    (
        N_("系统"),
        (
            (N_("工作日历"), "calendar.index", Permission.CALENDAR_EDIT),
            (N_("账号"), "accounts.index", Permission.ACCOUNTS_EDIT),
            (N_("接口令牌"), "tokens.index", Permission.TOKENS_EDIT),
            (N_("审计"), "audit.index_view", Permission.AUDIT_READ),
        ),
    ),
)


_OF_PERSONS = frozenset({"scorecards.own"})  # for accounts that stand for a member of the court


def _is_current(endpoint: str) -> bool:
    """A page lights the link of its part of the house; a link to one's own only by itself."""
    asked = request.endpoint or ""
    if endpoint in _OF_PERSONS or asked in _OF_PERSONS:
        return asked == endpoint
    return asked.partition(".")[0] == endpoint.partition(".")[0]


def navigation() -> list[Group]:
    """The groups with at least one link for the person of this request."""
    groups = []
    for title, links in _GROUPS:
        entries = tuple(
            Entry(gettext(name), url_for(endpoint), _is_current(endpoint), endpoint)
            for name, endpoint, permission in links
            if may(current_user.account, permission)
            and (endpoint not in _OF_PERSONS or current_user.account.person_id is not None)
        )
        if entries:
            groups.append(Group(gettext(title) if title else "", entries))
    return groups


def init_app(app: Flask) -> None:
    """Let the base template ask for the rail."""
    app.jinja_env.globals["navigation"] = navigation
