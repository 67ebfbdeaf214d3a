"""A date without a label at the head of an article: under the title, beside 来源, or set large beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from itertools import islice, pairwise

from checks.observation import Clue, DateClue
from crawler.reading.article_block import ArticleBlock
from crawler.reading.date_labels import LONGEST_HEAD_LINE, OTHER_DAY, OTHER_LABEL, clue_of, is_label, label_of
from crawler.reading.document import clean
from crawler.reading.head_line import goes_on, is_running_text
from crawler.reading.page_layout import Line
from crawler.reading.written_dates import WrittenDate, first_date, may_be_date, only_date, starts_span

# 题注: （2019年4月3日国务院令第711号公布　自2019年5月15日起施行）
_LAW_HISTORY = re.compile(r"通过|公布\W|施行|修[订正改]|令第|印发|\d日起|会议")
_INTO_A_DATE = re.compile(r"(?:[在自于从至到]|截至)$")
_IN_A_SENTENCE = re.compile(r"[。；！]\s*$")  # 定于2023年12月20日召开听证会。 is what the article is about
_NOT_PUBLICATION = re.compile(
    r"浏览|访问|点击|阅读|打印(?:日期|时间|于)|今天是|当前时间|现在是|公示期|截止|至\s?\d|有效期"
)
_PIECE = re.compile(r"[^\s|｜/·•]+(?:\s\d{1,2}:\d{2}(?::\d{2})?)?")
_MOST_ELEMENTS = 12


def head_date(block: ArticleBlock, now: datetime | None) -> DateClue | None:
    """A date without a label between title and body, or as a line of its own just under a title inside the body. One
    without a year counts where nothing better stands there."""
    yearless: DateClue | None = None
    title = block.title_line if block.title_line is not None else -1
    start, end = block.span
    lines = [line for n, line in block.head_lines if n > title]
    if title >= start:
        lines = block.layout.lines[title + 1 : min(title + 4, end)]
        # A notice of a few words, its office and its day: the last line of a text is who signed it, and when.
        closing = block.layout.lines[end - 1]
        lines = [line for line in lines if line is not closing or line is lines[0]]
    for above, line in pairwise([None, *lines]):
        if line is None or is_running_text(line):
            break  # what follows is signed and dated by whoever wrote the text
        if len(line.text) > LONGEST_HEAD_LINE // 2 or line.chars_in_links * 2 > len(line.text):
            continue
        if not may_be_date(line.text) or (above is not None and is_label(above.text)):
            continue
        written = first_date(line.text) or only_date(line.text, now) or _of_one_piece(line.text, now)
        written = written or _of_one_element(line, now)
        if written is None or starts_span(line.text, written.end):
            continue
        standing, kind, _ = label_of(line.text[: written.start])
        before = line.text[: written.start].rstrip(":： ")
        if standing is not None or kind is Clue.DOCUMENT_DATE or OTHER_LABEL.search(before):
            continue
        if OTHER_DAY.search(before) or _IN_A_SENTENCE.search(line.text):
            continue
        if _NOT_PUBLICATION.search(before[-8:]) or len(before) > 30 or _LAW_HISTORY.search(line.text):
            continue
        if _INTO_A_DATE.search(before) or goes_on(line, written):
            continue
        clue = clue_of(written, Clue.ARTICLE_HEAD, "标题下", now)
        if clue.year is not None:
            return clue
        yearless = yearless or clue
    return _above_title(block, now) or yearless


def _above_title(block: ArticleBlock, now: datetime | None) -> DateClue | None:
    """The day set beside a title, in one piece or as 28 over 2024-02. Today's date there is a calendar."""
    if block.title_line is None:
        return None
    lines = [
        line.text for line in block.layout.lines[max(block.title_line - 2, 0) : block.title_line] if not line.region
    ]
    for text in (*lines[-1:], " ".join(lines)):
        written = only_date(text) if may_be_date(text) else None
        if written is not None and written.year is not None:
            clue = clue_of(written, Clue.ARTICLE_HEAD, "标题上方")
            return None if now is not None and clue.date == now.date() else clue
    return None


def _of_one_element(line: Line, now: datetime | None) -> WrittenDate | None:
    """<span>办公室</span><span>03-06</span>: a date that fills an element of the line."""
    for element in islice((line.element, *line.element.itersiblings()), _MOST_ELEMENTS):
        text = clean(element.text or "") if isinstance(element.tag, str) else ""
        written = only_date(text, now) if text and may_be_date(text) else None
        if written is not None and (start := line.text.find(text)) >= 0:
            return replace(written, start=start, end=start + len(text))
    return None


def _of_one_piece(text: str, now: datetime | None) -> WrittenDate | None:
    """县工信局 | 昨天 17:30: a short or relative date that stands between blanks or bars."""
    for piece in _PIECE.finditer(text):
        written = only_date(piece[0], now)
        if written is not None and (written.year is not None or piece[0].startswith(("[", "［", "(", "（", "【"))):
            return replace(written, start=piece.start(), end=piece.end())
    return None
