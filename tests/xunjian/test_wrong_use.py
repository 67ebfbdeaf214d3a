"""Wrong use of the command line: one sentence on stderr that names what and where, exit code 2, nothing written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

XUNJIAN = str(Path(sys.executable).parent / "xunjian")

GOOD = """
portal: {name: 示例县人民政府, home: "http://127.0.0.1:9/", catalogues: [zengdu-2023]}
network: {allow: [127.0.0.0/8], requests_per_second: 0}
units:
  - name: 县发展和改革局
    aliases: [县发改局]
    columns:
      - {name: 通知公告, url: "http://127.0.0.1:9/tzgg/", class: notice, update_within_days: 30}
"""


def xunjian(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([XUNJIAN, *arguments], capture_output=True, text=True, timeout=100, check=False)


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    file = tmp_path / "registry.yaml"
    file.write_text(GOOD, encoding="utf-8")
    return file


def refused(done: subprocess.CompletedProcess[str], *says: str) -> None:
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for words in says:
        assert words in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("class: notice", "class: notices", ("registry.yaml", "class", "notices", "notice")),
        ("class: notice", "klass: notice", ("registry.yaml", "klass", "class")),
        ("name: 通知公告, ", "", ("registry.yaml", "name")),
        ("units:", "units: [", ("registry.yaml",)),
        ('home: "http://127.0.0.1:9/"', "home: nowhere", ("registry.yaml", "home")),
        ("[127.0.0.0/8]", "[127.0.0.0/99]", ("registry.yaml", "allow")),
        ("[zengdu-2023]", "[zengdu-1923]", ("zengdu-1923", "zengdu-2023")),
        ("class: notice", "class: notice, exempt: 无业务, exempt_until: 2023-13-45", ("registry.yaml", "exempt_until")),
    ],
)
def test_a_broken_registry(registry: Path, tmp_path: Path, old: str, new: str, says: tuple[str, ...]) -> None:
    registry.write_text(GOOD.replace(old, new), encoding="utf-8")
    database, out = tmp_path / "x.db", tmp_path / "out"
    done = xunjian("audit", str(registry), "--db", f"sqlite:///{database}", "--out", str(out))
    refused(done, *says)
    assert not database.exists()
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--as-of", "2023-02-30"], ("--as-of", "2023-12-15")),
        (["--as-of", "yesterday"], ("--as-of", "yesterday")),
        (["--catalogue", "zengdu-2032"], ("zengdu-2032", "zengdu-2023")),
        (["--unit", "县发改委"], ("--unit", "县发展和改革局")),
        (["--column", "通知"], ("--column", "通知公告")),
        (["--fail-on", "terrible"], ("--fail-on", "serious")),
        (["--min-coverage", "120%"], ("--min-coverage", "0.9")),
        (["--allow", "localhost"], ("--allow", "127.0.0.0/8")),
        (["--resolver", "dns"], ("--resolver", "127.0.0.1:5353")),
        (["--db", "filesystem"], ("--db", "sqlite:///")),
        (["--holidays", "no-such-file.yaml"], ("no-such-file.yaml",)),
    ],
)
def test_a_wrong_option(registry: Path, tmp_path: Path, options: list[str], says: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    database = ["--db", f"sqlite:///{tmp_path}/x.db"] if "--db" not in options else []
    refused(xunjian("audit", str(registry), "--out", str(out), *database, *options), *says)
    assert not (tmp_path / "x.db").exists()
    assert not any(out.glob("*"))


def test_a_registry_that_is_not_there(tmp_path: Path) -> None:
    refused(xunjian("audit", str(tmp_path / "nothing.yaml")), "nothing.yaml")


def test_a_folder_that_is_a_file(registry: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = xunjian(
        "audit", str(registry), "--db", f"sqlite:///{tmp_path}/x.db", "--out", str(tmp_path / "file" / "out")
    )
    refused(done, "--out")
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize("command", ["check", "score", "reread"])
def test_a_run_that_is_not_there(tmp_path: Path, command: str) -> None:
    refused(xunjian(command, "20010101-000000-0000", "--db", f"sqlite:///{tmp_path}/x.db"), "20010101-000000-0000")


def test_an_unknown_check_and_an_unknown_table() -> None:
    refused(xunjian("explain", "stale-colum"), "stale-colum", "stale-column")
    refused(xunjian("catalogue", "show", "zengdu"), "zengdu-2023")


def test_an_unknown_command_and_option() -> None:
    for arguments in (["audti"], ["audit", "--colour", "red"]):
        done = xunjian(*arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_a_portal_that_does_not_answer_is_an_observation(registry: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = xunjian(
        *("audit", str(registry), "--db", f"sqlite:///{tmp_path}/x.db", "--out", str(out)),
        *("--no-browser", "--as-of", "2023-12-15"),
    )
    assert done.returncode == 3, done.stderr
    assert (out / "findings.jsonl").exists()
    lines = (out / "coverage.jsonl").read_text(encoding="utf-8").splitlines()
    assert any('"not-observed"' in line and "stale-column" in line for line in lines)
