"""The JSON Schema of the record, made from its types."""

from __future__ import annotations

from typing import Any

import msgspec

from karaka.records import SCHEMA, Coding


def record_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of karaka/1: every key is always present, and there are no others."""
    (top,), components = msgspec.json.schema_components([Coding], ref_template="#/$defs/{name}")
    for part in components.values():
        if part.get("type") == "object":
            part["required"] = list(part["properties"])
            part["additionalProperties"] = False
            for value in part["properties"].values():
                value.pop("default", None)
    components["Coding"]["properties"]["schema"] = {"const": SCHEMA}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Karaka record, {SCHEMA}", **top, "$defs": components}
