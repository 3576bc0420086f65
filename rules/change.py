"""One difference between two schemes, and the sentence that says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rules.labels import KEYS, PARTS, WORDS
from rules.outline import FREE
from rules.phrase import N_, Phrase, Translate, tell

Kind = Literal["added", "removed", "changed", "renamed", "moved", "unreadable"]

_SENTENCES: Mapping[str, str] = {
    "added": N_("新增{part}「{name}」：{after}"),
    "removed": N_("删去{part}「{name}」（原为：{before}）"),
    "renamed": N_("{part}「{before}」改名为「{after}」"),
    "moved": N_("{part}「{name}」移到「{after}」之后"),
    "moved-first": N_("{part}「{name}」移到最前"),
    "unreadable": N_("文本读不出来，无法逐条比较"),
    "changed": N_("{part}「{name}」的{aspect}由「{before}」改为「{after}」"),
    "changed-added": N_("{part}「{name}」增加{aspect}：{after}"),
    "changed-removed": N_("{part}「{name}」删去{aspect}（原为「{before}」）"),
    "changed-moved": N_("{part}「{name}」的{aspect}移到「{after}」之后"),
    "changed-moved-first": N_("{part}「{name}」的{aspect}移到最前"),
    "head": N_("{aspect}由「{before}」改为「{after}」"),
    "head-added": N_("增加{aspect}：{after}"),
    "head-removed": N_("删去{aspect}（原为「{before}」）"),
    "whole": N_("{part}「{name}」由「{before}」改为「{after}」"),
    "value": N_("{name}由 {before} 改为 {after}"),
    "value-added": N_("{name}的值定为 {after}"),
    "value-removed": N_("{name}不再有单一的值（原为 {before}）"),
    "dated": N_("{name}自 {since} 起由 {before} 改为 {after}"),
    "dated-added": N_("{name}自 {since} 起为 {after}"),
    "dated-removed": N_("{name}不再有自 {since} 起的值（原为 {before}）"),
    "cell": N_("{name}（{keys}）由 {before} 改为 {after}"),
    "cell-added": N_("{name}新增一行（{keys}）：{after}"),
    "cell-removed": N_("{name}删去一行（{keys}），原为 {before}"),
    "dated-cell": N_("{name}（{keys}）自 {since} 起由 {before} 改为 {after}"),
    "dated-cell-added": N_("{name}（{keys}）自 {since} 起为 {after}"),
    "dated-cell-removed": N_("{name}（{keys}）不再有自 {since} 起的值（原为 {before}）"),
}
_NOTHING = N_("无")
_WITHIN = N_("{outer}的{inner}")
_NAMED = N_("{kind}「{name}」")
_STARTING = N_("自 {since} 起的行")
_TRANSPARENT = ("when", "rounding", "window")  # maps whose keys need no "of what"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``part`` is a key of :data:`rules.labels.PARTS`; ``id`` the rule's id or the thing's name;
    ``name`` what people call it (in the new scheme, where it is there).

    ``path`` leads from the thing to what differs, by keys of the document and names of rows, steps and fields; it is
    empty when the thing as a whole was added, removed, renamed or moved. ``before`` and ``after`` are as typed, numbers
    exact; an empty text where there is nothing.
    """

    part: str
    id: str
    name: str
    kind: Kind
    path: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    words: bool = False
    titles: tuple[tuple[str, str], ...] = ()

    @property
    def aspect(self) -> str:
        """What of the thing differs, in Chinese: 条件, 字段「结果」的取值."""
        return aspect_of(self.path, dict(self.titles))

    @property
    def sentence(self) -> str:
        """The change in one Chinese sentence, whoever reads."""
        return self.text(str)

    def text(self, translate: Translate | None = None) -> str:
        """The sentence in the reader's language."""
        before, after = (WORDS.get(value, value) if self.words else value for value in (self.before, self.after))
        dated = self.path[:1] in (("values",), ("changes",)) and len(self.path) > 1
        values = {
            "part": PARTS[self.part],
            "name": self.name,
            "aspect": aspect_of(self.path, dict(self.titles)),
            "before": before or _NOTHING,
            "after": after or _NOTHING,
            "since": self.path[1] if dated else "",
            "keys": self.path[-1] if self.path else "",
        }
        return tell(Phrase(_SENTENCES[self._form()], values), translate)

    def _form(self) -> str:
        """Which sentence says it."""
        if self.kind == "unreadable":
            return self.kind
        if self.kind == "moved":
            return ("changed-" if self.path else "") + ("moved" if self.after else "moved-first")
        if not self.path:
            return "whole" if self.kind == "changed" else self.kind
        form = "head" if self.part == "head" else "changed"
        if self.part in ("parameters", "tables") and len(self.path) == VALUES.get(self.path[0], (0,))[0]:
            form = VALUES[self.path[0]][1]
        return form if self.kind == "changed" else f"{form}-{self.kind}"


VALUES: Mapping[str, tuple[int, str]] = {
    "value": (1, "value"),
    "values": (2, "dated"),
    "rows": (2, "cell"),
    "changes": (3, "dated-cell"),
}  # first step of the way to a number → how long the way is, and the sentence for it


def aspect_of(path: Sequence[str], titles: Mapping[str, str]) -> str:
    """The way to a value in words: ``("fields", "结果", "values")`` is 字段「结果」的取值."""
    words: list[str] = []
    steps = iter(path)
    for step in steps:
        name = next(steps, None) if step in (*FREE, "values", "changes", "domains") else None
        if step in _TRANSPARENT and len(path) > 1:
            continue
        if step not in KEYS:
            words.append(N_("「{name}」").filled(name=titles.get(step, step)))
        elif name is None:
            words.append(KEYS[step])
        elif step == "changes":
            words.append(_STARTING.filled(since=name))
        else:
            words.append(_NAMED.filled(kind=KEYS[step], name=titles.get(name, name)))
    if not words:
        return ""
    text = words[0]
    for word in words[1:]:
        text = _WITHIN.filled(outer=text, inner=word)
    return text
