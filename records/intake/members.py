"""Members: who was in which team, for how many days of the period, in which post, with which figures of their own."""

from __future__ import annotations

from fractions import Fraction

from records.intake import values
from records.intake.context import Context, lines
from records.intake.figures import read_values
from records.intake.header import Header
from records.sheets import Sheet
from rules.exact import parse_number
from scoring.inputs import Member

_MOST = 366


def read_members(context: Context, sheet: Sheet, header: Header) -> None:
    """Into the tables. A person may stand in several rows: people move in mid-year."""
    for line in lines(context, sheet, header):
        name = values.person_or_place(line.text("member"))
        if not name:
            line.fault("intake.empty", {"name": header.title(header.roles["member"])}, "member")
        subject, period = line.subject(), line.period()
        text = line.text("days")
        days = parse_number(text)
        if days is None or days.denominator != 1 or not 0 <= days <= _MOST:
            line.fault("intake.days" if text else "intake.empty", {"text": text, "name": "天数"}, "days")
            days = None
        if not name or subject is None or period is None or not isinstance(days, Fraction):
            continue
        line.see(subject, period)
        classes = {of: value for of, value, _ in line.classes() if of in context.scheme.member_classes}
        context.tables.members.append((period, Member(name, subject, int(days), classes)))
        context.tables.member_names.add(name)
        read_values(line, (name, period))
