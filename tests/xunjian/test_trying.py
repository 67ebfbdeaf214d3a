"""The test buttons for one address, pressed on the demo portal by the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.cms.families import FAMILIES
from xunjian.demo.server import DemoPortal
from xunjian.wording import family_name

XUNJIAN = str(Path(sys.executable).parent / "xunjian")


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoPortal]:
    with DemoPortal() as demo:
        yield demo


def tried(demo: DemoPortal, command: str, path: str, *options: str) -> subprocess.CompletedProcess[str]:
    url = f"http://www.lanxi.gov.example:{demo.port}{path}"
    network = ("--allow", "127.0.0.0/8", "--resolver", demo.resolver, "--rate", "0")
    arguments = [XUNJIAN, command, url, *network, "--no-browser", *options]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=100, check=False)


def as_json(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_a_column_gives_rows_dates_and_clues(demo: DemoPortal) -> None:
    read = as_json(tried(demo, "try-column", "/zwgk/tzgg/", "--format", "json"))
    assert read["cms"] == "trs"
    assert read["newest"] == "2023-12-05"
    assert read["pages_read"]
    first, second = read["rows"][:2]
    assert first["pinned"] is True
    assert first["published_at"] == "2022-03-18"
    assert second["published_at"] == "2023-12-05"
    assert second["clue"] == "list-cell"
    assert second["url"].endswith(".html")
    assert all(row["title"] for row in read["rows"])


def test_a_column_is_readable_on_a_terminal(demo: DemoPortal) -> None:
    done = tried(demo, "try-column", "/zwgk/tzgg/")
    assert done.returncode == 0
    assert "2023-12-05" in done.stdout
    assert "[置顶]" in done.stdout
    assert "最新日期 2023-12-05" in done.stdout
    assert "系统：拓尔思 TRS" in done.stdout
    assert "判断依据：" in done.stdout


def test_every_family_has_a_name_that_people_read() -> None:
    for family in FAMILIES:
        assert family_name(family.name) != family.name


def test_a_page_gives_type_title_dates_and_files(demo: DemoPortal) -> None:
    read = as_json(tried(demo, "try-page", "/zwgk/tzgg/202311/t20231106_41370.html", "--format", "json"))
    assert read["page_type"] == "article"
    assert read["title"] == "澜溪县2023年第四季度国有建设用地使用权挂牌出让公告"
    assert read["published_at"] == "2023-11-06"
    assert [clue["clue"] for clue in read["date_clues"]][:2] == ["labelled-line", "meta"]
    assert read["labels"]["PubDate"] == "2023-11-06 10:00"
    assert [attachment["name"] for attachment in read["attachments"]] == [
        "竞买须知.doc",
        "2023年第四季度国有建设用地出让宗地清单.docx",
    ]
    assert read["date_doubts"] == []
    assert read["published_clue"] == "labelled-line"
    assert read["body_element"].endswith("div.TRS_Editor")


def test_a_page_is_readable_on_a_terminal(demo: DemoPortal) -> None:
    done = tried(demo, "try-page", "/zwgk/tzgg/202311/t20231106_41370.html")
    assert done.returncode == 0
    assert "页面类型：文章页" in done.stdout
    assert "发布日期：2023-11-06（依据：标注行）" in done.stdout
    assert "日期依据·页面标签：2023-11-06 10:00（原文“2023-11-06 10:00”，PubDate）" in done.stdout
    assert "附件·竞买须知.doc：http" in done.stdout


def test_a_list_page_gives_its_rows(demo: DemoPortal) -> None:
    read = as_json(tried(demo, "try-page", "/zwgk/tzgg/", "--format", "json"))
    assert read["page_type"] == "list"
    assert len(read["list_rows"]) >= 10


@pytest.mark.parametrize("command", ["try-column", "try-page"])
def test_a_page_that_is_not_there_is_told(demo: DemoPortal, command: str) -> None:
    done = tried(demo, command, "/no/such/page/")
    assert done.returncode == 3
    assert "404" in done.stderr


@pytest.mark.parametrize("command", ["try-column", "try-page"])
def test_a_private_address_is_not_touched_without_leave(demo: DemoPortal, command: str) -> None:
    asked = len(demo.access_log)
    arguments = [XUNJIAN, command, f"http://127.0.0.1:{demo.port}/", "--no-browser"]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 2
    assert "--allow" in done.stderr
    assert len(demo.access_log) == asked


def test_what_is_no_address_is_refused() -> None:
    done = subprocess.run([XUNJIAN, "try-page", "ftp://x"], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 2
    assert "ftp://x" in done.stderr
