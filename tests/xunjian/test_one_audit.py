"""A second audit of a portal, started while the first still asks it, says who is at it since when and ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.registry_form import RegistryForm
from crawler.targets import load_registry, registry_from_snapshot
from storage.base import open_database
from storage.crawl_tables import Run
from xunjian.registry_book import registry_book

XUNJIAN = str(Path(sys.executable).parent / "xunjian")


@pytest.fixture
def silent_portal() -> Iterator[socket.socket]:
    """Takes connections and never says a word: whoever asks it waits."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def registry_in_excel(folder: Path, port: int) -> Path:
    form = RegistryForm.model_validate(
        {
            "portal": {"name": "示例县人民政府", "home": f"http://127.0.0.1:{port}/", "catalogues": ["zengdu-2023"]},
            "network": {"allow": ["127.0.0.0/8"], "requests_per_second": 0},
            "units": [
                {
                    "name": "县教育局",
                    "columns": [{"name": "通知公告", "url": f"http://127.0.0.1:{port}/tzgg/", "class": "notice"}],
                    "accounts": [{"platform": "wechat", "name": "示例教育", "source": "accounts/jyj.csv"}],
                }
            ],
        }
    )
    file = folder / "登记表.xlsx"
    file.write_bytes(registry_book(form))
    return file


def command(file: Path, folder: Path) -> list[str]:
    return [XUNJIAN, "crawl", str(file), "--db", f"sqlite:///{folder}/x.db", "--no-browser", "--as-of", "2023-12-15"]


def runs(folder: Path) -> list[Run]:
    engine = open_database(f"sqlite:///{folder}/x.db")
    with Session(engine) as session:
        found = list(session.scalars(select(Run).order_by(Run.started_at)))
    engine.dispose()
    return found


def test_the_second_ends_and_a_killed_one_holds_nobody_up(silent_portal: socket.socket, tmp_path: Path) -> None:
    file = registry_in_excel(tmp_path, silent_portal.getsockname()[1])
    with subprocess.Popen(command(file, tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        silent_portal.settimeout(60)
        asked, _ = silent_portal.accept()  # the first is at it
        second = subprocess.run(command(file, tmp_path), capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 3
        assert second.stdout == ""
        said = second.stderr.strip()
        assert re.fullmatch(
            rf"未开始：门户示例县人民政府（http://127\.0\.0\.1:\d+/）正由主机 \S+ 的进程 {first.pid} 检查"
            r"（自北京时间 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 起），本次未开始；请待其结束后再执行",
            said,
        ), said
        assert len(runs(tmp_path)) == 1
        first.send_signal(signal.SIGKILL)
        first.wait()
        asked.close()
    silent_portal.close()
    third = subprocess.run(command(file, tmp_path), capture_output=True, text=True, timeout=150, check=False)
    assert third.returncode == 3, third.stderr  # nothing answers any more, and that is stored
    assert "检查编号" in third.stdout
    stored = runs(tmp_path)
    assert len(stored) == 2
    # The registry in Excel is kept as it was, with names of files relative to its folder.
    assert registry_from_snapshot(stored[-1].registry_snapshot) == load_registry(file)
    assert load_registry(file).base == tmp_path.resolve()
