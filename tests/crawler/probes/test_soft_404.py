"""What a page says about itself, and the paths that nobody published."""

from __future__ import annotations

import pytest

from checks.observation import Fetch, FetchEnd, Hop
from crawler.probes.soft_404 import error_page_of, invented_urls, lands_on_home

NAV = "".join(f"<li><a href='/c{n}/'>栏目名称{n}</a></li>" for n in range(60))


def fetched(status: int = 200, content_type: str = "text/html", **told: object) -> Fetch:
    usual = {"final_url": "https://www.example.gov.example/a.html", **told}
    return Fetch(ended=FetchEnd.ANSWERED, status=status, content_type=content_type, **usual)  # type: ignore[arg-type]


def page(words: str, title: str = "提示") -> str:
    return (
        f"<html><head><title>{title}</title></head><body><div class='header'><ul class='nav'>{NAV}</ul></div>"
        f"<div class='main'><p>{words}</p></div><div class='footer'>主办：示例县人民政府办公室</div></body></html>"
    )


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    "words",
    [
        "您访问的页面不存在或已被删除，5秒后返回首页",
        "对不起，您查看的文章已下线",
        "抱歉，页面走丢了",
        "404 Not Found",
    ],
)
def test_pages_that_say_they_are_missing(words: str, charset: str) -> None:
    assert error_page_of(fetched(charset=charset), page(words).encode(charset))


def test_the_print_knows_neither_countdowns_nor_addresses() -> None:
    said = {
        error_page_of(fetched(), page(f"您访问的页面不存在，{n}秒后返回首页。地址：/zwgk/{n}/a.html").encode())
        for n in range(3)
    }
    assert len(said) == 1
    others = ("您访问的文章不存在，请与办公室联系", "您访问的页面不存在，5秒后返回上一页")
    assert not said.intersection(error_page_of(fetched(), page(words).encode()) for words in others)


@pytest.mark.parametrize(
    ("fetch", "words"),
    [
        (fetched(404), "您访问的页面不存在"),
        (fetched(wall="challenge"), "您访问的页面不存在"),
        (fetched(content_type="application/pdf"), "您访问的页面不存在"),
        (fetched(), "本栏目暂无信息"),
        (fetched(), "关于删除部分信息公开目录内容的通知，现予公布，请各单位遵照执行。" + "认真落实。" * 150),
        (fetched(), "网站首页"),
    ],
)
def test_pages_that_do_not(fetch: Fetch, words: str) -> None:
    assert error_page_of(fetch, page(words).encode()) == ""


def test_invented_paths_stand_at_the_root_and_beside_what_is_known() -> None:
    root = "https://www.example.gov.example/"
    first, second = invented_urls(root, root + "zwgk/tzgg/1.html?x=1", 7)
    assert first.startswith(root + "xunjian-")
    assert second.startswith(root + "zwgk/tzgg/xunjian-")
    assert invented_urls(root, root, 7)[0] == first
    assert invented_urls(root, root, 8)[0] != first
    assert invented_urls(root, root, 7)[1].startswith(root + "xunjian-")


@pytest.mark.parametrize(
    ("asked", "ended", "lands"),
    [
        ("https://a.example/zwgk/1.html", "https://a.example/", True),
        ("https://a.example/zwgk/1.html", "https://a.example/index.html", True),
        ("https://a.example/index.html", "https://a.example/", False),
        ("https://a.example/zwgk/1.html", "https://a.example/zwgk/2.html", False),
        ("https://a.example/zwgk/1.html", "https://a.example/?id=1", False),
    ],
)
def test_redirects_to_the_home_page(asked: str, ended: str, lands: bool) -> None:
    assert lands_on_home(fetched(final_url=ended, hops=(Hop(asked, 302, ended),))) is lands
    assert not lands_on_home(fetched(final_url=ended))
