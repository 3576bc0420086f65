"""What adjustments and scores by decision have in common: points for somebody under a rule, with reason and evidence;
and the word that goes with an answer.
"""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from records.queries.directory import SubjectKey
from rules.exact import parse_number
from workflow.inputs import Ground


class PointsForm(FlaskForm):
    """Whom, under which rule, how many points, and why; a form of its own says what ``rule`` and ``points`` are."""

    subject = SelectField(_("对象"))
    rule = SelectField()
    points = StringField()
    reason = TextAreaField(_("理由"), [InputRequired(_("请写明理由")), Length(max=2000)])
    evidence = StringField(
        _("依据"), [InputRequired(_("请写明依据")), Length(max=400)], description=_("文件、会议纪要或材料的名称")
    )

    def offer(self, ground: Ground) -> None:
        """Everyone who is appraised to choose from."""
        self._keys = {f"{key.kind}:{key.id}": key for key in ground.keys.values()}
        self.subject.choices = [(f"{key.kind}:{key.id}", name) for name, key in ground.keys.items()]

    @property
    def whom(self) -> SubjectKey:
        """Who was chosen, once the form is valid."""
        return self._keys[self.subject.data]

    @property
    def amount(self) -> Fraction:
        """The points, once the form is valid."""
        return parse_number(self.points.data or "") or Fraction(0)

    def validate_points(self, field: StringField) -> None:
        """A number as people write it."""
        if parse_number(field.data or "") is None:
            raise ValidationError(gettext("「%(text)s」不是数", text=field.data))


class AnswerForm(FlaskForm):
    """What goes with an answer; a no and a taking back need a reason."""

    note = TextAreaField(_("说明"), [Optional(), Length(max=2000)], description=_("退回或撤回时必填"))
