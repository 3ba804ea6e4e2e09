"""What a store gives, read to its end before any of it is written, so that a slow reader (a pager) does not keep the store open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from karaka.cli.output import Output, failed

MEMORY = 32 * 1024 * 1024
"""Bytes that are held in memory; what is longer goes to a temporary file."""
CHUNK = 1 << 16


@contextmanager
def spool() -> Iterator[IO[bytes]]:
    """A place for bytes until they are written out."""
    with tempfile.SpooledTemporaryFile(max_size=MEMORY) as place:
        yield place


def fill(place: IO[bytes], pieces: Iterable[bytes]) -> None:
    """Take all pieces. Raises OutputError if the disk for temporary files is full."""
    try:
        for piece in pieces:
            place.write(piece)
    except OSError as error:
        raise failed("a temporary file", error) from None


def pour(place: IO[bytes], out: Path | None) -> None:
    """Write what was taken, from the beginning, to a file or to standard output."""
    place.seek(0)
    with Output(out) as output:
        while chunk := place.read(CHUNK):
            output.write(chunk)
