"""What differs between two schemes, rule by rule, in words.

Rules are recognised by their id, so that a new title is a new name and not another rule; parameters, tables, facts and
figures by their name, and as renamed where everything else about them stayed. Compared is what the documents say, not
how they are typed: another comment or another quote is no difference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from rules import shape
from rules.change import VALUES, Change, Kind, aspect_of
from rules.compiled import Compiled
from rules.document import parse
from rules.labels import PARTS, WORDS
from rules.model import Scheme
from rules.outline import FREE, RULES, Leaf, Outline, outline, summary
from rules.phrase import SEMICOLON, glue, listed

_SOURCES = ("basis", "assumption", "note")  # named last where there is much to say
_LIST = 6  # values that a summary of something new names


def difference(old: str | Compiled | Scheme, new: str | Compiled | Scheme) -> list[Change]:
    """All differences in the order of the parts. Texts need not be without errors: a part that cannot be read is left
    out; a text that cannot be read at all yields one change of kind ``unreadable``.
    """
    if isinstance(old, str) and old == new:
        return []
    schemes = _scheme(old), _scheme(new)
    if schemes[0] is None or schemes[1] is None:
        return [Change("head", "", "", "unreadable")]
    before, after = outline(schemes[0]), outline(schemes[1])
    titles = {**_titles(before), **_titles(after)}
    return [
        change for part in PARTS for change in _Part(part, before.get(part, {}), after.get(part, {}), titles).changes()
    ]


def grouped(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """The changes by part, in the order of the document; parts without changes are left out."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.part, []).append(change)
    return found


def _scheme(given: str | Compiled | Scheme) -> Scheme | None:
    if isinstance(given, Compiled):
        return given.scheme
    if isinstance(given, Scheme):
        return given
    document, _ = parse(given, "")
    return None if document is None else shape.read(document)[0]


def _titles(parts: Mapping[str, Outline]) -> dict[str, str]:
    """Id → title of every rule, step, grade and limit."""
    found = {}
    for part in RULES:
        for rule, tree in parts.get(part, {}).items():
            found[rule] = _title(rule, tree)
            for key in ("steps", "levels", "limits"):
                below = tree.get(key) if isinstance(tree, dict) else None
                if isinstance(below, dict):
                    found.update({name: _title(name, one) for name, one in below.items()})
    return found


def _title(name: str, tree: Leaf | Outline) -> str:
    title = tree.get("title") if isinstance(tree, dict) else None
    return title.text if isinstance(title, Leaf) else name


class _Part:
    """The things of one part, before and after."""

    def __init__(self, part: str, before: Outline, after: Outline, titles: Mapping[str, str]) -> None:
        self.part, self.before, self.after, self.titles = part, before, after, titles
        self.id = self.name = ""

    def changes(self) -> Iterator[Change]:
        if self.part == "head":
            yield from self.within((), self.before, self.after)
            return
        renamed = dict(self.renamed())
        before = {renamed.get(name, name): tree for name, tree in self.before.items()}
        for name, title in renamed.items():
            if self.part not in RULES:  # of a rule the id is a value like others, and compared with them
                self.at(title, self.after[title])
                yield self.change("renamed", (), name, title)
        for name in _both(before, self.after):
            tree = self.after.get(name, before.get(name))
            if tree is None:
                continue
            self.at(name, tree)
            if name not in self.after:
                yield self.change("removed", (), _summary(tree, self.titles), "")
            elif name not in before:
                yield self.change("added", (), "", _summary(tree, self.titles))
            else:
                yield from self.thing(before[name], self.after[name])
        for name, previous in _moved(before, self.after):
            self.at(name, self.after[name])
            yield self.change("moved", (), "", _title(previous, self.after[previous]) if previous else "")

    def thing(self, before: Leaf | Outline, after: Leaf | Outline) -> Iterator[Change]:
        """One that stands in both."""
        if isinstance(before, dict) and isinstance(after, dict):
            old, new = _title("", before), _title("", after)
            if self.part in RULES and old != new:
                yield self.change("renamed", (), old, new)
                before, after = {**before, "title": Leaf("", "")}, {**after, "title": Leaf("", "")}
            if self.part == "parameters":
                before, after = _dated(before, after), _dated(after, before)
            yield from self.within((), before, after)
        else:
            yield from self.compared((), before, after)

    def at(self, name: str, tree: Leaf | Outline) -> None:
        self.id, self.name = name, _title(name, tree)

    def renamed(self) -> Iterator[tuple[str, str]]:
        """Pairs of one that went and one that came, alike in all but what they are called by."""
        gone = [name for name in self.before if name not in self.after]
        come = [name for name in self.after if name not in self.before]
        for name in gone:
            alike = [other for other in come if _alike(self.before[name], self.after[other])]
            twins = [other for other in gone if _alike(self.before[name], self.before[other])]
            if len(alike) == 1 and len(twins) == 1:
                yield name, alike[0]

    def within(self, path: tuple[str, ...], before: Outline, after: Outline) -> Iterator[Change]:
        for name in _both(before, after):
            below = (*path, name)
            cells = below[0] == "changes" and len(below) < VALUES["changes"][0]
            old, new = before.get(name, {} if cells else None), after.get(name, {} if cells else None)
            if (old and new) or (cells and old != new):
                yield from self.compared(below, old or {}, new or {})
            elif name not in after:
                yield self.change("removed", below, _summary(before[name], self.titles), "", before[name])
            elif name not in before:
                yield self.change("added", below, "", _summary(after[name], self.titles), after[name])
        if path and (path[-1] in FREE or path[-2:-1] == ("changes",)):
            for name, previous in _moved(before, after):
                yield self.change("moved", (*path, name), "", self.titles.get(previous, previous))

    def compared(self, path: tuple[str, ...], before: Leaf | Outline, after: Leaf | Outline) -> Iterator[Change]:
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self.within(path, before, after)
        elif isinstance(before, Leaf) and isinstance(after, Leaf):
            if before.value != after.value:
                yield self.change("changed", path, before.text, after.text, after if after.word else before)
        else:
            yield self.change("changed", path, _summary(before, self.titles), _summary(after, self.titles))

    def change(
        self, kind: Kind, path: tuple[str, ...], before: str, after: str, leaf: Leaf | Outline | None = None
    ) -> Change:
        titles = tuple((step, self.titles[step]) for step in path if step in self.titles)
        words = isinstance(leaf, Leaf) and leaf.word
        if self.part == "head":
            return Change("head", path[0], "", kind, path, before, after, words, titles)
        return Change(self.part, self.id, self.name, kind, path, before, after, words, titles)


def _alike(one: Leaf | Outline, other: Leaf | Outline) -> bool:
    """Whether two things say the same but for their id."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = (set(one) | set(other)) - {"id"}
        return bool(names) and all(one.get(name) == other.get(name) for name in names)
    return one == other


def _dated(tree: Outline, other: Outline) -> Outline:
    """A parameter whose one value became the first of dated ones, or was it, says the same in both writings."""
    dated = other.get("values")
    if "value" not in tree or "value" in other or not isinstance(dated, dict):
        return tree
    return {
        ("values" if name == "value" else name): ({next(iter(dated)): below} if name == "value" else below)
        for name, below in tree.items()
    }


def _both(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names of both, in the order of the new one; what is gone stands behind what it stood behind."""
    names = list(after)
    previous = ""
    for name in before:
        if name not in after:
            names.insert(names.index(previous) + 1 if previous else 0, name)
        previous = name
    return names


def _moved(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The fewest names whose moving turns the old order into the new one, each with the name it now stands behind."""
    places = {name: place for place, name in enumerate(before)}
    common = [name for name in after if name in places]
    ends: list[int] = []  # ends[k]: the least place that an ascending run of length k + 1 ends with
    run: list[int] = []
    for name in common:
        length = bisect_left(ends, places[name])
        ends[length : length + 1] = [places[name]]
        run.append(length)
    wanted, least, kept = len(ends) - 1, len(places), set[str]()
    for name, length in zip(reversed(common), reversed(run), strict=True):
        if length == wanted and places[name] < least:
            kept.add(name)
            least, wanted = places[name], wanted - 1
    names = list(after)
    for name in common:
        if name not in kept:
            place = names.index(name)
            yield name, names[place - 1] if place else ""


def _summary(tree: Leaf | Outline, titles: Mapping[str, str]) -> str:
    """The first few values of something that is new or gone."""
    if isinstance(tree, Leaf):
        return tree.text
    found = [(path, leaf) for path, leaf in summary(tree) if path[-1] not in ("id", "title")]
    found.sort(key=lambda each: each[0][-1] in _SOURCES)
    texts = [
        glue(aspect_of(path, titles), " ", WORDS[leaf.text] if leaf.word else leaf.text) for path, leaf in found[:_LIST]
    ]
    return glue(listed(texts, SEMICOLON), "……" if len(found) > _LIST else "")


__all__ = ["Change", "difference", "grouped"]
