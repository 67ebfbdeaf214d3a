"""How dates and the clues that gave them are called in sentences for people."""

from __future__ import annotations

from datetime import date

from checks.observation import Clue, DateClue, DateDoubt, DoubtfulDate

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


_FIRST_WEB_DAY = "1994年4月20日"  # China's first full connection to the Internet


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def clue_name(clue: DateClue) -> str:
    """What gave a date; a date without a year says that its year was worked out."""
    name = _NAMES[clue.clue]
    if clue.clue is Clue.META and clue.detail:
        name = f"{name}{clue.detail}"
    return f"{name}“{clue.text}”，年份系推定" if clue.year is None else name


def doubt_sentence(doubt: DoubtfulDate) -> str:
    """One oddness of a page's dates, for a person to look into."""
    told = _told(doubt.clue)
    if doubt.kind is DateDoubt.AFTER_FETCH:
        return f"{told}晚于查看当日"
    if doubt.kind is DateDoubt.BEFORE_WEB:
        return f"{told}早于我国接入互联网的{_FIRST_WEB_DAY}"
    against = f"，另有{_told(doubt.against)}" if doubt.against is not None else ""
    if doubt.kind is DateDoubt.GENERATED:
        return f"{told}与页面生成或查看的时间相同，疑非发布日期{against}"
    if doubt.against is None or doubt.clue.date is None or doubt.against.date is None:
        return f"{told}与其他日期不一致"
    apart = abs((doubt.clue.date - doubt.against.date).days)
    return f"{told}与{_told(doubt.against)}相差{apart}天"


def _told(clue: DateClue) -> str:
    day = chinese_date(clue.date) if clue.date is not None else f"{clue.month}月{clue.day}日"
    return f"{clue_name(clue)}（{day}）"
