"""CoNLL-U in and out, as much of it as the comparison needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """One token: head is 1-based, 0 for the root."""

    form: str
    lemma: str
    tag: str
    head: int
    relation: str


def read(path: Path) -> Iterator[list[Row]]:
    """The sentences of a file."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        fields = [line.split("\t") for line in block.splitlines() if line]
        if fields:
            yield [Row(f[1], f[2], f[4], int(f[6]), f[7]) for f in fields]


def write(path: Path, sentences: Iterable[list[Row]]) -> None:
    """The file that attach.py of the data folder reads."""
    with path.open("w", encoding="utf-8") as out:
        for rows in sentences:
            out.writelines(f"{i}\t{r.form}\t{r.lemma or '_'}\t_\t{r.tag}\t_\t{r.head}\t{r.relation}\t_\t_\n" for i, r in enumerate(rows, 1))
            out.write("\n")
