"""ISCII (IS 13194:1991), the Indian standard's 8-bit encoding, as Unicode."""

from __future__ import annotations

from functools import cache

import msgspec

from karaka.reading.hi import data

_VIRAMA, _NUKTA, _ATTRIBUTE, _EXTENSION = 0xE8, 0xE9, 0xEF, 0xF0


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """letters: of the bytes from 0xa1; digits_from: the byte of zero; with_nukta: letter to that letter with a nukta."""

    letters: str
    digits_from: int
    with_nukta: dict[str, str]


@cache
def _tables() -> tuple[dict[int, str], dict[str, str]]:
    table = data("iscii.yaml", Table)
    letters = table.letters.replace("INV", "\u200d").split(" ")
    digits = {table.digits_from + n: chr(0x966 + n) for n in range(10)}
    return {0xA1 + n: letter for n, letter in enumerate(letters)} | digits, table.with_nukta


def decode_iscii(data: bytes) -> str | None:
    """As Unicode; None if a byte stands in it that ISCII has no letter for."""
    letters, with_nukta = _tables()
    out: list[str] = []
    at = 0
    while at < len(data):
        byte, after = data[at], data[at + 1] if at + 1 < len(data) else 0
        at += 1
        if byte < 0x80:
            out.append(chr(byte))
        elif byte in (_ATTRIBUTE, _EXTENSION):
            at += 1
        elif byte not in letters:
            return None
        elif byte == _VIRAMA and after in (_VIRAMA, _NUKTA):
            out.append("\u094d\u200c" if after == _VIRAMA else "\u094d\u200d")
            at += 1
        elif after == _NUKTA and letters[byte] in with_nukta:
            out.append(with_nukta[letters[byte]])
            at += 1
        else:
            out.append(letters[byte])
    return "".join(out)
