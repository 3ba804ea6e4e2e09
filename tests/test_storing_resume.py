"""Coding into a store: only what is new, the same database however often it was killed, and others reading meanwhile."""

from __future__ import annotations

import datetime
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from click.testing import CliRunner, Result

from karaka.cli import archiving
from karaka.cli.main import main
from karaka.coder import Coder, Input, article_id
from karaka.demo.reports import reports
from karaka.errors import StoreError
from karaka.records import Coding
from karaka.storing.reader import Reader
from karaka.storing.rows import Stamp
from karaka.storing.schema import TABLES
from karaka.storing.store import Store

SENTENCES = (
    "रूस के राष्ट्रपति ने शुक्रवार को चीन के राष्ट्रपति से मुलाकात की।",
    "भारत ने नेपाल की मदद की।",
    "पुलिस ने प्रदर्शनकारियों को गिरफ़्तार किया।",
)


def run(*arguments: object, **options: Any) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], **options)


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in a store, in a fixed order."""
    with duckdb.connect(str(path), read_only=True) as db:
        return {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in TABLES}


def archive(path: Path, count: int, *, start: int = 0) -> Path:
    lines = []
    for i in range(start, start + count):
        day = datetime.date(2024, 1, 1) + datetime.timedelta(days=i % 60)
        text = f"{SENTENCES[i % 3]} यह समाचार संख्या {i} है।"
        lines.append(json.dumps({"id": f"n/{i}", "text": text, "published": day.isoformat(), "publisher": "नमूना"}))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def said(result: Result) -> str:
    return next(line for line in result.stderr.splitlines() if "already there" in line)


def test_a_second_run_adds_only_what_is_new(tmp_path: Path) -> None:
    news, db = archive(tmp_path / "a.jsonl", 6), tmp_path / "e.db"
    first = run("code", news, "--db", db)
    assert first.exit_code == 0
    assert first.stdout == ""
    assert "6 new, 0 changed, 0 already there" in said(first)
    whole = dump(db)
    assert "0 new, 0 changed, 6 already there" in said(run("code", news, "--db", db))
    assert dump(db) == whole
    archive(news, 9)
    assert "3 new, 0 changed, 6 already there" in said(run("code", news, "--db", db))
    lines = news.read_text(encoding="utf-8").splitlines()
    news.write_text("\n".join([lines[0].replace("n/0", "n/1"), *lines[2:]]), encoding="utf-8")
    assert "0 new, 1 changed, 7 already there" in said(run("code", news, "--db", db))
    assert len(dump(db)["articles"]) == 9
    assert not list(tmp_path.glob("*.writer"))


def test_the_last_of_several_with_one_id_stays(tmp_path: Path) -> None:
    news, db = tmp_path / "a.jsonl", tmp_path / "e.db"
    texts = [SENTENCES[0], SENTENCES[1], SENTENCES[0]]
    news.write_text("".join(json.dumps({"id": "x", "text": text}) + "\n" for text in texts), encoding="utf-8")
    for _ in range(2):
        run("code", news, "--db", db)
        assert [row[3] for row in dump(db)["articles"]] == [SENTENCES[0]]


def test_out_holds_what_was_coded_now(tmp_path: Path) -> None:
    news, db, out = archive(tmp_path / "a.jsonl", 2), tmp_path / "e.db", tmp_path / "o.jsonl"
    run("code", news, "--db", db)
    archive(news, 3)
    run("code", news, "--db", db, "--out", out)
    assert [json.loads(line)["article"]["id"] for line in out.read_text(encoding="utf-8").splitlines()] == ["n/2"]


def test_since(tmp_path: Path) -> None:
    news = archive(tmp_path / "a.jsonl", 6)
    with news.open("a", encoding="utf-8") as more:
        more.write(json.dumps({"id": "undated", "text": SENTENCES[0]}) + "\n")
    result = run("code", news, "--since", "2024-01-05")
    assert [json.loads(line)["article"]["id"] for line in result.stdout.splitlines()] == ["n/4", "n/5", "undated"]
    assert run("code", news, "--since", "yesterday").exit_code == 2


def test_set_aside_is_tried_again(tmp_path: Path) -> None:
    news, db = tmp_path / "a.jsonl", tmp_path / "e.db"
    news.write_text(json.dumps({"id": "a", "text": SENTENCES[0]}) + "\n{bad\n", encoding="utf-8")
    for _ in range(2):
        result = run("code", news, "--db", db)
        assert result.exit_code == 1
        assert "1 of" in result.stderr


def test_recode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    news, db = archive(tmp_path / "a.jsonl", 5), tmp_path / "e.db"
    run("code", news, "--db", db)
    whole = dump(db)
    monkeypatch.setattr(archiving, "model_digest", lambda: "another")
    result = run("code", news, "--db", db)
    assert "5 stored records were coded with another lexicon or model: --recode" in result.stderr
    assert dump(db) == whole
    result = run("code", "--db", db, "--recode")
    assert result.exit_code == 0
    assert "5 coded again" in said(result)
    assert "another lexicon" not in result.stderr
    again = dump(db)
    assert {row[-2] for row in again["articles"]} == {"another"}
    assert again["events"] == whole["events"]
    assert "0 new, 0 changed, 5 already there, 0 coded again" in said(run("code", news, "--db", db, "--recode"))
    assert run("code", "--recode").exit_code == 2
    assert run("code", "--db", db).exit_code == 2


@pytest.mark.parametrize("title", [None, "भारत और नेपाल में समझौता"])
def test_recoded_from_its_record_it_is_the_same(title: str | None) -> None:
    from karaka.reading.lines import fields_of

    coder = Coder()
    given = Input(text=" ".join(SENTENCES), id="x", title=title, published="2024-01-05", publisher="ANI", url="https://example.org/1")
    coding = coder.code_input(given)
    assert coder.code_input(fields_of(coding.to_json().encode())) == coding


def test_article_id() -> None:
    coder = Coder()
    for given in (Input(text=SENTENCES[0]), Input(text=SENTENCES[0], title="शीर्षक"), Input(text=SENTENCES[0], id="x")):
        assert coder.code_input(given).article.id == article_id(given)


def killed_then_finished(tmp_path: Path, rounds: int, seed: int) -> None:
    """Run `karaka code --db` and kill it `rounds` times at random moments; then let it finish, and compare with an undisturbed run."""
    news, db, calm = archive(tmp_path / "a.jsonl", 1200), tmp_path / "killed.db", tmp_path / "calm.db"
    assert run("code", news, "--db", calm).exit_code == 0
    command = [sys.executable, "-m", "karaka", "code", str(news), "--db", str(db)]
    dice, kills, finished = random.Random(seed), 0, 0
    while kills < rounds:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            child.wait(dice.uniform(0.4, 4.0))
            finished += 1
            for path in (db, db.with_name(f"{db.name}.wal")):
                path.unlink(missing_ok=True)
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            kills += 1
    assert subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0
    assert dump(db) == dump(calm)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_at_random_moments(tmp_path: Path) -> None:
    killed_then_finished(tmp_path, 5, seed=5)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt" or "KARAKA_SLOW" not in os.environ, reason="fifty kills take minutes: set KARAKA_SLOW")
def test_killed_fifty_times(tmp_path: Path) -> None:
    killed_then_finished(tmp_path, 50, seed=50)


WRITER = """
import sys, msgspec
from pathlib import Path
from karaka.records import Coding
from karaka.storing.store import Store
coding = msgspec.json.decode(Path(sys.argv[2]).read_bytes(), type=Coding)
with Store(Path(sys.argv[1]), batch=3) as store:
    for i in range(int(sys.argv[3])):
        article = msgspec.structs.replace(coding.article, id=f"a{i}")
        store.add(msgspec.structs.replace(coding, article=article))
"""


@pytest.fixture(scope="module")
def coding() -> Coding:
    return Coder().code_input(next(iter(reports())))


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_while_storing_only_whole_batches_are_there(tmp_path: Path, coding: Coding) -> None:
    """The store alone, killed while it does nothing but write: what is there is whole batches, all of them from the first on."""
    db, record = tmp_path / "e.db", tmp_path / "record.json"
    record.write_text(coding.to_json(), encoding="utf-8")
    dice = random.Random(1)
    for _ in range(6):
        for path in (db, db.with_name("e.db.wal")):
            path.unlink(missing_ok=True)
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(db), str(record), "9000"])
        time.sleep(dice.uniform(0.8, 2.5))
        child.kill()
        child.wait()
        if not db.exists():
            continue
        with Store(db) as store:
            ids = {i for i, _ in store.inputs()}
        assert len(ids) % 3 == 0
        assert ids == {f"a{i}" for i in range(len(ids))}
        found = dump(db)
        assert len(found["events"]) == len(ids) * len(coding.events)
        assert len(found["sentences"]) == len(ids) * len(coding.sentences)


def test_readers_see_whole_batches_while_a_writer_writes(tmp_path: Path, coding: Coding) -> None:
    db, record = tmp_path / "e.db", tmp_path / "record.json"
    record.write_text(coding.to_json(), encoding="utf-8")
    Store(db).lock.release()
    with subprocess.Popen([sys.executable, "-c", WRITER, str(db), str(record), "240"]) as child:
        seen = []
        while child.poll() is None:
            with Reader(db) as store:
                counts = store.counts()
            assert counts["articles"] % 3 == 0
            assert counts["events"] == counts["articles"] * len(coding.events)
            seen.append(counts["articles"])
        assert child.returncode == 0
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
    with Reader(db) as store:
        assert store.counts()["articles"] == 240


def test_a_reader_keeps_its_moment_and_the_writer_waits(tmp_path: Path, coding: Coding) -> None:
    db, record, waited = tmp_path / "e.db", tmp_path / "record.json", []
    record.write_text(coding.to_json(), encoding="utf-8")
    with Store(db) as store:
        store.add(coding)
    reader = "import sys; from pathlib import Path; from karaka.storing.reader import Reader\nr = Reader(Path(sys.argv[1])); print('open', flush=True)\n"
    reader += "sys.stdin.readline(); print(r.counts()['articles'], flush=True); r.connection.close()"
    with subprocess.Popen([sys.executable, "-c", reader, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdin
        other.stdout.readline()
        threading.Timer(2.0, lambda: (other.stdin.write("\n"), other.stdin.flush())).start()  # type: ignore[union-attr]
        with pytest.raises(StoreError, match="is locked"):
            Store(db, patience=0.1)
        began = time.monotonic()
        with Store(db, patience=30, waiting=lambda: waited.append(1)) as store:
            store.add(msgspec.structs.replace(coding, article=msgspec.structs.replace(coding.article, id="more")))
        assert time.monotonic() - began > 0.5
        assert other.stdout.readline() == "1\n"
    assert waited
    assert len(dump(db)["articles"]) == 2


def test_a_second_writer_is_told(tmp_path: Path, coding: Coding) -> None:
    db = tmp_path / "e.db"
    with Store(db) as store:
        store.add(coding)
        result = run("code", "-", "--db", db, input=SENTENCES[0])
        assert result.exit_code == 1
        assert "is being written by another karaka" in result.stderr
    assert run("code", "-", "--db", db, input=SENTENCES[0]).exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="resource limits")
def test_full_disk_keeps_what_was_stored(tmp_path: Path, coding: Coding) -> None:
    import resource

    db = tmp_path / "e.db"
    with Store(db) as store:
        store.add(coding)
    before = dump(db)
    code = f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({db.stat().st_size}, {db.stat().st_size}))
{WRITER}
"""
    (tmp_path / "r.json").write_text(coding.to_json(), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", code, str(db), str(tmp_path / "r.json"), "600"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "StoreError" in done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != db.stat().st_size
    found = dump(db)
    assert set(map(repr, before["articles"])) <= set(map(repr, found["articles"]))
    with Store(db) as store:
        store.add(coding, Stamp("x"))
    assert len(dump(db)["articles"]) == len(found["articles"])


def test_a_slow_reader_of_the_output_does_not_hold_the_store(tmp_path: Path, coding: Coding) -> None:
    """As `karaka events DB | less`: the output is far longer than a pipe holds and nobody reads it, and a writer writes all the same."""
    db = tmp_path / "e.db"
    with Store(db) as store:
        for i in range(60):
            store.add(msgspec.structs.replace(coding, article=msgspec.structs.replace(coding.article, id=f"a{i}")))
    with subprocess.Popen([sys.executable, "-m", "karaka", "events", str(db), "--format", "jsonl"], stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stdout.read(1) == b"{"
        with Store(db, patience=0.2) as store:
            store.add(coding)
        assert child.stdout.read().count(b"\n") == 60


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_reader_reads_what_a_killed_writer_left(tmp_path: Path, coding: Coding) -> None:
    db, record = tmp_path / "e.db", tmp_path / "record.json"
    record.write_text(coding.to_json(), encoding="utf-8")
    for delay in (0.9, 1.3, 1.7):
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(db), str(record), "9000"])
        time.sleep(delay)
        child.kill()
        child.wait()
        if db.exists():
            with Reader(db) as store:
                counts = store.counts()
            assert counts["events"] == counts["articles"] * len(coding.events)
