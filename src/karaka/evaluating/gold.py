"""The gold format: what a person found in an article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from karaka.errors import InputError

Offsets = tuple[int, int]


class GoldParty(msgspec.Struct, frozen=True):
    span: Offsets | None = None
    country: str | None = ""
    sector: str | None = ""


class GoldDate(msgspec.Struct, frozen=True):
    span: Offsets | None = None
    value: str | None = ""


class GoldPlace(msgspec.Struct, frozen=True):
    span: Offsets | None = None
    country: str | None = ""


class GoldEvent(msgspec.Struct, frozen=True):
    trigger: Offsets
    type: str
    factuality: str
    mode: str = ""
    actors: list[GoldParty] = []
    recipients: list[GoldParty] = []
    date: GoldDate | None = None
    place: GoldPlace | None = None
    sources: list[Offsets] = []
    sentence: int = -1


class GoldAttribution(msgspec.Struct, frozen=True):
    content: Offsets
    kind: str
    source: Offsets | None = None
    cue: Offsets | None = None
    via: Offsets | None = None


class GoldDocument(msgspec.Struct, frozen=True):
    id: str
    text: str
    events: list[GoldEvent]
    attributions: list[GoldAttribution]
    publisher: str | None = None
    published: str | None = None
    title: str | None = None


def read_gold(path: Path) -> list[GoldDocument]:
    """All documents of a gold file. Raises InputError naming file and line."""
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    found = [_document(f"{path}:{i}", line) for i, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise InputError(f"{path} holds no document")
    return found


def _document(where: str, line: bytes) -> GoldDocument:
    try:
        data: Any = json.loads(line)
        return msgspec.convert(data, GoldDocument)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not in the gold format: {error}") from None
