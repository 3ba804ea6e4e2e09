"""`karaka evaluate`, `demo`, `schema` and `lexicon check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from karaka.cli.options import lexicon_option, width_and_colour
from karaka.cli.output import Output, failed


@click.command()
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@click.option("--errors", type=click.IntRange(0), default=0, metavar="N", help="Show the first N missed and spurious events.")
@click.option("--json", "as_json", is_flag=True, help="The table as JSON.")
@click.option("--given-triggers", is_flag=True, help="Take triggers and types from the gold, to judge the slots by themselves.")
@lexicon_option
def evaluate(gold: Path, errors: int, as_json: bool, given_triggers: bool, lexicon: Path | None) -> None:
    """Code the texts of a gold file and score what comes out, slot by slot."""
    from karaka.cli.running import coder_for
    from karaka.evaluating.evaluate import error_lines, lines
    from karaka.evaluating.evaluate import evaluate as run
    from karaka.evaluating.gold import read_gold

    scores = run(read_gold(gold), coder_for(lexicon), given_triggers=given_triggers)
    table = scores.table()
    found = [json.dumps(table, indent=1)] if as_json else [*lines(table), *(error_lines(scores.errors, errors) if errors else ())]
    with Output(None) as output:
        output.write(("\n".join(found) + "\n").encode())


@click.command()
@click.option("--write", type=click.Path(path_type=Path), metavar="DIR", help="Also write the sample reports to this folder, to try things on.")
def demo(write: Path | None) -> None:
    """Code four sample reports in Hindi and show what comes out."""
    from karaka.cli.running import coder_for
    from karaka.cli.table import as_table
    from karaka.demo.reports import as_jsonl, next_steps, reports

    width, colour, _ = width_and_colour()
    if write:
        try:
            write.mkdir(parents=True, exist_ok=True)
            (write / "reports.jsonl").write_text(as_jsonl(), encoding="utf-8")
        except OSError as error:
            raise failed(str(write), error) from None
    with Output(None) as output:
        for piece in as_table(coder_for(None).code_many(reports()), width=width, colour=colour):
            output.write(piece)
            output.flush()
        output.write(next_steps(write).encode())


@click.command()
def schema() -> None:
    """Print the JSON Schema of the record karaka/1."""
    from karaka.cli.schema import record_schema

    with Output(None) as output:
        output.write((json.dumps(record_schema(), ensure_ascii=False, indent=2) + "\n").encode())


@click.group()
def lexicon() -> None:
    """Work with a lexicon of your own."""


@lexicon.command("check")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
def check(folder: Path) -> None:
    """Validate a folder of YAML and run its examples and counterexamples.

    Exit status 1 if an entry is not valid or an example is coded otherwise than it says.
    """
    from karaka.evaluating.examples import check as run

    found = run(folder)
    with Output(None) as output:
        for problem in found.problems:
            output.write(f"{problem}\n".encode())
        counts = f"{found.files} files, {found.senses} senses, {found.frames} frames, {found.examples} examples, {found.counterexamples} counterexamples"
        output.write(f"{counts}: {f'{len(found.problems)} problems' if found.problems else 'all well'}\n".encode())
    sys.exit(1 if found.problems else 0)
