"""The rooms import one way only. CI runs lint-imports as well; this keeps the rule in the suite."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent


def test_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


@pytest.mark.parametrize("path", sorted((ROOT / "src").rglob("*.py")), ids=lambda p: p.name)
def test_nothing_of_torch_at_run_time(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "import torch" not in text
    assert "import pickle" not in text
