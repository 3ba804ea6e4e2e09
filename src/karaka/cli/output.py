"""Where records go: standard output, or a file that appears only when it is whole."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import click

from karaka.errors import KarakaError

_REASONS = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up", errno.EPIPE: "its reader has closed it"}


class OutputError(KarakaError):
    """Something that can't be written."""

    code = "output"


def failed(name: str, error: OSError) -> OutputError:
    """A write error as a message."""
    return OutputError(f"{name} could not be written: {_REASONS.get(error.errno or 0, error.strerror or str(error))}")


class Output:
    """Bytes to a file (through a temporary one beside it, renamed at the end) or to standard output."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.name = str(path) if path else "standard output"
        self.temporary: Path | None = None
        try:
            self.stream = self._opened(path) if path else sys.stdout.buffer
        except OSError as error:
            raise failed(self.name, error) from None

    def _opened(self, path: Path) -> BinaryIO:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            if path.is_dir():
                raise OutputError(f"{path} is a folder: give the name of a file")
            return path.open("wb")
        target = path.resolve()
        self.temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
        return self.temporary.open("wb")

    def write(self, data: bytes) -> None:
        try:
            self.stream.write(data)
        except OSError as error:
            raise failed(self.name, error) from None

    def flush(self) -> None:
        try:
            self.stream.flush()
        except OSError as error:
            raise failed(self.name, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.path is None:
            if kind is None:
                self.flush()
            return
        if kind is None:
            self._finish()
        else:
            self._drop()

    def _finish(self) -> None:
        try:
            self.stream.flush()
            if self.temporary and self.path:
                os.fsync(self.stream.fileno())
            self.stream.close()
            if self.temporary and self.path:
                self.temporary.replace(self.path.resolve())
        except OSError as error:
            self._drop()
            raise failed(self.name, error) from None

    def _drop(self) -> None:
        with contextlib.suppress(OSError):
            self.stream.close()
        if self.temporary:
            with contextlib.suppress(OSError):
                self.temporary.unlink()


def abandon_stdout() -> None:
    """After a failed write: let what is still buffered go nowhere, so that the interpreter's last flush is silent."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(message: str) -> None:
    """A line to the user on standard error; an unwritable standard error is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        click.echo(message, err=True)
