"""Promises about the tree as a whole that no room can keep alone."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"}
# Home folders of anybody, and any way out of the tree into the folder of samples.
PLACES_OF_ONE_MACHINE = re.compile(r"(?<![\w./-])/(?:root|home/\w+|Users/\w+)/|(?:\.\./)+shared\b")


def tracked_files() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"not a git checkout, so nobody knows which files belong to it ({error})")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r".*(?:://|index-url|find-links|trusted-host|\s@\s|/).*", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_requirement_by_version_and_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    unpinned = [line for line in text.splitlines() if "==" not in line or "--hash=sha256:" not in line]
    assert unpinned == []


@pytest.mark.parametrize(("lock", "extras"), [(LOCKS[0], ()), (LOCKS[1], ("dev",))])
def test_a_lock_is_up_to_date_with_pyproject(lock: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", text, re.MULTILINE))
    stale = []
    for requirement in map(Requirement, wanted):
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or Version(version) not in requirement.specifier:
            stale.append(f"{requirement} (locked: {version})")
    assert stale == [], "run `make lock`"


def test_no_file_names_a_place_of_one_machine() -> None:
    own_place = f"{ROOT}/"
    found = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        # Links of saved pages start with any folder name, so for those only this very place counts.
        is_saved_page = path.is_relative_to(ROOT / "fixtures")
        for number, line in enumerate(text.splitlines(), start=1):
            if own_place in line or (not is_saved_page and PLACES_OF_ONE_MACHINE.search(line)):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    nameless = [
        str(relative)
        for relative in (path.relative_to(ROOT) for path in tracked_files())
        if NAMES_THAT_SAY_NOTHING & {part.partition(".")[0] for part in relative.parts}
    ]
    assert nameless == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_two_commands_of_the_readme_exist(readme: str) -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b", (ROOT / readme).read_text(encoding="utf-8")))
    assert {"demo", "test"} <= named
    assert named - make_targets() == set(), "the README names targets that the Makefile does not have"
