"""A progress bar on standard error that steps aside whenever a record is written to the same terminal."""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Bar:
    """Appears with the second article; nothing is drawn unless `shown`."""

    def __init__(self, *, shown: bool, total: int | None, what: str = "coding") -> None:
        self.what, self.shown, self.total, self.done = what, shown, total, 0
        self.progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.hide()

    def _made(self) -> Progress:
        columns = (TextColumn(self.what), BarColumn(), MofNCompleteColumn(), TextColumn("articles"), TimeElapsedColumn())
        made = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
        made.add_task(self.what, total=self.total)
        return made

    def step(self, count: int = 1) -> None:
        """So many more articles are done."""
        self.done += count
        if not self.shown or self.done < 2:
            return
        self.progress = self.progress or self._made()
        self.progress.start()
        self.progress.update(self.progress.task_ids[0], completed=self.done)
        self.progress.refresh()

    def hide(self) -> None:
        if self.progress:
            with contextlib.suppress(OSError):
                self.progress.stop()
