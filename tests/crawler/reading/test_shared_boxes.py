"""A box of the template that several columns show in place of a list is nobody's list."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

from checks.observation import ListSeen, Unreadable
from crawler.reading.observe import list_seen
from crawler.reading.shared_boxes import without_shared_boxes
from tests.crawler.crawling import crawled, registry_text, unit_text
from tests.crawler.portal_server import Route, serving
from tests.crawler.reading.lists import HOSTS, li
from tests.crawler.reading.looks import HOST, look

BOX = "".join(
    f'<p><a href="/x/{n}.html">县政府召开第{n}次常务会议研究部署工作</a><span>2023-11-{20 - n}</span></p>'
    for n in range(1, 7)
)
PAGE = '<html><head><title>{title}_示例县</title></head><body><div><div class="own"></div><div class="r">{box}</div></div></body></html>'


def seen(path: str, box: str = BOX) -> ListSeen:
    url = f"https://{HOST}{path}"
    return list_seen(url, [look(PAGE.format(title=path.strip("/"), box=box), url)], HOSTS)


def test_the_same_rows_on_two_columns_are_taken_back():
    both = [seen("/aa/"), seen("/bb/")]
    assert [(len(one.rows), one.unproven) for one in both] == [(6, True), (6, True)]
    taken_back = without_shared_boxes(both)
    assert [(one.url, one.rows, one.unreadable) for one in taken_back] == [
        (one.url, (), Unreadable.UNKNOWN_LAYOUT) for one in both
    ]


def test_one_column_alone_and_one_under_two_spellings_keep_their_rows():
    assert without_shared_boxes([seen("/aa/")]) == ()
    assert without_shared_boxes([seen("/aa/"), seen("/aa/index.html")]) == ()


def test_other_rows_and_lists_that_prove_themselves_stay():
    other = seen("/cc/", BOX.replace("/x/", "/y/"))
    proven = list_seen("https://e/", [look(f"<h2>公告</h2><ul>{li(4)}</ul><div class='pages'>下一页</div>")], HOSTS)
    assert not proven.unproven
    assert without_shared_boxes([seen("/aa/"), other, proven, proven]) == ()


async def test_a_crawl_compares_its_columns(tmp_path):
    routes: dict[str, Route] = {f"/{name}/": PAGE.format(title=name, box=BOX) for name in ("aa", "bb")}
    with serving(routes) as server:
        columns = [f'name: 栏目{name}, url: "{server.url}/{name}/", class: notice' for name in ("aa", "bb")]
        run = await crawled(tmp_path, registry_text(f"{server.url}/", unit_text(*columns)), ["县政府办公室"])
    for name in ("aa", "bb"):
        assert run.last(ListSeen, f"{server.url}/{name}/").unreadable is Unreadable.UNKNOWN_LAYOUT
