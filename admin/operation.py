"""Lists for the operator: accounts and the audit trail."""

from __future__ import annotations

import json

from flask_admin.contrib.sqla.filters import FilterEqual
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from admin.filters import choices
from admin.listing import Listing, dated, truth
from records.models import AuditEvent, User
from workflow.permissions import ROLE_TITLES, Permission


class UserList(Listing):
    """账号: never a password or its hash."""

    permission = Permission.ACCOUNTS_READ
    column_list = ("login", "name", "role", "court", "division", "active")
    column_details_list = (*column_list, "created_at")
    column_labels = {
        "login": _("登录名"),
        "name": _("姓名"),
        "role": _("角色"),
        "court": _("法院"),
        "division": _("庭室"),
        "active": _("启用"),
        "created_at": _("建立时间"),
    }
    column_searchable_list = ("login", "name")
    search_label = _("登录名或姓名")
    column_filters = (FilterEqual(User.role, _("角色"), options=choices(ROLE_TITLES)),)
    column_formatters = {
        "active": truth,
        "created_at": dated,
        "role": lambda _v, _c, m, _n: gettext(ROLE_TITLES[m.role]),
    }
    empty_text = _("没有符合条件的账号。")


class AuditList(Listing):
    """审计: every act, chained."""

    permission = Permission.AUDIT_READ
    column_list = ("sequence", "at", "actor", "action", "target_kind", "target_id")
    column_details_list = (*column_list, "previous", "sha256")
    column_labels = {
        "sequence": _("序号"),
        "at": _("时间"),
        "actor": _("行为人"),
        "action": _("行为"),
        "target_kind": _("对象"),
        "target_id": _("对象号"),
        "previous": _("上一条校验值"),
        "sha256": _("本条校验值"),
    }
    number_columns = ("sequence", "target_id")
    column_sortable_list = ("sequence", "at")  # the trail is read in time; who did what is searched for
    column_searchable_list = ("actor", "action")
    search_label = _("行为人或行为")
    column_formatters = {"at": dated}
    text_title = _("详情")
    empty_text = _("还没有审计记录。")

    def text_of(self, model: AuditEvent) -> str:
        """The details as recorded."""
        return json.dumps(model.details, ensure_ascii=False, indent=2, sort_keys=True)
