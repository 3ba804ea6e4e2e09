"""What was set aside: shown, counted, and listed in a file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO

import msgspec

from karaka.cli.output import say
from karaka.reading.inputs import Aside

SHOWN = 20


class SetAside:
    """Collects what could not be coded. The list is a JSONL file of `file`, `line`, `reason`, begun when there is something to list."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.count = 0
        self.stream: BinaryIO | None = None

    def add(self, aside: Aside) -> None:
        self.count += 1
        if self.count <= SHOWN:
            say(f"karaka: set aside: {aside}")
        elif self.count == SHOWN + 1:
            say("karaka: set aside: more, see the list")
        if self.count == 1:
            self._open()
        self._write(msgspec.json.encode({"file": aside.file, "line": aside.line, "reason": aside.reason}) + b"\n")

    def _open(self) -> None:
        try:
            if self.path is None:
                handle, name = tempfile.mkstemp(prefix="karaka-set-aside-", suffix=".jsonl")
                self.path, self.stream = Path(name), open(handle, "wb")  # noqa: PTH123, SIM115
            else:
                self.stream = self.path.open("wb")
        except OSError as error:
            say(f"karaka: the list of what was set aside can't be written: {error.strerror}")

    def _write(self, line: bytes) -> None:
        if self.stream is None:
            return
        try:
            self.stream.write(line)
            self.stream.flush()
        except OSError as error:
            say(f"karaka: the list of what was set aside can't be written: {error.strerror}")
            self.stream = None

    def close(self, coded: int) -> int:
        """Say how many were set aside, and give the exit status."""
        if self.stream:
            self.stream.close()
        if not self.count:
            return 0
        where = f"; their list with reasons: {self.path}" if self.stream else ""
        say(f"karaka: {self.count} of {self.count + coded} set aside{where}")
        return 1
