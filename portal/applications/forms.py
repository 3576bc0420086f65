"""The forms of applications; fields of facts become fields of forms by what the scheme declares of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from portal.attachments import FilesForm
from portal.choices import choices
from records.intake.values import day as read_day
from rules.exact import plain_text
from rules.model import FactKind, FieldKind
from rules.problem import Problem
from workflow.applications.applying import LONGEST_TEXT

YES_NO = (("true", _("是")), ("false", _("否")))
LONGEST_FIELD = 400


class DayField(DateField):
    """A day, from the browser's calendar or typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What is no day is said in words."""
        self.data = None
        text = (valuelist[0] if valuelist else "").strip()
        if text:
            found = read_day(text)
            if isinstance(found, Problem):
                raise ValueError(found.text(gettext))
            self.data = found


class ApplyForm(FilesForm):
    """What every application has; the fields of the fact come by :func:`with_fields`."""

    person = SelectField(_("为谁申请"), coerce=str, validate_choice=False)
    day = DayField(_("日期"), [InputRequired(_("请填写日期"))], description=_("事情发生或完成的日期"))
    case_number = StringField(_("案号"), [Length(max=60)])
    text = TextAreaField(
        _("情况说明"),
        [Length(max=LONGEST_TEXT, message=_("情况说明太长"))],
        description=_("做了什么、结果怎样、有什么材料可以证明"),
        render_kw={"rows": 4},
    )
    form = HiddenField(validators=[Length(max=40)])


class ActForm(FlaskForm):
    """What one writes who confirms; ``turn`` is the application as it was seen."""

    turn = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    reason = TextAreaField(
        _("意见"),
        [Optional(), Length(max=1000)],
        description=_("修改、退回、不予确认时必填；直接确认可以不填"),
        render_kw={"rows": 3},
    )


class DeputyForm(FlaskForm):
    """Who acts in one's place, from when to when."""

    deputy = SelectField(_("代办人"), coerce=str, validate_choice=False)
    since = DayField(_("从"), [InputRequired(_("请填写开始日"))])
    until = DayField(_("到（含当日）"), [InputRequired(_("请填写结束日"))])
    note = StringField(_("事由"), [Optional(), Length(max=200)], description=_("例如：出差、休假"))


def with_fields(
    base: type[FlaskForm], fields: Mapping[str, FieldKind], kind: FactKind | None = None
) -> type[FlaskForm]:
    """The form with a field for each of the fact's, in their order; without the case where the kind has none."""
    made: dict[str, Any] = {key_of(place): _field(name, one) for place, (name, one) in enumerate(fields.items())}
    if kind is not None and kind.case == "none":
        made["case_number"] = None
    elif kind is not None and kind.case == "optional":
        made["case_number"] = StringField(
            gettext("案号（可不填）"), [Length(max=60)], description=gettext("案件还没有登记的也可以填，登记后自动关联")
        )
    return type(base.__name__, (base,), made)


def key_of(place: int) -> str:
    """How the field at a place is called in the form."""
    return f"field{place}"


def texts_of(form: FlaskForm, fields: Mapping[str, FieldKind]) -> dict[str, str]:
    """What was typed, by the fact's fields."""
    return {name: (form[key_of(place)].data or "").strip() for place, name in enumerate(fields)}


def fill(form: FlaskForm, fields: Mapping[str, FieldKind], values: Mapping[str, Any]) -> None:
    """What stands in the fields before anything was typed."""
    if request.method == "POST":
        return
    for place, name in enumerate(fields):
        form[key_of(place)].data = _typed(values.get(name))


def _typed(value: Any) -> str:  # noqa: ANN401 - any value of a fact
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value if isinstance(value, str) else _written(value)


def _written(value: Any) -> str:  # noqa: ANN401 - a number or a day
    return value.isoformat() if hasattr(value, "isoformat") else plain_text(value)


def _field(name: str, kind: FieldKind) -> Field:
    label = name + (f"（{kind.unit}）" if kind.unit else "") + ("" if kind.required else gettext("（可不填）"))
    if kind.type in ("choice", "yes_no"):
        offered = YES_NO if kind.type == "yes_no" else [(value, value) for value in kind.values]
        return SelectField(label, choices=choices([("", gettext("请选择")), *offered]), validate_choice=False)
    if kind.type == "date":
        return StringField(label, [Length(max=20)], render_kw={"type": "date"})
    if kind.type == "text":
        return StringField(label, [Length(max=LONGEST_FIELD)])
    return StringField(label, [Length(max=40)], render_kw={"inputmode": "decimal", "autocomplete": "off"})
