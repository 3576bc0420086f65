"""A confirmation chain in words, step after step."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask_babel import gettext as _

from portal.schemes import words
from rules.model_chains import Chain, ChainStep

Said = tuple[str, str]  # label and text of one line


def steps_of(chain: Chain, condition: Callable[[str], str]) -> Iterator[tuple[str, tuple[Said, ...]]]:
    """Title and lines of each step; ``condition`` puts a condition over persons' classes into words."""
    for step in chain.steps:
        yield step.title, tuple(_lines(step, condition))


def _lines(step: ChainStep, condition: Callable[[str], str]) -> Iterator[Said]:
    who = words.choice("confirms", step.confirms)
    yield _("由谁确认"), who + (f"，{condition(step.who)}" if step.who else "")
    if step.applies:
        yield _("用于"), condition(step.applies)
    if step.deadline:
        yield _("办理期限"), f"{step.deadline} {words.choice('deadline_unit', step.deadline_unit)}"
        yield _("逾期时"), words.choice("overdue", step.overdue)
    if not step.deputy:
        yield _("代办"), _("须本人办理")
    if step.assumption:
        yield _("假设"), step.assumption
