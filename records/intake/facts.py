"""Facts: one row a fact, with its kind, day, subject and the fields of its kind."""

from __future__ import annotations

from datetime import date

from records.case_number import parse_case_number
from records.intake import values
from records.intake.context import Context, Line, lines, shown
from records.intake.header import Header
from records.sheets import Sheet
from rules.condition import Value
from rules.model import FactKind
from rules.phrase import listed
from rules.problem import Problem
from scoring.inputs import Fact
from scoring.period import period_of


def read_facts(context: Context, sheet: Sheet, header: Header) -> None:
    """Into the tables, in the order of the rows."""
    without: set[tuple[str, str]] = set()
    for line in lines(context, sheet, header):
        name = _kind(line)
        if name is None:
            continue
        kind = context.scheme.facts[name]
        for absent in _absent(kind, header):
            if (name, absent) not in without:
                without.add((name, absent))
                place = sheet.place(sheet.rows[header.row].number)
                context.report(Problem("intake.missing_column", {"name": absent}), place)
        _fact(line, name, kind)


def _kind(line: Line) -> str | None:
    """The declared kind that the row says, or the only one there is."""
    kinds = line.context.scheme.facts
    text = line.text("kind")
    if not text and len(kinds) == 1:
        return next(iter(kinds))
    if not text:
        line.fault("intake.empty", {"name": "事实"}, "kind")
        return None
    name = values.known_as(text, tuple(kinds))
    if name is None:
        named = {"name": text, "hint": values.hint(text, kinds), "known": listed(kinds)}
        line.fault("intake.unknown_kind", named, "kind")
    return name


def _absent(kind: FactKind, header: Header) -> list[str]:
    """The columns that the kind needs and the table has not."""
    names = [name for name, field in kind.fields.items() if field.required and name not in header.fields.values()]
    return names + (["案号"] if kind.case == "required" and "case" not in header.roles else [])


def _fact(line: Line, name: str, kind: FactKind) -> None:
    context = line.context
    subject = line.subject()
    happened, filed = _day(line), _filed(line)
    case, case_is_right = _case(line, name, kind)
    fields = _fields(line, name, kind)
    key, key_is_right = _key(line)
    if subject is None or happened is None or fields is None or not case_is_right or not key_is_right:
        return
    member = values.person_or_place(line.text("member")) or None
    period = period_of(context.scheme.period, happened).text
    line.see(subject, period)
    if not line.text("key") and case:
        content = (name, happened.isoformat(), subject, member or "", case, *(f"{at}={fields[at]}" for at in fields))
        twin = context.before(("fact", *content), line.place())
        if twin is not None:
            named = {"first": shown(twin, line.sheet)}
            context.problems.append(Problem("intake.same_fact", named, line.place(), "warning"))
    if not line.text("key"):
        context.tables.unnumbered.add(key)
    if case and filed is not None:
        context.tables.filed.setdefault(case, filed)
    context.tables.places[key] = line.place()
    context.tables.facts.append(Fact(key, name, happened, subject, fields, member, case))


def _day(line: Line) -> date | None:
    index = line.header.roles["day"]
    if not line.at(index):
        line.fault("intake.empty", {"name": line.header.title(index)}, "day")
        return None
    return line.typed(index, values.day(line.at(index)))


def _filed(line: Line) -> date | None:
    """When the case was filed, if the table says so; the records ask for it of a case they do not know yet."""
    index = line.header.roles.get("filed")
    return None if index is None or values.is_blank(line.at(index)) else line.typed(index, values.day(line.at(index)))


def _key(line: Line) -> tuple[str, bool]:
    """The fact's own number, or else its place in the file; padded, because keys put the facts of a day in order."""
    own = line.text("key")
    key = own or f"{line.sheet.file}{'#' + line.sheet.name if line.sheet.name else ''}#{line.row.number:06d}"
    first = line.context.before(("key", key), line.place())
    if first is not None:
        line.fault("intake.duplicate_fact", {"key": key, "first": shown(first, line.sheet)}, "key")
    return key, first is None


def _case(line: Line, name: str, kind: FactKind) -> tuple[str | None, bool]:
    """The case number in its one writing, and whether all is well with it."""
    index = line.header.roles.get("case")
    text = "" if index is None else line.at(index)
    if index is None or values.is_blank(text):
        if kind.case == "required" and index is not None:
            line.fault("intake.no_case", {"kind": name}, "case")
        return None, kind.case != "required"
    if kind.case == "none":
        line.fault("intake.case_not_wanted", {"kind": name}, "case")
        return None, False
    number, problems = parse_case_number(text)
    for problem in problems:
        line.context.report(problem, line.place(index))
    return (number.text if number else None), number is not None and not problems


def _fields(line: Line, name: str, kind: FactKind) -> dict[str, Value | None] | None:
    """The fields of the kind, typed; ``None`` when one is wrong."""
    fields: dict[str, Value | None] = dict.fromkeys(kind.fields)
    sound = True
    for index, field in line.header.fields.items():
        text, declared = line.at(index), kind.fields.get(field)
        blank = not text if declared is not None and declared.type == "text" else values.is_blank(text)
        if declared is None:
            if not blank:
                line.context.report(Problem("intake.foreign_field", {"kind": name, "name": field}), line.place(index))
                sound = False
            continue
        if blank:
            if declared.required:
                line.context.report(Problem("intake.empty", {"name": field}), line.place(index))
                sound = False
            continue
        read = values.field(text, declared)
        if isinstance(read, Problem):
            line.context.report(read, line.place(index))
            sound = False
        else:
            fields[field] = read
    return fields if sound else None
