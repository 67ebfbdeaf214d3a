"""Wrong use of the command line: one sentence on stderr that names what and where, exit code 2, nothing written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from storage.base import open_database

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
        ("second: 0", "second: 2, confirm_after: 3", ("registry.yaml", "confirm_after", "3 秒", "10")),
        ("second: 0", "second: 0, confirm_after: 9999", ("registry.yaml", "confirm_after", "3600")),
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
        (["--rate", "2", "--confirm-after", "3"], ("--confirm-after", "3 秒", "10")),
        (["--confirm-after", "-1"], ("--confirm-after",)),
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
    open_database(f"sqlite:///{tmp_path}/x.db").dispose()
    refused(xunjian(command, "20010101-000000-0000", "--db", f"sqlite:///{tmp_path}/x.db"), "20010101-000000-0000")


def test_an_unknown_check_and_an_unknown_table() -> None:
    refused(xunjian("explain", "stale-colum"), "stale-colum", "stale-column")
    refused(xunjian("catalogue", "show", "zengdu"), "zengdu-2023")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["audti"], ("没有命令 audti", "audit")),
        (["catalogue", "shwo"], ("没有命令 shwo", "show", "xunjian catalogue --help")),
        (["audit"], ("缺少参数 TARGET",)),
        (["catalogue", "show"], ("缺少参数 ID",)),
        (["report", "last"], ("缺少选项 --out",)),
        (["audit", "x.yaml", "--colum", "通知"], ("没有选项 --colum", "--column")),
        (["audit", "x.yaml", "--unit"], ("--unit 后面缺少值",)),
        (["audit", "x.yaml", "--no-browser=yes"], ("--no-browser 不带值",)),
        (["audit", "x.yaml", "--rate", "quick"], ("--rate", "应为数字")),
        (["audit", "x.yaml", "--rate", "-1"], ("--rate", "应不小于 0")),
        (["audit", "x.yaml", "y.yaml"], ("多出的参数：y.yaml",)),
    ],
)
def test_a_command_line_that_cannot_be_read(arguments: list[str], says: tuple[str, ...]) -> None:
    done = xunjian(*arguments)
    refused(done, *says)
    # Names of commands and options are all that is English in the sentence.
    english = re.sub(r"(?:xunjian [a-z ]*)?--?[a-z-]+|[a-z]+\.yaml", "", done.stderr)
    assert not re.search(r"[A-Z]?[a-z]+ [a-z]+ [a-z]+", english), english


@pytest.mark.parametrize(
    "arguments",
    [["check", "last"], ["score", "last"], ["reread", "last"], ["runs"], ["report", "last", "--out", "reports"]],
)
def test_a_database_that_is_not_there_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(xunjian(*arguments, "--db", f"sqlite:///{tmp_path}/folder/x.db"), "x.db", "不存在", "xunjian audit")
    assert list(tmp_path.iterdir()) == []


def test_a_unit_with_nothing_to_look_at(registry: Path, tmp_path: Path) -> None:
    registry.write_text(GOOD + "  - name: 县档案馆\n", encoding="utf-8")
    done = xunjian("audit", str(registry), "--unit", "县档案馆", "--db", f"sqlite:///{tmp_path}/x.db")
    refused(done, "单位县档案馆没有登记栏目、网站或账号，没有可检查的内容")
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize("command", ["try-column", "try-page"])
def test_a_dead_host_is_told_in_one_sentence(command: str) -> None:
    url = "http://127.0.0.1:9/tzgg/"
    options = (url, "--allow", "127.0.0.0/8", "--rate", "0", "--no-browser")
    done = xunjian(command, *options)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.strip() == f"{url}：未能取得页面（服务器拒绝连接）；请核对网址，或稍后再试"
    done = xunjian(command, *options, "--format", "json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["ended"] == "refused"
    assert len(done.stderr.strip().splitlines()) == 1


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
