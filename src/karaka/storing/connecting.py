"""Opening a DuckDB file for a moment: waiting while another process holds it, and DuckDB's errors as what a person can do about them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from karaka.errors import StoreError

PAUSE = 0.02
"""Seconds between two tries to open a file that is held; they grow to at most a fifth of a second."""
SAFE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False, "autoload_known_extensions": False, "allow_community_extensions": False,
    "python_enable_replacements": False,
}  # fmt: skip
"""Settings of every connection: nothing is loaded or fetched, and no Python variable is taken for a table."""


def held(error: duckdb.Error) -> bool:
    """Whether a file could not be opened since another process has it open."""
    words = str(error)
    return "Could not set lock" in words or "being used by another process" in words


def connected(path: Path, *, read_only: bool, patience: float, memory: str = "1GB", waiting: Callable[[], None] | None = None) -> duckdb.DuckDBPyConnection:
    """A connection of at most so much memory; while others hold the file, tries again for `patience` seconds and calls `waiting` once.

    Raises StoreError.
    """
    until, pause = time.monotonic() + patience, PAUSE
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only, config={**SAFE, "memory_limit": memory})
        except duckdb.Error as error:
            if not held(error) or time.monotonic() >= until:
                raise explained(path, error) from None
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
        if waiting and pause == 0.2:
            waiting()
            waiting = None


def explained(path: Path, error: duckdb.Error) -> StoreError:
    """DuckDB's error as what a person can do about it."""
    words = str(error)
    if held(error):
        return StoreError(f"{path} is locked: another program has it open; close that one (a notebook, a duckdb shell, another karaka) and try again")
    if "not a valid DuckDB database" in words:
        return StoreError(f"{path} is not a DuckDB database: choose another file")
    if "No space left" in words or "not enough disk" in words.lower() or "File too large" in words:
        return StoreError(f"{path}: the disk is full; what was stored before is kept, and the same command goes on from there")
    if "database does not exist" in words:
        return StoreError(f"{path}: no such database")
    return StoreError(f"{path} can't be used as a database: {words.splitlines()[0] if words else type(error).__name__}")
