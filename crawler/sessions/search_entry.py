"""Where a visitor would type to search the site: the input, and what starts the search.

The script in the page only collects what stands there; what of it is a site search is decided here. A box for case
numbers, a login or a newsletter is none. Where nothing is found for certain the answer is None, not a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Frame

from crawler.sessions.browser_page import BrowserPage
from crawler.sessions.page_scripts import COLLECT_SEARCH_BOXES

HEADER_PIXELS = 400  # head of a portal: bar, banner and navigation, measured on a window of 1366 x 900

_SAYS_SEARCH = re.compile(
    r"搜索|搜一搜|搜一下|站内搜|全站搜|智能搜|一键搜|检索|全文检索|"
    r"请?输入.{0,8}(?:关键|检索|搜索|内容|词语)|关键[字词]"
)
_NAMED_SEARCH = re.compile(r"search|sousuo|souso|jiansuo|zhannei|(?:^|[^a-z])(?:ss|so|sou)(?:[^a-z]|$)", re.IGNORECASE)
_NAMED_WORDS = re.compile(
    r"^(?:q|qt|wd|kw|kws|key|keys|keyword|keywords|key_?words?|words?|query|querystring|searchword|sw|qs|"
    r"schword|searchkey|showkeycode\d*|lucenenewssearchkey\d*)$",
    re.IGNORECASE,
)
# Boxes that ask for something else than words of a page.
_OTHER_PURPOSE = re.compile(
    r"登录|登陆|用户名|账号|帐号|密码|邮箱|手机|电话|验证码|订阅|姓名|身份证|证件|编号|号码|流水号|受理号|业务号|"
    r"查询码|取件码|案号|案件|信件|办件|进度|天气|公交|航班|车次|邮编|股票|日期|时间|年份|页码|跳转|留言|评论|问题描述|智能问答"
)
_NAMED_OTHER = re.compile(
    r"login|passw|pwd|e-?mail|mobile|telephone|captcha|verif|subscrib|newsletter|"
    r"(?:^|[^a-z])(?:user|uname|username|account|phone|tel|code|yzm|idcard|date|time|page|pagenum)(?:[^a-z]|$)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"查询|查找|^\s*(?:go|搜|查)\s*$", re.IGNORECASE)
_ENOUGH = 4  # of several boxes that surely search, the upper one is the site's own, the lower one a column's
_ADVANCED = re.compile(r"高级|热门|热词|历史|清空|取消|关闭|语音|问答|登录|注册|返回")


@dataclass(frozen=True, slots=True)
class SearchBox:
    """`number` and `button` mark the elements inside the page (see `in_page`)."""

    number: int
    button: int | None
    in_header: bool
    element: str
    form_method: str  # get, post, or "" when no form would carry the words by itself
    form_action: str
    frame: Frame


@dataclass(frozen=True, slots=True)
class SearchOpener:
    """A search icon or link that has to be pressed before a box is there."""

    number: int
    element: str
    href: str
    frame: Frame


def in_page(number: int) -> str:
    return f'[data-search-mark="{number}"]'


async def find_search(page: BrowserPage, *, anywhere: bool = False) -> SearchBox | SearchOpener | None:
    """The best box of the page, else something that may open one. `anywhere`: this is the site's search page."""
    boxes: list[tuple[tuple[bool, int, float], SearchBox]] = []
    openers: list[SearchOpener] = []
    for frame in page.page.frames:
        facts = await page.collect(frame, COLLECT_SEARCH_BOXES, {"header": HEADER_PIXELS})
        if facts is None:
            continue
        is_main = frame.parent_frame is None
        for box in facts["boxes"]:
            strength = _strength(box)
            if not strength or (not is_main and not box["inHeader"]):
                continue
            rank = (not (box["inHeader"] or anywhere), -min(strength, _ENOUGH), float(box["top"]))
            boxes.append((rank, _search_box(box, frame)))
        openers += [
            SearchOpener(each["n"], each["selector"], each["href"], frame)
            for each in facts["openers"]
            if is_main and _opens_search(each)
        ]
    if boxes:
        return min(boxes, key=lambda ranked: ranked[0])[1]
    return openers[0] if openers else None


def _strength(box: dict[str, Any]) -> int:
    """How surely this is the site's search, 0 for "not"."""
    said = " ".join(box[key] for key in ("placeholder", "title", "aria", "value"))
    named = [box["name"], box["id"], box["cls"]]
    form = box["form"] or {}
    # A site search may give examples (请输入搜索内容，如：办件进度), so its own words win.
    if form.get("hasPassword") or (_OTHER_PURPOSE.search(f"{said} {box['label']}") and not _SAYS_SEARCH.search(said)):
        return 0
    if any(_NAMED_OTHER.search(name) for name in (box["name"], box["id"])) and not _SAYS_SEARCH.search(said):
        return 0
    button = _button(box)
    strength = 0
    if box["type"] == "search":
        strength += 3
    if _SAYS_SEARCH.search(said):
        strength += 3
    if any(_NAMED_SEARCH.search(name) for name in named):
        strength += 2
    if _NAMED_WORDS.match(box["name"]) or _NAMED_WORDS.match(box["id"]):
        strength += 1
    if form and _NAMED_SEARCH.search(" ".join(form[key] for key in ("action", "id", "name", "cls"))):
        strength += 1
    if any(_NAMED_SEARCH.search(name) for name in box["around"]):
        strength += 1
    if button is not None:
        strength += 2 if button["says"] else bool(_ASKS.search(button["text"]))
    # One weak sign alone (a field called `key`, a box inside something called `so`) is not enough.
    return strength if strength >= 2 else 0


def _search_box(box: dict[str, Any], frame: Frame) -> SearchBox:
    button = _button(box)
    form = box["form"]
    method, action = "", ""
    if form is not None:
        action = form["action"]
        # A form whose own submission is stopped by its script, or whose field has no name, carries nothing.
        carries = bool(box["name"]) and not re.search(r"return\s+false|preventDefault", form["onsubmit"])
        method = form["method"] if carries and (form["hasAction"] or form["method"] == "post") else ""
    return SearchBox(box["n"], button["n"] if button else None, box["inHeader"], box["selector"], method, action, frame)


def _button(box: dict[str, Any]) -> dict[str, Any] | None:
    """What a visitor presses: the nearest thing that says search, else the form's own submit button."""
    fitting: list[dict[str, Any]] = [each for each in box["buttons"] if not _ADVANCED.search(each["text"])]
    for each in fitting:
        each["says"] = bool(_SAYS_SEARCH.search(each["text"]) or _NAMED_SEARCH.search(each["named"]))
    for each in fitting:
        if each["says"]:
            return each
    return next((each for each in fitting if each["submits"]), None)


def _opens_search(opener: dict[str, Any]) -> bool:
    text = re.sub(r"\s+", "", opener["text"])
    if _ADVANCED.search(text) or len(text) > 6:
        return False
    if text:
        return bool(
            re.fullmatch(r"(?:站内|全站|智能|我要|一键|全文|信息)?(?:搜索|检索|搜一搜|search)", text, re.IGNORECASE)
        )
    return bool(_NAMED_SEARCH.search(opener["named"]) or _SAYS_SEARCH.search(opener["named"]))
