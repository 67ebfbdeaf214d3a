"""What one page of a portal tells discovery: its names, its place, the list it holds and where it points; pure."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from checks.observation import LinkKind, ListSeen, PageSeen, PageType, Region
from crawler.cms.gkmlpt import columns_in_tree
from crawler.discovery.account_matrix import MATRIX_NAME, SeenAccount, accounts_of
from crawler.discovery.addresses import is_article, is_paging, is_walked, page_key
from crawler.discovery.trail import Step, trail_of
from crawler.reading.document import Document, clean
from crawler.reading.link_target import target_of
from crawler.reading.links import FILE_ENDINGS, ending_of
from crawler.reading.observe import list_seen, page_seen
from crawler.reading.page_layout import layout_of
from crawler.reading.script_data import arrays_of_objects
from crawler.reading.written_dates import dates_in
from storage.capture import Capture

_MORE = re.compile(r"[\s\[【(（+]*(?:查看)?(?:更多|more|全部)(?:内容|信息)?[\s\]】)）+>＞»›.…]*", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"^(?:首\s?页|网站首页|返回\S{0,4}|上一?页|下一?页|尾页|末页|登录|注册|English|英文版?|繁体\S{0,2}|简体\S{0,2}|无障碍\S{0,4}|长者\S{0,4}"
    r"|适老化?\S{0,3}|老年\S{0,3}|关怀版|大字版|手机版|移动版|设为首页|加入收藏|RSS|打印\S{0,2}|关闭\S{0,2}|搜索|检索|高级搜索|网站声明|隐私\S{0,3}"
    r"|使用帮助|联系我们|关于我们|网站地图|站点地图|我要\S{1,5}|\d+|[<>«»‹›]+|详情|详细|点击\S{0,4}|邮箱\S{0,3}|OA\S{0,3}|微信|微博|EN|繁|简|中文|退出)$",
    re.IGNORECASE,
)
_INNER_BLANK = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")
_MAPS = ("网站地图", "站点地图")
_LONGEST_NAME = 24  # characters of a column's name; what is longer is a title
_TREE_NAMES, _TREE_TARGETS = (
    ("name", "text", "title", "label", "channelname", "catname"),
    ("url", "href", "link", "linkurl", "path"),
)
_TREE_CHILDREN = ("children", "nodes", "child", "sub", "items")
_FOOT_LINES = 8
MOST_POINTERS = 1_500
_MOST_TREE_NODES = 3_000
_BLOCK_TAGS = frozenset(("li", "tr", "dd", "dl", "p", "div", "td"))
_LONGEST_ROW = 260  # characters of a row with its title, date and a line of summary


@dataclass(frozen=True, slots=True)
class Pointer:
    """A way on. `kind`: menu, more, heading, trail, tree, frame, body."""

    url: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class SeenPage:
    url: str  # as it was asked for
    final_url: str
    page: PageSeen
    listed: ListSeen
    names: tuple[str, ...]  # of the page as a column, best first
    site_name: str
    sponsor: str  # 主办单位 of the footer
    trail: tuple[Step, ...]  # above the page, the page itself left out
    pointers: tuple[Pointer, ...]
    mores: tuple[str, ...]  # addresses that 更多 or a block's heading leads to
    accounts: tuple[SeenAccount, ...] = ()  # of a page of new-media accounts

    @property
    def key(self) -> str:
        return page_key(self.final_url or self.url)

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(row.url for row in self.listed.rows)

    @property
    def is_home(self) -> bool:
        return self.page.page_type is PageType.HOME


def read_seen_page(
    captures: Sequence[Capture], document: Document | None, hosts: Collection[str], called: Collection[str] = ()
) -> SeenPage:
    """`captures`: looks at one address, the first page first; `document` is the one to find ways on in; `called`: what
    links call the page."""
    first = captures[-1] if captures[-1].fetch.rendered else captures[0]
    page, links = page_seen(first, hosts)
    listed = list_seen(captures[0].url, captures, hosts)
    final = first.fetch.final_url or first.url
    if "#" in captures[0].url:  # a route that only the page's own scripts know
        final = captures[0].url
    if document is None:
        return SeenPage(captures[0].url, final, page, listed, (), "", "", (), (), ())
    trail = trail_of(document)
    site_name = _site_name(document)
    names = (listed.title,) if "#" in final else _names(document, page, trail, site_name)
    above = tuple(step for step in trail if step.name not in names[:1] and step.name != page.title)
    rows = {row.url for row in listed.rows}
    pointers = [Pointer(step.url, step.name, "trail") for step in trail if step.url]
    for link in links.links:
        if link.kind is LinkKind.FRAME:
            pointers.append(Pointer(link.url, "", "frame"))
    pointers += _anchors(document, rows)
    pointers += _options(document)
    for script in document.scripts:
        pointers += _tree(script, document)
    pointers += [Pointer(url, tight(name), "tree") for url, name in islice(columns_in_tree(document), _MOST_TREE_NODES)]
    kept = [one for one in dict.fromkeys(pointers) if page_key(one.url) != page_key(final)]
    mores = tuple(dict.fromkeys(one.url for one in kept if one.kind in ("more", "heading") and not is_paging(one.url)))
    sponsor = _sponsor(document)
    return SeenPage(
        captures[0].url,
        final,
        page,
        listed,
        names,
        site_name,
        sponsor,
        above,
        tuple(kept[:MOST_POINTERS]),
        mores,
        accounts_of(document) if any(MATRIX_NAME.search(name) for name in (*names, page.title, *called)) else (),
    )


# -- ways on ---------------------------------------------------------------------------------------------------------


def _anchors(document: Document, rows: Collection[str]) -> list[Pointer]:
    layout = layout_of(document)
    found: list[Pointer] = []
    for link in document.body_element.iter("a", "area"):
        if len(found) >= MOST_POINTERS:
            break
        url = target_of(link, document)
        if url is None or ending_of(url) in FILE_ENDINGS:
            continue
        text = tight(link.text_content()) or tight(link.get("title") or "") or _image_text(link)
        region = layout.region(link)
        in_menu = region in (Region.HEADER, Region.NAVIGATION)
        if _MORE.fullmatch(text):
            if region is not Region.SIDEBAR:
                found.append(Pointer(url, "", "more"))
            continue
        if url in rows and not in_menu:
            continue
        is_name = len(text) <= _LONGEST_NAME and not _NOT_A_NAME.match(text) and not is_article(url)
        if not is_name and text not in _MAPS:
            continue
        if in_menu:
            kind = "menu"
        elif _is_heading(link) and region is None:
            kind = "heading"
        elif _is_row(link):
            continue
        else:
            kind = "menu" if region in (Region.FOOTER, Region.SIDEBAR) else "body"
        found.append(Pointer(url, text, kind))
    return found


def _image_text(link: HtmlElement) -> str:
    image = next(link.iter("img"), None)
    return tight((image.get("alt") or image.get("title") or "") if image is not None else "")


def _is_heading(link: HtmlElement) -> bool:
    return any(
        node.tag in ("h1", "h2", "h3", "h4", "dt")
        for node in (link.getparent(), *link.iterancestors())
        if node is not None
    )


def _is_row(link: HtmlElement) -> bool:
    """Whether the link stands in a row with a date: an article, no column."""
    parent = link.getparent()
    for _ in range(3):
        if parent is None or parent.tag not in (*_BLOCK_TAGS, "span"):
            return False
        if parent.tag in _BLOCK_TAGS:
            text = short_text(parent, _LONGEST_ROW)
            if text is None:
                return False
            if dates_in(text):
                return True
        parent = parent.getparent()
    return False


def _options(document: Document) -> list[Pointer]:
    """Drop-downs that lead to departments and neighbours."""
    found = []
    for option in islice(document.body_element.iter("option"), MOST_POINTERS):
        value = (option.get("value") or "").strip()
        if value.startswith(("http://", "https://", "/")) and (url := document.link(value)):
            found.append(Pointer(url, clean(option.text_content()), "menu"))
    return found


def _tree(script: str, document: Document) -> list[Pointer]:
    """Nodes of a directory written into a script: {name: …, url: …}, flat with parents or nested."""
    found: list[Pointer] = []
    for array in arrays_of_objects(script):
        waiting: deque[object] = deque(array)
        while waiting and len(found) < _MOST_TREE_NODES:
            node = waiting.popleft()
            if not isinstance(node, dict):
                continue
            values = {str(key).lower(): value for key, value in node.items()}
            for name in _TREE_CHILDREN:
                if isinstance(values.get(name), list):
                    waiting.extend(values[name])
            text = next((str(values[name]) for name in _TREE_NAMES if isinstance(values.get(name), str)), "")
            target = next((values[name] for name in _TREE_TARGETS if isinstance(values.get(name), str)), None)
            url = document.link(target) if target else None
            if url and 2 <= len(clean(text)) <= _LONGEST_NAME and is_walked(url):
                found.append(Pointer(url, clean(text), "tree"))
    return found


def short_text(element: HtmlElement, most: int) -> str | None:
    """The text of an element, None for one that holds more; read no further than that, for pages of 100,000 links."""
    parts, length = [], 0
    for part in element.itertext():
        length += len(part.strip())
        if length > most:
            return None
        parts.append(part)
    return clean(" ".join(parts))


def tight(text: str) -> str:
    """Names spaced out to the width of their neighbours (规 章) as one word."""
    return _INNER_BLANK.sub("", clean(text))


# -- names -----------------------------------------------------------------------------------------------------------

_SITE_WORDS = re.compile(
    r"^(?:欢迎(?:访问|光临|您访问|来到)|中国[·•]?)|(?:官方|门户|政务)?网站?(?:首页|主站|欢迎您)?$|[-_|·\s]+$|首页$"
)
_SPONSOR = re.compile(
    r"(?:网站)?主\s?办\s?(?:单\s?位|方)?\s?[:：]\s?(?P<name>[一-鿿（）()]{3,40}?)"
    r"(?=\s|　|承\s?办|协\s?办|技术|维护|运维|地址|联系|电话|网站|版权|[|｜，,;；。]|$)"
)
_OWNER = re.compile(
    r"版\s?权\s?所\s?有\s?[:：©]?\s?(?P<name>[一-鿿]{3,30}?)(?=\s|　|地址|电话|网站|承\s?办|主\s?办|[|｜，,;；。]|$)"
)


def _site_name(document: Document) -> str:
    labelled = next((content for name, content in document.metas if name.lower() == "sitename" and content), "")
    if labelled and "<" not in labelled:
        return site_words(labelled)
    parts = [part for part in re.split(r"\s*[_|｜]\s*|\s+[-—–]+\s+|-{1,2}|——", document.site_title) if part.strip()]
    return site_words(parts[-1]) if parts else ""


def site_words(text: str) -> str:
    """欢迎访问云溪县人民政府门户网站 → 云溪县人民政府."""
    text = clean(text)
    for _ in range(3):
        shorter = _SITE_WORDS.sub("", text).strip(" _-|·")
        if shorter == text or len(shorter) < 3:
            break
        text = shorter
    return text


def _sponsor(document: Document) -> str:
    """As the footer names it; where no footer can be told, in the last lines of the page."""
    lines = layout_of(document).lines
    foot = [line for line in lines if line.region is Region.FOOTER] or lines[-_FOOT_LINES:]
    for pattern in (_SPONSOR, _OWNER):
        for line in foot:
            if found := pattern.search(line.text):
                return str(found["name"])
    return ""


def _names(document: Document, page: PageSeen, trail: Sequence[Step], site_name: str) -> tuple[str, ...]:
    labelled = next((content for name, content in document.metas if name.lower() == "columnname" and content), "")
    title = page.title if page.page_type is not PageType.ARTICLE else ""
    last = trail[-1].name if trail else ""
    candidates = (tight(labelled), tight(last), tight(title))
    return tuple(dict.fromkeys(one for one in candidates if _is_name(one) and one != site_name))


def _is_name(text: str) -> bool:
    return bool(text) and "<" not in text and text.lower() != "null" and 2 <= len(text) <= _LONGEST_NAME
