"""Files that stand beside a scheme (``X.forms.yaml``, ``X.yearbooks.yaml``): read, and held against their shape."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from rules.compiled import Compiled
from rules.document import Document, parse
from rules.model_basis import Part, RuleId
from rules.problem import Problem

SCHEMES = Path(__file__).parent / "schemes"


class Beside(Part):
    """Every such file names the scheme that it belongs to."""

    scheme: RuleId


B = TypeVar("B", bound=Beside)


def read_beside(
    compiled: Compiled, kind: str, shape: type[B], folder: Path, *, code: str
) -> tuple[tuple[B, Document] | None, list[Problem]]:
    """``X.KIND.yaml`` with its document; ``None`` without problems where there is no such file.

    Problems are ``CODE-shape`` for each place that does not fit, and ``CODE-scheme`` for another scheme's file, with
    which the file is still handed back, so that its other problems can be told too.
    """
    name = compiled.scheme.scheme
    path = folder / f"{name}.{kind}.yaml"
    if not path.is_file():
        return None, []
    document, problems = parse(path.read_text(encoding="utf-8"), path.name)
    if document is None:
        return None, problems
    try:
        read = shape.model_validate(document.data)
    except ValidationError as error:
        places = [detail["loc"] for detail in error.errors(include_url=False)]
        return None, [
            Problem(f"{code}-shape", {"where": ".".join(map(str, one))}, document.place(one)) for one in places
        ]
    if read.scheme == name:
        return (read, document), []
    values = {"found": read.scheme, "expected": name}
    return (read, document), [Problem(f"{code}-scheme", values, document.place(("scheme",)))]
