"""The parts of a scheme that people read and edit one at a time: their words, their keys, their place in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from rules import model
from rules.document import Document
from rules.model import Scheme
from rules.problem import N_
from rules.report import Path


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part. ``key`` is where it stands in the document; named parts are a map, the others a list with ids."""

    key: str
    title: str
    model: type[BaseModel]
    named: bool
    means: str


KINDS: Mapping[str, PartKind] = {
    kind.key: kind
    for kind in (
        PartKind("parameters", N_("参数"), model.Parameter, named=True, means=N_("可以调的数、选项")),
        PartKind("tables", N_("权重表"), model.Table, named=True, means=N_("按类别查的数")),
        PartKind("facts", N_("事实"), model.FactKind, named=True, means=N_("登记哪些事、每件事填哪些字段")),
        PartKind("figures", N_("统计数"), model.Figure, named=True, means=N_("上报的数和由它们算出的数")),
        PartKind("items", N_("计分项"), model.Item, named=False, means=N_("每一件事计多少分")),
        PartKind("indicators", N_("指标"), model.Indicator, named=False, means=N_("由统计数算出的得分")),
        PartKind("sections", N_("分项与综合"), model.Section, named=False, means=N_("怎样合成总分")),
        PartKind("ladders", N_("阶梯规则"), model.Ladder, named=False, means=N_("第几次、多严重，发什么卡")),
        PartKind("share_outs", N_("分配"), model.ShareOut, named=False, means=N_("团队所得怎样分到人")),
    )
}
HEAD = "head"  # the keys at the top of the document, edited together


def names_of(scheme: Scheme, kind: PartKind) -> list[str]:
    """Names or ids of the parts of a kind, in the order of the document."""
    parts = getattr(scheme, kind.key)
    return list(parts) if kind.named else [part.id for part in parts]


def path_of(document: Document, kind: PartKind, name: str) -> Path | None:
    """Where a part stands: by its name, or by its id in a list; ``None`` when it is not there."""
    found = document.data.get(kind.key) if isinstance(document.data, dict) else None
    if kind.named and isinstance(found, dict):
        return (kind.key, name) if name in found else None
    if not kind.named and isinstance(found, list):
        places = [place for place, part in enumerate(found) if isinstance(part, dict) and part.get("id") == name]
        return (kind.key, places[0]) if places else None
    return None


def value_at(document: Document, path: Path) -> Any:  # noqa: ANN401 - any YAML
    """The data at a path that is there."""
    found = document.data
    for step in path:
        found = found[step]
    return found


def kind_and_name(data: Any, path: Path) -> tuple[str, str] | None:  # noqa: ANN401 - any YAML
    """Which part a path lies in, as an address names it."""
    if len(path) < 2 or path[0] not in KINDS or not isinstance(data, dict):  # noqa: PLR2004 - kind and name
        return None
    kind = KINDS[str(path[0])]
    if kind.named:
        return kind.key, str(path[1])
    parts = data.get(kind.key)
    if (
        isinstance(parts, list)
        and isinstance(path[1], int)
        and path[1] < len(parts)
        and isinstance(parts[path[1]], dict)
    ):
        return kind.key, str(parts[path[1]].get("id", ""))
    return None
