"""Lists of schemes, their versions, periods, and the ledger."""

from __future__ import annotations

from typing import Any

from flask_admin.contrib.sqla.filters import DateGreaterFilter, DateSmallerFilter, FilterEqual, FilterLike
from flask_admin.contrib.sqla.view import ModelView
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from admin.filters import CourtFilter, PeriodFilter, SubjectFilter, WithinFilter, choices
from admin.listing import Listing, dated, named, written
from portal.schemes.pages import works_on_schemes
from records.models import AppraisalPeriod, Posting, Scheme, SchemeVersion
from records.models.scheme import PUBLISHED_STATES
from workflow.names import rule_titles
from workflow.permissions import Permission
from workflow.wording import PERIOD_STATES, SUBJECT_KINDS, VERSION_STATES


class SchemeList(Listing):
    """考核办法: each version with its text."""

    permission = Permission.SCHEMES_READ
    column_list = ("scheme", "version", "state", "effective", "published_at")
    column_details_list = ("scheme", "version", "state", "effective", "published_at", "sha256")
    column_labels = {
        "scheme": _("考核办法"),
        "version": _("版本"),
        "state": _("状态"),
        "effective": _("施行日"),
        "published_at": _("发布时间"),
        "sha256": _("校验值"),
        "scheme.title": _("考核办法"),
    }
    column_searchable_list = (Scheme.title,)
    search_label = _("办法名称")
    column_filters = (FilterEqual(SchemeVersion.state, _("状态"), options=choices(VERSION_STATES)),)
    column_formatters = {
        "effective": dated,
        "published_at": dated,
        "state": lambda _v, _c, m, _n: gettext(VERSION_STATES[m.state]),
    }
    text_title = _("办法全文（YAML）")
    empty_text = _("还没有考核办法。")

    def get_query(self) -> Any:  # noqa: ANN401 - Flask-Admin's
        """Without drafts, but for those who work on them: as on the pages of schemes."""
        return self._readable(super().get_query())

    def get_count_query(self) -> Any:  # noqa: ANN401 - Flask-Admin's
        """Of the same."""
        return self._readable(super().get_count_query())

    def get_one(self, id: Any) -> Any:  # noqa: A002, ANN401 - Flask-Admin's
        """One of the same."""
        return self.get_query().filter(SchemeVersion.id == int(id)).one_or_none()

    def _readable(self, query: Any) -> Any:  # noqa: ANN401 - Flask-Admin's
        return query if works_on_schemes() else query.filter(SchemeVersion.state.in_(PUBLISHED_STATES))

    def text_of(self, model: SchemeVersion) -> str:
        """The document itself."""
        return model.text


class PeriodList(Listing):
    """考核周期."""

    permission = Permission.PERIODS_READ
    column_list = ("scheme", "text", "state", "starts", "ends", "version", "closed_at")
    column_details_list = (*column_list, "edition", "inputs_sha256")
    column_labels = {
        "scheme": _("考核办法"),
        "text": _("周期"),
        "state": _("状态"),
        "starts": _("自"),
        "ends": _("至"),
        "version": _("办法版本"),
        "closed_at": _("关账时间"),
        "edition": _("关账次数"),
        "inputs_sha256": _("数据校验值"),
    }
    column_filters = (
        FilterEqual(AppraisalPeriod.state, _("状态"), options=choices(PERIOD_STATES)),
        FilterLike(AppraisalPeriod.text, _("周期")),
    )
    column_default_sort = ("starts", True)
    column_formatters = {
        "starts": dated,
        "ends": dated,
        "closed_at": dated,
        "version": lambda _v, _c, m, _n: m.version.version,
        "state": lambda _v, _c, m, _n: gettext(PERIOD_STATES[m.state]),
    }
    empty_text = _("还没有考核周期。")


def titled(view: ModelView, context: Any, model: Posting, name: str) -> str:  # noqa: ANN401, ARG001 - Flask-Admin's formatter
    """The rule by its title in the version that it was posted under."""
    return rule_titles(model.version).get(model.rule, model.rule)


class LedgerList(Listing):
    """台账: postings as appended, reversals and all."""

    permission = Permission.LEDGER_READ
    column_list = ("day", "subject_id", "rule", "fact", "amount", "numbers", "reverses", "posted_at")
    column_details_list = (
        "day",
        "rule",
        "fact",
        "period",
        "version",
        "amount",
        "numbers",
        "reverses",
        "reason",
        "posted_at",
    )
    column_labels = {
        "day": _("日期"),
        "rule": _("计分项"),
        "fact": _("事实"),
        "subject_kind": _("对象种类"),
        "subject_id": _("对象"),
        "amount": _("分值"),
        "numbers": _("算式"),
        "reverses": _("冲销"),
        "posted_at": _("记账时间"),
        "period": _("周期"),
        "version": _("办法版本"),
        "reason": _("理由"),
    }
    number_columns = ("amount",)
    wide_columns = ("numbers", "fact")
    column_filters = (
        FilterEqual(Posting.rule, _("计分项")),
        DateGreaterFilter(Posting.day, _("晚于")),
        DateSmallerFilter(Posting.day, _("早于")),
        PeriodFilter(Posting.day, _("周期")),
        SubjectFilter(Posting, _("对象")),
        WithinFilter(Posting, _("团队"), "team"),
        WithinFilter(Posting, _("庭室"), "division"),
        CourtFilter(Posting, _("法院")),
    )
    column_formatters = {
        "day": dated,
        "amount": written,
        "posted_at": dated,
        "rule": titled,
        "subject_id": named,
        "subject_kind": lambda _v, _c, m, _n: gettext(SUBJECT_KINDS[m.subject_kind]),
    }
    empty_text = _("没有符合条件的记账。")
