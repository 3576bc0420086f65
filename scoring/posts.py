"""As what somebody is graded who changed post or place in the period: as at its end, or as for the longest time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rules.check_grades import LONGEST_POST
from rules.phrase import N_, listed
from scoring.inputs import POST, Member, Subject
from scoring.result import Node

_TITLE = N_("年内换过岗位或部门")
_AS = N_("按{chosen}评定：{post}")
_STAY = N_("{post}（{days} 天）")
_Key = tuple[tuple[tuple[str, str], ...], str]


class Posts:
    """The stays of a period's people, each a :class:`Member` in the order of time; those in the same post (and, where
    quotas are counted ``by_place``, in the same place) count together. Of two held equally long it is the later.
    """

    def __init__(self, chosen: str, stays: Iterable[Member], *, by_place: bool) -> None:
        self.chosen, self.by_place = chosen, by_place
        self._of: dict[str, list[Member]] = {}
        for stay in stays:
            self._of.setdefault(stay.name, []).append(stay)

    def graded_as(self, subject: Subject) -> Subject:
        """The subject with the classes and the place by which it is graded."""
        found = self._of.get(subject.name, ())
        if self.chosen != LONGEST_POST or not found:
            return subject
        stay = self._governing(subject.name)
        return replace(subject, classes={**subject.classes, **stay.classes}, parent=stay.of or subject.parent)

    def told(self, name: str) -> Node | None:
        """Each stay with its days, and by which the person is graded; ``None`` for who did not change."""
        found = self._of.get(name, ())
        if len({(_post(one), one.of) for one in found}) < 2:  # noqa: PLR2004 - one is no change
            return None
        numbers = listed(_STAY.filled(post=_post(one), days=one.days) for one in found)
        value = _AS.filled(chosen=self.chosen, post=_post(self._governing(name)))
        return Node("grade", _TITLE, value, numbers=numbers)

    def _governing(self, name: str) -> Member:
        found = self._of[name]
        if self.chosen != LONGEST_POST:
            return found[-1]
        days: dict[_Key, int] = {}
        for stay in found:
            days[self._key(stay)] = days.get(self._key(stay), 0) + stay.days
        most = max(days.values())
        return next(stay for stay in reversed(found) if days[self._key(stay)] == most)

    def _key(self, stay: Member) -> _Key:
        return tuple(sorted(stay.classes.items())), stay.of if self.by_place else ""


def _post(stay: Member) -> str:
    return f"{stay.of} {stay.classes.get(POST, '')}".strip()
