"""A user's lexicon over the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from karaka.errors import LexiconError
from karaka.lexicon.build import compile_lexicon
from karaka.lexicon.compiled import shipped
from karaka.lexicon.merging import merged


def test_unknown_pattern_is_refused(tmp_path: Path) -> None:
    (tmp_path / "frames").mkdir()
    entry = "- {id: consult.mine, event: CONSULT, pattern: nowhere, predicate: [गपशप करना], examples: []}"
    (tmp_path / "frames" / "consult.yaml").write_text(entry, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"consult\.mine: pattern nowhere does not exist"):
        merged(shipped(), compile_lexicon(tmp_path))
