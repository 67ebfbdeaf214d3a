"""What an article page says: title, dates, source, number, labels, metadata box, text, files and counterparts.

Cannot see what a script writes into the page, nor text inside images and files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from checks.observation import Attachment, Clue, DateClue, DoubtfulDate, Media, RelationBox
from crawler.reading.article_block import ArticleBlock, find_block
from crawler.reading.article_title import meta_value, squeezed
from crawler.reading.attachments import attachments_of
from crawler.reading.date_doubts import doubts_of
from crawler.reading.document import Document, clean
from crawler.reading.media import media_of
from crawler.reading.metadata_box import read_box, value_of
from crawler.reading.published_at import date_clues, published_at
from crawler.reading.relation_boxes import relation_boxes_of
from crawler.reading.selector import selector_of, steps_of
from crawler.reading.written_dates import dates_in

LONGEST_TEXT = 60_000  # characters; annual reports with their tables stay below 30,000
_SOURCE = re.compile(
    r"(?:信息来源|文章来源|稿件来源|来\s*源|发布机构|发布单位|发布机关|信息提供|供稿单位|供稿|作者单位|发稿单位|责任部门)\s*(?:[:：]|】\s?[:：]?|\]\s?[:：]?)\s*(?P<name>\S.*)$"
)
_SOURCE_LABEL = re.compile(r"[【\[]?(?:信息|文章|稿件)?来\s*源\s*[】\]]?\s*[:：]?")
_NO_SOURCE = re.compile(
    r"[:：]|\d\s?次|^\d+$|^(?:浏览|访问|点击|阅读|字\s?[体号]|作\s?者|编\s?辑|时\s?间|日\s?期|发布)"
)
_SOURCE_END = re.compile(
    r"\s\S{2,6}\s?[:：]|\s*(?:(?:发布|发表|更新|公开|上传|录入|生成|成文)?\s?(?:日\s?期|时\s?间)\s?[:：]|发布于|(?:浏览|访问|点击|阅读)\S{0,3}[:：]|作\s?者\s?[:：]|责任?编\s?辑|编\s?辑\s?[:：]"
    r"|审\s?核|字\s?体|字\s?号|【|\[\s?[大打收小]|打\s?印|分\s?享|收\s?藏|供\s?稿|(?:19|20)\d{2}[-年/.]\d|[|｜]|信息来源|文章来源|索\s?引\s?号|大\s中\s小|扫一扫|关闭|保护视力)"
)
_LONGEST_SOURCE = 40
_LONGEST_UNNAMED_SOURCE = 60
# An office alone beside the date of a head (县农业农村局 2026-11-15 15:02) is the source without its label.
_OFFICE = re.compile(r"[\u4e00-\u9fff]{1,20}(?:局|委员会|办公室|人民政府|街道办事处|管委会|政府办|宣传部|融媒体中心)")
_NO_OFFICE = re.compile(r"首页|位置|网站|主办|承办|版权")
_CLOCK = re.compile(r"(?:星期|周)[一二三四五六日天]|\d{1,2}\s?[:：]\s?\d{2}(?:\s?[:：]\s?\d{2})?")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\s?[〔\[［【（(﹝]\s?(?:19|20)\d{2}\s?[〕\]］】）)﹞]\s?第?\s?\d{1,5}\s?号")
_LONGEST_NUMBER_LINE = 40
_HEAD_CLUES = frozenset((Clue.LABELLED_LINE, Clue.ARTICLE_HEAD, Clue.JSON_LD, Clue.TIME_TAG))
_CLUES_OF_AN_ARTICLE = _HEAD_CLUES | {
    Clue.META,
    Clue.API,
    Clue.URL,
    Clue.SIGNATURE,
}  # of one with a heading and some text
_ARTICLE_CHARS = 150  # of running text that make a page with a date and a title an article
_SHORT_ARTICLE_CHARS = 40  # under a title of its own and a dated head
_NAMED_BODY_CHARS = 20
_GREETING = re.compile(r"欢迎|今天是|星期|周[一二三四五六日]")
_SHORTEST_HEADING = 5  # 机构概况 and 领导信息 are columns
_MAY_BE_DATED = re.compile(r"日\s?期|时\s?间|\d{4}|\d{1,2}[-/.月]\d{1,2}|\d\s?\S{1,2}前|昨|今天|刚")


@dataclass
class Article:
    document: Document
    block: ArticleBlock

    @cached_property
    def title(self) -> str:
        """The block's title; where neither label nor <title> knows it, the one that the metadata box names."""
        boxed = value_of(self.metadata_box, "标题", "名称", "文件名称", "信息名称")
        found = self.block.title
        if not boxed or meta_value(self.document, "ArticleTitle"):
            return found
        is_confirmed = self.block.title_line is not None and squeezed(found) in squeezed(self.document.site_title)
        return found if found and is_confirmed else boxed

    @cached_property
    def metadata_box(self) -> tuple[tuple[str, str], ...]:
        lines = [line for _, line in self.block.head_lines] + self.block.foot_lines
        return read_box(lines) or read_box(self.block.body_lines[:_NAMED_BODY_CHARS])

    @cached_property
    def date_clues(self) -> tuple[DateClue, ...]:
        return date_clues(self.document, self.block, self.metadata_box)

    @property
    def published_at(self) -> DateClue | None:
        return published_at(self.date_clues)

    @property
    def date_doubts(self) -> tuple[DoubtfulDate, ...]:
        return doubts_of(self.date_clues, self.document.seen_at)

    @cached_property
    def source_unit(self) -> str:
        lines = [line for _, line in self.block.head_lines] + self.block.foot_lines + self.block.body_lines[:4]
        for n, line in enumerate(lines):
            if len(line.text) > 200:
                continue
            match = _SOURCE.search(line.text)
            name = _trimmed(match["name"]) if match else ""
            if not name and _SOURCE_LABEL.fullmatch(line.text) and n + 1 < len(lines):
                beside = lines[n + 1].text
                name = "" if _NO_SOURCE.search(beside) or dates_in(beside) else _trimmed(beside)
            if name:
                return name
        return (
            _trimmed(meta_value(self.document, "ContentSource"))
            or next((name for _, line in self.block.head_lines if (name := _beside_a_date(line.text))), "")
            or value_of(
                self.metadata_box, "信息来源", "发布机构", "发布机关", "发布单位", "公开主体", "发文机关", "发文机构"
            )[:_LONGEST_SOURCE]
        )

    @cached_property
    def document_number(self) -> str:
        boxed = value_of(self.metadata_box, "发文字号", "文号", "文件编号", "文件号")
        if boxed:
            return boxed if len(boxed) <= _LONGEST_NUMBER_LINE else ""
        lines = [line.text for _, line in self.block.head_lines] + [line.text for line in self.block.body_lines[:8]]
        for text in lines:
            if len(text) <= _LONGEST_NUMBER_LINE and (match := _NUMBER.search(text)) and len(match[0]) * 2 >= len(text):
                return match[0]
        match = re.search(r"[（(]\s?(" + _NUMBER.pattern + r")\s?[）)]\s?$", self.block.title)
        return match[1] if match else ""

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.block.body_lines)[:LONGEST_TEXT]

    @property
    def body_element(self) -> str:
        """Selector of the element that `text` comes from."""
        return selector_of(self.block.body, steps_of(self.document)) if self.block.body is not None else ""

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        return attachments_of(self.document, self.block)

    @cached_property
    def media(self) -> tuple[Media, ...]:
        return media_of(self.document, self.block)

    @cached_property
    def relation_boxes(self) -> tuple[RelationBox, ...]:
        return relation_boxes_of(self.document, self.block)

    @property
    def main_block(self) -> HtmlElement | None:
        return self.block.element

    @cached_property
    def prose(self) -> int:
        """Characters of the body outside links."""
        return sum(max(len(line.text) - line.chars_in_links, 0) for line in self.block.body_lines)

    @cached_property
    def is_article(self) -> bool:
        """Whether the page is one document, by its labels, its named body, or a dated head over running text."""
        block = self.block
        if block.body is None:
            return False
        if meta_value(self.document, "ArticleTitle"):
            if self.prose >= _NAMED_BODY_CHARS or (block.is_named_body and self.prose > 0):
                return True
            return self._shows_files(block.body)
        has_head = any(clue.clue in _HEAD_CLUES for clue in self.date_clues)
        has_heading = block.title_line is not None
        is_short_text = self.prose >= _SHORT_ARTICLE_CHARS
        if block.is_named_body and has_heading and is_short_text:
            return True
        if block.is_named_body and has_heading and has_head and (self.text or self._shows_files(block.body)):
            return True
        if has_heading and has_head and (is_short_text or bool(self.attachments)):
            return True
        if has_heading and is_short_text and any(clue.clue in _CLUES_OF_AN_ARTICLE for clue in self.date_clues):
            return True
        is_running_text = self.prose >= _ARTICLE_CHARS and "。" in self.text
        if is_running_text and (has_head or block.is_named_body or bool(self.metadata_box)):
            return True
        return has_heading and is_short_text and "。" in self.text and self._is_undated_text()

    def _shows_files(self, body: HtmlElement) -> bool:
        return next(body.iter("img"), None) is not None or bool(self.attachments)

    def _is_undated_text(self) -> bool:
        """A text under the heading that <title> names, and nothing around it that could be a date we cannot read: to
        call such a page an article says that it shows no date."""
        title = squeezed(self.title)
        if len(title) < _SHORTEST_HEADING or title not in squeezed(self.document.site_title):
            return False
        around = [line for n, line in self.block.head_lines if n != self.block.title_line] + self.block.foot_lines
        around = [one for one in around if one.chars_in_links * 2 < len(one.text) and not _GREETING.search(one.text)]
        if any(_MAY_BE_DATED.search(line.text) for line in around):
            return False
        main = sum(len(line.text) - line.chars_in_links for line in self.block.layout.lines if line.region is None)
        return self.prose * 2 >= main


def read_article(document: Document) -> Article:
    """Worked out once per document and kept with it."""
    known = document.__dict__.get("article")
    if isinstance(known, Article):
        return known
    article = Article(document, find_block(document))
    document.__dict__["article"] = article
    return article


def _beside_a_date(text: str) -> str:
    if len(text) > _LONGEST_UNNAMED_SOURCE or len(found := dates_in(text)) != 1:
        return ""
    rest = _CLOCK.sub("", text.replace(found[0].text, " ")).strip(" 　|｜-·[]（）()")
    return rest if _OFFICE.fullmatch(rest) and not _NO_OFFICE.search(rest) else ""


def forget_article(document: Document) -> None:
    """Each holds the other: parted, a page is freed at once with its tree, and not when somebody looks for circles."""
    document.__dict__.pop("article", None)


def _trimmed(name: str) -> str:
    end = _SOURCE_END.search(name)
    name = clean(name[: end.start()] if end else name).strip("　 ：:|【】[]()（）")
    return name if 1 < len(name) <= _LONGEST_SOURCE else ""
