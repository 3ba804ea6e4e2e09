"""The command `karaka`."""

from __future__ import annotations

import click

from karaka.cli.code import code
from karaka.cli.events import events
from karaka.cli.explain import explain
from karaka.cli.export import export, import_command
from karaka.cli.failing import Commands
from karaka.cli.fetch import fetch
from karaka.cli.gather import gather, stories
from karaka.cli.other import demo, evaluate, lexicon, schema
from karaka.cli.parse import parse_command
from karaka.cli.query import query, tables
from karaka.cli.series import series


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"karaka {version('karaka')}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit.")
def main() -> None:
    """Karaka reads Hindi news and writes down who did what to whom, when, where, according to whom, and how sure they are.

    \b
    Begin with:  karaka demo
                 karaka code report.txt --published 2023-09-14
    """


for command in (fetch, code, parse_command, explain, gather, events, stories, series, query, tables, export, import_command, evaluate, demo, schema, lexicon):
    main.add_command(command)


if __name__ == "__main__":
    main()
