"""One part of a draft as a form: made from the document, and turned back into the smallest edits of its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from wtforms import FieldList, Form, FormField

from portal.schemes import words
from portal.schemes.changes import edits
from portal.schemes.fields import ConditionField, GridField
from portal.schemes.forms import Data, PartForm, fits, form_of, from_form, to_form
from portal.schemes.parts import HEAD, HEAD_KEYS, KINDS, PartKind, path_of, value_at
from portal.schemes.places import condition_fields
from portal.schemes.renames import renames
from rules.compiled import CATEGORIES
from rules.condition_rows import OPERATORS
from rules.document import Document
from rules.labels import PARTS
from rules.lookup import YES_NO
from rules.model import FieldKind
from rules.model import Scheme as SchemeModel
from rules.report import Path
from rules.revise import Edit
from rules.writing import laid_out


@dataclass(frozen=True, slots=True)
class Offer:
    """What the templates ask of a form: words, and names to choose from."""

    kind: str
    offers: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @property
    def operators(self) -> list[tuple[str, str]]:
        """Signs with their words."""
        return [(sign, _(said)) for sign, said in OPERATORS.items()]

    def label(self, key: str) -> str:
        """A key in words."""
        return _("名称") if key == "name" else words.label(key)

    def choice(self, key: str, value: str) -> str:
        """A fixed value in words."""
        return words.choice(key, value)

    def values(self, kind: FieldKind) -> Sequence[str]:
        """What a field of a condition may be."""
        return YES_NO if kind.type == "yes_no" else kind.values


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document to be edited; ``name`` is empty for one that is still to be added."""

    kind: str
    name: str
    path: Path
    data: Data

    @property
    def spec(self) -> PartKind | None:
        """Its kind; none for the head."""
        return KINDS.get(self.kind)

    @property
    def title(self) -> str:
        """What people call it."""
        if self.kind == HEAD:
            return str(_("基本信息"))
        return str(self.data.get("title") or self.name) or _("新的%(kind)s", kind=_(PARTS[self.kind]))


def find(document: Document, kind: str, name: str) -> Part | None:
    """The part at an address, if it is there and of a shape that a form can hold."""
    if kind == HEAD:
        top = document.data if isinstance(document.data, dict) else {}
        part = Part(HEAD, HEAD, (), {key: top[key] for key in HEAD_KEYS if key in top})
        return part if fits(SchemeModel, part.data) else None
    spec = KINDS.get(kind)
    path = path_of(document, spec, name) if spec else None
    if spec is None or path is None:
        return None
    data = value_at(document, path)
    return Part(kind, name, path, data) if fits(spec.model, data) else None


def form_for(part: Part) -> PartForm:
    """The form: with what was posted, if anything was, else with what stands in the document."""
    spec = part.spec
    if spec is None:
        made = form_of(SchemeModel, keys=HEAD_KEYS)
        filled = to_form(SchemeModel, part.data)
    else:
        made = form_of(spec.model, named=spec.named)
        filled = to_form(spec.model, part.data)
    form: PartForm = made(data={**filled, "name": part.name} if spec and spec.named else filled)
    return form


def dress(form: Form, kind: str, scheme: SchemeModel) -> None:
    """Before it is shown: tell conditions their fields and grids their columns."""
    _dress(form, kind, scheme, fact_of(form), "")


def spare(form: Form) -> None:
    """A blank entry at the end of each list, to be filled in."""
    for each in form:
        if isinstance(each, FieldList):
            if each.max_entries is None or len(each.entries) < each.max_entries:
                each.append_entry()
            for entry in each.entries:
                spare(entry.form)
        elif isinstance(each, FormField):
            spare(each.form)


def changed(part: Part, form: PartForm, document: Document) -> list[Edit]:
    """The edits that a posted form asks for."""
    spec = part.spec
    data = from_form(spec.model if spec else SchemeModel, form, part.data)
    inside = renames(part.path, part.data, form, data)
    if spec is None:
        return [*edits((), part.data, data), *inside]
    name = (form["name"].data or "").strip() if spec.named else ""
    if part.name:
        rename = [Edit(part.path, "rename", name)] if spec.named and name and name != part.name else []
        rename += [] if spec.named else _renamed(part, data)
        return [*edits(part.path, part.data, data), *inside, *rename]
    held = document.data.get(spec.key) if isinstance(document.data, dict) else None
    if held:
        path: Path = (spec.key, name) if spec.named else (spec.key,)
        return [Edit(path, "add", "\n".join(laid_out(data)))]
    first = {name: data} if spec.named else [data]
    return [Edit((spec.key,), "put", "\n".join(laid_out(first)))]


def _renamed(part: Part, data: Data) -> list[Edit]:
    """A new title or id is a new name in formulas and sections: what refers to it follows."""
    found = []
    for key in ("title", "id") if part.kind in ("items", "indicators", "sections") else ("id",):
        old, new = part.data.get(key), data.get(key)
        if isinstance(old, str) and isinstance(new, str) and old != new:
            data[key] = old
            found.append(Edit((*part.path, key), "rename", new))
    return found


def offers(kind: str, scheme: SchemeModel, fact: str) -> Offer:
    """Names to choose from, by key."""
    rules = [(rule.id, rule.title) for rule in (*scheme.items, *scheme.indicators, *scheme.sections)]
    categories = [(word, "") for word in CATEGORIES.values()] if scheme.items else []
    fields = scheme.facts[fact].fields if fact in scheme.facts else {}
    found = {
        **{key: [(name, "") for name in scheme.facts] for key in ("fact", "late", "yields")},
        "of": [*rules, *categories],
        "total": rules,
        "field": [(name, "") for name in fields],
        "parent": [(name, "") for name in scheme.subjects],
    }
    if kind == "subjects":
        found["value"] = [(value, name) for name, values in scheme.classes.items() for value in values]
    return Offer(kind, found)


def fact_of(form: Form) -> str:
    """The kind of fact that a form's rule is for."""
    within = next((form[name].form for name in ("when", "about") if name in form), form)
    held: Any = within["fact"] if "fact" in within else None  # noqa: SIM401 - a form is no dict
    return str(held.data or "").strip() if held is not None else ""


def _dress(form: Form, kind: str, scheme: SchemeModel, fact: str, prefix: str) -> None:
    for each in form:
        place = f"{prefix}{each.short_name}"
        if isinstance(each, ConditionField):
            each.known = condition_fields(scheme, kind, place, fact=fact) or {}
            each.parameters = scheme.parameters
        elif isinstance(each, GridField):
            keys = form["keys"].items if "keys" in form else []
            each.shape([*keys, _("值")] if keys else each.heads or [_("值")])
        elif isinstance(each, FormField):
            _dress(each.form, kind, scheme, fact, f"{place}-")
        elif isinstance(each, FieldList):
            for entry in each.entries:
                _dress(entry.form, kind, scheme, fact, f"{place}-")
        if isinstance(each, FieldList) and place == "changes" and "keys" in form:
            for entry in each.entries:
                entry.form["rows"].shape([*form["keys"].items, _("值")])
