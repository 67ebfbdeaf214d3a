from __future__ import annotations

from checks.observation import AccountPostsSeen, FetchEnd
from storage.capture import Capture, CaptureRole
from tests.crawler.crawling import crawled, registry_text
from tests.crawler.portal_server import Answer, serving

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>澜溪发布</title>
<item><title>关于做好防汛工作的提醒</title><link>https://mp.example/s/1</link>
<pubDate>Fri, 01 Dec 2023 09:00:00 +0800</pubDate></item></channel></rss>"""
CSV = "title,url,published_at\n关于做好防汛工作的提醒,https://mp.example/s/1,2023-12-01 09:00\n"


def accounts(*sources: str) -> str:
    lines = "".join(
        f'      - {{platform: wechat, type: subscription, name: 账号{n}, source: "{source}"}}\n'
        for n, source in enumerate(sources)
    )
    return f"units:\n  - name: 县政府办公室\n    accounts:\n{lines}"


async def test_sources_from_files_and_from_the_network(tmp_path):
    roles: list[Capture] = []
    (tmp_path / "posts.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with serving({"/feed.xml": Answer(FEED, content_type="application/rss+xml")}) as server:
        units = accounts(f"{server.url}/feed.xml", f"{server.url}/gone.xml", "posts.csv", "missing.csv", "folder")
        run = await crawled(
            tmp_path,
            registry_text(f"{server.url}/", units),
            ["县政府办公室"],
            also=lambda store: roles.extend(store.captures(CaptureRole.ACCOUNT)),
        )
        assert server.paths() == ["/feed.xml", "/gone.xml", "/gone.xml"]
    feed, gone, csv, missing, folder = sorted(run.all(AccountPostsSeen), key=lambda seen: seen.account_key)
    assert (feed.source_format, len(feed.posts)) == ("rss", 1)
    assert (csv.source_format, len(csv.posts)) == ("csv", 1)
    assert gone.fetch.status == 404
    assert missing.fetch.ended is FetchEnd.FILE_MISSING
    assert folder.fetch.ended is FetchEnd.FILE_UNREADABLE
    assert csv.url == "posts.csv"  # as the registry names it, wherever the registry lies
    assert run.open_looks == []
    assert len(roles) == 5


async def test_two_accounts_of_one_source_are_two_observations(tmp_path):
    (tmp_path / "posts.csv").write_text(CSV, encoding="utf-8")
    with serving({}) as server:
        run = await crawled(
            tmp_path, registry_text(f"{server.url}/", accounts("posts.csv", "posts.csv")), ["县政府办公室"]
        )
    assert len({seen.account_key for seen in run.all(AccountPostsSeen)}) == 2
    assert run.open_looks == []
