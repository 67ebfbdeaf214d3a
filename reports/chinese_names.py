"""What people call the words of the code: verdicts, severities, reasons, kinds. A test holds every value to a name."""

from __future__ import annotations

from checks.derived.fetch_wording import fetch_sentence
from checks.derived.link_outcomes import LinkOutcome
from checks.observation import Fetch, FetchEnd, LinkKind, Unreadable
from checks.subjects import ACCOUNT_TYPES, ColumnClass, Portal, SubjectKind
from checks.verdict import Severity, Verdict
from reports.proof_words import NO_PLACE, NOT_TAKEN, NOTHING_STORED, OVER_BUDGET
from storage.pictures import PictureOutcome

VERDICTS = {
    Verdict.PASS: "合格",
    Verdict.FAIL: "不合格",
    Verdict.NOT_APPLICABLE: "不适用",
    Verdict.UNDECIDED: "待人工确认",
    Verdict.NOT_OBSERVED: "未能观测",
}

SEVERITIES = {
    Severity.VETO: "否决",
    Severity.SERIOUS: "严重",
    Severity.NORMAL: "一般",
    Severity.MINOR: "轻微",
    Severity.HINT: "提示",
}

NO_UNIT = "门户（公共部分）"  # what no unit owns

SUBJECT_KINDS = {
    SubjectKind.PORTAL: "门户",
    SubjectKind.SITE: "站点",
    SubjectKind.UNIT: "单位",
    SubjectKind.COLUMN: "栏目",
    SubjectKind.ACCOUNT: "新媒体账号",
}

COLUMN_CLASSES = {
    ColumnClass.NEWS: "新闻动态",
    ColumnClass.NOTICE: "通知公告",
    ColumnClass.POLICY: "政策文件",
    ColumnClass.INTERPRETATION: "政策解读",
    ColumnClass.SOLICITATION: "意见征集",
    ColumnClass.SURVEY: "网上调查",
    ColumnClass.ANNUAL_REPORT: "政府信息公开年报",
    ColumnClass.NORMATIVE: "规范性文件",
    ColumnClass.CONSULTATION: "咨询投诉",
    ColumnClass.LEADERS: "领导信息",
    ColumnClass.ORG: "机构职能",
    ColumnClass.GUIDE: "办事指南",
    ColumnClass.PROJECT: "重大项目",
    ColumnClass.BUDGET: "财政预决算",
    ColumnClass.SERVICE: "公共服务",
    ColumnClass.TOPIC: "专题专栏",
    ColumnClass.OTHER: "其他",
}

LINK_OUTCOMES = {
    LinkOutcome.ALIVE: "正常",
    LinkOutcome.DEAD: "失效",
    LinkOutcome.CANNOT_CHECK: "无法核验",
    LinkOutcome.EXCLUDED: "未纳入检测",
    LinkOutcome.UNKNOWN: "未能认定",
}

LINK_KINDS = {
    LinkKind.PAGE: "网页",
    LinkKind.IMAGE: "图片",
    LinkKind.ATTACHMENT: "附件",
    LinkKind.SCRIPT: "脚本",
    LinkKind.STYLE: "样式表",
    LinkKind.FRAME: "内嵌页面",
    LinkKind.MEDIA: "音视频",
}

# What an open row of a card waits for.
WAITS = {
    "evidence": "待报送材料",
    "judgement": "待人工评定",
    "observation": "待补充观测",
    "subject": "待认定检查对象",
    "weight": "表内未列分值",
    "responsibility": "待认定责任单位",
}

# Why there is no picture of a place.
NO_SCREENSHOTS = {
    PictureOutcome.NO_BROWSER: "本次检查没有可用的浏览器",
    PictureOutcome.NOT_FOUND: "在保存的页面上无法确切定位",
    PictureOutcome.NO_PAGE: "没有保存可供绘制的页面",
    PictureOutcome.BUDGET: "本次检查的截图数量或时间已达上限",
    PictureOutcome.FAILED: "浏览器未能在规定时间内绘制页面",
    NO_PLACE: "该问题不针对页面上的某一处",
    NOT_TAKEN: "本次未截图（截图只在 audit 结束时拍摄）",
}

# Why there is no record of the exchange.
NO_ARCHIVES = {
    OVER_BUDGET: "证据文件总量上限（--evidence-budget）不足，未列入",
    NOTHING_STORED: "该问题不是由某次页面访问得出的，没有可归档的应答",
}

# How a row of yes and no stands, for tables without points.
MET = {
    "met": "达到",
    "partly": "部分达到",
    "not-met": "未达到",
    "open": "待核实",
    "not-applicable": "不涉及",
}

_REASONS = {
    # Addresses of a walk of links whose own links were not followed.
    "page-limit": "已达到 --max-pages 规定的页面数，未继续展开",
    "not-followed": "页面内的链接未能全部展开",
    "trap-long-address": "地址过长，未继续展开",
    "trap-deep-path": "目录层级过深，未继续展开",
    "trap-repeating-path": "目录循环重复，未继续展开",
    "trap-parameters": "地址参数过多，未继续展开",
    "trap-variants": "同一页面的参数变化过多，未继续展开",
    "trap-shuffled-parameters": "同一页面仅参数顺序不同，未继续展开",
    "trap-calendar": "日历类页面没有尽头，未继续展开",
    "trap-session-numbers": "地址含会话编号且不断变化，未继续展开",
    Unreadable.LOGIN: "需登录后才能查看",
    Unreadable.WALL: "被登录或防护页面拦截",
    Unreadable.ONLY_LINKS_ELSEWHERE: "页面仅为指向其他栏目或网站的链接",
    Unreadable.NEEDS_BROWSER: "列表由脚本生成，本次未能用浏览器打开",
    Unreadable.UNKNOWN_LAYOUT: "未能识别页面中的信息列表",
    "not-looked-at": "本次未查看",
    "not-probed": "本次未检测",
    "no-way-out": "本机未能访问任何外部网站，外部链接无从核验",
    "looks-differ": "多次访问结果不一致",
    "timeout-persists": "连续多次检查均访问超时",
    "soft-404": "返回正常状态码但页面不存在",
    "redirected-home": "原页面不存在，被转到网站首页",
    "soft-404-suspected": "疑似页面不存在，待人工核实",
    "no-article": "所指向的不是可核对的文章页面",
    "not-read": "页面未能打开",
    "list-not-read-whole": "列表后续各页未全部读取",
    "no-result-list": "未能识别搜索结果列表",
    "no-baseline": "IPv4访问不成功或结果不稳定，无从比较",
    "geo-block": "网站限制所在地区的访问",
    "no-trust-store": "本机没有可用的根证书库",
    "check-crashed": "检查程序运行出错",
    "wall": "被登录或防护页面拦截",
    "file-no-reader": "本机没有能够读取此类文件的程序",
    "file-too-large": "文件超过本次读取的大小限制",
    "file-too-slow": "读取文件超过时限",
    "file-too-much-memory": "读取文件所需内存超过限制",
    "file-reader-failed": "读取程序未能解析该文件",
    "file-unknown-format": "不属于常用文档格式，未作判断",
}


def account_labels(portal: Portal) -> dict[str, str]:
    """Key of an account's subject → name with its type: one office calls all its accounts alike."""
    return {account.subject.key: f"{account.name}（{ACCOUNT_TYPES[account.type]}）" for account in portal.accounts()}


def reason_name(reason: str, detail: str = "") -> str:
    """Why something was not seen. A reason without a name here stands as it is: better a code than a guess."""
    if reason.startswith("unconfirmed-"):
        return f"异常尚未经复测证实（{reason_name(reason.removeprefix('unconfirmed-'))}）"
    if reason in _REASONS:
        return _REASONS[reason]
    if reason.startswith("http-"):
        return f"服务器返回状态码 {reason.removeprefix('http-')}"
    if reason in set(FetchEnd) - {FetchEnd.ANSWERED}:
        return fetch_sentence(Fetch(ended=FetchEnd(reason)))
    return reason or detail or "原因不明"
