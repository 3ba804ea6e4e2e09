"""One writer at a time: a lock that the system drops when its holder dies, however it dies."""

from __future__ import annotations

import os
from pathlib import Path

from karaka.errors import StoreError


def lock_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.writer")


class WriterLock:
    """Held from construction until `release`. Raises StoreError if another process holds it."""

    def __init__(self, path: Path) -> None:
        self.path = lock_file(path)
        self.database = path
        self.handle = self._taken()

    def _taken(self) -> int:
        while True:
            try:
                handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            except OSError as error:
                raise StoreError(f"{self.database} can't be written: {self.path}: {error.strerror}") from None
            try:
                _lock(handle)
            except OSError:
                os.close(handle)
                raise StoreError(
                    f"{self.database} is being written by another karaka: wait until it ends, or write to another file (reading goes on meanwhile)"
                ) from None
            if self._is_still_there(handle):
                return handle
            os.close(handle)

    def _is_still_there(self, handle: int) -> bool:
        """Whether the file that was locked is still the one of that name: its last holder takes it away."""
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        self.path.unlink(missing_ok=True)
        os.close(self.handle)


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
