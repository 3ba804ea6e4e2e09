"""Coding a stream of articles, in this process or in several, in the order of the input and with bounded memory."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path

import msgspec

from karaka.cli.failing import internal
from karaka.coder import TOGETHER, Coder
from karaka.errors import KarakaError
from karaka.reading.article import Input
from karaka.reading.inputs import Aside, Item
from karaka.records import Coding

AHEAD = 2
"""How many groups of articles a worker may be ahead of what has been written."""

TOGETHER_CHARACTERS = 24_000
"""How much text is coded together; more is no faster."""

Group = list[Item | Aside]


@cache
def coder_for(lexicon: Path | None) -> Coder:
    """A coder with a user's lexicon laid over the shipped one, made once a process."""
    if lexicon is None:
        return Coder()
    from karaka.evaluating.examples import lexicon_over_shipped

    return Coder(lexicon=lexicon_over_shipped(lexicon))


def code_group(articles: list[Input], lexicon: Path | None) -> list[Coding | str]:
    """The articles' records, or why one can't be coded: a bad article must not end a batch, nor spoil its group."""
    coder = coder_for(lexicon)
    try:
        return [*coder.code_many(articles)]
    except Exception:
        return [code_one(article, lexicon) for article in articles]


def code_one(article: Input, lexicon: Path | None) -> Coding | str:
    """An article's record, or why it can't be coded."""
    try:
        return coder_for(lexicon).code_input(article)
    except KarakaError as error:
        return str(error)
    except Exception as error:
        return internal(error)


def _in_worker(articles: list[Input], lexicon: Path | None) -> list[bytes | str]:
    return [one if isinstance(one, str) else msgspec.json.encode(one) for one in code_group(articles, lexicon)]


def _ignore_interrupt() -> None:
    """The parent alone answers Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def coded(found: Iterable[Item | Aside], lexicon: Path | None, jobs: int) -> Iterator[Coding | Aside]:
    """The record of every article, and what was set aside, in order."""
    if jobs == 1:
        for group in _groups(found):
            yield from _joined(group, code_group(_articles(group), lexicon))
        return
    yield from _pooled(found, lexicon, jobs)


def _groups(found: Iterable[Item | Aside]) -> Iterator[Group]:
    """Runs of items of about as many characters as are well coded together."""
    group: Group = []
    size = 0
    for item in found:
        group.append(item)
        size += 0 if isinstance(item, Aside) else len(item.fields.text)
        if size >= TOGETHER_CHARACTERS or len(group) == TOGETHER:
            yield group
            group, size = [], 0
    if group:
        yield group


def _articles(group: Group) -> list[Input]:
    return [item.fields for item in group if isinstance(item, Item)]


def _joined(group: Group, done: Sequence[Coding | bytes | str]) -> Iterator[Coding | Aside]:
    """A group's results, in its order, with what had been set aside before."""
    rest = iter(done)
    for item in group:
        yield item if isinstance(item, Aside) else _result(item, next(rest))


def _result(item: Item, done: Coding | bytes | str) -> Coding | Aside:
    if isinstance(done, str):
        return Aside(item.file, item.line, done)
    return msgspec.json.decode(done, type=Coding) if isinstance(done, bytes) else done


def _pooled(found: Iterable[Item | Aside], lexicon: Path | None, jobs: int) -> Iterator[Coding | Aside]:
    waiting: deque[tuple[Group, Future[list[bytes | str]]]] = deque()
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupt)
    try:
        for group in _groups(found):
            waiting.append((group, pool.submit(_in_worker, _articles(group), lexicon)))
            if len(waiting) >= AHEAD * jobs:
                yield from _next(waiting)
        while waiting:
            yield from _next(waiting)
    except BrokenProcessPool:
        raise KarakaError("a worker process ended early (out of memory?): try again with fewer --jobs") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _next(waiting: deque[tuple[Group, Future[list[bytes | str]]]]) -> Iterator[Coding | Aside]:
    group, future = waiting.popleft()
    yield from _joined(group, future.result())
