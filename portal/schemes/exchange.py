"""Files: a version as YAML and as a workbook, and back into a draft with its differences shown first."""

from __future__ import annotations
from portal.schemes.pages import blueprint
from portal.access import needs
from workflow.permissions import Permission

@blueprint.get("/<int:version_id>/export.<any(yaml, xlsx):kind>")
@needs(Permission.SCHEMES_READ)
def export(version_id: int, kind: str): return ""

@blueprint.get("/<int:version_id>/draft/bring")
@needs(Permission.SCHEMES_READ)
def bring(version_id: int): return ""
