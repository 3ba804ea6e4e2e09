"""What earlier runs fetched and have still to fetch: a small SQLite file that one run at a time may write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from karaka.errors import StoreError
from karaka.reading.fetching.feeds import Entry
from karaka.reading.fetching.urls import key_of

VERSION = 1
TRIES = 5
"""In how many runs a page that fails for the moment is tried."""
_SCHEMA = """
CREATE TABLE pages (key TEXT PRIMARY KEY, feed TEXT, entry TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
                    tries INTEGER NOT NULL DEFAULT 0, reason TEXT) WITHOUT ROWID;
CREATE INDEX pages_pending ON pages (feed) WHERE state = 'pending';
CREATE TABLE names (name TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE feeds (url TEXT PRIMARY KEY, etag TEXT, modified TEXT) WITHOUT ROWID;
CREATE TABLE robots (origin TEXT PRIMARY KEY, text TEXT NOT NULL, fetched REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE pauses (host TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE outputs (path TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
"""


class State:
    """Each change is one transaction: what a killed run leaves is whole. path: None keeps everything in memory, for one run.

    Raises StoreError if the file is another run's, or no such file.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        with self._reported():
            self.base = sqlite3.connect(path or ":memory:", timeout=0, isolation_level=None)
        try:
            with self._reported():
                self._prepare()
        except StoreError:
            self.base.close()
            raise

    def _prepare(self) -> None:
        """Take the file for this run alone, and lay out a new one."""
        self.base.execute("PRAGMA locking_mode = EXCLUSIVE")
        self.base.execute("PRAGMA synchronous = FULL")
        self.base.execute("BEGIN EXCLUSIVE")
        (version,) = self.base.execute("PRAGMA user_version").fetchone()
        if version == 0 and not self.base.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _SCHEMA.split(";"):
                self.base.execute(statement)
            self.base.execute(f"PRAGMA user_version = {VERSION}")
        elif version != VERSION:
            raise StoreError(f"{self.path} is not a state file of this version of karaka fetch: give another one with --state")
        self.base.execute("COMMIT")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.base.close()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """SQLite's errors as messages."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StoreError(f"{self.path} is in use: another karaka fetch is writing there, wait until it has ended") from None
            raise StoreError(f"{self.path}: the state can't be kept ({error})") from None
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{self.path} is not a state file of karaka fetch ({error}): give another one with --state") from None

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._reported():
            self.base.execute("BEGIN")
            try:
                yield self.base
            except BaseException:
                if self.base.in_transaction:
                    self.base.execute("ROLLBACK")
                raise
            self.base.execute("COMMIT")

    def is_done(self, url: str) -> bool:
        """Whether a page was fetched, under this address or one that leads to it."""
        key = key_of(url)
        found = self.base.execute("SELECT 1 FROM pages WHERE key IN (?, (SELECT key FROM names WHERE name = ?)) AND state = 'done'", (key, key)).fetchone()
        return found is not None

    def headers(self, url: str) -> dict[str, str]:
        """The headers of a conditional request for a feed."""
        found = self.base.execute("SELECT etag, modified FROM feeds WHERE url = ?", (url,)).fetchone()
        pairs = zip(("If-None-Match", "If-Modified-Since"), found or (), strict=False)
        return {name: value for name, value in pairs if value}

    def keep_feed(self, url: str, etag: str | None, modified: str | None, entries: Iterable[Entry]) -> int:
        """A feed's new entries as pages to fetch, together with its marks for the next request; how many are new."""
        with self._change() as base:
            base.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)", (url, etag, modified))
            return sum(self._keep_entry(url, entry) for entry in entries)

    def _keep_entry(self, feed: str, entry: Entry) -> bool:
        """One entry, unless its address or the feed's name for it is known."""
        key = key_of(entry.url)
        names = [key, f"{feed}\n{entry.name}"] if entry.name else [key]
        marks = ", ".join("?" * len(names))
        if self.base.execute(f"SELECT 1 FROM names WHERE name IN ({marks}) UNION SELECT 1 FROM pages WHERE key = ?", (*names, key)).fetchone():
            return False
        self.base.execute("INSERT INTO pages (key, feed, entry, state) VALUES (?, ?, ?, 'pending')", (key, feed, msgspec.json.encode(entry).decode()))
        self.base.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", [(name, key) for name in names[1:]])
        return True

    def pending(self, feed: str) -> list[Entry]:
        """What a feed named and is still to be fetched."""
        rows = self.base.execute("SELECT entry FROM pages WHERE state = 'pending' AND feed = ?", (feed,))
        return [msgspec.json.decode(row[0], type=Entry) for row in rows]

    def done(self, url: str, trail: Iterable[str] = (), *, output: tuple[str, int] | None = None) -> None:
        """A page is fetched. trail: the addresses that led to it; output: the file in which it stands and that file's new size in bytes."""
        key = key_of(url)
        with self._change() as base:
            self._settle(url)
            base.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", [(name, key) for name in {key_of(u) for u in trail} - {key}])
            if output:
                base.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?)", output)

    def failed(self, url: str, reason: str, *, final: bool) -> bool:
        """A page of a feed could not be fetched in this run; whether it will be tried again: not if that is `final`, nor after some tries."""
        with self._change() as base:
            found = base.execute(
                "UPDATE pages SET state = CASE WHEN ? OR tries + 1 >= ? THEN 'failed' ELSE 'pending' END, tries = tries + 1, reason = ? "
                "WHERE key = ? RETURNING state",
                (final, TRIES, reason, key_of(url)),
            ).fetchone()
        return found is not None and found[0] == "pending"

    def _settle(self, url: str) -> None:
        self.base.execute(
            "INSERT INTO pages (key, entry, state, tries) VALUES (?, ?, 'done', 1) "
            "ON CONFLICT (key) DO UPDATE SET state = 'done', tries = tries + 1, reason = NULL",
            (key_of(url), msgspec.json.encode(Entry(url=url)).decode()),
        )

    def output_size(self, path: str) -> int | None:
        """The size in bytes of an output up to which its articles are known here; None if it was never written from here."""
        found = self.base.execute("SELECT size FROM outputs WHERE path = ?", (path,)).fetchone()
        return found[0] if found else None

    def adopt(self, path: str, size: int, urls: Iterable[str]) -> None:
        """Articles that stand in an output: a killed run wrote them without saying so here, or they came from elsewhere."""
        with self._change() as base:
            for url in urls:
                self._settle(url)
            base.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?)", (path, size))

    def robots(self, origin: str, since: float) -> str | None:
        """A robots.txt that was fetched after a time."""
        found = self.base.execute("SELECT text FROM robots WHERE origin = ? AND fetched > ?", (origin, since)).fetchone()
        return found[0] if found else None

    def keep_robots(self, origin: str, text: str, now: float) -> None:
        with self._change() as base:
            base.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (origin, text, now))

    def pauses(self, now: float) -> dict[str, float]:
        """The hosts that are to be left alone, and until when."""
        return dict(self.base.execute("SELECT host, until FROM pauses WHERE until > ?", (now,)).fetchall())

    def keep_pause(self, host: str, until: float) -> None:
        with self._change() as base:
            base.execute("INSERT OR REPLACE INTO pauses VALUES (?, ?)", (host, until))
