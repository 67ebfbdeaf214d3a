"""The table that the guide walks through is a real one: it loads as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks.catalogues.describe import lint, summary
from checks.catalogues.faults import CatalogueError
from checks.catalogues.load import load_bytes
from checks.scoring.kind_index import all_kinds

DOCS = Path(__file__).resolve().parents[3] / "docs"
GUIDE, KINDS = DOCS / "add-a-table.md", DOCS / "clause-kinds.md"

ASK = {"evidence": {"ask": "次数", "answer": "number"}}
PER_FAULT = {"kind": "per-occurrence", "each": "1"}
GROUP: dict[str, Any] = {"name": "例", "headings": [{"text": "例", "at": "R0"}]}


def test_the_table_of_the_guide_loads() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    table = load_bytes(block.encode(), GUIDE.name)
    assert summary(table)["clauses"] == 5
    assert [note["at"] for note in lint(table)] == ["2"]


def test_the_list_of_kinds_names_every_kind_and_term() -> None:
    listed = KINDS.read_text(encoding="utf-8").partition("## Answers")[0]
    assert [kind for kind in all_kinds() if f"| `{kind}` |" not in listed] == []
    for name, kind in all_kinds().items():
        (line,) = (line for line in listed.splitlines() if line.startswith(f"| `{name}` |"))
        assert [term for term in kind.Terms.model_fields if f"`{term}`" not in line] == [], name


def test_every_example_of_the_list_of_kinds_loads() -> None:
    """The clauses stand in one row each of a table made here; a check that may not exist yet is a known one here."""
    (block,) = re.findall(r"```yaml\n(.*?)```", KINDS.read_text(encoding="utf-8"), re.DOTALL)
    block = block.replace("late-annual-report", "empty-column")
    clauses = yaml.safe_load(block)
    rows: list[dict[str, Any]] = [
        {
            "id": f"R{number}",
            "path": ["例"],
            "text": "",
            "weight": "10",
            "applies_to": {"attributes": {"any": True}},
            "clauses": [{"id": f"{clause['id']}.0", "text": "其余", "source": ASK, "scoring": PER_FAULT}, clause],
        }
        for number, clause in enumerate(clauses)
    ]
    text = yaml.safe_dump(
        {"id": "kinds-2024", "title": "例", "edition": "2024", "groups": [GROUP | {"indicators": rows}]}
    )
    text = text.replace("1.2", "d2.0")  # the note that zeroes one clause speaks of one in its row
    with pytest.raises(CatalogueError) as told:
        load_bytes(text.encode(), "kinds.yaml")
    # Shares of single examples do not make up a whole weight; nothing else is refused.
    assert [line for line in str(told.value).splitlines() if "占比合计" not in line] == []
