"""New-media accounts from a portal's 政务新媒体 page: tables with headings, cards with a name under a platform, lines.

Cannot read what stands inside a picture; a QR image without words beside it gives no account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from checks.observation import Region
from checks.subjects import AccountType
from crawler.discovery.unit_names import is_owner_name
from crawler.reading.document import Document, clean
from crawler.reading.page_layout import layout_of

MATRIX_NAME = re.compile(r"新媒体|(?:微信|微博|账号)矩阵|两微一端|政务微[信博]")

_PLATFORMS = (
    (re.compile(r"订阅号"), "wechat", AccountType.SUBSCRIPTION),
    (re.compile(r"服务号"), "wechat", AccountType.SERVICE),
    (re.compile(r"小程序"), "wechat", AccountType.MINI_PROGRAM),
    (re.compile(r"视频号"), "wechat_video", AccountType.OTHER),
    (re.compile(r"微信|公众号", re.IGNORECASE), "wechat", AccountType.OTHER),
    (re.compile(r"微博|weibo", re.IGNORECASE), "weibo", AccountType.WEIBO),
    (re.compile(r"抖音|douyin", re.IGNORECASE), "douyin", AccountType.DOUYIN),
    (re.compile(r"头条", re.IGNORECASE), "toutiao", AccountType.TOUTIAO),
    (re.compile(r"快手", re.IGNORECASE), "kuaishou", AccountType.OTHER),
    (re.compile(r"哔哩|B站", re.IGNORECASE), "bilibili", AccountType.OTHER),
    (re.compile(r"客户端|\bAPP\b|移动端", re.IGNORECASE), "app", AccountType.APP),
)
_PLATFORM_ONLY = re.compile(
    r"(?:新浪|腾讯|官方|政务)?(?:微信|微博|抖音|今日头条|头条|快手|哔哩哔哩|B站|视频号|小程序|客户端|APP|移动端|公众号|订阅号|服务号)"
    r"(?:公众|官方|政务)?(?:平台|账号|号|公众号|订阅号|服务号)?",
    re.IGNORECASE,
)
_LINE = re.compile(
    rf"^(?:\d+[.、．]\s?)?(?P<platform>{_PLATFORM_ONLY.pattern})(?:名称)?\s?[:：]\s?(?P<name>[^（(：:，,；;\s]{{2,30}})",
    re.IGNORECASE,
)
_NAME_HEAD = re.compile(r"(?:账号|帐号|名称|公众号|新媒体)\S{0,4}(?:名称?)?$|^名称$")
_PLATFORM_HEAD = re.compile(r"平台|类型|类别|渠道|种类")
_OWNER_HEAD = re.compile(r"主办|单位|主体|运营|责任")
_OWNER_LINE = re.compile(r"(?:主办|运营|运维|认证|责任|所属)\S{0,3}(?:单位|主体|方)?\s?[:：]\s?(\S{2,40})")
_IN_BRACKETS = re.compile(r"[”》】]?\s?[（(]([^（）()]{2,30})[）)]\s?$")  # 溪源发布（县政府办）: whose it is
_NOT_A_NAME = re.compile(r"二维码|扫一扫|扫码|关注|序号|^\d+$|点击|更多|矩阵|新媒体$|返回|首页")
_LONGEST_NAME = 30
_LONGEST_CARD = 160
_MOST = 500
_MOST_IMAGES = 2_000


@dataclass(frozen=True, slots=True)
class SeenAccount:
    platform: str
    type: AccountType
    name: str
    owner: str  # as the page names it, "" where it does not


def accounts_of(document: Document) -> tuple[SeenAccount, ...]:
    found = [*_from_tables(document)] or [*_from_cards(document)] or [*_from_lines(document)]
    return tuple(dict.fromkeys(found))[:_MOST]


def platform_of(text: str) -> tuple[str, AccountType] | None:
    return next(((name, kind) for pattern, name, kind in _PLATFORMS if pattern.search(text)), None)


def _from_tables(document: Document) -> Iterator[SeenAccount]:
    for table in document.body_element.iter("table"):
        rows = [[clean(cell.text_content()) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        head = next((row for row in rows[:3] if any(_NAME_HEAD.search(cell) for cell in row)), None)
        if head is None:
            continue
        platform_at = next((n for n, cell in enumerate(head) if _PLATFORM_HEAD.search(cell)), None)
        name_at = next((n for n, cell in enumerate(head) if _NAME_HEAD.search(cell) and n != platform_at), None)
        owner_at = next(
            (n for n, cell in enumerate(head) if _OWNER_HEAD.search(cell) and n not in (name_at, platform_at)), None
        )
        if platform_at is None or name_at is None:
            continue
        for row in rows[rows.index(head) + 1 :]:
            if len(row) != len(head):
                continue  # merged cells: which heading a cell belongs to cannot be told
            platform = platform_of(row[platform_at])
            if platform and _is_name(row[name_at]):
                owner = row[owner_at] if owner_at is not None and is_owner_name(row[owner_at]) else ""
                yield SeenAccount(*platform, row[name_at], owner)


def _from_cards(document: Document) -> Iterator[SeenAccount]:
    layout = layout_of(document)
    for image in islice(document.body_element.iter("img"), _MOST_IMAGES):
        if layout.region(image) in (Region.HEADER, Region.NAVIGATION, Region.FOOTER):
            continue
        card = _card_around(image)
        if card is None:
            continue
        lines = [clean(text) for text in card.itertext() if clean(text)]
        words = [*lines, clean(image.get("alt") or ""), clean(image.get("title") or "")]
        platform = next((found for word in words if (found := platform_of(word))), None) or _heading_platform(card)
        owner = next((match[1] for line in lines if (match := _OWNER_LINE.search(line))), "")
        name = next((_own_name(word) for word in words if _own_name(word) and _own_name(word) != owner), "")
        if platform and name:
            yield SeenAccount(*platform, name, owner if is_owner_name(owner) else "")


def _from_lines(document: Document) -> Iterator[SeenAccount]:
    """微信公众号：云溪发布（主办单位：云溪县人民政府办公室）."""
    for line in layout_of(document).lines:
        found = _LINE.match(line.text) if line.region is None and len(line.text) <= _LONGEST_CARD else None
        if found is None:
            continue
        platform, name = platform_of(found["platform"]), found["name"].strip("“”《》【】 ")
        owner = _OWNER_LINE.search(line.text)
        if platform and _is_name(name):
            beside = _IN_BRACKETS.match(line.text, found.end())
            named = owner[1].rstrip("）)，。；") if owner else beside[1] if beside else ""
            yield SeenAccount(*platform, name, named if is_owner_name(named) else "")


def _card_around(image: HtmlElement) -> HtmlElement | None:
    """The smallest box with this image alone and words beside it."""
    for box in image.iterancestors("li", "div", "td", "dl", "a", "p", "figure"):
        if sum(1 for _ in islice(box.iter("img"), 2)) > 1:
            return None
        text = clean(box.text_content())
        if text:
            return box if len(text) <= _LONGEST_CARD else None
    return None


def _heading_platform(card: HtmlElement) -> tuple[str, AccountType] | None:
    """The platform that a heading above a row of cards names."""
    for box in (card, *list(card.iterancestors())[:3]):
        for before in islice(box.itersiblings(preceding=True), 3):
            text = clean(before.text_content()) if isinstance(before.tag, str) and len(before) <= 5 else ""
            if text and len(text) <= 20 and next(before.iter("img"), None) is None:
                return platform_of(text)
    return None


def _own_name(text: str) -> str:
    """The account's name in a line: without the platform in front, "" for a line that is only that."""
    if not text or _OWNER_LINE.search(text) or _PLATFORM_ONLY.fullmatch(text):
        return ""
    name = re.sub(rf"^{_PLATFORM_ONLY.pattern}\s?(?:名称)?[:：]\s?", "", text, flags=re.IGNORECASE)
    return name if _is_name(name) else ""


def _is_name(text: str) -> bool:
    return (
        2 <= len(text) <= _LONGEST_NAME and _NOT_A_NAME.search(text) is None and _PLATFORM_ONLY.fullmatch(text) is None
    )
