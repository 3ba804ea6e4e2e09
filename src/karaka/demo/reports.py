"""The sample reports, and what to try after them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml

from karaka.coder import Input


def reports() -> list[Input]:
    """The sample reports as articles to code."""
    path = Path(__file__).with_name("reports.yaml")
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), list[Input])


def as_jsonl() -> str:
    """The sample reports as an input file."""
    return "".join(msgspec.json.encode(report).decode() + "\n" for report in reports())


def next_steps(folder: Path | None) -> str:
    """What to try next; folder: where the reports were written, if they were."""
    own = folder / "reports.jsonl" if folder else Path("sample") / "reports.jsonl"
    steps = [
        ("karaka demo --write sample", "write these reports to a folder"),
        (f"karaka explain {own} --sentence 1", "why the events are what they are"),
        (f"karaka code {own} --format csv", "one row an event, for a spreadsheet"),
        ("karaka code YOUR.txt --published 2024-03-15", "an article of your own"),
        ("karaka code FOLDER --db events.duckdb --jobs 4", "a whole collection, into a database"),
    ]
    wide = max(len(command) for command, _ in steps)
    lines = [f"  {command:<{wide}}  {words}" for command, words in steps[1 if folder else 0 :]]
    return "\n".join(["", "These four reports are invented. What to try next:", *lines, ""])
