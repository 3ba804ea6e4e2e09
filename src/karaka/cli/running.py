"""Coding a stream of articles, in this process or in several, in the order of the input and with bounded memory."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path

import msgspec

from karaka.cli.failing import internal
from karaka.coder import Coder, Input
from karaka.errors import KarakaError
from karaka.reading.inputs import Aside, Item
from karaka.records import Coding

AHEAD = 4
"""How many articles a worker may be ahead of what has been written."""


@cache
def coder_for(lexicon: Path | None) -> Coder:
    """A coder with a user's lexicon laid over the shipped one, made once a process."""
    if lexicon is None:
        return Coder()
    from karaka.evaluating.examples import lexicon_over_shipped

    return Coder(lexicon=lexicon_over_shipped(lexicon))


def as_input(item: Item) -> Input:
    f = item.fields
    return Input(text=f.text, id=f.id, title=f.title, published=f.published, publisher=f.publisher, url=f.url)


def code_one(article: Input, lexicon: Path | None) -> Coding | str:
    """An article's record, or why it can't be coded: one bad article must not end a batch."""
    coder = coder_for(lexicon)
    try:
        return coder.code_input(article)
    except KarakaError as error:
        return str(error)
    except Exception as error:
        return internal(error)


def _in_worker(article: Input, lexicon: Path | None) -> bytes | str:
    found = code_one(article, lexicon)
    return found if isinstance(found, str) else msgspec.json.encode(found)


def _ignore_interrupt() -> None:
    """The parent alone answers Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def coded(found: Iterable[Item | Aside], lexicon: Path | None, jobs: int) -> Iterator[Coding | Aside]:
    """The record of every article, and what was set aside, in order."""
    if jobs == 1:
        for item in found:
            yield item if isinstance(item, Aside) else _result(item, code_one(as_input(item), lexicon))
        return
    yield from _pooled(found, lexicon, jobs)


def _result(item: Item, done: Coding | bytes | str) -> Coding | Aside:
    if isinstance(done, str):
        return Aside(item.file, item.line, done)
    return msgspec.json.decode(done, type=Coding) if isinstance(done, bytes) else done


def _pooled(found: Iterable[Item | Aside], lexicon: Path | None, jobs: int) -> Iterator[Coding | Aside]:
    waiting: deque[Aside | tuple[Item, Future[bytes | str]]] = deque()
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupt)
    try:
        for item in found:
            waiting.append(item if isinstance(item, Aside) else (item, pool.submit(_in_worker, as_input(item), lexicon)))
            if len(waiting) >= AHEAD * jobs:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)
    except BrokenProcessPool:
        raise KarakaError("a worker process ended early (out of memory?): try again with fewer --jobs") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _next(waiting: deque[Aside | tuple[Item, Future[bytes | str]]]) -> Coding | Aside:
    first = waiting.popleft()
    if isinstance(first, Aside):
        return first
    item, future = first
    return _result(item, future.result())
