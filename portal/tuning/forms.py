"""The forms of trials that write."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from workflow.trials import NAME_LENGTH

LONGEST_ADDRESS = 400_000


class SaveForm(FlaskForm):
    """A name for the settings that ``address`` (a query string) holds."""

    name = StringField(_("名称"), [Length(max=NAME_LENGTH)])
    address = HiddenField(validators=[Length(max=LONGEST_ADDRESS)])
