"""Puts the lists together under /workbench."""

from __future__ import annotations

from flask import Blueprint, Flask, abort
from flask_admin import Admin, AdminIndexView
from flask_admin.theme import Bootstrap4Theme
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, scoped_session

from admin.appraisal import LedgerList, PeriodList, SchemeList
from admin.events import CardList, CaseList, FactList, FigureList, ImportList
from admin.operation import AuditList, UserList
from admin.people import MembershipList, PersonList
from records.models import (
    AppraisalPeriod,
    AuditEvent,
    Card,
    Case,
    Fact,
    Figure,
    Import,
    Membership,
    Person,
    Posting,
    SchemeVersion,
    User,
)

LISTS = (
    (PersonList, Person, "people", _("干警")),
    (MembershipList, Membership, "memberships", _("任职")),
    (CaseList, Case, "cases", _("案件")),
    (FactList, Fact, "facts", _("事实")),
    (FigureList, Figure, "figures", _("统计数")),
    (CardList, Card, "cards", _("红黄卡")),
    (ImportList, Import, "imports", _("导入记录")),
    (SchemeList, SchemeVersion, "schemes", _("考核办法")),
    (PeriodList, AppraisalPeriod, "periods", _("考核周期")),
    (LedgerList, Posting, "ledger", _("台账")),
    (UserList, User, "users", _("账号")),
    (AuditList, AuditEvent, "audit", _("审计")),
)


class Index(AdminIndexView):
    """Flask-Admin wants an index; our own home page is the one people see."""

    def create_blueprint(self, admin: Admin) -> Blueprint:
        """Without Flask-Admin's own scripts and styles: our pages load none of them."""
        self.static_folder = None
        made: Blueprint = super().create_blueprint(admin)
        return made

    def is_accessible(self) -> bool:
        """Closed to everyone."""
        return False

    def inaccessible_callback(self, name: str, **_kwargs: object) -> None:  # noqa: ARG002 - Flask-Admin's signature
        """As if it were not there."""
        abort(404)


def init_app(app: Flask, session: scoped_session[Session]) -> None:
    """Register every list."""
    workbench = Admin(
        app,
        name=str(_("衡绩")),
        index_view=Index(url="/workbench"),
        theme=Bootstrap4Theme(base_template="admin/workbench.html"),
    )
    for view, model, endpoint, name in LISTS:
        workbench.add_view(view(model, session, name=name, endpoint=endpoint, url=f"/workbench/{endpoint}"))
