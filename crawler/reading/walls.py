"""Answers that are no page: anti-bot walls, log-in pages, error texts under status 200.

Precision first: a name is given only for marks that no ordinary page carries, because a page called a wall is not
looked at any further.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from checks.observation import Region
from crawler.reading.document import Document
from crawler.reading.page_layout import layout_of
from crawler.reading.written_dates import dates_in, only_date

LOGIN = "login"

# Walls answer with a shell: script, hardly a word of text. What a mark says counts only there.
_SHELL_CHARS = 300
_SHELL_MARKS = (
    ("ruishu", re.compile(r"\$_ts\s*=|_\$[A-Za-z0-9]{2}\(\)|<meta[^>]{1,120}r=['\"]m['\"]|\$_ts\.cd\b")),
    ("jsl", re.compile(r"__jsl_clearance|document\.cookie\s*=\s*\(?['\"]__jsl")),
    ("acw", re.compile(r"acw_sc__v2|arg1\s*=\s*['\"][0-9A-F]{40}")),
    ("cloudflare", re.compile(r"cf-browser-verification|challenge-platform|_cf_chl_opt|cf_chl_")),
    (
        "waf-challenge",
        re.compile(
            r"anti[-_]?(?:bot|spider|crawler)|bot[-_]?challenge|WAF[-_ ]?(?:challenge|block)|安全狗|创宇盾|"
            r"云盾|safeline|雷池",
            re.IGNORECASE,
        ),
    ),
)
_WALL_TEXT = re.compile(
    r"(?:访问|请求)(?:被|已被)(?:拦截|阻断|拒绝)|您的(?:访问|请求|IP)\S{0,8}(?:频繁|异常|被拦截|被禁止|"
    r"存在威胁)|人机(?:验证|识别)|请(?:完成|进行)(?:安全)?验证"
    r"|拖动(?:下方)?滑块|安全验证中|正在(?:进行)?(?:安全|浏览器)(?:检查|检测|验证)|checking your browser|"
    r"access denied|request blocked",
    re.IGNORECASE,
)
_ERROR_TITLE = re.compile(
    r"^\W*(?:404|403|500|502|503|400)\b|404\s?(?:错误|not found|页面|$)|页面(?:不存在|未找到|找不到|出错|"
    r"丢失)|^(?:not found|error|错误提示?|出错了|系统错误)$",
    re.IGNORECASE,
)
_ERROR_TEXT = re.compile(
    r"(?:您|你)(?:所)?(?:访问|浏览|请求|查看)的(?:页面|网页|内容|信息|文章|资源|地址|栏目)\S{0,6}(?:不存在|"
    r"已(?:被)?(?:删除|移除|下线)|找不到|未找到|丢失|出错|无法)"
    r"|(?:抱歉|对不起)[，,!！]?\s?\S{0,12}(?:页面|网页|内容|信息|文章)\S{0,6}(?:不存在|已(?:被)?(?:删除|移除|"
    r"下线)|找不到|未找到|丢失|出错了)"
    r"|页面(?:不存在|未找到|找不到了?|走丢了|已被?删除)|文章不存在或已被?删除|HTTP\s?(?:Status|错误)\s?(?:404|"
    r"500|403)|404 not found|The requested URL \S+ was not found|服务器内部错误",
    re.IGNORECASE,
)
_READ = (None, Region.SIDEBAR)
_EMPTY_LIST = re.compile(r"暂无(?:数据|信息|内容|记录)|共\s?0\s?条")
_TITLE_CHARS = 10
_FEWEST_TITLES = 3
_SENTENCES_CHARS = 150  # a log-in page has a name, labels and a hint which browser to use
_LONGEST_ERROR_PAGE = 600  # characters of text outside header, menus and footer


def wall_of(document: Document) -> str:
    """The name of the wall or log-in that answered instead of the page, "" for a page."""
    text = document.text
    if not text.strip():
        return ""
    layout = layout_of(document)
    if sum(len(line.text) for line in layout.lines) < _SHELL_CHARS:
        words = " ".join(line.text for line in layout.lines)
        for name, mark in _SHELL_MARKS:
            if mark.search(text):
                return name
        if _WALL_TEXT.search(words) or _WALL_TEXT.search(document.site_title):
            return "challenge"
        if _is_login(document):
            return LOGIN
    return ""


def is_error_page(document: Document) -> bool:
    """A page that only says that there is no page (a soft 404)."""
    chars, words = _main_text(document)
    if chars > _LONGEST_ERROR_PAGE:
        return False
    if _ERROR_TITLE.search(document.site_title) and chars < _LONGEST_ERROR_PAGE // 2:
        return True
    match = _ERROR_TEXT.search(words)
    return match is not None and match.start() < 200


def _main_text(document: Document) -> tuple[int, str]:
    main = [line for line in layout_of(document).lines if line.region is None]
    # Names of columns in a menu nobody marked as one must not hide the one sentence of an error page.
    words = " ".join(line.text for line in main if line.chars_in_links * 2 < len(line.text))
    return len(words), words[:3_000]


def _is_login(document: Document) -> bool:
    """A password field and nothing to read besides."""
    fields = [one for one in document.body_element.iter("input") if (one.get("type") or "").lower() == "password"]
    links = sum(1 for _ in document.body_element.iter("a"))
    return bool(fields) and links < 15 and not _offers_reading(document, fields[0])


def _offers_reading(document: Document, field: HtmlElement) -> bool:
    """Whether a page with a log-in box shows what a page of its own shows: dates, titles, a list that says it is
    empty, or sentences. Many portals have such a box beside every list."""
    form = next(field.iterancestors("form"), field)
    inside = set(form.iter())
    lines = [line for line in layout_of(document).lines if line.region in _READ and line.element not in inside]
    if any(dates_in(line.text) or only_date(line.text) or _EMPTY_LIST.search(line.text) for line in lines):
        return True
    titles = sum(1 for line in lines if line.chars_in_links >= _TITLE_CHARS)
    return titles >= _FEWEST_TITLES or sum(len(line.text) - line.chars_in_links for line in lines) >= _SENTENCES_CHARS
