# ruff: noqa: E501  (rows of sample text and markup)
"""An invented city in an old style: GBK, tables, one title for all pages, menus that only scripts open, side boxes with
更多 on every list page, departments as folders deep inside the tree, a home page behind a refresh.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.crawler.portal_server import Answer, Route

NAME, OFFICE = "宁江市人民政府", "宁江市人民政府办公室"
EDUCATION, WATER, TOWN = "市教育体育局", "市水利局", "白沙镇人民政府"


@dataclass(frozen=True)
class Wanted:
    path: str
    column_class: str
    unit: str


@dataclass(frozen=True)
class _Column:
    path: str
    name: str
    column_class: str
    stem: str  # of the titles
    unit: str = OFFICE
    source: str = "市政府办"
    rows: int = 14
    above: str = ""


_COLUMNS = (
    _Column("/web/ywdt/njyw/", "宁江要闻", "news", "市领导调研重点工程{n}号项目", source="宁江日报", above="要闻动态"),
    _Column(
        "/web/ywdt/xzdt/", "县（市）区动态", "news", "{n}月份城乡环境整治有序推进", source="各县区", above="要闻动态"
    ),
    _Column("/web/zwgk/tzgg/", "通告公告", "notice", "关于第{n}批公租房配租的公告", above="政务公开"),
    _Column(
        "/web/zwgk/zfwj/szfwj/", "市政府文件", "policy", "宁江市人民政府关于印发第{n}期规划的通知", above="政务公开"
    ),
    _Column(
        "/web/zwgk/zfwj/szfbwj/",
        "市政府办文件",
        "policy",
        "宁江市人民政府办公室关于做好第{n}项工作的通知",
        above="政务公开",
    ),
    _Column(
        "/web/zwgk/gfxwj/",
        "行政规范性文件库",
        "normative",
        "宁江市人民政府关于印发《第{n}号管理办法》的通知",
        above="政务公开",
    ),
    _Column("/web/zwgk/zcjd/wzjd/", "本级政策解读", "interpretation", "《第{n}号管理办法》政策解读", above="政策解读"),
    _Column("/web/zwgk/zcjd/tj/", "图解", "interpretation", "一图读懂《第{n}号管理办法》", above="政策解读"),
    _Column("/web/zwgk/zfgb/", "政府公报", "other", "宁江市人民政府公报2024年第{n}期", above="政务公开"),
    _Column(
        "/web/zwgk/zfxxgknb/szf/",
        "市政府年报",
        "annual_report",
        "宁江市20{n:02d}年政府信息公开工作年度报告",
        rows=8,
        above="政府信息公开年报",
    ),
    _Column("/web/zwgk/czxx/", "财政预决算", "budget", "宁江市20{n:02d}年财政决算", rows=6, above="政务公开"),
    _Column("/web/zwgk/zdxm/pzjg/", "批准结果信息", "other", "第{n}号项目初步设计批复", above="重大建设项目"),
    _Column("/web/hdjl/yjzj/", "意见征集", "solicitation", "关于公开征求《第{n}号规划》意见的公告", above="互动交流"),
    _Column("/web/hdjl/wsdc/", "在线调查", "survey", "第{n}次政务服务满意度调查", above="互动交流"),
    _Column("/web/hdjl/szxx/", "市长信箱", "consultation", "咨询第{n}小学学区划分", above="互动交流"),
    _Column("/web/hdjl/zxft/", "在线访谈", "other", "第{n}期：局长谈就业", above="互动交流"),
    _Column(
        "/web/zwgk/bmxxgk/jytyj/gzdt/",
        "工作动态",
        "news",
        "教育系统开展第{n}次培训",
        EDUCATION,
        "市教育体育局",
        above="市教育体育局",
    ),
    _Column(
        "/web/zwgk/bmxxgk/jytyj/tzgg/",
        "通知公告",
        "notice",
        "关于第{n}批教师资格认定的公告",
        EDUCATION,
        "市教育体育局",
        above="市教育体育局",
    ),
    _Column(
        "/web/zwgk/bmxxgk/slj/gzdt/",
        "工作动态",
        "news",
        "水利局检查第{n}号水库",
        WATER,
        "市水利局",
        rows=5,
        above="市水利局",
    ),
    _Column(
        "/web/xz/bsz/zwdt/", "镇情动态", "news", "白沙镇开展第{n}次志愿服务", TOWN, "白沙镇", rows=7, above="白沙镇"
    ),
    _Column("/web/zwgk/rsxx/", "人事信息", "other", "关于第{n}批同志任职的通知", above="政务公开"),
    _Column("/web/zwgk/cgzb/", "招标采购", "other", "第{n}号办公设备采购公告", above="政务公开"),
)
_EMPTY = ("/web/zwgk/yjgl/", "应急预案", "other", OFFICE)
_SINGLE = (("/web/zwgk/ldzc/", "leaders", OFFICE), ("/web/zwgk/jgsz/", "org", OFFICE))


def truth() -> list[Wanted]:
    wanted = [Wanted(one.path, one.column_class, one.unit) for one in _COLUMNS]
    wanted.append(Wanted(_EMPTY[0], _EMPTY[2], _EMPTY[3]))
    return wanted + [Wanted(*one) for one in _SINGLE]


def routes() -> dict[str, Route]:
    pages: dict[str, Route] = {
        "/": Answer(
            b"<html><head><meta http-equiv='refresh' content='0;url=/web/index.html'></head><body></body></html>"
        ),
        "/web/index.html": _page("", _home()),
        "/web/zwgk/": _page("政务公开", _icons()),
        "/web/zwgk/bmxxgk/": _page("部门信息公开", _departments()),
        "/web/zwgk/bmxxgk/jytyj/": _page("市教育体育局", _boxes("/web/zwgk/bmxxgk/jytyj/"), "部门信息公开"),
        "/web/zwgk/bmxxgk/slj/": _page("市水利局", _boxes("/web/zwgk/bmxxgk/slj/"), "部门信息公开"),
        "/web/xz/bsz/": _page("白沙镇", _boxes("/web/xz/bsz/"), "乡镇街道"),
        "/web/zwgk/zdxm/": _page("重大建设项目", _tabs("重大建设项目")),
        "/web/zwgk/zcjd/": _page("政策解读", _tabs("政策解读")),
        "/web/zwgk/ldzc/": _page("领导之窗", _LEADERS, "政务公开"),
        "/web/zwgk/jgsz/": _page("机构设置", _ORG, "政务公开"),
        _EMPTY[0]: _page(_EMPTY[1], "<h2>应急预案</h2><p>暂无信息</p>", "政务公开"),
        "/web/zwgk/xxgkzn/": _page("政府信息公开指南", _GUIDE, "政务公开"),
        "/web/about/": _page("关于我们", "<p>本网站由宁江市人民政府主办。</p>"),
    }
    for one in _COLUMNS:
        pages[one.path] = _page(one.name, _list(one), one.above)
        for n in range(one.rows):
            pages[_article(one, n)] = _page(one.name, _text(one, n), one.above)
    return pages


def _title(one: _Column, n: int) -> str:
    return one.stem.format(n=one.rows - n + 8)


def _article(one: _Column, n: int) -> str:
    return f"{one.path}content_{20000 + 100 * _COLUMNS.index(one) + n}.html"


def _row(one: _Column, n: int) -> str:
    day = f"2024-{12 - n % 12:02d}-{28 - n:02d}"
    return f"<tr><td class='dot'>·</td><td><a href='{_article(one, n)}' target='_blank'>{_title(one, n)}</a></td><td width='90'>[{day}]</td></tr>"


def _list(one: _Column) -> str:
    rows = "".join(_row(one, n) for n in range(one.rows))
    pager = (
        "<div>共2页 <a href='index_2.html'>下一页</a> <a href='index_2.html'>尾页</a></div>" if one.rows > 10 else ""
    )
    others = [other for other in _COLUMNS if other is not one][:2]
    side = "".join(
        f"<div class='bk'><b>{other.name}</b><a href='{other.path}'>更多</a><ul>"
        + "".join(f"<li><a href='{_article(other, n)}'>{_title(other, n)}</a></li>" for n in range(3))
        + "</ul></div>"
        for other in others
    )
    return f"<table width='1000'><tr><td width='720' valign='top'><table class='lb'>{rows}</table>{pager}</td><td valign='top'>{side}</td></tr></table>"


def _text(one: _Column, n: int) -> str:
    return (
        f"<h1>{_title(one, n)}</h1><p>时间：2024-{12 - n % 12:02d}-{28 - n:02d} 10:00　来源：{one.source}　【字体：大 中 小】</p>"
        f"<div class='zw'><p>{_title(one, n)}。现将有关情况说明如下，请有关单位和个人遵照执行，执行中的问题请及时反馈。</p>"
        "<p>此项工作由相关单位牵头负责，各县（市）区配合，年底前完成任务，并按要求公开结果。</p></div>"
    )


def _home() -> str:
    shown = [one for one in _COLUMNS if one.path.startswith(("/web/ywdt", "/web/zwgk/tzgg", "/web/zwgk/zfwj/szfwj"))]
    return "".join(
        f"<div class='tabbox'><span onclick=\"window.open('{one.path}')\">{one.name}</span><table>"
        + "".join(_row(one, n) for n in range(6))
        + "</table></div>"
        for one in shown
    )


def _icons() -> str:
    return (
        "<table>"
        + "".join(
            f"<tr><td><a href='{path}'><img src='/i/{n}.png' alt='{name}'></a></td></tr>"
            for n, (path, name) in enumerate(
                [(one.path, one.name) for one in _COLUMNS if one.above == "政务公开"]
                + [
                    (_EMPTY[0], _EMPTY[1]),
                    ("/web/zwgk/zdxm/", "重大建设项目"),
                    ("/web/zwgk/zfxxgknb/szf/", "市政府年报"),
                    ("/web/zwgk/xxgkzn/", "政府信息公开指南"),
                ]
            )
        )
        + "</table>"
    )


def _departments() -> str:
    return (
        "<h3>市直部门</h3><table><tr><td><a href='/web/zwgk/bmxxgk/jytyj/'>市教育体育局</a></td>"
        "<td><a href='/web/zwgk/bmxxgk/slj/'>市水利局</a></td></tr></table><h3>乡镇街道</h3><table><tr><td><a href='/web/xz/bsz/'>白沙镇</a></td></tr></table>"
    )


def _boxes(folder: str) -> str:
    return "".join(
        f"<div class='bk'><b><a href='{one.path}'>{one.name}</a></b><table>{''.join(_row(one, n) for n in range(4))}</table></div>"
        for one in _COLUMNS
        if one.path.startswith(folder)
    )


def _tabs(above: str) -> str:
    columns = [one for one in _COLUMNS if one.above == above]
    heads = "".join(f"<li><a href='{one.path}'>{one.name}</a></li>" for one in columns)
    return f"<ul class='tab-hd'>{heads}</ul><table>{''.join(_row(columns[0], n) for n in range(8))}</table>"


_LEADERS = (
    "<table>"
    + "".join(
        f"<tr><td><img src='/i/l{n}.jpg'></td><td><a href='/web/zwgk/ldzc/l{n}.html'>{name}</a></td><td>{post}</td></tr>"
        for n, (name, post) in enumerate(
            [("陈国平", "市长"), ("林素英", "常务副市长"), ("黄建华", "副市长"), ("吴志明", "副市长")]
        )
    )
    + "</table>"
)
_ORG = "<table><tr><td>市政府办公室</td><td>地址：宁江市中心路1号</td></tr><tr><td>内设机构</td><td>秘书一科、秘书二科、信息科</td></tr></table>"
_GUIDE = "<h1>政府信息公开指南</h1><p>时间：2023-05-01　来源：市政府办</p><div class='zw'><p>为方便公众获取政府信息，编制本指南。一、公开的主体。二、公开的范围。三、依申请公开的程序。</p><p>四、监督方式和程序，公民可以向政务公开主管部门投诉、举报。</p></div>"


def _menu() -> str:
    first = "".join(
        f"<td><a href='javascript:void(0)' onclick=\"location.href='{path}'\">{name}</a></td>"
        for path, name in (
            ("/web/index.html", "首页"),
            ("/web/zwgk/", "政务公开"),
            ("/web/zwgk/bmxxgk/", "部门信息公开"),
            ("/web/zwgk/ldzc/", "领导之窗"),
            ("/web/zwgk/jgsz/", "机构设置"),
            ("/web/zwgk/zcjd/", "政策解读"),
        )
    )
    second = "".join(
        f"<td><a href='{one.path}'>{one.name}</a></td>" for one in _COLUMNS if one.above in ("要闻动态", "互动交流")
    )
    return f"<table class='daohang'><tr>{first}</tr><tr>{second}</tr></table>"


def _page(name: str, main: str, above: str = "") -> Answer:
    where = (
        f"<table><tr><td>当前位置：<a href='/web/index.html'>首页</a> → {above + ' → ' if above else ''}{name}</td></tr></table>"
        if name
        else ""
    )
    markup = (
        f"<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'><title>欢迎访问宁江市人民政府网站</title></head>"
        f"<body>{_menu()}{where}{main}<table class='bottom'><tr><td>主办：宁江市人民政府　承办：宁江市人民政府办公室　网站标识码：3600000009 "
        "<a href='/web/about/'>关于我们</a> <a href='http://www.gov.example/'>中国政府网</a></td></tr></table></body></html>"
    )
    return Answer(markup.encode("gb18030"), content_type="text/html")
