"""Edits of a scheme's text that leave everything else as it was, to the last byte, comments included.

The text and the form are two views of one document: an edit says what changes in the document, and is written into the
text in the style that stands there. Every edit is held against the document: the new text must read as the old document
with just that changed, or the edit is refused and the text stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rules.changing import changed
from rules.document import Document, parse
from rules.locating import Refused, Step
from rules.problem import N_, Problem, register
from rules.renaming import rename
from rules.setting import set_together

Action = Literal["set", "put", "add", "remove", "move", "rename"]

register(
    {
        "revise-nothing-there": N_("办法里没有「{path}」，可能已被改名或删去；请刷新后再改"),
        "revise-there-already": N_("「{path}」已经有了，请换一个名称，或直接修改它"),
        "revise-not-a-value": N_("「{path}」不是单个值，请修改其中的各项"),
        "revise-not-yaml": N_("填写的内容读不出来（{reason}），请检查写法"),
        "revise-position": N_("没有第 {position} 个位置，请填 0 到 {last} 之间的整数"),
        "revise-no-rename": N_("「{path}」不能改名，请在文本里修改"),
        "revise-name-reserved": N_("「{name}」是语言里的固定用词，不能用作名称，请换一个"),
        "revise-name-taken": N_("第 {line} 行已有「{name}」，改成同名就分不清是哪一个；请换一个名称，或先改那一处"),
        "revise-name-unreadable": N_("改名为「{name}」后，「{path}」里的「{text}」会读成别的意思；请换一个名称"),
        "revise-layout": N_("「{path}」的写法不便自动修改，请在文本里修改"),
    }
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the document.

    ``path``: keys of the document. Elements of lists are named by position, by id (rules, steps), by what they are of
    (parts of a section), by day (dated rows), and rows of a table by their key cells as a tuple; a row stands for its
    value, the last cell. ``action`` and ``text``:

    * ``set``: the scalar at the path becomes ``text``, as a person would type it; a key that is not there yet is added
      (a dated value to a parameter with one value, too), and an empty text takes an optional key away.
    * ``put``: any value, written as YAML.
    * ``add``: something new with its value as YAML: at a new name, at the end of a list (path of the list), or at a
      position of it (path ends in a number).
    * ``remove``, ``move`` (``text``: the new position from 0), ``rename`` (``text``: the new name, id or title;
      formulas, conditions and parts that name it follow).
    """

    path: tuple[Step, ...]
    action: Action
    text: str = ""


def revise(text: str, edits: Iterable[Edit], file: str = "") -> tuple[str, list[Problem]]:
    """The text with all edits made, one after the other; with problems, all of them, the text as it was."""
    document, found = parse(text, file)
    if document is None:
        return text, found
    problems: list[Problem] = []
    for batch in _batches(edits):
        try:
            document = _revised(document, batch)
        except Refused as refused:
            problems.append(_problem(refused, document, file))
    return (text, problems) if problems else (document.text, [])


def _batches(edits: Iterable[Edit]) -> list[list[Edit]]:
    """Consecutive plain settings are made together: reading a text again is what takes time."""
    found: list[list[Edit]] = []
    for edit in edits:
        plain = edit.action == "set" and bool(edit.text)
        if plain and found and found[-1][0].action == "set" and found[-1][0].text:
            found[-1].append(edit)
        else:
            found.append([edit])
    return found


def _revised(document: Document, edits: Sequence[Edit]) -> Document:
    if len(edits) > 1:
        together = set_together(document, [(edit.path, edit.text) for edit in edits])
        if together is not None:
            return together
        for edit in edits:
            document = _revised(document, [edit])
        return document
    edit = edits[0]
    if edit.action == "rename":
        return rename(document, edit.path, edit.text)
    return changed(document, edit.path, edit.action, edit.text)


def _problem(refused: Refused, document: Document, file: str) -> Problem:
    shown = " / ".join("，".join(step) if isinstance(step, tuple) else str(step) for step in refused.path)
    place = document.place(tuple(step for step in refused.path if not isinstance(step, tuple)))
    return Problem(refused.code, {"path": shown, **refused.values}, replace(place, file=file) if file else place)
