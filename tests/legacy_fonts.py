"""Writes Unicode Hindi in a legacy font, as a typist of that font would: the inverse of `karaka.reading.fonts`, for tests."""

from __future__ import annotations

import regex

from karaka.reading.fonts import Font

_C = r"[\u0915-\u0939]\u093c?"
_SYLLABLE = regex.compile(rf"(?P<reph>र्(?={_C}))?(?P<cluster>(?:{_C}\u094d)*{_C})(?P<sign>[\u093e-\u094c]?)(?P<nasal>[\u0901-\u0903]?)")
_SPLIT = {"ो": "ाे", "ौ": "ाै", "ॉ": "ाॅ", "ओ": "अाे", "औ": "अाै", "आ": "अा", "ऐ": "एे", "ऑ": "अाॅ", "ई": "इ\ue001"}


def windows_bytes(text: str) -> bytes:
    """Windows-1252, the characters from U+0080 to U+009F as the bytes of the same number."""
    return b"".join(c.encode("latin-1" if "\x80" <= c <= "\x9f" else "cp1252") for c in text)


class Typist:
    """text to the characters of a font."""

    def __init__(self, font: Font) -> None:
        self.font = font
        self.key: dict[str, str] = {}
        for glyph, letters in font.glyphs.items():
            if letters and (letters not in self.key or len(glyph) < len(self.key[letters])):
                self.key[letters] = glyph
        self._longest = max(map(len, self.key))

    def write(self, text: str) -> str:
        """Raises KeyError for a letter that the font's table has no character for."""
        return "".join(self._glyphs(part) for part in self._visual(text))

    def _visual(self, text: str) -> list[str]:
        """Letters in the order in which they stand on paper."""
        out, at = [], 0
        for m in _SYLLABLE.finditer(text):
            sign, before = m["sign"], ""
            if sign == "ि":
                sign, before = "", "\ue000"
            out += [text[at : m.start()], before, m["cluster"], sign, "\ue001" if m["reph"] else "", m["nasal"]]
            at = m.end()
        return [*out, text[at:]]

    def _glyphs(self, letters: str) -> str:
        if not letters:
            return ""
        for size in range(min(self._longest, len(letters)), 0, -1):
            if letters[:size] in self.key:
                return self.key[letters[:size]] + self._glyphs(letters[size:])
        if letters[0] in _SPLIT:
            return self._glyphs(_SPLIT[letters[0]] + letters[1:])
        if letters[0] in "़्":
            raise KeyError(letters)
        if f"{letters[0]}्" in self.key and letters[1:2] != "्":
            return self.key[f"{letters[0]}्"] + self.key["ा"] + self._glyphs(letters[1:])
        if letters[1:2] == "्" and letters[0] in self.key:
            return self.key[letters[0]] + self.key["्"] + self._glyphs(letters[2:])
        if "\u0900" <= letters[0] <= "\u097f":
            raise KeyError(letters)
        return letters[0] + self._glyphs(letters[1:])
