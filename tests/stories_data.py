"""The corpus of stories as articles with their gold: see the head of tests/corpora/stories.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from karaka.coder import Coder, Input
from karaka.records import Coding

CORPUS = Path(__file__).parent / "corpora" / "stories.yaml"
_NUKTA = str.maketrans({"\u093c": None, "ँ": "ं", **{chr(0x958 + i): c for i, c in enumerate("कखगजडढफय")}, **dict(zip("0123456789", "०१२३४५६७८९", strict=True))})


class Line(msgspec.Struct, frozen=True):
    """A sentence, and the happening that it is about: None for background and other matters."""

    text: str
    about: str | None


class Gold(msgspec.Struct, frozen=True):
    """An article of the corpus: its happening, its duplicate group, its half, and what its lines are about."""

    input: Input
    story: str
    group: str
    half: str
    lines: list[Line]


def _lines(body: str, happening: str) -> list[Line]:
    out = []
    for line in body.strip().splitlines():
        if line.startswith("@"):
            about, _, words = line[1:].partition(" ")
            out.append(Line(words, about or None))
        else:
            out.append(Line(line, happening))
    return out


def _article(happening: dict[str, Any], number: int, name: str, publisher: str, edits: dict[str, Any]) -> Gold:
    text, group = happening[name], f"{happening['id']}/{name}"
    title, line = edits.get("title", text["title"]), edits.get("line", text["line"]) or ""
    lines = _lines(text["body"], happening["id"])[: edits.get("keep")]
    lines = [s for i, s in enumerate(lines) if i not in edits.get("drop", ())]
    for where, at in (("first", 0), ("add", len(lines))):
        if where in edits:
            lines.insert(at if where == "first" else len(lines), Line(edits[where], None))

    def edited(words: str) -> str:
        for old, new in edits.get("swap", {}).items():
            words = words.replace(old, new)
        return words.translate(_NUKTA) if edits.get("spell") else words

    lines = [Line(edited(s.text), s.about) for s in lines]
    body = edited(line) + " ".join(s.text for s in lines)
    if "credit" in edits:
        body += f" {edits['credit']}"
    article = Input(id=f"{happening['id']}/{number}", title=edited(title), text=body, published=edits.get("day", text["day"]), publisher=publisher)
    return Gold(article, happening["id"], group, happening["half"], lines)


@cache
def happenings() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(CORPUS.read_text(encoding="utf-8"))
    return loaded


def articles() -> Iterator[Gold]:
    """All articles, in the order of their days."""
    found = [_article(h, i, name, publisher, rest[0] if rest else {}) for h in happenings() for i, (name, publisher, *rest) in enumerate(h["articles"])]
    return iter(sorted(found, key=lambda g: (g.input.published or "", g.input.id or "")))


@cache
def coded() -> list[tuple[Gold, Coding]]:
    """The corpus run through the real coder."""
    coder = Coder()
    return [(gold, coder.code_input(gold.input)) for gold in articles()]
