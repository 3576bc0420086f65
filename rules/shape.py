"""The shape of a document: pydantic's findings turned into problems with Chinese words and a place.

A document that has the wrong shape in one corner is patched there (:mod:`rules.patch`), so that everything else is
checked in the same run and a clerk sees all problems at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from rules.document import KEY, Document
from rules.model import Scheme
from rules.node import Key
from rules.patch import UNKNOWN_KEY, fields_at, patch, rename
from rules.phrase import listed
from rules.problem import N_, Problem, did_you_mean, register
from rules.report import Path, Report

MESSAGES = {
    "unknown-key": N_("不认识的键「{key}」{hint}这里可用的键：{known}"),
    "deadlines-not-read": N_(
        "现在还不能写「deadlines」（由程序计算节点期限）；请在业务系统里算好超期天数，作为事实的字段导入，由计分项或阶梯读取"
    ),
    "member-figure": N_("统计数不能写「of」：成员的数只在分配（share_outs）的 by 里用；请把团队合计数作为统计数上报"),
    "missing-key": N_("缺少「{key}」，请补写"),
    "empty-value": N_("「{key}」后面没有内容，请填写或删去这一行"),
    "not-allowed": N_("「{value}」不在允许的取值之内，可用：{allowed}"),
    "not-a-number": N_("「{value}」不是数，请写成 12、−0.5 或 85.3%"),
    "not-a-date": N_("「{value}」不是日期，请写成 2020-07-01"),
    "not-a-switch": N_("「{value}」不是开关，请写 true 或 false"),
    "wrong-type": N_("这里应是{expected}"),
    "bad-name": N_("「{value}」不能用作名称：名称以汉字或字母开头，只含汉字、字母、数字、下划线、顿号和间隔号"),
    "bad-id": N_("「{value}」不能用作编号：编号以小写字母开头，只含小写字母、数字、- 和 _"),
    "bad-version": N_("「{value}」不是版本号，请写成 1 或 1.2"),
    "empty-text": N_("这里不能是空白，请填写"),
    "too-long": N_("内容太长，最多 {limit} 个字符"),
    "out-of-range": N_("「{value}」超出范围，应 {range}"),
}
register(MESSAGES)

_EXPECTED = {
    "list_type": N_("列表（每项以「- 」开头，或写在方括号里）"),
    "dict_type": N_("一组「键: 值」"),
    "model_type": N_("一组「键: 值」"),
    "model_attributes_type": N_("一组「键: 值」"),
    "string_type": N_("文字"),
    "int_parsing": N_("整数"),
    "int_type": N_("整数"),
    "int_from_float": N_("整数"),
}
_PLAIN = {
    "value_error": "not-a-number",
    "date": "not-a-date",
    "bool": "not-a-switch",
    "string_too_short": "empty-text",
}  # beginnings of pydantic's error types that need no values
_ROUNDS = 12  # each patch may uncover the next layer of a nested part; the document is no deeper than this


def read(document: Document) -> tuple[Scheme | None, Report]:
    """The typed scheme, patched where its shape was wrong; ``None`` when too little is left to check anything else."""
    data = deepcopy(document.data)
    report = Report(document)
    for _ in range(_ROUNDS):
        try:
            return Scheme.model_validate(data), report
        except ValidationError as found:
            details = found.errors(include_url=False)
        if not isinstance(data, dict):
            report.add("wrong-type", (), expected=_EXPECTED["dict_type"])
            return None, report
        found_here = [(_real_path(detail["loc"], data), detail) for detail in _outermost(details)]
        if not _rename(data, found_here, report):
            for path, detail in found_here:
                _report(report, detail, path)
            for path, detail in found_here:
                if _real_path(detail["loc"], data) == path:  # it is not, when a patch around it has replaced it
                    report.broken |= patch(data, path, detail)
    return None, report


def _rename(data: dict[str, Any], found: list[tuple[Path, ErrorDetails]], report: Report) -> bool:
    """Mend slips in keys first, as what is missing may be there under the wrong name; whether there were any."""
    renamed = False
    for path, detail in found:
        if detail["type"] in UNKNOWN_KEY:
            meant = rename(data, path)
            if meant is not None:
                _report(report, detail, path)
                report.typed[meant] = report.as_typed(path)
                renamed = True
    return renamed


def _outermost(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """One finding a place: a union reports each of its branches."""
    kept: dict[tuple[int | str, ...], ErrorDetails] = {}
    for detail in details:
        branches = [index for index, part in enumerate(detail["loc"]) if _is_branch(part)]
        place = detail["loc"][: branches[0]] if branches else detail["loc"]
        kept.setdefault(place, detail)
    return list(kept.values())


def _is_branch(part: int | str) -> bool:
    """Whether a part of pydantic's path names the branch of a union, not a place in the document."""
    return isinstance(part, str) and (part.startswith(("function-", "constrained-")))


def _real_path(loc: tuple[int | str, ...], data: Any) -> Path:  # noqa: ANN401 - any YAML
    """The longest beginning of ``loc`` that exists in the document. Pydantic writes date keys as Python does."""
    path: list[Key] = []
    for part in loc:
        step: Key | None = part
        if isinstance(data, Mapping) and part not in data:
            step = next((key for key in data if part in (str(key), repr(key))), None)
        elif isinstance(data, list) and not (isinstance(part, int) and part < len(data)):
            step = None
        if step is None or not isinstance(data, Mapping | list):
            break
        data = data[step]  # type: ignore[index]  # the kind of step fits the kind of container, as just seen
        path.append(step)
    return tuple(path)


def _report(report: Report, detail: ErrorDetails, path: Path) -> None:
    kind = detail["type"]
    if kind in UNKNOWN_KEY and (code := _planned(path)) is not None:
        report.add(code, (*path, KEY))
    elif kind in UNKNOWN_KEY:
        known, key = fields_at(path[:-1]), str(path[-1])
        hint = did_you_mean(key, known) or N_("。")
        report.add("unknown-key", (*path, KEY), key=key, hint=hint, known=listed(known))
    elif kind == "missing":
        report.add("missing-key", path, key=str(detail["loc"][-1]))
    elif detail["input"] is None:
        report.add("empty-value", (*path, KEY), key=str(path[-1]))
    else:
        code, values = _explain(kind, detail.get("ctx", {}))
        if "{value}" in MESSAGES[code]:
            values["value"] = _shown(detail["input"])
        place = (*path, KEY) if detail["loc"][-1:] == (KEY,) else path
        if not report.is_broken(path):
            report.place(Problem(code, values, report.document.place(report.as_typed(place))))


def _planned(path: Path) -> str | None:
    """The code for a key that the language has a place for, but nothing that carries it out."""
    if path == ("deadlines",):
        return "deadlines-not-read"
    return "member-figure" if path[:1] == ("figures",) and path[2:] == ("of",) else None


def _explain(kind: str, context: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The code for one of pydantic's error types, with the values that its words need."""
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        return ("bad-id" if "a-z" in pattern else "bad-version" if "0-9" in pattern else "bad-name"), {}
    limits = {"less_than_equal": f"≤ {context.get('le')}", "greater_than_equal": f"≥ {context.get('ge')}"}
    if kind in limits:
        return "out-of-range", {"range": limits[kind]}
    if kind == "literal_error":
        return "not-allowed", {"allowed": _allowed(context)}
    if kind == "string_too_long":
        return "too-long", {"limit": str(context["max_length"])}
    for start, code in _PLAIN.items():
        if kind.startswith(start):
            return code, {}
    return "wrong-type", {"expected": _EXPECTED.get(kind, N_("文字或数"))}


def _allowed(context: Mapping[str, Any]) -> str:
    return str(context.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")


def _shown(value: Any) -> str:  # noqa: ANN401 - any YAML
    text = str(value)
    limit = 40
    return text if len(text) <= limit else text[:limit] + "…"
