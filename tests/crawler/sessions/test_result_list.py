"""What result pages say, from facts as the browser collects them."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.sessions.result_list import read_results

WORDS = "示例县人民政府关于印发河道管理办法的通知"
URL = "https://www.example.gov.cn/zwgk/t1.html"


def link(text: str, href: str = "https://www.example.gov.cn/x", title: str = "") -> dict[str, Any]:
    return {"text": text, "title": title, "href": href, "heading": False}


def row(*links: dict[str, Any], text: str = "", cls: str = "item") -> dict[str, Any]:
    return {"cls": cls, "text": text or " ".join(each["text"] for each in links), "links": list(links)}


def container(*rows: dict[str, Any], name: str = "result-list", **more: Any) -> dict[str, Any]:
    return {
        "names": [name],
        "inside": [],
        "template": False,
        "selector": "div",
        "heading": "",
        "rows": list(rows),
    } | more


def page(*containers: dict[str, Any], text: str = "", groups: tuple[list[str], ...] = ()) -> list[dict[str, Any]]:
    told = [{"items": items, "footer": False} for items in groups]
    return [{"text": text, "containers": list(containers), "groups": told}]


HITS = (
    row(link(WORDS, URL), text=f"{WORDS} 2023-11-01 各乡镇人民政府"),
    row(link("示例县河道管理办法解读"), text="示例县河道管理办法解读 2023-11-02 一问一答"),
)


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("为您找到相关结果约 1,234 条", 1234),
        ("共找到23条信息", 23),
        ("共 5 页 23 条记录", 23),
        ("检索到相关信息 7 篇", 7),
        ("搜索结果总数：12", 12),
        ("全部共有 8 个结果", 8),
        ("本次搜索用时0.02秒，共 3 项", 3),
        ("第 1 页 共 5 页", None),
        ("2023年11月01日 星期三", None),
        ("您是第 12345 位访客", None),
    ],
)
def test_totals(text: str, total: int | None) -> None:
    assert read_results(page(container(*HITS), text=text), WORDS, URL).total == total


def test_hits_are_the_rows_in_their_order() -> None:
    seen = read_results(page(container(*HITS)), WORDS, URL)
    assert seen.found
    assert [(hit.title, hit.url) for hit in seen.hits] == [
        (WORDS, URL),
        ("示例县河道管理办法解读", "https://www.example.gov.cn/x"),
    ]


def test_a_title_cut_off_by_the_page_is_told_whole() -> None:
    cut = row(link("示例县人民政府关于印发河道…", URL, title=WORDS), text="示例县人民政府关于印发河道… 2023-11-01")
    assert read_results(page(container(cut, HITS[1])), WORDS, URL).hits[0].title == WORDS


def test_the_link_that_is_the_title() -> None:
    busy = row(
        link("[政策文件]", "https://www.example.gov.cn/class"),
        link("关于河道管理的若干规定", "https://www.example.gov.cn/doc"),
        link("查看详情", "https://www.example.gov.cn/doc"),
        text="[政策文件] 关于河道管理的若干规定 示例县人民政府印发河道管理 2023-01-01 查看详情",
    )
    assert read_results(page(container(busy, busy)), WORDS, URL).hits[0].title == "关于河道管理的若干规定"


def test_an_address_inside_a_counting_address() -> None:
    counted = row(
        link("河道管理办法", "https://s.example.gov.cn/link?url=https%3A%2F%2Fwww.example.gov.cn%2Fzwgk%2Ft1.html")
    )
    assert read_results(page(container(counted, HITS[1])), WORDS, URL).hits[0].url == URL


@pytest.mark.parametrize("heading", ["热门搜索", "推荐阅读", "相关搜索", "大家都在搜"])
def test_lists_beside_the_results_are_none(heading: str) -> None:
    beside = container(*HITS, name="list", heading=heading)
    assert not read_results(page(beside), WORDS, URL).found


def test_a_list_that_has_nothing_to_do_with_the_words_is_no_result_list() -> None:
    news = container(
        row(link("县领导调研春耕生产工作"), text="县领导调研春耕生产工作 2023-03-01"),
        row(link("全县招商引资推进会召开"), text="全县招商引资推进会召开 2023-03-02"),
        name="news",
    )
    assert not read_results(page(news, text="共找到 12 条"), WORDS, URL).found
    assert not read_results(page(news), WORDS, URL).found


def test_what_stood_there_before_the_search_is_no_result() -> None:
    before = page(container(*HITS))
    assert not read_results(page(container(*HITS)), WORDS, URL, before).found


def test_nothing_found() -> None:
    for text in (
        "很抱歉，没有找到相关的结果",
        "共找到 0 条结果",
        "未检索到符合条件的信息",
        "暂无搜索结果",
        "搜索结果为空",
    ):
        seen = read_results(page(text=text), WORDS, URL)
        assert (seen.found, seen.hits, seen.total, seen.says_nothing) == (True, (), 0, True), text


@pytest.mark.parametrize(
    "text",
    ["没有找到您要的信息？请留言", "暂无数据", "系统繁忙，请稍后再试", "没有找到相关结果 请输入验证码", "正在加载", ""],
)
def test_what_says_nothing_about_the_search(text: str) -> None:
    assert not read_results(page(text=text), WORDS, URL).found


def test_what_is_recommended_instead_of_results_is_none() -> None:
    other = row(link("河道管理示例"), text="河道管理示例 关于印发人民政府通知 2023-01-01")
    seen = read_results(page(container(other, other), text="共找到0条结果，为您推荐"), WORDS, URL)
    assert (seen.hits, seen.total) == ((), 0)


@pytest.mark.parametrize(
    ("items", "classes"),
    [
        (["全部", "新闻", "政策", "服务"], ("全部", "新闻", "政策", "服务")),
        (["全部(123)", "政务公开(45)", "互动交流（7）"], ("全部", "政务公开", "互动交流")),
        (["新闻动态 12", "政策文件 3"], ("新闻动态", "政策文件")),
        (["分类：", "全部", "解读", "公告"], ("全部", "解读", "公告")),
        (["综合", "图片"], ("综合", "图片")),
        (["全部时间", "一天内", "一周内", "一月内"], ()),
        (["按相关度排序", "按时间排序"], ()),
        (["标题", "全文"], ()),
        (["全部"], ()),
        (["首页", "政策", "机构", "上一页", "1", "2", "3", "下一页"], ()),
    ],
)
def test_classes_of_results(items: list[str], classes: tuple[str, ...]) -> None:
    assert read_results(page(container(*HITS), groups=(items,)), WORDS, URL).categories == classes


def test_the_menu_of_the_site_is_no_class_of_results() -> None:
    menu = ["新闻", "政策", "服务"]
    before = page(groups=(menu,))
    assert read_results(page(container(*HITS), groups=(menu,)), WORDS, URL, before).categories == ()


def arrived(*links: dict[str, Any], text: str = "共1条") -> list[dict[str, Any]]:
    return [{"text": text, "containers": [], "groups": [], "links": list(links)}]


def placed(text: str, href: str, around: str = "res", *, template: bool = False) -> dict[str, Any]:
    return link(text, href) | {"around": around, "template": template}


OTHER = "https://www.example.gov.cn/zwgk/t9.html"


@pytest.mark.parametrize(
    ("text", "href"),
    [
        (WORDS, URL),
        (WORDS, OTHER),  # the copy in another column
        ("河道管理办法（有附件）", URL),
        ("示例县人民政府 关于印发 河道管理办法的通知", OTHER),
        ("看全文", f"https://s.example.gov.cn/go?url={URL}"),
    ],
)
def test_a_single_result_without_a_list_is_found(text: str, href: str) -> None:
    seen = read_results(arrived(placed(text, href)), WORDS, URL)
    assert (seen.found, [hit.title for hit in seen.hits]) == (True, [text])


@pytest.mark.parametrize(
    "beside",
    [
        placed(WORDS, URL, "box 热门文章"),
        placed(WORDS, URL, template=True),
        placed("河道管理办法解读", OTHER),
        placed(WORDS, ""),
        placed(WORDS, f"https://s.example.gov.cn/s?kw={WORDS}"),
        placed(f"{WORDS[:8]}…", OTHER),
    ],
)
def test_a_link_elsewhere_or_to_something_else_is_no_result(beside: dict[str, Any]) -> None:
    assert not read_results(arrived(beside), WORDS, URL).found


def test_a_link_of_the_template_is_no_result_and_the_news_of_the_home_page_hide_none() -> None:
    news, hit = placed(WORDS, URL, "right 最新发布"), placed(WORDS, URL)
    assert not read_results(arrived(news), WORDS, URL, arrived(news, text="")).found
    assert read_results(arrived(news, hit), WORDS, URL, arrived(news, text="")).found


def test_a_single_result_beside_what_looks_like_results() -> None:
    near = row(link("示例县河道管理办法解读"), text="示例县人民政府关于印发河道管理办法的通知解读 2023-11-02")
    facts = page(container(near, near), text="共1条")
    facts[0]["links"] = [placed(WORDS, URL)]
    assert read_results(facts, WORDS, URL).hits[0].url == URL


def test_no_results_stay_none_whatever_stands_beside() -> None:
    seen = read_results(arrived(placed(WORDS, URL), text="共找到0条结果"), WORDS, URL)
    assert (seen.hits, seen.total) == ((), 0)
