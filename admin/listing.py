"""A Flask-Admin list as we use it: read only, permission first, simple pager, filters as a plain form.

Flask-Admin's own list page needs inline handlers and scripts that a strict content policy forbids, its exports are
cut short or carry live formulas, and its pages are open by default. So the templates are ours, exports are off, and
access is asked of workflow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.model.base import ViewArgs
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.access import inside
from rules.exact import decimal_places
from shown.writing import MISSING, amount, day
from workflow.names import subject_names
from workflow.permissions import Permission, may

LAST_PAGE = 1_000_000
KEY_TEXT = re.compile(r"[0-9]{1,18}")
TEXT_LIMIT = 80  # characters of a search or filter, as the form's fields have it


@dataclass(frozen=True, slots=True)
class FilterField:
    """One field of the filter form, named as Flask-Admin reads it from the address."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[Any, str], ...]
    type: str


class Listing(ModelView):
    """Base of all lists. Subclasses name their columns, filters, and the permission that opens them."""

    permission: ClassVar[Permission]
    number_columns: ClassVar[tuple[str, ...]] = ()
    wide_columns: ClassVar[tuple[str, ...]] = ()
    empty_text: ClassVar[Any] = ""
    search_label: ClassVar[Any] = ""
    text_title: ClassVar[Any] = ""

    can_create = can_edit = can_delete = can_export = False
    can_view_details = True
    column_display_actions = False
    simple_list_pager = True
    page_size = 50
    can_set_page_size = False
    list_template = "admin/records.html"
    details_template = "admin/record.html"
    column_default_sort = ("id", True)

    # What a list of records does not do has no address either.
    create_view = edit_view = delete_view = action_view = export = ajax_lookup = ajax_update = None

    def is_accessible(self) -> bool:
        """Asked by Flask-Admin before every page of this view."""
        return current_user.is_authenticated and may(current_user.account, self.permission)

    def inaccessible_callback(self, name: str, **_kwargs: object) -> Response:  # noqa: ARG002 - Flask-Admin's signature
        """Log in first; a logged-in person without the right is refused."""
        if not current_user.is_authenticated:
            return redirect(url_for("session.enter", next=request.full_path))
        return abort(403)

    def filter_fields(self) -> list[FilterField]:
        """The filter form: one field for each declared filter, with what is asked now."""
        fields = []
        for index, declared in enumerate(self._filters or ()):
            name = f"flt{index}_{index}"
            options = declared.get_options(self)
            fields.append(
                FilterField(
                    name,
                    str(declared.name),
                    request.args.get(name, ""),
                    tuple((value, str(label)) for value, label in options or ()),
                    "date" if declared.data_type in {"datepicker", "datetimepicker"} else "text",
                )
            )
        return fields

    def _get_list_filter_args(self) -> list[Any] | None:
        """What the address asks, by position; empty fields of the form ask nothing, unreadable ones say so."""
        asked = []
        for index, declared in enumerate(self._filters or ()):
            value = request.args.get(f"flt{index}_{index}", "").strip()[:TEXT_LIMIT]
            if not value:
                continue
            if declared.validate(value):
                asked.append((index, str(declared.name), value))
            else:
                flash(
                    _("筛选条件「%(name)s」的值「%(value)s」无法识别，已忽略", name=declared.name, value=value),
                    "warning",
                )
        return asked or None

    def _get_list_extra_args(self) -> ViewArgs:
        """Page, order and search as asked, within what a database takes. Flask-Admin would also carry every unknown
        argument into the page's links, ``_scheme`` and the like among them.
        """
        page = request.args.get("page", 0, type=int)
        return ViewArgs(
            page=min(max(page, 0), LAST_PAGE),
            sort=request.args.get("sort", None, type=int),
            sort_desc=int(request.args.get("desc", "") == "1"),
            search=request.args.get("search", "").strip()[:TEXT_LIMIT] or None,
            filters=self._get_list_filter_args(),
        )

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """One record; what is not there, or is another court's, is a page that does not exist."""
        key = request.args.get("id", "")
        model = self.get_one(key) if KEY_TEXT.fullmatch(key) else None
        if model is None:
            abort(404)
        page: str = self.render(
            self.details_template,
            model=model,
            details_columns=self._details_columns,
            get_value=self.get_detail_value,
            return_url=inside(request.args.get("url")) or self.get_url(".index_view"),
        )
        return page

    def record_title(self, model: Any) -> str:  # noqa: ANN401 - any model
        """What the page of one record is called."""
        return str(model)

    def text_of(self, model: Any) -> str:  # noqa: ANN401, ARG002 - any model; subclasses answer
        """A long text of the record to show whole (the YAML of a version)."""
        return ""

    def handle_view_exception(self, exc: Exception) -> bool:
        """Never flash a raw exception text: the error page speaks instead."""
        raise exc


def written(view: ModelView, context: Any, model: Any, name: str) -> str:  # noqa: ANN401, ARG001 - Flask-Admin's formatter
    """Amounts with a true minus: two decimals, more where the value has more."""
    value = getattr(model, name)
    return amount(value, None if value is None else max(2, decimal_places(value)))


def dated(view: ModelView, context: Any, model: Any, name: str) -> str:  # noqa: ANN401, ARG001 - Flask-Admin's formatter
    """A day or moment."""
    return day(getattr(model, name))


def truth(view: ModelView, context: Any, model: Any, name: str) -> str:  # noqa: ANN401, ARG001 - Flask-Admin's formatter
    """是 or 否 in place of Flask-Admin's icons."""
    return amount(bool(getattr(model, name)))


def named(view: ModelView, context: Any, model: Any, name: str) -> str:  # noqa: ANN401, ARG001 - Flask-Admin's formatter
    """The subject of a row by its name; all names in view are read once a request."""
    if "subject_names" not in g:
        g.subject_names = subject_names(view.session)
    known: Mapping[tuple[str, int], str] = g.subject_names
    return known.get((model.subject_kind, model.subject_id), MISSING)
