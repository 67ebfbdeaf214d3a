"""Rows put into groups of one shape.

A shape is the path of tags and class names from the page down to the row, so the fifteen short lists that a template
cuts one long list into are one group, and a menu of the same look is kept apart by its missing dates.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from checks.observation import Clue, ListRow, Region
from crawler.cms.found_list import ColumnHint
from crawler.cms.row_elements import RowLink, links_of_rows, row_element, targets_below
from crawler.reading.blank_list import blank_list
from crawler.reading.document import Document, clean
from crawler.reading.link_target import is_clickable
from crawler.reading.list_row import row_of
from crawler.reading.page_layout import Layout, layout_of
from crawler.reading.row_neighbours import cells_beside, dates_lead
from crawler.reading.written_dates import only_date

_OTHER_BOX = re.compile(
    r"热门|热点(?!问题)|排行|点击榜|推荐(?!性)|相关(?:阅读|文章|新闻|信息|链接|报道|推荐)|友情链接|猜你|大家都在|最近浏览|浏览记录|你可能|精彩|常用链接|快速通道|延伸阅读"
)
_DIGITS = re.compile(r"\d+")
_CLASS_STATES = frozenset((
    "on", "odd", "even", "first", "last", "active", "hover", "cur", "current", "selected", "top", "zd",
    "clearfix", "clear", "line", "dot", "bg", "noborder", "borderno", "nobor",
))  # fmt: skip
_CASE_TEXT = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]{4,}")
_MORE = re.compile(r"更\s?多|more|[\W_]+", re.IGNORECASE)
_LONGEST_EXTRA = 4  # characters beside a heading that are still part of it: an English name is a line of its own
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "legend", "caption", "div", "p"))


@dataclass(slots=True)
class Group:
    """Rows of one shape. `elements[i]` is the element of `rows[i]`."""

    shape: str
    rows: list[ListRow] = field(default_factory=list)
    elements: list[HtmlElement] = field(default_factory=list)
    is_side: bool = False
    is_other_box: bool = False

    @property
    def dated(self) -> int:
        return sum(1 for row in self.rows if row.date is not None and row.date.clue is not Clue.URL)

    @property
    def mean_title(self) -> float:
        return sum(min(len(row.title), 40) for row in self.rows) / max(len(self.rows), 1)


def groups_of(document: Document, hint: ColumnHint) -> list[Group]:
    """Every group of rows outside header, menu and footer, in the order of the page."""
    layout = layout_of(document)
    candidates = links_of_rows(document, layout)
    targets = targets_below(candidates)
    shapes: dict[HtmlElement, str] = {}
    groups: dict[str, Group] = {}
    taken: dict[HtmlElement, list[RowLink]] = {}
    for candidate in candidates:
        taken.setdefault(row_element(candidate, targets, hint.today), []).append(candidate)
    labels: dict[HtmlElement, tuple[str, ...]] = {}
    boxes: dict[HtmlElement, bool] = {}
    leading: dict[HtmlElement, bool] = {}
    for element, inside in taken.items():
        main = max(inside, key=lambda one: (len(one.title), -inside.index(one)))
        parent = element.getparent()
        if parent is None:
            continue
        if parent not in labels:
            labels[parent] = _header_labels(element)
        if parent not in leading:
            leading[parent] = dates_lead(parent, taken, hint.today)
        beside = cells_beside(element, taken, hint.today, dates_lead=leading[parent])
        row = row_of(element, main.link, main.url, document, hint.today, labels[parent], beside)
        if row is None or not _is_title(row):
            continue
        shape = _shape(element, shapes)
        group = groups.setdefault(shape, Group(shape))
        if parent not in boxes:
            boxes[parent] = bool(_OTHER_BOX.search(heading_above(element)))
        group.rows.append(row)
        group.elements.append(element)
        group.is_side = group.is_side or layout.region(element) is Region.SIDEBAR
        group.is_other_box = group.is_other_box or boxes[parent]
    found = [part for group in groups.values() if group.rows for part in _split(group)]
    has_dates = any(group.dated for group in found if not (group.is_side or group.is_other_box))
    return found if has_dates else found + _clickable_rows(document, layout, hint, taken)


def _split(group: Group) -> list[Group]:
    """A menu may have the shape of the list: containers without any date leave a group in which others have dates."""
    if not group.dated or group.dated == len(group.rows):
        return [group]
    dated: set[HtmlElement | None] = {
        element.getparent()
        for row, element in zip(group.rows, group.elements, strict=True)
        if row.date is not None and row.date.clue is not Clue.URL
    }
    parts = (Group(group.shape), Group(group.shape))
    for row, element in zip(group.rows, group.elements, strict=True):
        part = parts[0 if element.getparent() in dated else 1]
        part.rows.append(row)
        part.elements.append(element)
        part.is_side, part.is_other_box = group.is_side, group.is_other_box
    return [part for part in parts if part.rows]


def common_ancestor(elements: Sequence[HtmlElement]) -> HtmlElement | None:
    """The innermost element that holds all rows."""
    if not elements:
        return None
    shared = [*elements[0].iterancestors()]
    for element in elements[1:]:
        above = set(element.iterancestors())
        shared = [one for one in shared if one in above]
    return shared[0] if shared else None


def heading_above(element: HtmlElement) -> str:
    """The short text just above the block that a row stands in: the name of its box, "" when there is none near."""
    if own := _heading_beside(element):
        return own
    node = element.getparent()
    for _ in range(4):
        if node is None or node.tag in ("body", "html"):
            break
        for sibling in node.itersiblings(preceding=True):
            if not isinstance(sibling.tag, str) or sibling.tag in ("script", "style"):
                continue
            text = clean(sibling.text_content())
            if len(text) <= 30 and blank_list(sibling) is not None:
                return ""  # what stands above a list without rows is the name of that list, not of the box beside it
            if text and len(text) <= 30:
                return "" if _says_more_than_its_heading(sibling, text) else text
            if text:
                break
        node = node.getparent()
    return ""


def _says_more_than_its_heading(block: HtmlElement, text: str) -> bool:
    """A short block with a heading of its own and something under it is a box of its own, not a name of the next."""
    heading = next(block.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    if heading is None or heading is block:
        return False
    rest = text.replace(clean(heading.text_content()), "", 1)
    return len(_MORE.sub("", rest)) > _LONGEST_EXTRA


def _heading_beside(element: HtmlElement) -> str:
    """A heading that stands in the rows' own block, before the first of them: `<b>热点</b><p>row</p><p>row</p>`."""
    for sibling in element.itersiblings(preceding=True):
        if next(sibling.iter("a"), None) is None and sibling.tag in _HEADING_TAGS:
            text = clean(sibling.text_content())
            if 0 < len(text) <= 30:
                return text
    return ""


def _shape(element: HtmlElement, known: dict[HtmlElement, str]) -> str:
    parent = element.getparent()
    tag = str(element.tag)
    if parent is None:
        return tag
    if parent not in known:
        names = (parent.get("class") or "").lower()
        words = sorted({_DIGITS.sub("", name) for name in names.split()} - _CLASS_STATES - {""})
        known[parent] = f"{_shape(parent, known)}.{'.'.join(words)}" if words else _shape(parent, known)
    return f"{known[parent]}>{tag}"


def _header_labels(row: HtmlElement) -> tuple[str, ...]:
    """The header cells over a row of several cells, from the first row of its table or of the block before it."""
    width = sum(1 for child in row if isinstance(child.tag, str))
    if width < 2:
        return ()
    heads: list[HtmlElement] = []
    table = next(row.iterancestors("table"), None) if row.tag == "tr" else None
    if table is not None:
        first = next(table.iter("tr"), None)
        heads = [first] if first is not None else []
    else:
        parent = row.getparent()
        heads = [one for one in list(row.itersiblings(preceding=True))[-1:] if isinstance(one.tag, str)]
        before = parent.getprevious() if parent is not None else None
        if before is not None and isinstance(before.tag, str):
            heads += [before, *[child for child in before if isinstance(child.tag, str)][:1]]
    for head in heads:
        cells = [clean(child.text_content()) for child in head if isinstance(child.tag, str)]
        if (
            len(cells) == width
            and any(re.search(r"日期|时间", cell) for cell in cells)
            and all(len(c) < 16 for c in cells)
        ):
            return tuple(cells)
    return ()


def _is_title(row: ListRow) -> bool:
    return bool(row.title) and (bool(_CASE_TEXT.search(row.title)) or row.date is not None)


def _clickable_rows(
    document: Document, layout: Layout, hint: ColumnHint, taken: Collection[HtmlElement]
) -> list[Group]:
    """Rows without an address: `<tr onclick="show(17)">` with a date cell. Their `url` stays empty."""
    shapes: dict[HtmlElement, str] = {}
    groups: dict[str, Group] = {}
    for element in document.body_element.iter("tr", "li"):
        if (
            element in taken
            or layout.region(element) is not None
            or any(True for _ in element.iterdescendants("li", "tr"))
        ):
            continue
        if not any(is_clickable(one) for one in element.iter() if isinstance(one.tag, str)):
            continue
        row = _row_without_link(element, document, hint)
        if row is not None and row.date is not None:
            group = groups.setdefault(_shape(element, shapes), Group(_shape(element, shapes)))
            group.rows.append(row)
            group.elements.append(element)
    return list(groups.values())


def _row_without_link(element: HtmlElement, document: Document, hint: ColumnHint) -> ListRow | None:
    labels = _header_labels(element)
    row = row_of(element, None, "", document, hint.today, labels)
    if row is None:
        return None
    cells = [clean(child.text_content()) for child in element if isinstance(child.tag, str)]
    titles = [cell for cell in cells if _CASE_TEXT.search(cell) and only_date(cell) is None]
    if not titles:
        return None
    return ListRow(title=max(titles, key=len), url="", date=row.date, page_url=row.page_url, element=row.element)
