"""`karaka parse`: the analysis of sentences as CoNLL-U or as a tree."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from karaka.cli.output import Output
from karaka.errors import InputError

if TYPE_CHECKING:
    from karaka.parsing.parser import Parse, Parser
    from karaka.text.hi.tokens import Sentence

Analysed = tuple["Parse", str]


@click.command("parse")
@click.argument("file", default="-", metavar="[FILE]")
@click.option("--format", "form", type=click.Choice(("conllu", "tree")), default="conllu", show_default=True)
@click.option("--pretokenized", is_flag=True, help="A sentence a line, its tokens parted by single spaces and taken as they are.")
def parse_command(file: str, form: str, pretokenized: bool) -> None:
    """Parse Hindi: tags, morphology, lemmas, chunks, kāraka relations, names.

    FILE is a text file, or - for standard input (the default). In CoNLL-U, XPOS is the tag of the Hindi Dependency Treebank,
    DEPREL its relation (inside a chunk: mod), and MISC has chunk, name and the offsets into the text.

    \b
      karaka parse report.txt --format tree
      echo 'पुलिस ने उसे गिरफ़्तार किया ।' | karaka parse --pretokenized
    """
    from karaka.cli.conllu import block, flat
    from karaka.cli.drawing import tree
    from karaka.parsing.parser import shipped

    found = _pretokenized(file, shipped()) if pretokenized else _running(file, shipped())
    with Output(None) as output:
        for number, (parse, text) in enumerate(found, 1):
            if form == "conllu":
                output.write(block(parse, number, text).encode("utf-8", "replace"))
            else:
                output.write("\n".join([flat(text), *tree(parse), "", ""]).encode("utf-8", "replace"))


def _opened(file: str) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None


def _text(file: str) -> str:
    """The text of a file of any size."""
    from karaka.reading.decoding import decode
    from karaka.reading.inputs import PAGES
    from karaka.reading.pages import read_page

    with _opened(file) as stream:
        data = stream.read()
    try:
        return read_page(data).text if file.lower().endswith(PAGES) else decode(data)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None


def _running(file: str, parser: Parser) -> Iterator[Analysed]:
    """The sentences of a running text."""
    from karaka.text.hi.tokens import sentences

    text = _text(file)
    for parse in parser.parse(sentences(text)):
        yield parse, text[parse.start : parse.end]


def split(line: str) -> Sentence:
    """A line's tokens, parted by U+0020 and nothing else; offsets are into the line."""
    from karaka.text.hi.tokens import Sentence

    forms, starts, ends = [], [], []
    at = 0
    for form in line.split(" "):
        if form:
            forms.append(form)
            starts.append(at)
            ends.append(at + len(form))
        at += len(form) + 1
    return Sentence(starts[0] if starts else 0, ends[-1] if ends else 0, forms, starts, ends)


def _lines(file: str) -> Iterator[str]:
    from karaka.reading.decoding import decode

    with _opened(file) as stream:
        for number, line in enumerate(stream, 1):
            try:
                text = decode(line) if number == 1 else line.decode("utf-8")
            except (InputError, UnicodeDecodeError):
                raise InputError(f"{file}:{number}: is not UTF-8 text") from None
            yield text.removesuffix("\n").removesuffix("\r")


def _pretokenized(file: str, parser: Parser) -> Iterator[Analysed]:
    """One sentence for every line, an empty one for an empty line."""
    waiting: deque[tuple[str, bool]] = deque()

    def filled() -> Iterator[Sentence]:
        for line in _lines(file):
            sentence = split(line)
            waiting.append((line, bool(sentence.forms)))
            if sentence.forms:
                yield sentence

    for parse in parser.parse(filled()):
        yield from _blank(waiting)
        yield parse, waiting.popleft()[0]
    yield from _blank(waiting)


def _blank(waiting: deque[tuple[str, bool]]) -> Iterator[Analysed]:
    """Empty sentences for the empty lines that are next."""
    from karaka.parsing.parser import Parse

    while waiting and not waiting[0][1]:
        line, _ = waiting.popleft()
        yield Parse(0, 0, [], [], [], [], [], [], [], [], [], {}, [], []), line
