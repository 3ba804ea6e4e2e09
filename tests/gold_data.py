"""Gold documents with their texts, where the shared data is present."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"
OWN = Path(__file__).parent / "gold"


@cache
def raw(name: str) -> dict[str, str]:
    with gzip.open(SHARED / "data" / name, "rt", encoding="utf-8") as lines:
        return {d["id"]: d["text"] for d in map(json.loads, lines)}


def own(name: str) -> list[dict[str, Any]]:
    """Our own gold (train or test) with the texts put back."""
    docs = [json.loads(line) for line in (OWN / f"own-{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    for doc in docs:
        text = raw(doc["raw"])[doc["raw_id"]]
        doc["text"] = text[slice(*doc["slice"])] if doc["slice"] else text
    return docs


def dev(*, held: bool | None = None) -> list[dict[str, Any]]:
    """The shared dev gold; held: only the ten documents set aside by hash, or only the others."""
    docs = [json.loads(line) for line in (SHARED / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    aside = sorted((d["id"] for d in docs), key=lambda i: hashlib.sha256(i.encode()).hexdigest())[:10]
    return docs if held is None else [d for d in docs if (d["id"] in aside) == held]
