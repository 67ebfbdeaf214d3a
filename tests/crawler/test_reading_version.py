"""The print of the readers covers what an observation is made by and of."""

from __future__ import annotations

import ast
from importlib.resources import files

from crawler.reading_version import _FILES, reading_version


def test_it_is_the_same_for_the_same_code() -> None:
    assert reading_version() == reading_version() != ""


def test_files_that_observations_are_made_of_are_part_of_it() -> None:
    tree = ast.parse(files("checks").joinpath("observation.py").read_text(encoding="utf-8"))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    ours = {name.removeprefix("checks.") + ".py" for name in named if name.startswith("checks.")}
    assert ours <= set(_FILES["checks"])
