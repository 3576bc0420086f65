"""The published JSON Schema of the scheme document: ``python -m rules.schema > docs/scheme.schema.json``."""

from __future__ import annotations

import json
import sys

from rules.model import Scheme


def schema_text() -> str:
    """The schema as it is published. It knows shapes only; what parts mean together is for ``./hengji check``."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Scheme.model_json_schema(by_alias=True)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
