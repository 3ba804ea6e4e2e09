"""`karaka parse`: one sentence out per line in, and CoNLL-U that holds together."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from karaka.cli.main import main

TEXT = "पुलिस ने दिल्ली में 20 लोगों को गिरफ़्तार किया। सरकार ने इसकी निंदा की।"


def parse(*args: str, stdin: str | bytes = "") -> Result:
    result = CliRunner().invoke(main, ["parse", *args], input=stdin.encode() if isinstance(stdin, str) else stdin)
    assert "Traceback" not in result.output
    return result


def blocks(output: str) -> list[list[list[str]]]:
    """Rows of columns of every sentence."""
    assert output == "" or output.endswith("\n\n")
    return (
        [[line.split("\t") for line in block.split("\n") if not line.startswith("#")] for block in output.removesuffix("\n\n").split("\n\n")] if output else []
    )


def test_conllu() -> None:
    first, second = blocks(parse(stdin=TEXT).stdout)
    assert all(len(row) == 10 for row in [*first, *second])
    assert [row[0] for row in first] == [str(i) for i in range(1, len(first) + 1)]
    assert sum(row[6] == "0" for row in first) == 1
    row = next(r for r in first if r[1] == "दिल्ली")
    assert (row[3], row[4]) == ("PROPN", "NNP")
    assert "Chunk=B-NP|NER=B-LOC" in row[9]
    assert next(r for r in first if r[1] == "ने")[7] == "mod"
    assert next(r for r in first if r[1] == "पुलिस")[7] == "k1"
    for row in [*first, *second]:
        misc = dict(pair.split("=", 1) for pair in row[9].split("|"))
        assert TEXT[int(misc["start"]) : int(misc["end"])] == row[1]


def test_pretokenized_keeps_lines_and_tokens() -> None:
    lines = ["पुलिस ने उसे पकड़ा ।", "", "एक\u00a0दो तीन", "   ", "a\u2028b क ,", ""]
    output = parse("--pretokenized", stdin="\n".join(lines)).stdout
    found = output.removesuffix("\n\n").split("\n\n")
    assert len(found) == 5
    forms = [[row.split("\t")[1] for row in block.split("\n") if row and row[0] != "#"] for block in found]
    assert forms == [["पुलिस", "ने", "उसे", "पकड़ा", "।"], [], ["एक\u00a0दो", "तीन"], [], ["a b", "क", ","]]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=" \ufeff"), min_size=1, max_size=8), max_size=6),
        max_size=5,
    )
)
def test_pretokenized_any_tokens(sentences: list[list[str]]) -> None:
    result = parse("--pretokenized", stdin="".join(" ".join(tokens) + "\n" for tokens in sentences))
    assert result.exit_code == 0
    found: list[list[str]] = []
    for line in io.StringIO(result.stdout, newline="\n"):
        if line.startswith("# sent_id"):
            found.append([])
        elif "\t" in line and line[0] != "#":
            found[-1].append(line.split("\t")[1])
    assert found == sentences


def sizes(lines: list[str]) -> list[int]:
    output = parse("--pretokenized", stdin="\n".join(lines) + "\n").stdout
    return [b.count("\t") // 9 for b in output.removesuffix("\n\n").split("\n\n")]


def test_long_line_and_order() -> None:
    assert sizes(["पुलिस ने उसे पकड़ा और " * 240 + "।", "पुलिस ने कहा ।", "", "हाँ"]) == [1201, 4, 0, 1]


def test_long_line_of_one_word() -> None:
    assert sizes(["क " * 1200 + "।"]) == [1201]


def test_tree(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    output = parse(str(path), "--format", "tree").stdout
    assert "├─ पुलिस ने  [k1: doer (kartā)]" in output


@pytest.mark.parametrize("text", ["", " \n", "\n\n"])
def test_no_letters(text: str) -> None:
    result = parse(stdin=text)
    assert result.exit_code == 0
    assert result.stdout.strip() == ""


def test_bad_input(tmp_path: Path) -> None:
    for args, data in ((("/no/such",), b""), ((), TEXT.encode("utf-16")[:-1]), (("--pretokenized",), "ठीक\n".encode() + b"\xff\n")):
        result = parse(*args, stdin=data)
        assert result.exit_code == 1
        assert result.stderr.startswith("karaka: ")
