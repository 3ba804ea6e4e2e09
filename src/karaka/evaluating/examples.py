"""A user's lexicon put to the test: every entry valid, every example coded as it says, no counterexample coded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from karaka.coder import Coder
from karaka.errors import LexiconError
from karaka.lexicon import schema
from karaka.lexicon.build import compile_lexicon, read, sources
from karaka.lexicon.compiled import Compiled, shipped
from karaka.lexicon.merging import merged
from karaka.records import Event, Party


@dataclass(slots=True)
class Check:
    """What was found: counts, and a line for everything that is wrong."""

    files: int = 0
    senses: int = 0
    frames: int = 0
    examples: int = 0
    counterexamples: int = 0
    problems: list[str] = field(default_factory=list)


def lexicon_over_shipped(folder: Path) -> Compiled:
    """A user's folder of YAML laid over the shipped lexicon. Raises LexiconError."""
    if not folder.is_dir():
        raise LexiconError(f"{folder} is no folder")
    if not sources(folder):
        raise LexiconError(f"{folder} holds no .yaml file")
    return merged(shipped(), compile_lexicon(folder))


def check(folder: Path) -> Check:
    """Validate a folder and run its examples. Raises LexiconError for an entry that breaks the schema."""
    lexicon = lexicon_over_shipped(folder)
    own = compile_lexicon(folder)
    frames = read(folder, "frames/*.yaml", schema.Frame)
    found = Check(len(sources(folder)), len(own.senses), len(frames))
    sound = []
    for frame in frames:
        wrong = list(_faults(frame, lexicon))
        found.problems += [f"frame {frame.id}: {fault}" for fault in wrong]
        if not wrong:
            sound.append(frame)
    _run(sound, Coder(lexicon=_only_sound(lexicon, frames, sound)), found)
    return found


def _only_sound(lexicon: Compiled, frames: list[schema.Frame], sound: list[schema.Frame]) -> Compiled:
    """Without the frames that can't be used."""
    broken = {f.id for f in frames} - {f.id for f in sound}
    lexicon.frames = [f for f in lexicon.frames if f.id not in broken]
    return lexicon


def _faults(frame: schema.Frame, lexicon: Compiled) -> Iterator[str]:
    """What an entry's own folder cannot know: argument patterns may be shipped ones."""
    if frame.pattern not in lexicon.patterns:
        yield f"pattern {frame.pattern} does not exist: one of {', '.join(sorted(lexicon.patterns))}"


def _run(frames: list[schema.Frame], coder: Coder, found: Check) -> None:
    for frame in frames:
        for example in frame.examples:
            found.examples += 1
            found.problems += [f"frame {frame.id}: example {example.text}\n  {fault}" for fault in _example(frame, example, coder)]
        for text in frame.counterexamples:
            found.counterexamples += 1
            events = [e for e in coder.code(text).events if e.rule == frame.id]
            if events:
                found.problems.append(f"frame {frame.id}: counterexample {text}\n  gives {events[0].type} at {events[0].trigger.text}")


def _example(frame: schema.Frame, example: schema.Example, coder: Coder) -> Iterator[str]:
    """How the events of an example differ from what it says."""
    at = example.text.find(example.trigger)
    if at < 0:
        yield f"its trigger {example.trigger} does not stand in it"
        return
    kind = example.type or frame.event
    events = coder.code(example.text).events
    event = next((e for e in events if e.type == kind and (e.trigger.start or 0) < at + len(example.trigger) and (e.trigger.end or 0) > at), None)
    if event is None:
        yield f"no {kind} at {example.trigger}; found: {', '.join(f'{e.type} at {e.trigger.text}' for e in events) or 'no event'}"
        return
    yield from _slots(example, event)


def _slots(example: schema.Example, event: Event) -> Iterator[str]:
    for name, wanted, given in (("actors", example.actors, event.actors), ("recipients", example.recipients, event.recipients)):
        if wanted is not None and not _agree(wanted, given):
            yield f"{name} should be {', '.join(wanted) or 'none'}, found {', '.join(map(_code, given)) or 'none'}"
    if example.mode is not None and example.mode != event.mode:
        yield f"mode should be {example.mode or 'none'}, found {event.mode or 'none'}"
    if example.factuality is not None and example.factuality != event.factuality:
        yield f"factuality should be {example.factuality}, found {event.factuality}"


def _code(party: Party) -> str:
    return f"{party.country}:{party.sector}" if party.sector else party.country


def _agree(wanted: list[str], given: list[Party]) -> bool:
    """Whether parties have the codes COUNTRY, COUNTRY:SECTOR or :SECTOR; what is not said may be anything."""
    left = list(given)
    for code in wanted:
        country, _, sector = code.partition(":")
        hit = next((p for p in left if country in ("", p.country) and sector in ("", p.sector)), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left
