"""Lists of people and where they work."""

from __future__ import annotations

from flask_admin.contrib.sqla.filters import FilterEqual, FilterLike
from flask_babel import lazy_gettext as _

from admin.listing import Listing, dated
from records.models import Division, Membership, Team
from rules.phrase import SEMICOLON, listed
from workflow.permissions import Permission


class PersonList(Listing):
    """干警: everyone of the courts in view."""

    permission = Permission.PEOPLE_READ
    column_list = ("name", "number", "court", "classes")
    column_details_list = (
        "name", "number", "court", "classes", "sex", "born", "affiliation", "education", "rank", "rank_since", "duties",
        "memberships",
    )  # fmt: skip
    column_labels = {
        "name": _("姓名"),
        "number": _("工号"),
        "court": _("法院"),
        "classes": _("类别"),
        "sex": _("性别"),
        "born": _("出生年月"),
        "affiliation": _("政治面貌"),
        "education": _("文化程度"),
        "rank": _("职务（职级）"),
        "rank_since": _("任现职时间"),
        "duties": _("从事或分管工作"),
        "memberships": _("任职经历"),
    }
    column_searchable_list = ("name", "number")
    search_label = _("姓名或工号")
    column_formatters = {"classes": lambda _v, _c, model, _n: listed(f"{k} {v}" for k, v in model.classes.items())}
    column_formatters_detail = {
        "memberships": lambda _v, _c, model, _n: listed((str(m) for m in model.memberships), SEMICOLON),
        **column_formatters,
    }
    empty_text = _("没有符合条件的干警。导入人员名册后会列在这里。")


class MembershipList(Listing):
    """任职: dated memberships; moves in mid-year show as two lines."""

    permission = Permission.PEOPLE_READ
    column_list = ("person", "team", "division", "post", "since", "until")
    column_labels = {
        "person": _("姓名"),
        "team": _("团队"),
        "division": _("庭室"),
        "post": _("岗位"),
        "since": _("自"),
        "until": _("至"),
        "person.name": _("姓名"),
    }
    column_searchable_list = ("person.name",)
    search_label = _("姓名")
    column_filters = (
        FilterLike(Team.name, _("团队")),
        FilterLike(Division.name, _("庭室")),
        FilterEqual(Membership.post, _("岗位")),
    )
    column_formatters = {"since": dated, "until": dated}
    column_default_sort = ("since", True)
    empty_text = _("没有符合条件的任职记录。")
