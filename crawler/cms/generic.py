"""The list of any page: THE block of repeated links that the page is about.

Of the groups that `row_groups` finds, one counts when its rows carry dates, or when they look like titles of
documents. Menus, side columns, hot lists, calendars and friend links are told apart by where they stand, by the
heading above them, by where their rows lead and by what their titles look like. Cannot see rows that only a script
draws.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from checks.observation import ListRow
from crawler.cms.box_heading import heading_above, is_preview
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.cms.row_elements import SHORT_TITLE
from crawler.cms.row_group import Group, common_ancestor
from crawler.cms.row_groups import groups_of
from crawler.cms.year_headings import with_years
from crawler.reading.blank_list import blank_list
from crawler.reading.document import Document, clean

_PAGER_WORDS = re.compile(r"下\s?一?\s?页|尾\s?页|末\s?页|共\s?\d+\s?(?:页|条)|跳转")
_PAGER_NAMES = re.compile(
    r"(?:^|[\s_-])(?:page|pages|pager|paging|pagination|fenye|pagebar|pagelist|page_div|turnpage|fanye|ym)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_FILE_OR_ID = re.compile(
    r"\d{3,}|\.(?:s?html?|aspx?|jsp|do|pdf|docx?|xlsx?|wps|ofd|zip|rar)(?:$|\?)|[0-9a-f]{16,}", re.IGNORECASE
)
_COLUMN_NUMBER = re.compile(r"/col/col(\d+)/")
_FEWEST_UNDATED = 3
_BESIDE_A_SINGLE_TITLE = 60  # characters of date, source and marks; more is the text of an article


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    groups = groups_of(document, hint)
    best = choose(groups, document, hint)
    if best is None:
        return None
    rows, elements = _with_relatives(best, groups, document)
    if sum(row.pinned for row in rows) * 2 > len(rows) > _FEWEST_UNDATED:
        # A word like `top` in the class of every row is the template's, not the editor's.
        rows = [replace(row, pinned=False) for row in rows]
    rows = with_years(rows, elements, hint.today)
    block = common_ancestor(elements)
    reason = (
        f"{len(rows)} 行重复结构，其中 {best.dated} 行有日期" if best.dated else f"{len(rows)} 行重复结构，没有日期"
    )
    confirmed = _has_pager(best, groups) or _under_own_heading(best, hint) or _share_of_own_rows(best, document) > 0
    # Undated rows that nothing on the page vouches for are a menu or a ranking as often as a list.
    beside = not confirmed and (not best.dated or is_preview(best.elements[0], hint.name, document))
    return FoundList("generic", reason, tuple(rows), block=block, is_confirmed=confirmed, is_beside=beside)


def choose(groups: Sequence[Group], document: Document, hint: ColumnHint) -> Group | None:
    """The group the page is about; None when every group is a menu, a side box or too little to tell."""
    in_the_open = [group for group in groups if not (group.is_other_box or group.is_side)]
    return _best(in_the_open, groups, document, hint) or _misnamed(groups, document)


def _misnamed(groups: Sequence[Group], document: Document) -> Group | None:
    """A list that stands in what its names call a side column: only with a pager of its own and pages of the column."""
    for group in groups:
        is_dated = group.dated * 2 >= len(group.rows) >= _FEWEST_UNDATED
        vouched = is_dated and _has_pager(group, groups) and _share_of_own_rows(group, document) * 2 > 1
        if group.is_side and not group.is_other_box and vouched:
            return group
    return None


def _best(candidates: Sequence[Group], groups: Sequence[Group], document: Document, hint: ColumnHint) -> Group | None:
    best: tuple[float, Group] | None = None
    for group in candidates:
        count, dated = len(group.rows), group.dated
        if dated and dated * 2 >= count:
            score = dated * (10 + group.mean_title)
            if count == 1 and _is_article_head(group):
                continue
        elif _looks_like_documents(group):
            score = count * group.mean_title * 0.2
        else:
            continue
        if _under_own_heading(group, hint):
            score *= 3
        score *= 1 + 2 * _share_of_own_rows(group, document)
        if _has_pager(group, groups):
            score *= 4
        if best is None or score > best[0]:
            best = (score, group)
    return best[1] if best else None


def _under_own_heading(group: Group, hint: ColumnHint) -> bool:
    return bool(hint.name) and hint.name in heading_above(group.elements[0])


def _share_of_own_rows(group: Group, document: Document) -> float:
    """Share of rows whose pages lie in the column's own folder, or carry its number (Hanweb: col101, art_101_7)."""
    parts = urlsplit(document.url)
    folder = parts.path[: parts.path.rfind("/") + 1]
    number = _COLUMN_NUMBER.search(parts.path)
    own = 0
    for row in group.rows:
        target = urlsplit(row.url)
        if number is not None:
            own += f"art_{number[1]}_" in target.path
        elif len(folder) > 1:
            own += target.netloc == parts.netloc and target.path.startswith(folder)
    return own / max(len(group.rows), 1)


def _looks_like_documents(group: Group) -> bool:
    """Undated rows that are titles of documents, not names of columns."""
    count = len(group.rows)
    if count < _FEWEST_UNDATED or group.mean_title < SHORT_TITLE:
        return False
    hosts = Counter(urlsplit(row.url).netloc for row in group.rows)
    if len(hosts) > max(count // 2, 1):
        return False
    files = sum(1 for row in group.rows if _FILE_OR_ID.search(urlsplit(row.url).path + urlsplit(row.url).query))
    return files * 10 >= count * 7


def _has_pager(group: Group, groups: Sequence[Group]) -> bool:
    """Whether a pager stands beside the rows. The next column of the page with a pager of its own is none of theirs."""
    block = common_ancestor(group.elements)
    if len(group.elements) == 1 and block is not None:
        block = group.elements[0].getparent()
    for _ in range(3):
        if block is None or block.tag in ("body", "html"):
            return False
        for sibling in block.itersiblings():
            if not isinstance(sibling.tag, str):
                continue
            if _is_named_as_pager(sibling) or _reads_like_a_pager(sibling):
                return not _is_column_of_its_own(sibling, group, groups)
        block = block.getparent()
    return False


def _is_named_as_pager(element: HtmlElement) -> bool:
    if element.tag == "script" and "createPage" in (element.text or ""):
        return True
    return bool(_PAGER_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def _reads_like_a_pager(element: HtmlElement) -> bool:
    text = element.text_content()[:2_000]
    return len(text) < 1_000 and bool(_PAGER_WORDS.search(text))


def _is_column_of_its_own(element: HtmlElement, group: Group, groups: Sequence[Group]) -> bool:
    """Rows of another group, or a list without rows: the pager in there belongs to that list."""
    if not _is_named_as_pager(element) and blank_list(element) is not None:
        return True
    return any(other is not group and other.dated and element in other.elements[0].iterancestors() for other in groups)


def _is_article_head(group: Group) -> bool:
    """One dated "row" around a link like 打印 or 附件 is the head of an article, not a list."""
    if group.elements[0].tag in ("li", "tr", "dl", "dt"):
        return False
    title = group.rows[0].title
    beside = len(clean(group.elements[0].text_content())) - len(title)
    return len(title) < SHORT_TITLE or group.elements[0].tag != "div" or beside > _BESIDE_A_SINGLE_TITLE


def _with_relatives(
    best: Group, groups: Sequence[Group], document: Document
) -> tuple[list[ListRow], list[HtmlElement]]:
    """The rows of the best group and of dated groups in the same block: pinned rows above, a second half below."""
    picked = {id(best)}
    block = common_ancestor(best.elements)
    near = [block, block.getparent() if block is not None else None]
    leads_home = _share_of_own_rows(best, document) > 0
    for group in groups:
        if group is best or not group.dated or group.dated * 2 < len(group.rows) or group.is_side or group.is_other_box:
            continue
        if leads_home and not _share_of_own_rows(group, document) and not any(row.pinned for row in group.rows):
            continue
        holders = set(group.elements[0].iterancestors())
        if any(one is not None and one in holders and one.tag not in ("body", "html") for one in near):
            picked.add(id(group))
    pairs = [
        (row, element)
        for group in groups
        if id(group) in picked
        for row, element in zip(group.rows, group.elements, strict=True)
    ]
    seen: set[tuple[str, str]] = set()
    rows, elements = [], []
    for row, element in pairs:
        key = (row.url, row.title)
        if key not in seen:
            seen.add(key)
            rows.append(row)
            elements.append(element)
    return rows, elements
