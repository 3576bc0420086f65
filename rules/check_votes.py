"""Votes and what follows a card: opinions that the yielded fact can hold, and fields that somebody fills in."""

from __future__ import annotations

from rules.compiled import Compiled
from rules.document import KEY
from rules.lookup import YES_NO
from rules.model import FactKind, FieldKind
from rules.model_votes import LATE_CARD, LATE_DAYS, LATE_REASON, NOT_ANSWERED, NOT_MENDED, Vote
from rules.phrase import listed
from rules.problem import N_, did_you_mean, register
from rules.report import Path, Report

MESSAGES = {
    "vote-one-value": N_("表决「{title}」至少要有两种意见，请补写 values"),
    "vote-value": N_("「{value}」不是字段「{field}」的取值，表决结果记不下来；可用：{allowed}"),
    "vote-otherwise": N_("「{value}」不是可以投的意见；可用：{allowed}"),
    "vote-field-unfilled": N_("「{fact}」的「{field}」必填，「{about}」里没有同名的字段，表决后无从填写"),
    "late-field-unfilled": N_(
        "「{fact}」的「{field}」必填，而它是自动记的，只会填：{known}；请改为可不填（required: false）"
    ),
    "late-field-type": N_("「{field}」由程序填写，请写成 {wanted}"),
    "late-without-deadline": N_("步骤「{title}」没有期限，写了 late 也不会发生，请补写 deadline 或删去 late"),
}
register(MESSAGES)

_LATE_FIELDS = {LATE_REASON: "choice", LATE_DAYS: "whole", LATE_CARD: "text"}


def check_votes(compiled: Compiled, report: Report) -> None:
    """Report votes whose decision cannot be recorded, and kinds named by ``late`` that nobody can fill in."""
    for index, vote in enumerate(compiled.votes):
        _check_vote(("votes", index), vote.rule, compiled, report)
    for index, ladder in enumerate(compiled.scheme.ladders):
        for place, step in enumerate(ladder.steps):
            if step.late is not None:
                path: Path = ("ladders", index, "steps", place, "late")
                if step.deadline is None:
                    report.add("late-without-deadline", path, title=step.title)
                if (kind := _kind(step.late, path, compiled, report)) is not None:
                    _check_late(path, step.late, kind, report)


def _kind(name: str, path: Path, compiled: Compiled, report: Report) -> FactKind | None:
    kind = compiled.facts.get(name)
    if kind is None:
        report.add("unknown-fact", path, name=name, hint=did_you_mean(name, compiled.facts))
    return kind


def _check_vote(path: Path, vote: Vote, compiled: Compiled, report: Report) -> None:
    values = vote.ballot.values
    if len(set(values)) <= 1:
        report.add("vote-one-value", (*path, "ballot", "values"), title=vote.title)
    for index, value in enumerate(values):
        if value in values[:index]:
            report.add("duplicate-value", (*path, "ballot", "values", index), value=value)
    if vote.otherwise is not None and vote.otherwise not in values:
        report.add("vote-otherwise", (*path, "otherwise"), value=vote.otherwise, allowed=listed(values))
    kind = _kind(vote.yields, (*path, "yields"), compiled, report)
    if kind is None:
        return
    _check_ballot(path, vote, kind, report)
    _check_filled(path, vote, kind, compiled, report)


def _check_ballot(path: Path, vote: Vote, kind: FactKind, report: Report) -> None:
    """The field of the ballot can hold every opinion."""
    values = vote.ballot.values
    field = kind.fields.get(vote.ballot.field)
    if field is None:
        hint = did_you_mean(vote.ballot.field, kind.fields)
        place = (*path, "ballot", "field")
        report.add("unknown-fact-field", place, fact=vote.yields, name=vote.ballot.field, hint=hint)
    else:
        allowed = _opinions(field)
        for index, value in enumerate(values):
            if value not in allowed:
                place = (*path, "ballot", "values", index)
                report.add("vote-value", place, value=value, field=vote.ballot.field, allowed=listed(allowed))


def _check_filled(path: Path, vote: Vote, kind: FactKind, compiled: Compiled, report: Report) -> None:
    """Every field of the yielded fact comes from the vote or from the fact that it is about."""
    about = compiled.facts.get(vote.about.fact)
    for name, one in kind.fields.items():
        if about is not None and one.required and name != vote.ballot.field and name not in about.fields:
            told = vote.about.fact
            report.add("vote-field-unfilled", (*path, "yields"), fact=vote.yields, field=name, about=told)


def _opinions(field: FieldKind) -> tuple[str, ...]:
    return YES_NO if field.type == "yes_no" else tuple(field.values)


def _check_late(path: Path, name: str, kind: FactKind, report: Report) -> None:
    for field, one in kind.fields.items():
        wanted = _LATE_FIELDS.get(field)
        if wanted is None:
            if one.required:
                known = listed(_LATE_FIELDS)
                report.add("late-field-unfilled", path, fact=name, field=field, known=known)
        elif one.type != wanted or (wanted == "choice" and not {NOT_ANSWERED, NOT_MENDED} <= set(one.values)):
            values = f", values: [{NOT_ANSWERED}, {NOT_MENDED}]" if wanted == "choice" else ""
            words = f"{{type: {wanted}{values}}}"
            report.add("late-field-type", ("facts", name, "fields", field, KEY), field=field, wanted=words)
