"""`xunjian discover URL -o FILE` by the command line, on the demo portal."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.discovery import compare, truth_of_demo
from crawler.targets import load_registry
from xunjian.demo.server import DemoPortal
from xunjian.exit_rules import NOT_ALL_SEEN, WRONG_USE

XUNJIAN = str(Path(sys.executable).with_name("xunjian"))


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoPortal]:
    with DemoPortal() as demo:
        yield demo


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([XUNJIAN, *words], capture_output=True, text=True, timeout=110, check=False)


def network(demo: DemoPortal) -> tuple[str, ...]:
    return ("--allow", "127.0.0.0/8", "--resolver", demo.resolver, "--rate", "0", "--no-browser")


def test_the_demo_is_discovered_and_its_registry_accepted_unchanged(demo: DemoPortal, tmp_path: Path) -> None:
    file = tmp_path / "registry.yaml"
    done = run("discover", demo.url("http://www.lanxi.gov.example/"), "-o", str(file), *network(demo))
    assert done.returncode == 0, done.stderr
    assert "澜溪县人民政府：单位" in done.stdout
    assert f"xunjian audit {file}" in done.stdout
    assert run("registry", "check", str(file)).returncode == 0
    told = compare(truth_of_demo(demo), load_registry(file).portal)
    assert told.found / told.wanted >= 0.95
    assert told.right_class / told.wanted >= 0.95
    assert told.right_unit / told.known_units >= 0.95
    assert told.surplus == ()
    # Nothing unfinished stays beside the file.
    assert [each.name for each in tmp_path.iterdir()] == ["registry.yaml"]


def test_excel_holds_the_same(demo: DemoPortal, tmp_path: Path) -> None:
    yaml, book = tmp_path / "registry.yaml", tmp_path / "registry.xlsx"
    url = demo.url("http://www.lanxi.gov.example/")
    assert run("discover", url, "-o", str(yaml), *network(demo)).returncode == 0
    assert run("discover", url, "-o", str(book), *network(demo)).returncode == 0
    assert load_registry(book).portal == load_registry(yaml).portal


def test_a_file_that_is_there_is_not_replaced(demo: DemoPortal, tmp_path: Path) -> None:
    file = tmp_path / "registry.yaml"
    file.write_text("corrected by a person", encoding="utf-8")
    url = demo.url("http://fgj.lanxi.gov.example/")
    done = run("discover", url, "-o", str(file), *network(demo))
    assert done.returncode == WRONG_USE
    assert "文件已存在" in done.stderr
    assert file.read_text(encoding="utf-8") == "corrected by a person"
    assert run("discover", url, "-o", str(file), "--force", *network(demo)).returncode == 0
    assert load_registry(file).portal.name == "澜溪县发展和改革局"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("www.example.gov.example", "-o", "r.yaml"), "不是网址"),
        (("http://a.gov.example/", "-o", "r.txt"), ".yaml 或 .xlsx"),
        (("http://a.gov.example/", "-o", "."), ".yaml 或 .xlsx"),
        (("http://a.gov.example/",), "-o"),
        (("http://a.gov.example/", "-o", "r.yaml", "--threshold", "1.5"), "0 到 1"),
        (("http://a.gov.example/", "-o", "r.yaml", "--max-pages", "0"), "--max-pages"),
        (("http://a.gov.example/", "-o", "r.yaml", "--rate", "0"), "--allow"),
        (("http://", "-o", "r.yaml"), "网址"),
    ],
)
def test_wrong_use_is_one_sentence(words: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [XUNJIAN, "discover", *words], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path
    )
    assert done.returncode == WRONG_USE
    assert sentence in done.stderr
    assert done.stderr.startswith("错误：")
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_answers_nothing_leaves_no_file(demo: DemoPortal, tmp_path: Path) -> None:
    file = tmp_path / "registry.yaml"
    done = run("discover", demo.url("http://lyj.lanxi.gov.example/"), "-o", str(file), *network(demo))
    assert done.returncode == WRONG_USE
    assert "未能取得页面（服务器返回状态码 404）" in done.stderr
    assert not file.exists()


def test_ctrl_c_ends_at_once_and_writes_nothing(demo: DemoPortal, tmp_path: Path) -> None:
    file = tmp_path / "registry.yaml"
    slow = ("--allow", "127.0.0.0/8", "--resolver", demo.resolver, "--rate", "1", "--no-browser")
    command = [XUNJIAN, "discover", demo.url("http://www.lanxi.gov.example/"), "-o", str(file), *slow]
    before = len(demo.access_log)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as walking:
        for _ in range(600):
            if len(demo.access_log) > before + 1:
                break
            time.sleep(0.1)
        walking.send_signal(signal.SIGINT)
        _, said = walking.communicate(timeout=60)
    assert walking.returncode == NOT_ALL_SEEN
    assert "已停止" in said
    assert not file.exists()
