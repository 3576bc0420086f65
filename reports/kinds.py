"""Every kind of paper there is, in one table. A new one is a module that composes it and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from records.queries.directory import Directory, load_directory
from reports import annual, appraisal_form, forms, general, grade_notice, letters, pay, publicity, scorecard, yearbooks
from reports.desk import Desk
from reports.name_order import by_pinyin
from reports.press.sheet import Sheet
from rules.problem import N_, Problem, ProblemError, register
from workflow.permissions import Permission

register(
    {
        "paper-kind": N_("没有这种报表：{kind}"),
        "paper-nobody": N_("本期没有被考核对象「{subject}」"),
    }
)
LEVELS = ("court", "division", "team", "person")
Compose = Callable[[Desk, str], Sheet | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """``subjects``: the kinds of subject that get one each (``person``, ``team``, ``division``, ``court``); empty for
    one paper about the whole period, which is composed with ``subject=""``. ``compose`` answers ``None`` for a
    subject that has no such paper (a 黄卡 letter for someone without a card). ``right``: who may have it printed.
    """

    key: str
    title: str
    compose: Compose
    subjects: tuple[str, ...] = LEVELS
    right: Permission = Permission.SCORECARD_READ


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("scorecard", N_("记分卡"), scorecard.compose_card),
        Kind(annual.KIND, N_("年度绩效考核报告"), annual.compose_annual),
        Kind(appraisal_form.KIND, N_("公务员年度考核登记表"), appraisal_form.compose_form, subjects=("person",)),
        Kind(grade_notice.KIND, N_("年度考核等次通知书"), grade_notice.compose_grade_notice, subjects=("person",)),
        Kind(publicity.KIND, N_("公示名单"), publicity.compose_publicity, subjects=()),
        Kind(pay.KIND, N_("绩效奖金分配表"), pay.compose_pay, subjects=(), right=Permission.GRADES_EXPORT),
        Kind(forms.KIND, N_("附表（办法自带的表样）"), forms.compose_forms, subjects=()),
        Kind(general.KIND, N_("年度考核总报告"), general.compose_general, subjects=()),
        Kind("book-red", N_("红皮书"), yearbooks.book("red"), subjects=(), right=Permission.CARDS_READ),
        Kind("book-white", N_("白皮书"), yearbooks.book("white"), subjects=(), right=Permission.CARDS_READ),
        Kind("book-yellow", N_("黄皮书"), yearbooks.book("yellow"), subjects=(), right=Permission.CARDS_READ),
        Kind(letters.KIND, N_("红黄卡通知书"), letters.compose_letters, right=Permission.CARDS_READ),
        Kind(letters.NOTICE, N_("全院通报"), letters.compose_notice, subjects=(), right=Permission.CARDS_READ),
    )
}


def kind_of(key: str) -> Kind:
    """The kind, or :class:`ProblemError`."""
    if key not in KINDS:
        raise ProblemError([Problem("paper-kind", {"kind": key})])
    return KINDS[key]


def subjects_of(desk: Desk, kind: Kind) -> list[str]:
    """Whom a period has such papers for, in print order: the court, then division by division, a name after the other;
    one empty name for a paper about the whole.
    """
    if not kind.subjects:
        return [""]
    keys = desk.standing.keys
    found = [
        one.subject for one in desk.standing.results if one.subject in keys and keys[one.subject].kind in kind.subjects
    ]
    if "directory" not in desk.kept:
        desk.kept["directory"] = load_directory(desk.session)
    directory: Directory = desk.kept["directory"]
    order = {key: place for place, key in enumerate(directory.entities, 1)}

    def place(subject: str) -> tuple[int, int, list[tuple[int, bytes]]]:
        """Division (the court, and who has none, before all), level, name."""
        key = keys[subject]
        division = directory.counted_under(key, desk.period.court_id, desk.period.ends, "division")
        return order.get(division, 0) if division else 0, LEVELS.index(key.kind), by_pinyin(subject)

    return sorted(found, key=place)


def composed(desk: Desk, kind: Kind, subject: str) -> Sheet | None:
    """One sheet; :class:`ProblemError` when the period has no such subject."""
    if kind.subjects and subject not in desk.standing.keys:
        raise ProblemError([Problem("paper-nobody", {"subject": subject})])
    return kind.compose(desk, subject)
