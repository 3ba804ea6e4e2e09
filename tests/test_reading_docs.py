"""The commands in docs/reading.md run as they stand there."""

from __future__ import annotations

import gzip
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent.parent / "docs" / "reading.md").read_text(encoding="utf-8")
COMMANDS = [line for line in PAGE.split("```")[1].strip().splitlines() if line.startswith("karaka ")]
TEXT = "नई दिल्ली, 14 सितंबर (भाषा) भारत के विदेश मंत्री ने नेपाल के प्रधानमंत्री से मुलाकात की और दोनों देशों ने समझौते पर हस्ताक्षर किए।"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    files = {
        "report.txt": TEXT,
        "table.csv": f'Body,Date\n"{TEXT}",2023-09-14\n',
        "page.html": f"<html><head><title>मुलाकात</title></head><body><article><p>{TEXT}</p><p>{TEXT}</p></article></body></html>",
        "feed.xml": f"<rss version='2.0'><channel><title>x</title><item><title>मुलाकात</title><description>{TEXT}</description></item></channel></rss>",
        "bundle.txt": f"{TEXT}\n---\n{TEXT}\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 7


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_run(folder: Path, command: str) -> None:
    words, _, source = command.partition(" < ")
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(words)],
        cwd=folder,
        input=(folder / source).read_bytes() if source else b"",
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.strip()
