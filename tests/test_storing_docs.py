"""The commands of docs/storing.md run, one after another, in a folder with some news."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from karaka.cli.main import main

PAGE = Path(__file__).parent.parent / "docs" / "storing.md"


def test_every_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["demo", "--write", "news"]).exit_code == 0
    commands = [line for block in re.findall(r"```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S) for line in block.splitlines()]
    assert len(commands) > 6
    for line in commands:
        name, *arguments = shlex.split(line)
        assert name == "karaka"
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, f"{line}\n{result.stderr}"
    assert {"events.duckdb", "protests.svg", "events.csv", "to-correct", "gold.jsonl"} <= {p.name for p in tmp_path.iterdir()}


def test_every_option_of_the_filter_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for command in ("events", "series", "export"):
        for option in main.commands[command].params:
            for flag in option.opts:
                if flag.startswith("--") and flag not in ("--limit", "--format", "--out", "--title", "--help"):
                    assert flag in page, f"{command} {flag}"
    for form in main.commands["export"].params[1].type.choices:  # type: ignore[attr-defined]
        assert f"`{form}`" in page
