"""Rows put into groups of one shape.

A shape is the path of tags and class names from the page down to the row, so the fifteen short lists that a template
cuts one long list into are one group, and a menu of the same look is kept apart by its missing dates.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from checks.observation import Clue, ListRow, Region
from crawler.cms.box_heading import heading_above
from crawler.cms.dates_behind_titles import with_dates_behind_titles
from crawler.cms.found_list import ColumnHint
from crawler.cms.header_cells import header_labels
from crawler.cms.row_elements import CASE_TEXT, RowLink, links_of_rows, row_element, targets_below
from crawler.cms.row_group import Group, shape_of
from crawler.cms.rows_without_links import rows_without_links
from crawler.reading.document import Document
from crawler.reading.list_row import row_of
from crawler.reading.page_layout import layout_of
from crawler.reading.row_neighbours import cells_beside, dates_lead

_OTHER_BOX = re.compile(
    r"热门|热点(?!问题)|排行|点击榜|推荐(?!性)|相关(?:阅读|文章|新闻|信息|链接|报道|推荐)|友情链接|猜你|大家都在|最近浏览|浏览记录|你可能|精彩|常用链接|快速通道|延伸阅读"
)


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
            labels[parent] = header_labels(element)
        if parent not in leading:
            leading[parent] = dates_lead(parent, taken, hint.today)
        beside = cells_beside(element, taken, hint.today, dates_lead=leading[parent])
        row = row_of(element, main.link, main.url, document, hint.today, labels[parent], beside)
        if row is None or not _is_title(row):
            continue
        shape = shape_of(element, shapes)
        if parent not in boxes:
            boxes[parent] = bool(_OTHER_BOX.search(heading_above(element)))
        # Boxes of a template look alike: the list and the ranking beside it are told apart by their headings.
        group = groups.setdefault(f"{shape} (other box)" if boxes[parent] else shape, Group(shape))
        group.rows.append(row)
        group.elements.append(element)
        group.is_side = group.is_side or layout.region(element) is Region.SIDEBAR
        group.is_other_box = group.is_other_box or boxes[parent]
    for group in groups.values():
        group.rows = with_dates_behind_titles(group.rows, hint.today)
    found = [part for group in groups.values() if group.rows for part in _split(group)]
    has_dates = any(group.dated for group in found if not (group.is_side or group.is_other_box))
    return found if has_dates else found + rows_without_links(document, layout, hint, taken)


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


def _is_title(row: ListRow) -> bool:
    return bool(row.title) and (bool(CASE_TEXT.search(row.title)) or row.date is not None)
