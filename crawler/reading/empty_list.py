"""Why a page shows no rows: it says so, a script draws them, it only leads elsewhere, or we cannot tell."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.document import Document
from crawler.reading.page_layout import layout_of

_EMPTY = re.compile(
    r"(?:本栏目|该栏目|当前栏目|此栏目|栏目)?(?:暂时?|目前)?\s?(?:没有|无)\s?(?:找到|查询到|检索到|查到|发布|"
    r"更新)?(?:任何|相关|符合条件的?|可显示的?|可用|对应|匹配的?)?\s?的?"
    r"(?:数据|信息|内容|记录|文章|资料|公告|文件|结果|稿件|新闻|政策|动态)|^暂无$|暂无(?:公开|发布|更新|上传|"
    r"公示|征集|调查)\S{0,6}"
    r"|(?:栏目|内容|页面|信息)\S{0,4}(?:正在|正)?(?:建设|完善|更新|整理|筹备|维护|升级|改版|调整|开发){1,2}中",
)
_LONGEST = 40  # characters of a sentence that only says "nothing here"
_TEMPLATE_ATTRIBUTES = re.compile(
    r"^(?:ms-(?:repeat|for|each)|v-for|ng-repeat|x-for|wx:for|:each|\*ngfor|data-ng-repeat)", re.IGNORECASE
)
_CONDITION_ATTRIBUTES = re.compile(
    r"^(?:ms-(?:if|visible)|v-(?:if|show|else)|ng-(?:if|show|hide)|:style)", re.IGNORECASE
)
_TEMPLATE_TYPES = re.compile(r"template|handlebars|x-tmpl|text/html|mustache|text/x-|jsrender|art-", re.IGNORECASE)
_MUSTACHE = re.compile(r"\{\{[^{}]{1,80}\}\}|<%=?[^%]{1,80}%>|\$\{[\w.]{1,40}\}")
_ASKS_FOR_DATA = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\s*\(|\baxios\b|\bfetch\s*\(|XMLHttpRequest|\.jpage\s*\(|dataproxy|"
    r"new Vue\b|createApp\(|avalon\.define|laypage|layui\.use|trsapi",
    re.IGNORECASE,
)
_LOADING = re.compile(r"加载中|正在加载|载入中|loading", re.IGNORECASE)
_HIDDEN_NAMES = re.compile(r"(?:^|[\s_-])(?:hide|hidden|none|dn|ng-hide)(?:$|\s)")
_LIST_NAMES = re.compile(r"list|lb|news|item|rows?\b|con", re.IGNORECASE)
_LITTLE_TEXT = 120  # characters outside header, menus and footer: a heading and a search box, no list
_LINK_SHARE = 0.6
_FEWEST_LINKS = 2


def empty_text(document: Document, beside: HtmlElement | None = None) -> str:
    """The sentence that says there is nothing, as it stands; "" when no visible line (outside `beside`) says so."""
    for line in layout_of(document).lines:
        if line.region is not None or len(line.text) > _LONGEST or not _EMPTY.search(line.text):
            continue
        if _is_shown(line.element) and (beside is None or beside not in line.element.iterancestors()):
            return line.text
    return ""


def has_template(document: Document, beside: HtmlElement | None = None) -> bool:
    """Whether the page holds (outside `beside`) the pattern of rows that a script is going to draw."""
    layout = layout_of(document)
    inside = set(beside.iter()) if beside is not None else set()
    for element in document.body_element.iter():
        if not isinstance(element.tag, str) or layout.region(element) is not None or element in inside:
            continue
        if element.tag == "script":
            if _TEMPLATE_TYPES.search(element.get("type") or "") and "xml" not in (element.get("type") or ""):
                return True
        elif any(_TEMPLATE_ATTRIBUTES.match(str(name)) for name in element.attrib):
            return True
    return False


def is_drawn_by_script(document: Document) -> bool:
    """Whether something on the page says that its rows come by script, or nothing but a script could bring them."""
    if has_template(document):
        return True
    layout = layout_of(document)
    main = [line for line in layout.lines if line.region is None]
    if any(_MUSTACHE.search(line.text) or (_LOADING.search(line.text) and len(line.text) < 20) for line in main):
        return True
    has_script = next(document.root.iter("script"), None) is not None
    if not has_script:
        return False
    chars = sum(len(line.text) for line in main)
    asks = any(_ASKS_FOR_DATA.search(script) for script in document.scripts)
    return chars < _LITTLE_TEXT or (asks and chars < 3 * _LITTLE_TEXT) or (asks and has_empty_list(document))


def may_be_filled_by_script(document: Document) -> bool:
    """Whether a script could bring rows after the page: one that asks for data, or one whose text we do not have."""
    if any(script.get("src") for script in document.root.iter("script")):
        return True
    return any(_ASKS_FOR_DATA.search(script) for script in document.scripts)


def has_empty_list(document: Document) -> bool:
    """A list element of the main part that holds nothing at all."""
    layout = layout_of(document)
    for element in document.body_element.iter("ul", "ol", "tbody", "div"):
        if layout.region(element) is not None or len(element):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not (element.text or "").strip() and (element.tag != "div" or _LIST_NAMES.search(names)):
            return True
    return False


def is_only_links(document: Document) -> bool:
    """A page whose main part is nothing but links: it leads to other columns or sites and holds no list of its own."""
    layout = layout_of(document)
    main = [line for line in layout.lines if line.region is None]
    chars = sum(len(line.text) for line in main)
    linked = sum(line.chars_in_links for line in main)
    links = sum(1 for link in document.body_element.iter("a") if layout.region(link) is None)
    return links >= _FEWEST_LINKS and chars > 0 and linked / chars >= _LINK_SHARE


def _is_shown(element: HtmlElement) -> bool:
    for node in (element, *element.iterancestors()):
        style = (node.get("style") or "").replace(" ", "").lower()
        if "display:none" in style or "hidden" in node.attrib or _HIDDEN_NAMES.search(node.get("class") or ""):
            return False
        if any(_CONDITION_ATTRIBUTES.match(str(name)) for name in node.attrib):
            return False
    return True
