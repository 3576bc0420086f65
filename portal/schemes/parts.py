"""The parts of a scheme that people read and edit one at a time: their words, their keys, their place in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from portal.schemes.forms import shape_of
from rules.document import Document
from rules.labels import PARTS
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


HEAD_KEYS = (
    "version", "title", "effective", "basis", "appraises", "subject_column", "period", "unit", "units", "rounding",
    "ranking", "ranking_basis", "ranked", "total", "chain", "classes", "member_classes", "overrides",
)  # fmt: skip
"""The keys at the top of the document that are edited together, in the order of their form."""

_MEANS: Mapping[str, str] = {
    "subjects": N_("办法点名的单位，各属哪一类、上级是谁"),
    "parameters": N_("可以调的数、选项"),
    "tables": N_("按类别查的数"),
    "facts": N_("登记哪些事、每件事填哪些字段"),
    "figures": N_("上报的数和由它们算出的数"),
    "items": N_("每一件事计多少分"),
    "indicators": N_("由统计数算出的得分"),
    "sections": N_("怎样合成总分"),
    "ladders": N_("第几次、多严重，发什么卡"),
    "votes": N_("委员会表决什么、几人到、多少同意"),
    "chains": N_("申请加减由谁逐级确认、几天内办"),
    "share_outs": N_("团队所得怎样分到人"),
    "grades": N_("年终等次的门槛、名额和限制"),
}
_TITLES: Mapping[str, str] = {"sections": N_("分项与综合")}


def _kinds() -> Iterator[PartKind]:
    """Every part of the model that holds things with a name or an id: a new one has its form at once."""
    found = {name: shape_of(Scheme, name) for name in Scheme.model_fields if name not in HEAD_KEYS}
    for key in sorted(found, key=lambda name: list(_MEANS).index(name) if name in _MEANS else len(_MEANS)):
        shape, holds = found[key]
        if shape in ("named", "parts"):
            title = _TITLES.get(key, PARTS[key])
            yield PartKind(key, title, holds, named=shape == "named", means=_MEANS.get(key, ""))


KINDS: Mapping[str, PartKind] = {kind.key: kind for kind in _kinds()}
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
