"""How dates and the clues that gave them are called in sentences for people."""

from __future__ import annotations

from datetime import date

from checks.observation import Clue, DateClue

_NAMES = {
    Clue.LABELLED_LINE: "正文标注的发布日期",
    Clue.META: "页面标签",
    Clue.JSON_LD: "页面结构化数据",
    Clue.TIME_TAG: "页面时间标记",
    Clue.LIST_CELL: "列表所示日期",
    Clue.FEED: "订阅源所示时间",
    Clue.EXPORT: "导出表所示时间",
    Clue.ARTICLE_HEAD: "标题下所示日期",
    Clue.URL: "网址中的日期",
    Clue.API: "列表接口所示日期",
    Clue.SIGNATURE: "落款日期",
    Clue.DOCUMENT_DATE: "成文日期",
    Clue.GENERATED: "页面生成时间",
}


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def clue_name(clue: DateClue) -> str:
    """What gave a date; a date without a year says that its year was worked out."""
    name = _NAMES[clue.clue]
    if clue.clue is Clue.META and clue.detail:
        name = f"{name}{clue.detail}"
    return f"{name}“{clue.text}”，年份系推定" if clue.year is None else name
