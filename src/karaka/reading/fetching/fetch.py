"""A run: feeds and pages in, each new article once, host by host in their own pace."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from karaka.errors import InputError
from karaka.reading.fetching.articles import line_of
from karaka.reading.fetching.failing import Deferred, Failed, Known, When
from karaka.reading.fetching.feeds import Entry, is_feed, read_feed
from karaka.reading.fetching.pacing import PATIENCE, Pace
from karaka.reading.fetching.requesting import Answer
from karaka.reading.fetching.state import State
from karaka.reading.fetching.urls import host_of
from karaka.reading.fetching.visiting import Visitor
from karaka.reading.inputs import Aside

TRIES = 3
"""How often a page is asked for in one run."""
SILENT = 3
"""After so many requests in a row without any answer a host is left alone for the rest of the run."""
NOTICED = 10.0
"""A pause of more seconds is told to the user."""
Write = Callable[[bytes], tuple[str, int] | None]


@dataclass(frozen=True, slots=True)
class Added:
    """A new article was written."""

    url: str


@dataclass(frozen=True, slots=True)
class Again:
    """A page that was fetched before, so nothing was done."""

    url: str


@dataclass(frozen=True, slots=True)
class FeedRead:
    """A feed was read. entries: how many it names, None if it has not changed; new: how many of them are not known."""

    url: str
    entries: int | None
    new: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """All hosts that are left ask for a pause; this one ends first."""

    host: str
    seconds: float


Report = Added | Again | FeedRead | Waiting | Aside


@dataclass(frozen=True, slots=True)
class Task:
    """A page to fetch. named: by the user, so that it may be a feed; tries: how often it was asked for in this run."""

    entry: Entry
    named: bool = False
    tries: int = 0

    @property
    def host(self) -> str:
        return host_of(self.entry.url)


@dataclass
class Queue:
    """Tasks host by host; the next is the one whose host may be asked first."""

    pace: Pace
    hosts: dict[str, deque[Task]] = field(default_factory=dict)

    def add(self, task: Task, *, first: bool = False) -> None:
        waiting = self.hosts.setdefault(task.host, deque())
        (waiting.appendleft if first else waiting.append)(task)

    def next(self) -> Task | None:
        if not self.hosts:
            return None
        host = min(self.hosts, key=self.pace.ready_at)
        task = self.hosts[host].popleft()
        if not self.hosts[host]:
            del self.hosts[host]
        return task

    def drop(self, host: str) -> int:
        """Give up a host's tasks; how many there were."""
        return len(self.hosts.pop(host, ()))


@dataclass
class Fetcher:
    """Fetches; `write` puts a line into the output and says where it stands. Raises what `write` raises, and StoreError."""

    visitor: Visitor
    state: State
    write: Write
    silent: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.pace = self.visitor.pace
        self.queue = Queue(self.pace)

    def run(self, urls: Iterable[str]) -> Iterator[Report]:
        """All that is new behind some normalised URLs of feeds and pages."""
        for url in dict.fromkeys(urls):
            self.queue.add(Task(Entry(url=url), named=True))
        while task := self.queue.next():
            yield from self._do(task)

    def _do(self, task: Task) -> Iterator[Report]:
        url = task.entry.url
        if self.state.is_done(url):
            yield Again(url)
            return
        if NOTICED < (left := self.pace.ready_at(task.host) - self.pace.now()) <= PATIENCE:
            yield Waiting(task.host, left)
        try:
            yield from self._visit(task)
        except Known:
            self.state.done(url)
            yield Again(url)
        except Deferred as error:
            yield self._dropped(error, task)
        except Failed as error:
            yield from self._failed(task, error)

    def _visit(self, task: Task) -> Iterator[Report]:
        url = task.entry.url
        headers = self.state.headers(url) if task.named else {}
        answer, trail = self.visitor.get(url, headers, self.state.is_done)
        self.silent[task.host] = 0
        if answer.status == 304:
            yield self._feed(url, 0, None)
        elif task.named and is_feed(answer.data):
            yield from self._entries(url, answer)
        else:
            where = self.write(self._line(answer, task.entry))
            self.state.done(url, trail, output=where)
            yield Added(answer.url)

    def _line(self, answer: Answer, entry: Entry) -> bytes:
        """Raises Failed if there is no article to be had from this page, now or later."""
        try:
            return line_of(answer, entry, self.pace.now())
        except Failed:
            raise
        except InputError as error:
            raise Failed(str(error)) from None

    def _entries(self, url: str, answer: Answer) -> Iterator[Report]:
        entries, unusable = read_feed(answer)
        new = self.state.keep_feed(url, answer.headers.get("etag"), answer.headers.get("last-modified"), entries)
        yield self._feed(url, new, len(entries))
        for reason in unusable:
            yield Aside(url, None, reason)

    def _feed(self, url: str, new: int, entries: int | None) -> FeedRead:
        """Queue what a feed names and is not fetched yet, in this run's answer or an earlier one's."""
        for entry in self.state.pending(url):
            self.queue.add(Task(entry))
        return FeedRead(url, entries, new)

    def _dropped(self, error: Deferred, task: Task) -> Aside:
        """A host that is left alone takes all its pages with it, to the next run."""
        count = 1 + (self.queue.drop(task.host) if error.host == task.host else 0)
        pages = "1 page waits" if count == 1 else f"{count} pages wait"
        return Aside(task.entry.url if count == 1 else error.host, None, f"{error.host} {error}; {pages} for a later run")

    def _failed(self, task: Task, error: Failed) -> Iterator[Report]:
        host = error.host or task.host
        self.silent[host] = self.silent[host] + 1 if error.silent else 0
        if error.after is not None:
            self.visitor.pause(host, error.after)
        if error.when is When.SOON and task.tries + 1 < TRIES:
            if error.after is None:
                self.pace.pause(host, self.pace.delay * 2 ** (task.tries + 1))
            self.queue.add(replace(task, tries=task.tries + 1), first=True)
            return
        yield self._aside(task, error)
        if self.silent[host] >= SILENT and host in self.queue.hosts:
            count = self.queue.drop(host)
            yield Aside(host, None, f"{host} gives no answer: {count} more wait for a later run")

    def _aside(self, task: Task, error: Failed) -> Aside:
        url = task.entry.url
        again = self.state.failed(url, str(error), final=error.when is When.NEVER)
        return Aside(url, None, f"{error}; it is tried again in a later run" if again else str(error))
