"""What a page of search results says: its rows, its total, the classes it is divided into.

Works on the facts that COLLECT_RESULTS brought from the page. A list of hot news beside the results, taken for the
results, would accuse a search that works: where it cannot be told, `found` is False.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from checks.observation import SearchHit
from checks.personal_numbers import mask_text
from crawler.sessions.arrived_link import NOT_RESULTS, arrived_link
from crawler.sessions.result_title import full_title, overlap, same_title, target
from crawler.target_url import normalise

_Signature = tuple[str, tuple[str, ...]]

_MOST_HITS = 50  # a first result page has 10 to 20

_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)"
_UNIT = r"\s*(?:条|个|项|篇|件|则)"
_TOTALS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:找到|检索到|搜索到|查询到|搜到|查到|命中)[^\d。\n]{{0,16}}{_NUMBER}{_UNIT}",
        rf"(?:共有|共计|总共|一共|合计|共|约)\s*(?:为您)?(?:找到|检索到|搜索到|查询到|有)?(?:相关)?(?:的)?"
        rf"(?:结果|信息|记录|文章|内容|数据)?\s*[:：]?\s*约?\s*{_NUMBER}{_UNIT}",
        rf"{_NUMBER}{_UNIT}\s*(?:相关|符合|匹配|搜索|检索|查询)?(?:的)?(?:搜索|检索|查询)?(?:结果|记录)",
        rf"(?:结果|记录|信息)(?:总数|数量|数)\s*[:：]?\s*{_NUMBER}",
    )
)
# A prompt below the results (没有找到您要的信息？) ends with a question mark and says nothing about them.
_NOTHING = re.compile(
    r"(?:(?:没有|没|未能|未|暂未)(?:找到|检索到|搜索到|查询到|搜到|查到|检索出|搜索出|匹配到)|"
    r"(?:暂无|没有|无)(?:相关|符合条件的?|匹配的?|搜索|检索|查询)+(?:的)?(?:结果|内容|信息|记录|数据)|"
    r"(?:暂无|没有|无)(?:任何)?(?:搜索|检索|查询)?结果|(?:搜索|检索|查询)结果为空|no results? found)"
    r"(?![^\n。]{0,20}[?？])",
    re.IGNORECASE,
)
_NOT_A_SEARCH = re.compile(
    r"访问过于频繁|操作过于频繁|请求过于频繁|请输入验证码|滑动验证|安全验证|系统繁忙|系统异常|服务器(?:内部)?错误|网络异常|稍后再试"
)
_NAMED_RESULTS = re.compile(r"result|search|sousuo|(?:^|[\s_-])(?:hits|sslist|ss-list)(?:[\s_-]|$)", re.IGNORECASE)
_BRACKETED = re.compile(r"^[\[【〔(（].{1,12}[\]】〕)）]$")
_NO_TITLE = re.compile(
    r"^(?:查看)?(?:详情|更多|全文|原文|下载|网页快照|快照|预览|打印|分享|上一页|下一页|首页|尾页|末页|\d+|>+|<+|\.+)[>»]*$"
)
_DATE = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_COUNT_BEHIND = re.compile(r"[\s:：]*[(（\[【]?\s*[\d,]+\+?\s*(?:条|个|篇|项)?\s*[)）\]】]?$")

_EVERYTHING = re.compile(r"^(?:全部|全站|综合|所有|全文库|不限)(?:结果|信息|内容|分类|类别|栏目|频道)?$")
_CLASS = re.compile(
    r"新闻|资讯|要闻|动态|政策|文件|法规|规章|公告|公示|通知|服务|办事|事项|指南|互动|问答|咨询|信件|信箱|留言|"
    r"公开|图片|视频|音频|专题|机构|部门|解读|数据|人事|财政|规划|概况|领导|网页|附件|文档|知识库|栏目|站群|其他"
)
# Ways to order or to narrow a search: they divide nothing into classes.
_NOT_A_CLASS = re.compile(
    r"时间|日期|相关度|相关性|排序|标题|正文|全文|天|周|月|年|精确|模糊|升序|降序|搜索|检索|更多|首页|下一页|上一页"
)


@dataclass(frozen=True, slots=True)
class ResultPage:
    found: bool
    hits: tuple[SearchHit, ...] = ()
    total: int | None = None
    categories: tuple[str, ...] = ()
    says_nothing: bool = False


def read_results(
    facts: Iterable[dict[str, Any]],
    words: str,
    expected_url: str,
    before: Iterable[dict[str, Any]] = (),
) -> ResultPage:
    """`facts` of every frame of the page; `before`: those of the page that the search was made from."""
    frames = list(facts)
    text = unicodedata.normalize("NFKC", "\n".join(frame["text"] for frame in frames))
    if _NOT_A_SEARCH.search(text):
        return ResultPage(found=False)
    earlier = list(before)
    template = frozenset(_signature(each) for frame in earlier for each in frame["containers"])
    categories = _categories(frames, {tuple(group["items"]) for frame in earlier for group in frame["groups"]})
    total = _total(text)
    ranked = [each for frame in frames for each in _ranked(frame["containers"], words, expected_url, template, total)]
    best = max(ranked, key=lambda each: each[0], default=None)
    if total == 0 and best is not None and not _has_expected(best[1], words, expected_url):
        best = None  # what a search without results recommends instead
    if best is None and (total == 0 or (total is None and _NOTHING.search(text))):
        return ResultPage(found=True, total=0, categories=categories, says_nothing=True)
    hits = [] if best is None else [hit for row in best[1]["rows"] if (hit := _hit(row, words)) is not None]
    if best is None or not _has_expected(best[1], words, expected_url):
        # A single result has no rows beside it that would show a list.
        arrived = arrived_link(frames, earlier, words, expected_url)
        if arrived is not None:
            hits.insert(0, _as_hit(arrived))
        elif best is None:
            return ResultPage(found=False, total=total, categories=categories)
    return ResultPage(found=True, hits=tuple(hits[:_MOST_HITS]), total=total, categories=categories)


def _ranked(
    containers: list[dict[str, Any]], words: str, expected_url: str, template: Collection[_Signature], total: int | None
) -> list[tuple[float, dict[str, Any]]]:
    """What may be the results, with how surely; neither the box around a list nor one row of it counts beside it."""
    scores = [_score(container, words, expected_url, template, total) for container in containers]
    fitting = {number for number, score in enumerate(scores) if score > 0}
    lists = {number for number in fitting if len(containers[number]["rows"]) > 1}
    boxes = {around for number in fitting for around in containers[number]["inside"]} - lists
    rows = {number for number in fitting if lists.intersection(containers[number]["inside"])} - lists
    return [(scores[number], containers[number]) for number in sorted(fitting - boxes - rows)]


def _score(
    container: dict[str, Any], words: str, expected_url: str, template: Collection[_Signature], total: int | None
) -> float:
    """How surely these rows are the results; 0 or less for "not"."""
    has_expected = _has_expected(container, words, expected_url)
    if container["template"] and not has_expected:
        return 0
    rows = [(row, title) for row in container["rows"] if (title := _title_link(row, words)) is not None]
    if not rows or NOT_RESULTS.search(container["heading"]) or NOT_RESULTS.search(" ".join(container["names"])):
        return 0
    if _signature(container) in template:
        return 0
    if sum(_is_section(row) for row, _ in rows) > 0.2 * len(rows):
        return 0
    classes = [row["cls"] for row, _ in rows]
    if len(rows) > 1 and all(classes) and len(set(classes)) == len(rows):
        return 0  # parts of the page beside each other: every one has a name of its own
    is_named = any(_NAMED_RESULTS.search(name) for name in container["names"])
    common = sum(overlap(words, row["text"]) >= 0.3 for row, _ in rows) / len(rows)
    described = sum(
        bool(_DATE.search(row["text"])) or len(row["text"]) > len(title["text"]) + 20 for row, title in rows
    ) / len(rows)
    long_titles = sum(len(title["text"]) >= 6 for _, title in rows) / len(rows)
    # Without one of these the rows may be any list of links.
    looks_like_results = described >= 0.5 and long_titles >= 0.5 and (is_named or (total and common > 0))
    if not (has_expected or common >= 0.5 or looks_like_results):
        return 0
    if len(rows) == 1 and not (has_expected or common or total == 1):
        return 0
    if total is not None and total < len(rows) and not has_expected:
        return 0
    fits_total = total is not None and len(rows) == min(total, len(rows))
    return (
        5 * has_expected + 3 * common + 2 * is_named + described + long_titles + 0.5 * fits_total
        + min(len(rows), 10) / 20
    )  # fmt: skip


def _is_section(row: dict[str, Any]) -> bool:
    """A part of the page with a list of its own; a row of results has its title, and maybe its source, as a link."""
    return len({link["href"] or link["text"] for link in row["links"] if len(link["text"]) >= 6}) > 2


def _has_expected(container: dict[str, Any], words: str, expected_url: str) -> bool:
    for row in container["rows"]:
        for link in row["links"]:
            if expected_url and normalise(target(link["href"])) == expected_url:
                return True
            if same_title(full_title(link), words):
                return True
    return False


def _hit(row: dict[str, Any], words: str) -> SearchHit | None:
    link = _title_link(row, words)
    if link is None:
        return None
    return _as_hit(link)


def _as_hit(link: dict[str, Any]) -> SearchHit:
    return SearchHit(mask_text(full_title(link)), normalise(target(link["href"])) or "")


def _title_link(row: dict[str, Any], words: str) -> dict[str, Any] | None:
    """The link of a row that carries its title, not its class, its snippet or 查看详情."""
    links: list[dict[str, Any]] = [
        link
        for link in row["links"]
        if len(link["text"]) >= 2 and not _BRACKETED.match(link["text"]) and not _NO_TITLE.match(link["text"])
    ]
    if not links:
        return None
    for link in links:
        if same_title(full_title(link), words):
            return link
    return next((link for link in links if link["heading"] and len(link["text"]) >= 4), None) or next(
        (link for link in links if len(link["text"]) >= 5), links[0]
    )


def _signature(container: dict[str, Any]) -> _Signature:
    """Equal for a block that stands on the page with and without a search."""
    return container["names"][0], tuple(sorted(row["text"] for row in container["rows"]))


def _total(text: str) -> int | None:
    """The number of results the page states; None where it states none or several that differ."""
    for pattern in _TOTALS:
        stated = {int(number.replace(",", "")) for number in pattern.findall(text)}
        if len(stated) == 1:
            return stated.pop()
        if stated:
            # Per-class counts stand beside the sum of them.
            return max(stated)
    return None


def _categories(frames: list[dict[str, Any]], before: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    """Names of the classes that results can be seen by; () where none could be told."""
    best: tuple[str, ...] = ()
    for group in (group for frame in frames for group in frame["groups"]):
        if group["footer"] or tuple(group["items"]) in before:
            continue
        names = [_COUNT_BEHIND.sub("", item).strip() for item in group["items"]]
        everything = [name for name in names if _EVERYTHING.match(name)]
        classes = [
            name
            for name in names
            if name not in everything and len(name) <= 10 and _CLASS.search(name) and not _NOT_A_CLASS.search(name)
        ]
        others = len(names) - len(everything) - len(classes)
        # 全部 with one class, or two classes; most of the group must be classes.
        if len(everything) + len(classes) < 2 or not classes or others > len(classes) + len(everything):
            continue
        if len(everything) + len(classes) > len(best):
            best = tuple(dict.fromkeys(mask_text(name) for name in (*everything, *classes)))
    return best
