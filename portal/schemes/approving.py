"""From draft to publication: check, worked examples, impact on a real period, a second pair of eyes, publish again."""

from __future__ import annotations
from portal.schemes.pages import blueprint
from portal.access import needs
from workflow.permissions import Permission

@blueprint.get("/<int:version_id>/draft/check")
@needs(Permission.SCHEMES_READ)
def check(version_id: int): return ""
