"""Composing: a template and its values become a sheet, with the paper's proof on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.press.preflight import GATES, gate
from reports.press.proof import code_of, foot_mark, qr
from reports.press.sheet import Proof, Sheet
from reports.press.text import brief, harmless
from shown.language import language, say, say_number
from shown.writing import amount, dated, day, node_value, signed

ROOT = Path(__file__).resolve().parents[2]
STYLE = "press.css"
# Private-use characters stand where code and picture go: no user's text can hold one, harmless() drops them.
_CODE, _PICTURE = "\ue0c0", "\ue0c1"
_NEVER = datetime(2000, 1, 1, tzinfo=timezone.utc)  # a paper that rests on no record has no moment of its own


@dataclass(frozen=True, slots=True)
class Heading:
    """What ``templates/reports/base.html`` reads as ``paper``: the head and foot of each page, the proof, and the gate
    that the file will go through, as key and in words: known before, so that the paper can say it; the language.
    """

    title: str
    left: str
    right: str
    mark: str
    moment: str
    draft: tuple[str, ...]
    proof: Proof | None
    code: Markup
    picture: Markup
    gate: str
    gate_words: str
    language: str


def compose(
    template: str,
    values: Mapping[str, Any],
    *,
    name: str,
    title: str,
    left: str = "",
    right: str = "",
    mark: str = "",
    proof: Proof | None = None,
    draft: tuple[str, ...] = (),
    styles: tuple[str, ...] = (),
    attachment: Mapping[str, Any] | None = None,
) -> Sheet:
    """Fill in a template that extends ``reports/base.html``.

    ``left`` and ``right`` are the running head; ``mark`` is the foot's right corner, unless there is a ``proof`` to
    make it from. ``draft`` is for papers without a proof. ``attachment`` becomes ``score.json``. The same values give
    the same sheet: nothing here asks for the time.
    """
    moment = proof.moment if proof else _NEVER
    foot = foot_mark(proof.version, proof.inputs, proof.draft) if proof else mark
    checked = gate()
    heading = Heading(
        title, left, right, foot, moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        proof.draft if proof else draft, proof, Markup(_CODE), Markup(_PICTURE),  # noqa: S704 - our own two characters
        checked, say(GATES[checked]), language(),
    )  # fmt: skip
    html = environment().get_template(template).render(**values, paper=heading)
    attached = None if attachment is None else json.dumps(attachment, ensure_ascii=False, indent=1, sort_keys=True)
    content = sha256(f"{html}\0{attached}\0{styles}".encode()).hexdigest()
    code = code_of(proof, content) if proof else ""
    if proof:
        html = html.replace(_CODE, code).replace(_PICTURE, qr(code))
    return Sheet(name, title, html, (STYLE, *styles), content, moment, attached, code, proof, checked)


@cache
def environment() -> Environment:
    """Templates of papers. Autoescape is on by hand: Jinja's default does not know every ending. A name that the values
    lack is an error: on paper an empty place would pass unseen.
    """
    jinja = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    jinja.install_gettext_callables(say, say_number, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    jinja.filters.update(
        harmless=harmless, brief=brief, amount=amount, day=day, dated=dated, node_value=node_value, signed=signed
    )
    return jinja
