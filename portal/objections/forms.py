"""The forms of objections. What is to be corrected has a form for each way of correcting, made from the scheme."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.attachments import FilesForm
from portal.choices import choices
from rules.exact import parse_number
from workflow.objections.filing import MOST
from workflow.objections.terms import LEAST
from workflow.objections.terms import MOST as MOST_DAYS

_TEXT = Length(max=MOST, message=_("内容过长"))
_ROWS = {"rows": 4}
_DAYS = _("期限要在 %(least)s 到 %(most)s 个工作日之间", least=LEAST, most=MOST_DAYS)


class ObjectForm(FilesForm):
    """What the objector says. ``line`` is which of the line's facts, or the whole line."""

    line = SelectField(_("针对"), validate_choice=False)
    expects = TextAreaField(
        _("我认为应当是"), [InputRequired(_("请写明您认为应当是什么")), _TEXT],
        description=_("应有的分值、内容，或者漏记的事项"), render_kw=_ROWS,
    )  # fmt: skip
    reason = TextAreaField(_("理由"), [InputRequired(_("请写明理由")), _TEXT], render_kw=_ROWS)
    evidence = TextAreaField(
        _("证据说明（可不填）"), [Optional(), _TEXT],
        description=_("案号、文书、审批表等；有材料的附在下面"), render_kw={"rows": 2},
    )  # fmt: skip


class ReviewForm(FlaskForm):
    """Why the answer is not accepted."""

    reason = TextAreaField(_("不服答复的理由"), [Optional(), _TEXT], render_kw=_ROWS)


class AnswerForm(FlaskForm):
    """Base of all decisions: the reasons, as they will be told in writing."""

    text = TextAreaField(
        _("答复的理由"), [InputRequired(_("请写明答复的理由")), _TEXT],
        description=_("写明查明的情况和所依据的条款；原样写进书面答复"), render_kw=_ROWS,
    )  # fmt: skip


class FactForm(AnswerForm):
    """Which fact is withdrawn."""

    fact = SelectField(_("事实"), [InputRequired(_("请选择事实"))])


class CorrectForm(AnswerForm):
    """A fact put right; its fields are added by what the scheme declares."""

    day = DateField(_("日期"), [InputRequired(_("请填写日期"))])


class RecordForm(AnswerForm):
    """A fact that is missing."""

    subject = SelectField(_("归属"), [InputRequired(_("请选择"))], description=_("事情发生在谁身上"))
    day = DateField(_("日期"), [InputRequired(_("请填写日期"))])
    case_number = StringField(_("案号"), [Optional(), Length(max=60)])


class AdjustForm(AnswerForm):
    """Points by hand."""

    rule = SelectField(_("计分项"), [InputRequired(_("请选择计分项"))])
    points = StringField(
        _("分值"), [InputRequired(_("请填写分值")), Length(max=30)],
        description=_("加分写 1.5，减分写 -0.5；代替某条事实的得分时写改后的分值"),
    )  # fmt: skip
    fact = SelectField(_("代替哪条事实的得分"), validate_choice=False)

    def validate_points(self, field: StringField) -> None:
        """A number as people write it."""
        if parse_number(field.data or "") is None:
            raise ValidationError(gettext("「%(text)s」不是数", text=field.data))


class FigureForm(AnswerForm):
    """A reported figure put right."""

    figure = SelectField(_("统计数"), [InputRequired(_("请选择统计数"))])
    value = StringField(
        _("更正为"), [InputRequired(_("请填写更正后的数")), Length(max=30)],
        description=_("比率写 85.31%；是否类的写 是 或 否"),
    )  # fmt: skip


class TermsForm(FlaskForm):
    """The court's own terms."""

    office = SelectField(
        _("承办部门"), choices=choices([("staff", _("考核办（考核管理员）")), ("leader", _("院领导"))])
    )
    answer_days = IntegerField(_("答复期限（工作日）"), [InputRequired(_DAYS), NumberRange(LEAST, MOST_DAYS, _DAYS)])
    ask_days = IntegerField(_("申请复核的期限（工作日）"), [InputRequired(_DAYS), NumberRange(LEAST, MOST_DAYS, _DAYS)])
    review_days = IntegerField(_("复核期限（工作日）"), [InputRequired(_DAYS), NumberRange(LEAST, MOST_DAYS, _DAYS)])
    publicity = SelectField(
        _("更正后的公示"),
        choices=choices([("again", _("重新公示，按完整的公示期")), ("on", _("接着公示到原定截止日"))]),
    )
    least_days = IntegerField(
        _("接着公示的，至少再公示（工作日）"), [InputRequired(_DAYS), NumberRange(LEAST, MOST_DAYS, _DAYS)]
    )
    source = StringField(
        _("依据"), [InputRequired(_("请写明依据")), Length(max=200)],
        description=_("文件名称和文号；没有文件的写「本院设定」"),
    )  # fmt: skip
