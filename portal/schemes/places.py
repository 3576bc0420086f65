"""What may be written at a place of a part: the names of a formula, the fields of a condition.

Places are field names of forms without positions: ``points``, ``when-where``, ``steps-where``, ``window-months``. The
checker decides the same in :mod:`rules.compile` and :mod:`rules.quantities`; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from rules.model import FactKind, FieldKind, Figure, Scheme
from rules.scope import Scope, Scopes

_NO_FACT = FactKind()


def formula_scope(
    scheme: Scheme, kind: str, place: str, *, fact: str = "", full_marks: bool = False, among: str = ""
) -> Scope | None:
    """The names that a formula at a place may use; ``None`` when no formula stands there. ``among`` is whom a share-out
    divides its pool among.
    """
    scopes = Scopes(scheme)
    declared = scheme.facts.get(fact, _NO_FACT)
    made = {
        ("items", "points"): lambda: scopes.fact(declared),
        ("indicators", "points"): lambda: scopes.quantity(full_marks=full_marks),
        ("indicators", "cap"): lambda: scopes.quantity(full_marks=full_marks),
        ("indicators", "floor"): lambda: scopes.quantity(full_marks=full_marks),
        ("indicators", "full_marks"): scopes.quantity,
        ("sections", "full_marks"): scopes.quantity,
        ("sections", "parts-weight"): scopes.quantity,
        ("figures", "formula"): lambda: scopes.figure(Figure()),
        ("ladders", "steps-points"): lambda: scopes.step(declared),
        ("ladders", "steps-deadline"): lambda: scopes.step(declared),
        ("ladders", "window-months"): scopes.constant,
        ("votes", "quorum"): scopes.committee,
        ("votes", "majority-above"): scopes.constant,
        ("chains", "steps-deadline"): scopes.constant,
        ("grades", "levels-quota"): lambda: scopes.group(scheme.classes),
        ("grades", "levels-raised"): lambda: scopes.group(scheme.classes),
        ("grades", "levels-seats"): lambda: scopes.group(scheme.classes),
        ("share_outs", "pool"): lambda: scopes.group(scheme.classes) if among == "subjects" else scopes.quantity(),
        ("share_outs", "by"): scopes.quantity if among == "subjects" else scopes.member,
    }
    make = made.get((kind, place))
    return make() if make else None


def condition_fields(scheme: Scheme, kind: str, place: str, *, fact: str = "") -> Mapping[str, FieldKind] | None:
    """The fields that a condition at a place may compare; ``None`` when no condition stands there."""
    scopes = Scopes(scheme)
    declared = scheme.facts.get(fact, _NO_FACT)
    if place == "applies":
        return scopes.classes
    made: Mapping[tuple[str, str], Mapping[str, FieldKind]] = {
        ("items", "when-where"): declared.fields,
        ("ladders", "when-where"): declared.fields,
        ("ladders", "counts"): declared.fields,
        ("ladders", "same_if"): scopes.parameters,
        ("ladders", "steps-where"): scopes.step_fields(declared),
        ("figures", "where"): declared.fields,
        ("grades", "base"): scopes.outcome(),
        ("grades", "levels-where"): scopes.outcome(),
        ("grades", "levels-outside"): scopes.outcome(),
        ("grades", "limits-where"): scopes.outcome(),
        ("votes", "about-where"): declared.fields,
        ("chains", "steps-who"): scopes.persons,
        ("chains", "steps-applies"): scopes.persons,
    }
    return made.get((kind, place))
