"""Lists of what happened: cases, facts, figures, cards, and the files they came in."""

from __future__ import annotations

from typing import Any

from flask_admin.contrib.sqla.filters import DateGreaterFilter, DateSmallerFilter, FilterEqual
from flask_admin.contrib.sqla.view import ModelView
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from admin.filters import (
    CaseNumberFilter,
    CourtFilter,
    JudgeFilter,
    JudgeWithinFilter,
    PeriodFilter,
    SubjectFilter,
    WithinFilter,
    WithinPeriodFilter,
    choices,
)
from admin.listing import Listing, dated, named, truth, written
from records.models import Card, Case, Fact, Figure, Import
from rules.phrase import COMMA, listed
from workflow.permissions import Permission
from workflow.wording import CARD_COLOURS, CARD_STATES, IMPORT_STATES


def fields_written(view: ModelView, context: Any, model: Any, name: str) -> str:  # noqa: ANN401, ARG001 - Flask-Admin's formatter
    """A fact's fields on one line."""
    return listed(
        (
            f"{field} {gettext('是') if value is True else gettext('否') if value is False else value}"
            for field, value in model.fields.items()
        ),
        COMMA,
    )


class CaseList(Listing):
    """案件."""

    permission = Permission.CASES_READ
    column_list = ("number", "case_type", "procedure", "cause", "judge", "filed", "closed")
    column_details_list = ("number", "court", "case_type", "procedure", "cause", "judge", "filed", "closed")
    column_labels = {
        "number": _("案号"),
        "court": _("法院"),
        "case_type": _("案件类型"),
        "procedure": _("审理程序"),
        "cause": _("案由"),
        "judge": _("承办人"),
        "filed": _("立案"),
        "closed": _("结案"),
    }
    column_filters = (
        CaseNumberFilter(Case.number, _("案号")),
        FilterEqual(Case.case_type, _("案件类型")),
        FilterEqual(Case.procedure, _("审理程序")),
        DateGreaterFilter(Case.closed, _("结案晚于")),
        DateSmallerFilter(Case.closed, _("结案早于")),
        PeriodFilter(Case.closed, _("结案周期")),
        JudgeFilter(Case, _("承办人")),
        JudgeWithinFilter(Case, _("团队"), "team"),
        JudgeWithinFilter(Case, _("庭室"), "division"),
        CourtFilter(Case, _("法院")),
    )
    column_formatters = {"filed": dated, "closed": dated}
    empty_text = _("没有符合条件的案件。")


class FactList(Listing):
    """事实: as recorded, revisions and all."""

    permission = Permission.FACTS_READ
    column_list = ("key", "kind", "day", "subject_id", "case", "fields", "revision")
    column_details_list = (
        "key",
        "kind",
        "day",
        "subject_id",
        "case",
        "fields",
        "evidence",
        "revision",
        "supersedes",
        "withdrawn",
        "reason",
        "source",
        "recorded_at",
    )
    column_labels = {
        "key": _("编号"),
        "subject_id": _("对象"),
        "kind": _("事实"),
        "day": _("日期"),
        "case": _("案号"),
        "fields": _("内容"),
        "revision": _("修订"),
        "withdrawn": _("已撤回"),
        "evidence": _("证据"),
        "supersedes": _("更正"),
        "reason": _("更正理由"),
        "source": _("来源文件"),
        "recorded_at": _("登记时间"),
    }
    number_columns = ("revision",)
    wide_columns = ("fields",)
    column_filters = (
        FilterEqual(Fact.kind, _("事实种类")),
        FilterEqual(Fact.key, _("编号")),
        DateGreaterFilter(Fact.day, _("晚于")),
        DateSmallerFilter(Fact.day, _("早于")),
        PeriodFilter(Fact.day, _("周期")),
        SubjectFilter(Fact, _("对象")),
        WithinFilter(Fact, _("团队"), "team"),
        WithinFilter(Fact, _("庭室"), "division"),
        CourtFilter(Fact, _("法院")),
    )
    column_formatters = {
        "day": dated,
        "fields": fields_written,
        "subject_id": named,
        "withdrawn": truth,
        "recorded_at": dated,
    }
    empty_text = _("没有符合条件的事实。导入数据后会列在这里。")


class FigureList(Listing):
    """统计数."""

    permission = Permission.FIGURES_READ
    column_list = ("name", "period", "subject_id", "value", "revision", "withdrawn")
    column_details_list = (
        "name",
        "subject_id",
        "period",
        "value",
        "revision",
        "withdrawn",
        "reason",
        "source",
        "recorded_at",
    )
    column_labels = {
        "name": _("统计数"),
        "period": _("周期"),
        "subject_id": _("对象"),
        "value": _("数值"),
        "revision": _("修订"),
        "withdrawn": _("已撤回"),
        "reason": _("更正理由"),
        "source": _("来源文件"),
        "recorded_at": _("登记时间"),
    }
    number_columns = ("value", "revision")
    column_searchable_list = ("name",)
    search_label = _("统计数名称")
    column_filters = (
        FilterEqual(Figure.period, _("周期")),
        SubjectFilter(Figure, _("对象")),
        WithinPeriodFilter(Figure, _("团队"), "team"),
        WithinPeriodFilter(Figure, _("庭室"), "division"),
        CourtFilter(Figure, _("法院")),
    )
    column_formatters = {
        "subject_id": named,
        "value": lambda v, c, m, n: truth(v, c, m, n) if m.yes_no else written(v, c, m, n),
        "withdrawn": truth,
        "recorded_at": dated,
    }
    empty_text = _("没有符合条件的统计数。")


class CardList(Listing):
    """红黄卡."""

    permission = Permission.CARDS_READ
    column_list = ("title", "subject_id", "day", "fact", "due", "state", "letter")
    column_details_list = (
        "title",
        "day",
        "fact",
        "ladder",
        "step",
        "notice",
        "due",
        "state",
        "letter",
        "points",
        "issued_at",
    )
    column_labels = {
        "title": _("卡"),
        "subject_id": _("对象"),
        "day": _("日期"),
        "fact": _("缘由"),
        "due": _("期限"),
        "state": _("状态"),
        "letter": _("信函"),
        "ladder": _("规则"),
        "step": _("阶梯"),
        "notice": _("通报"),
        "points": _("计分"),
        "issued_at": _("发出时间"),
    }
    column_filters = (
        PeriodFilter(Card.day, _("周期")),
        SubjectFilter(Card, _("对象")),
        WithinFilter(Card, _("团队"), "team"),
        WithinFilter(Card, _("庭室"), "division"),
        CourtFilter(Card, _("法院")),
        FilterEqual(Card.colour, _("颜色"), options=choices(CARD_COLOURS)),
        FilterEqual(Card.state, _("状态"), options=choices(CARD_STATES)),
    )
    column_formatters = {
        "day": dated,
        "due": dated,
        "subject_id": named,
        "letter": truth,
        "points": written,
        "issued_at": dated,
        "state": lambda _v, _c, m, _n: gettext(CARD_STATES[m.state]),
    }
    empty_text = _("没有符合条件的卡。")


class ImportList(Listing):
    """导入: files taken in or refused, with what was wrong."""

    permission = Permission.IMPORTS_READ
    column_list = ("name", "kind", "rows", "state", "started_at", "finished_at")
    column_details_list = ("name", "kind", "rows", "state", "started_at", "finished_at", "sha256")
    column_labels = {
        "name": _("文件"),
        "kind": _("内容"),
        "rows": _("行数"),
        "state": _("状态"),
        "started_at": _("开始"),
        "finished_at": _("结束"),
        "sha256": _("校验值"),
    }
    number_columns = ("rows",)
    column_filters = (FilterEqual(Import.state, _("状态"), options=choices(IMPORT_STATES)),)
    column_formatters = {
        "started_at": dated,
        "finished_at": dated,
        "state": lambda _v, _c, m, _n: gettext(IMPORT_STATES[m.state]),
    }
    text_title = _("问题")
    empty_text = _("还没有导入过文件。")

    def text_of(self, model: Import) -> str:
        """The problems of a refused file, one a line."""
        return "\n".join(
            str(problem.get("line", problem)) if isinstance(problem, dict) else str(problem)
            for problem in model.problems
        )
