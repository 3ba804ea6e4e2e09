"""A parse as CoNLL-U."""

from __future__ import annotations

import regex

from karaka.parsing.hi.treebank import UPOS
from karaka.parsing.parser import Parse

_SPACE = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}]+")
_GENDER = {"m": "Masc", "f": "Fem", "n": "Neut"}
_NUMBER = {"sg": "Sing", "pl": "Plur", "dual": "Dual"}
_CASE = {"d": "Nom", "o": "Acc"}
INSIDE = "mod"
"""The relation of a token to the head of its chunk."""


def flat(text: str) -> str:
    """Text that fits one column or comment: no tabs, no line breaks."""
    return _SPACE.sub(" ", text)


def feats(parse: Parse, i: int) -> str:
    """Case, Gender, Number, Person; Vib is the suffix (tense, aspect, mood or a fused postposition)."""
    m = {name: values[i] for name, values in parse.morph.items()}
    person = m.get("person", "")[:1]
    found = {
        "Case": _CASE.get(m.get("case", ""), ""),
        "Gender": _GENDER.get(m.get("gender", ""), ""),
        "Number": _NUMBER.get(m.get("number", ""), ""),
        "Person": person if person in ("1", "2", "3") else "",
        "Vib": m.get("suffix", "") if m.get("suffix", "") not in ("0", "any") else "",
    }
    return "|".join(f"{name}={value}" for name, value in found.items() if value) or "_"


def token(parse: Parse, i: int) -> str:
    tag = parse.tags[i]
    inside = parse.relations[i] == "-"
    misc = f"Chunk={parse.chunks[i]}|NER={parse.names[i]}|start={parse.starts[i]}|end={parse.ends[i]}"
    columns = (
        str(i + 1), flat(parse.forms[i]), flat(parse.lemmas[i]) or "_", UPOS.get(tag, "X"), tag, feats(parse, i), str(parse.heads[i] + 1),
        INSIDE if inside else parse.relations[i], "_", misc,
    )  # fmt: skip
    return "\t".join(columns)


def block(parse: Parse, number: int, text: str) -> str:
    """A sentence with its comments and the blank line that ends it."""
    lines = [f"# sent_id = {number}", f"# text = {flat(text)}", *(token(parse, i) for i in range(len(parse)))]
    return "\n".join(lines) + "\n\n"
