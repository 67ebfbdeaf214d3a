"""`scrapy list` and `scrapy crawl NAME -a registry=FILE -a db=URL` work from the checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from checks.observation import LinkProbed, ListSeen, PageSeen
from storage.base import open_database
from storage.run_store import RunStore
from storage.runs import find_run
from tests.crawler.crawling import registry_text, unit_text
from tests.crawler.portal_server import article_page, list_page, page, serving

ROOT = Path(__file__).resolve().parent.parent.parent


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)


def test_list():
    listed = scrapy("list")
    walks = ["account_feed", "attachment_files", "column_list", "discovery_walk", "link_probe", "portal_walk"]
    assert listed.stdout.split() == walks
    assert listed.returncode == 0


@pytest.mark.parametrize("spider", ["column_list", "portal_walk"])
def test_one_walk_alone(tmp_path, spider):
    routes = {
        "/": page("首页", "/zjlx/"),
        "/zjlx/": page("走进澜溪"),
        "/tzgg/": list_page("通知公告", [("关于做好一号事项工作的通知", "/tzgg/1.html", "2023-12-01")]),
        "/tzgg/1.html": article_page("关于做好一号事项工作的通知"),
    }
    database = f"sqlite:///{tmp_path / 'one.db'}"
    with serving(routes) as server:
        file = tmp_path / "registry.yaml"
        units = unit_text(f'name: 通知公告, url: "{server.url}/tzgg/"')
        file.write_text(registry_text(f"{server.url}/", units), encoding="utf-8")
        ended = scrapy("crawl", spider, "-a", f"registry={file}", "-a", f"db={database}")
        asked = set(server.paths())
    assert ended.returncode == 0, ended.stderr
    engine = open_database(database)
    with Session(engine) as session:
        run = find_run(session, "last")
        assert run.state == "finished"
        seen = list(RunStore(session, run.id).observations())
    engine.dispose()
    if spider == "column_list":
        assert asked == {"/tzgg/", "/tzgg/1.html"}
        assert [each.url for each in seen if isinstance(each, ListSeen)] == [f"{server.url}/tzgg/"]
    else:
        assert asked == {"/", "/zjlx/"}
    assert all(each.fetch.has_page for each in seen if isinstance(each, PageSeen))
    assert not [each for each in seen if isinstance(each, LinkProbed)]


def test_without_a_registry_it_says_what_is_missing():
    ended = scrapy("crawl", "column_list")
    assert ended.returncode != 0
    assert "registry=FILE" in ended.stderr
