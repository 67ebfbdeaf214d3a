"""The table that the guide walks through is a real one: it loads as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

from checks.catalogues.describe import lint, summary
from checks.catalogues.load import load_bytes
from checks.scoring.kind_index import all_kinds

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "add-a-table.md"


def test_the_table_of_the_guide_loads() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    table = load_bytes(block.encode(), GUIDE.name)
    assert summary(table)["clauses"] == 5
    assert [note["at"] for note in lint(table)] == ["2"]


def test_the_guide_names_every_kind() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [kind for kind in all_kinds() if f"| `{kind}` |" not in guide] == []
