"""Chinese names of reader's words, for the terminal."""

from __future__ import annotations

from checks.observation import Clue, MediaKind, PageType, Unreadable

PAGE_TYPES: dict[str, str] = {
    PageType.ARTICLE: "文章页",
    PageType.LIST: "列表页",
    PageType.HOME: "首页",
    PageType.SEARCH: "搜索页",
    PageType.WALL: "登录或防护页面",
    PageType.ERROR: "出错页面",
    PageType.OTHER: "其他",
}
_CLUES: dict[str, str] = {
    Clue.LABELLED_LINE: "标注行",
    Clue.META: "页面标签",
    Clue.JSON_LD: "结构化数据",
    Clue.TIME_TAG: "时间标签",
    Clue.LIST_CELL: "列表所示",
    Clue.FEED: "订阅源",
    Clue.EXPORT: "导出表",
    Clue.ARTICLE_HEAD: "标题旁所示",
    Clue.URL: "网址",
    Clue.API: "数据接口",
    Clue.SIGNATURE: "落款",
    Clue.DOCUMENT_DATE: "成文日期",
    Clue.GENERATED: "页面生成时间",
}
MEDIA_KINDS: dict[str, str] = {
    MediaKind.IMAGE: "图片",
    MediaKind.VIDEO: "视频",
    MediaKind.AUDIO: "音频",
    MediaKind.PLAYER: "播放器",
    MediaKind.H5: "H5页面",
}
SIDES: dict[str, str] = {"policy": "文件", "interpretation": "解读"}
_FAMILIES: dict[str, str] = {
    "trs": "拓尔思 TRS",
    "hanweb": "大汉 Hanweb",
    "vsb": "博达 VSB",
    "ucap": "开普 Ucap",
    "gkmlpt": "广东政府信息公开平台 gkmlpt",
    "webplus": "苏迪 WebPlus",
    "southcms": "广东南方网内容管理系统",
    "json": "数据列表",
    "generic": "未识别的系统，按通用列表读取",
}
_UNREADABLE: dict[str, str] = {
    Unreadable.LOGIN: "需要登录",
    Unreadable.WALL: "被防护页面拦截",
    Unreadable.ONLY_LINKS_ELSEWHERE: "只有通往其他栏目或网站的链接",
    Unreadable.NEEDS_BROWSER: "由脚本绘制，需要浏览器",
    Unreadable.UNKNOWN_LAYOUT: "版式未能识别",
}


def clue_name(clue: str) -> str:
    return _CLUES.get(clue, clue)


def family_name(cms: str) -> str:
    return _FAMILIES.get(cms, cms) or "未识别"


def unreadable_name(reason: str) -> str:
    return _UNREADABLE.get(reason, "")
