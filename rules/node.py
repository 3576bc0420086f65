"""YAML as a tree of nodes that know where they stand, composed from ruamel.yaml's events under limits.

Own composing, rather than the library's, because only here every key and value keeps its place, a key typed twice is
seen, and aliases (with them the bomb that grows from a few bytes) are refused before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from rules.problem import N_, Place, Problem, register

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 50_000

Scalar = str | bool | date | None
Key = str | int | date
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}

register(
    {
        "yaml-too-large": N_("文件有 {size} 字节，超过上限 {limit} 字节：请拆成几个办法"),
        "yaml-too-deep": N_("嵌套超过 {limit} 层：请减少层次"),
        "yaml-too-many": N_("内容超过 {limit} 项：请拆成几个办法"),
        "yaml-syntax": N_("YAML 写法有误（{detail}）：请检查这里的缩进、冒号、引号和括号"),
        "yaml-colon": N_("这一行用了全角冒号「：」：键和值之间要用半角冒号加一个空格，如 title: 标题"),
        "yaml-value-colon": N_("值里面又出现了「: 」，或者缩进与上一行不一致：请把值用引号括起来，或者对齐缩进"),
        "yaml-tab": N_("这里有制表符：缩进只能用空格"),
        "yaml-quote": N_("引号没有配对：请补上后一个引号"),
        "yaml-bracket": N_("括号没有配对：请补上 ] 或 }}，各项之间用半角逗号"),
        "yaml-indent": N_("缩进与上面不一致：同一层的键要从同一列开始"),
        "yaml-character": N_("值不能以「{character}」开头：请用引号括起来"),
        "yaml-unprintable": N_("这里有不可见的控制字符（U+{code}）：请删除"),
        "yaml-alias": N_("不支持 YAML 的别名和锚点（& 和 *）：请把内容直接写出来"),
        "yaml-tag": N_("不支持 YAML 的类型标签「{tag}」：请删除它"),
        "yaml-documents": N_("一个文件只能有一个文档：请删除第二个 --- 及其后的内容，或另存为一个文件"),
        "yaml-empty": N_("文件里没有内容"),
        "yaml-key": N_("键只能是文字或日期，不能是列表、对象或空"),
        "yaml-duplicate-key": N_("键「{key}」重复，第 {line} 行已经写过：请改名或删除其中一个"),
        "yaml-date": N_("没有「{text}」这一天：请写成 2020-01-31 这样的日期，或用引号括起来当作文字"),
    }
)


@dataclass(slots=True)
class Node:
    """A scalar, list or map. ``start`` and ``end`` count characters of the text; ``line`` and ``column`` count from 1.

    ``value`` is a scalar's content after YAML's own unescaping; ``data`` what it stands for.
    """

    kind: Literal["scalar", "list", "map"]
    start: int
    end: int
    line: int
    column: int
    style: str = ""
    value: str = ""
    data: Any = None
    entries: dict[Key, tuple[Node, Node]] = field(default_factory=dict)
    elements: list[Node] = field(default_factory=list)


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """Composing cannot go on; carries the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def compose(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree of the only document in ``text``; ``None`` when its syntax or a limit forbids one."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        return None, [Problem("yaml-too-large", {"size": str(size), "limit": str(MAX_BYTES)}, Place(file))]
    composer = _Composer(file)
    try:
        node = composer.document(YAML(typ="safe", pure=True).parse(text))
    except _Refused as refused:
        return None, [*composer.problems, refused.problem]
    except YAMLError as error:
        return None, [*composer.problems, _explain(error, text, file)]
    return node, composer.problems


class _Composer:
    """Turns events into nodes. Depth is bounded, so plain recursion is safe."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self, events: Iterator[Any]) -> Node:
        next(events)  # the stream's start
        event = next(events)
        if not isinstance(event, DocumentStartEvent):
            raise _Refused(Problem("yaml-empty", {}, Place(self.file, 1, 1)))
        root = self.node(next(events), events, 1)
        next(events)  # the document's end
        event = next(events)
        if isinstance(event, DocumentStartEvent):
            self.report("yaml-documents", event)
        return root

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:  # noqa: ANN401 - the library's events are untyped
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise _Refused(Problem("yaml-too-deep", {"limit": str(MAX_DEPTH)}, self.place(event)))
        if self.nodes > MAX_NODES:
            raise _Refused(Problem("yaml-too-many", {"limit": str(MAX_NODES)}, self.place(event)))
        self.refuse_machinery(event)
        mark = event.start_mark
        node = Node("scalar", mark.index, event.end_mark.index, mark.line + 1, mark.column + 1)
        if isinstance(event, ScalarEvent):
            node.style, node.value = event.style or "", event.value
            node.data = self.scalar(node)
        elif isinstance(event, SequenceStartEvent):
            node.kind = "list"
            self.elements(node, events, depth)
        elif isinstance(event, MappingStartEvent):
            node.kind = "map"
            self.entries(node, events, depth)
        return node

    def elements(self, node: Node, events: Iterator[Any], depth: int) -> None:
        for event in events:
            if not isinstance(event, NodeEvent):  # the list's end
                node.end = event.end_mark.index
                break
            node.elements.append(self.node(event, events, depth + 1))
        node.data = [element.data for element in node.elements]

    def entries(self, node: Node, events: Iterator[Any], depth: int) -> None:
        for event in events:
            if not isinstance(event, NodeEvent):  # the map's end
                node.end = event.end_mark.index
                break
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if key.kind != "scalar" or key.data is None:
                self.problems.append(Problem("yaml-key", {}, Place(self.file, key.line, key.column)))
                continue
            name: Key = key.data if isinstance(key.data, date) else key.value
            if name in node.entries:
                first = node.entries[name][0]
                self.problems.append(
                    Problem(
                        "yaml-duplicate-key",
                        {"key": key.value, "line": str(first.line)},
                        Place(self.file, key.line, key.column),
                    )
                )
                continue
            node.entries[name] = (key, value)
        node.data = {name: value.data for name, (_, value) in node.entries.items()}

    def refuse_machinery(self, event: Any) -> None:  # noqa: ANN401 - the library's events are untyped
        if isinstance(event, AliasEvent) or event.anchor is not None:
            self.report("yaml-alias", event)
        elif event.tag is not None:
            self.report("yaml-tag", event, tag=str(event.tag))

    def scalar(self, node: Node) -> Scalar:
        """Plain ``true``, ``false``, ``null`` and dates mean themselves; all else stays the text that was typed."""
        if node.style:
            return node.value
        if node.value in _WORDS:
            return _WORDS[node.value]
        if found := _DATE.match(node.value):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                self.problems.append(
                    Problem("yaml-date", {"text": node.value}, Place(self.file, node.line, node.column))
                )
        return node.value

    def report(self, code: str, event: Any, **values: str) -> None:  # noqa: ANN401 - the library's events are untyped
        self.problems.append(Problem(code, values, self.place(event)))

    def place(self, event: Any) -> Place:  # noqa: ANN401 - the library's events are untyped
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)


def _explain(error: YAMLError, text: str, file: str) -> Problem:  # noqa: PLR0911 - one return a mistake
    """The library's English message as a problem that says what to mend."""
    if isinstance(error, ReaderError):
        before = text[: error.position]
        line = before.count("\n") + 1
        column = error.position - (before.rfind("\n") + 1) + 1
        code = ord(text[error.position]) if error.position < len(text) else 0
        return Problem("yaml-unprintable", {"code": f"{code:04X}"}, Place(file, line, column))
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Problem("yaml-syntax", {"detail": type(error).__name__}, Place(file))
    mark, said, context = error.problem_mark, str(error.problem), str(error.context)
    place = Place(file, mark.line + 1, mark.column + 1)
    if "'\\t'" in said:
        return Problem("yaml-tab", {}, place)
    if (colon := _full_width_colon(text, mark.line)) is not None:
        return Problem("yaml-colon", {}, Place(file, *colon))
    if "quoted scalar" in context and "unexpected end" in said:
        start = error.context_mark
        return Problem("yaml-quote", {}, Place(file, start.line + 1, start.column + 1) if start else place)
    if "mapping values" in said:
        return Problem("yaml-value-colon", {}, place)
    if "expected ',' or" in said:
        start = error.context_mark
        return Problem("yaml-bracket", {}, Place(file, start.line + 1, start.column + 1) if start else place)
    if "expected <block end>" in said or "expected ':'" in said:
        return Problem("yaml-indent", {}, place)
    if "cannot start any token" in said:
        return Problem("yaml-character", {"character": text[mark.index : mark.index + 1]}, place)
    return Problem("yaml-syntax", {"detail": said}, place)


def _full_width_colon(text: str, line: int) -> tuple[int, int] | None:
    """Line and column of a ``：`` that was typed for ``: `` on the line where reading failed or the one before it."""
    lines = text.split("\n")
    for number in (line, line - 1):
        if 0 <= number < len(lines) and (found := re.match(r"\s*(?:- )?[^\s:#\"'：]+：", lines[number])):
            return number + 1, found.end()
    return None
