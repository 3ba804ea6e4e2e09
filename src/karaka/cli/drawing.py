"""A sentence's kāraka tree drawn as text, a line a chunk."""

from __future__ import annotations

from collections.abc import Iterator

from karaka.cli.conllu import flat
from karaka.cli.glosses import relation_gloss
from karaka.parsing.parser import Parse


def chunk_words(parse: Parse) -> dict[int, str]:
    """For every chunk (by its head) its words."""
    found: dict[int, list[str]] = {}
    for i, form in enumerate(parse.forms):
        head = i if parse.relations[i] != "-" else parse.heads[i]
        found.setdefault(head, []).append(flat(form))
    return {head: " ".join(words) for head, words in found.items()}


def tree(parse: Parse) -> Iterator[str]:
    """The lines of the drawing; an empty sentence has none."""
    words = chunk_words(parse)
    children: dict[int, list[int]] = {}
    for head in words:
        children.setdefault(parse.heads[head], []).append(head)
    # an explicit stack: a sentence of a thousand tokens may be a thousand chunks deep
    stack = [(node, "", True, True) for node in reversed(children.get(-1, []))]
    while stack:
        node, margin, last, root = stack.pop()
        branch = "" if root else "└─ " if last else "├─ "
        yield f"{margin}{branch}{words[node]}  {_label(parse, node)}"
        below = "" if root else margin + ("   " if last else "│  ")
        kids = children.get(node, [])
        stack += [(kid, below, k == len(kids) - 1, False) for k, kid in reversed(list(enumerate(kids)))]


def _label(parse: Parse, node: int) -> str:
    name = parse.names[node][2:]
    relation = parse.relations[node]
    gloss = relation_gloss(relation)
    label = f"{relation}: {gloss}" if gloss else relation
    return f"[{label}{f'; {name}' if name else ''}]"
