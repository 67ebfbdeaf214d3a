# ruff: noqa: E501  (rows of sample text and markup)
"""An invented development zone in a new style: cards instead of rows, a directory of data-url entries, leaders with pages
of their own, orphans that only sitemap.xml names, an interaction centre drawn by script, department folders that fail.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.crawler.portal_server import Answer, Route

NAME, OFFICE = "海棠经济开发区管理委员会", "海棠经济开发区管理委员会办公室"
PLANNING, FINANCE = "区自然资源和规划局", "区财政局"


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
    stem: str
    unit: str = OFFICE
    source: str = "管委会办公室"
    rows: int = 12
    trail: str = ""
    shown: str = "menu"  # where it is named: menu, tree, map, department, nowhere
    style: str = "card"


_COLUMNS = (
    _Column("/xwdt/kfqyw/", "开发区要闻", "news", "开发区召开第{n}次调度会", trail="新闻动态"),
    _Column("/xwdt/qydt/", "企业动态", "news", "{n}号企业投产", trail="新闻动态", rows=6),
    _Column("/xwdt/zwyw/", "中央要闻", "news", "国务院常务会议解读第{n}期", trail="新闻动态", source="新华社"),
    _Column("/gsgg/", "公示公告", "notice", "关于{n}号地块规划的公示", trail=""),
    _Column("/xxgk/zc/gfxwj/", "规范性文件", "normative", "关于印发第{n}号实施细则的通知", shown="tree", style="plain"),
    _Column("/xxgk/zc/qtwj/", "其他文件", "policy", "关于做好第{n}项工作的通知", shown="tree", style="plain"),
    _Column("/xxgk/zc/zcjd/", "政策解读", "interpretation", "《第{n}号实施细则》解读", shown="tree", style="plain"),
    _Column(
        "/xxgk/fdzdgknr/czys/",
        "财政预算、决算",
        "budget",
        "20{n:02d}年开发区部门预算",
        shown="tree",
        style="plain",
        rows=5,
    ),
    _Column("/xxgk/fdzdgknr/zfcg/", "政府集中采购", "other", "第{n}号设备采购结果", shown="tree", style="plain"),
    _Column("/xxgk/fdzdgknr/xzxk/", "行政许可", "other", "第{n}号许可决定", shown="tree", style="plain"),
    _Column("/xxgk/fdzdgknr/zkly/", "招考录用", "other", "第{n}批拟录用人员公示", shown="tree", style="plain"),
    _Column(
        "/xxgk/gknb/",
        "公开年报",
        "annual_report",
        "海棠经济开发区20{n:02d}年政府信息公开工作年度报告",
        shown="tree",
        style="plain",
        rows=7,
    ),
    _Column("/xxgk/gkzd/", "政府信息公开制度", "other", "信息公开第{n}号制度", shown="tree", style="plain", rows=4),
    _Column(
        "/xxgk/yjzj/",
        "决策意见征集",
        "solicitation",
        "《第{n}号规划（草案）》公开征求意见",
        shown="map",
        style="plain",
        rows=5,
    ),
    _Column(
        "/bm/zgj/gzdt/",
        "动态要闻",
        "news",
        "自规局完成第{n}宗土地供应",
        PLANNING,
        "区自然资源和规划局",
        trail="区自然资源和规划局",
        shown="department",
        rows=7,
    ),
    _Column(
        "/bm/zgj/zcfg/",
        "政策法规",
        "policy",
        "关于第{n}号规划条件的通知",
        PLANNING,
        "区自然资源和规划局",
        trail="区自然资源和规划局",
        shown="department",
        rows=4,
    ),
    _Column(
        "/bm/czj/tzgg/",
        "通知公告",
        "notice",
        "关于第{n}批会计考试的通知",
        FINANCE,
        "区财政局",
        trail="区财政局",
        shown="department",
        rows=4,
    ),
    _Column("/tzhd/tzzc/", "投资政策", "policy", "关于支持第{n}类产业的若干措施", trail="投资海棠", rows=5),
    _Column(
        "/ztzl/aqsc/gzbs/",
        "工作部署",
        "other",
        "安全生产第{n}次部署",
        trail="专题专栏 > 安全生产专项整治",
        shown="map",
        rows=5,
    ),
)
_SINGLE = (("/xxgk/jgzn/", "org", OFFICE), ("/ldzc/", "leaders", OFFICE))


def truth() -> list[Wanted]:
    return [Wanted(one.path, one.column_class, one.unit) for one in _COLUMNS] + [Wanted(*one) for one in _SINGLE]


def routes(server: str) -> dict[str, Route]:
    """`server`: its address, which the site map writes out."""
    pages: dict[str, Route] = {
        "/": _page("", _home()),
        "/xwdt/": _page("新闻动态", "".join(_block(one) for one in _COLUMNS[:3])),
        "/xxgk/": _page("政府信息公开", _TREE_BOX + _tree()),
        "/xxgk/zn/": _page(
            "政府信息公开指南",
            "<h1>开发区政府信息公开指南</h1><p>发布时间：2024-01-02</p><div class='TRS_Editor'><p>为便于获取政府信息，根据条例编制本指南。</p><p>一、公开范围；二、获取方式；三、依申请公开；四、监督方式。</p></div>",
        ),
        "/xxgk/jgzn/": _page(
            "机构职能",
            "<div class='TRS_Editor'><p>海棠经济开发区管理委员会是市政府派出机构，主要职责包括规划建设、招商引资、企业服务。</p><p>办公地址：海棠大道1号；联系电话：0500-1112222。</p></div>",
        ),
        "/ldzc/": _page(
            "领导之窗",
            "<div class='leaders'>"
            + "".join(
                f"<div class='p'><a href='/ldzc/p{n}/'><img src='/i/{n}.jpg'><h4>{name}</h4></a><p>{post}</p></div>"
                for n, (name, post) in enumerate([("周明", "主任"), ("王岚", "副主任"), ("赵凯", "副主任")])
            )
            + "</div>",
        ),
        "/bm/": _page(
            "部门",
            "<ul class='bm'><li><a href='/bm/zgj/'>区自然资源和规划局</a></li><li><a href='/bm/czj/'>区财政局</a></li><li><a href='/bm/sjj/'>区审计局</a></li></ul>",
        ),
        "/bm/zgj/": _page("区自然资源和规划局", "".join(_block(one) for one in _COLUMNS if one.unit == PLANNING)),
        "/bm/czj/": _page("区财政局", "".join(_block(one) for one in _COLUMNS if one.unit == FINANCE)),
        "/hdjl/": _page("互动交流", "<div id='app'></div><script src='/js/app.js'></script>"),
        "/sitemap.xml": Answer(_map(server), content_type="application/xml"),
        "/xmt/": _page(
            "新媒体矩阵",
            "<h3>微信公众号</h3><div class='row'><div class='c'><img src='/q/1.png'><p>海棠发布</p></div><div class='c'><img src='/q/2.png'><p>海棠财政</p></div></div>",
        ),
        "/login/": _page("统一身份认证", "<form><input type='password'></form>"),
    }
    for n in range(3):
        pages[f"/ldzc/p{n}/"] = _page(
            "领导信息",
            f"<div class='TRS_Editor'><p>第{n}位领导，男，汉族，大学学历，主持全面工作或分管相关工作。</p></div>",
        )
    for one in _COLUMNS:
        body = _list(one)
        pages[one.path] = _page(one.name, body, one.trail)
        for n in range(one.rows):
            pages[_article(one, n)] = _page(one.name, _text(one, n), one.trail, _title(one, n))
    return pages


def _title(one: _Column, n: int) -> str:
    return one.stem.format(n=one.rows - n + 10)


def _article(one: _Column, n: int) -> str:
    return (
        f"{one.path}2024{12 - n % 12:02d}/t2024{12 - n % 12:02d}{27 - n:02d}_{5000 + 50 * _COLUMNS.index(one) + n}.html"
    )


def _item(one: _Column, n: int) -> str:
    day = f"2024-{12 - n % 12:02d}-{27 - n:02d}"
    if one.style == "plain":
        return f"<dl><dt><a href='{_article(one, n)}' title='{_title(one, n)}'>{_title(one, n)[:10]}…</a></dt><dd>{day}</dd></dl>"
    return f"<div class='item'><a href='{_article(one, n)}'><div class='date'><b>{day[8:]}</b><i>{day[:7]}</i></div><h4>{_title(one, n)}</h4><p>摘要：{_title(one, n)}，有关工作按计划推进，请关注后续信息。</p></a></div>"


def _list(one: _Column) -> str:
    items = "".join(_item(one, n) for n in range(one.rows))
    return f"<div class='con-r'><div class='tit'>▪ {one.name}</div><div class='list'>{items}</div></div><script>createPageHTML(1, 0, 'index', 'html');</script>"


def _block(one: _Column) -> str:
    return f"<section><div class='hd'><span>{one.name}</span><a href='{one.path}'>查看更多 +</a></div>{''.join(_item(one, n) for n in range(3))}</section>"


def _home() -> str:
    return "".join(_block(one) for one in _COLUMNS[:4])


_TREE_BOX = "<p>请在左侧目录中选择。</p>"


def _tree() -> str:
    entries = [one for one in _COLUMNS if one.shown == "tree"]
    items = "".join(
        f"<li class='n' data-url='{one.path}'><a href='javascript:;' data-url='{one.path}'>{one.name}</a></li>"
        for one in entries
    )
    return f"<div class='tree'><ul><li><a href='/xxgk/zn/'>政府信息公开指南</a></li><li><a href='/xxgk/jgzn/'>机构职能</a></li>{items}</ul></div>"


def _map(server: str) -> str:
    entries = [one for one in _COLUMNS if one.shown == "map"]
    locations = [one.path for one in entries] + [_article(one, 0) for one in entries]
    return (
        "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        + "".join(f"<url><loc>{server}{path}</loc></url>" for path in locations)
        + "</urlset>"
    )


def _text(one: _Column, n: int) -> str:
    day = f"2024-{12 - n % 12:02d}-{27 - n:02d}"
    return f"<h1>{_title(one, n)}</h1><div class='info'>发布时间：{day} 来源：{one.source}</div><div class='TRS_Editor'><p>{_title(one, n)}。现将有关事项予以公布，请各有关单位和企业知悉。</p><p>具体事宜可与承办单位联系，办理时限和要求以正式文件为准。</p></div>"


def _page(name: str, main: str, trail: str = "", title: str = "") -> Answer:
    menu = "".join(f"<a href='{one.path}'>{one.name}</a>" for one in _COLUMNS if one.shown == "menu")
    menu += "<a href='/xwdt/'>新闻动态</a><a href='/xxgk/'>政府信息公开</a><a href='/ldzc/'>领导之窗</a><a href='/hdjl/'>互动交流</a><a href='/bm/'>部门</a><a href='/xmt/'>新媒体矩阵</a><a href='/login/'>登录</a>"
    steps = [step for step in (*trail.split(" > "), name) if step]
    where = (
        "<div class='bread'><a href='/'>首页</a>"
        + "".join(f"<em>/</em><span>{step}</span>" for step in steps)
        + "</div>"
        if name
        else ""
    )
    label = f"<meta name='ArticleTitle' content='{title}'>" if title else ""
    full = f"{title or name or NAME} - {NAME}" if (title or name) else NAME
    return Answer(
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{full}</title><meta name='SiteName' content='{NAME}'>{label}</head><body>"
        f"<header><a href='/'><img src='/logo.png'></a><nav>{menu}</nav></header>{where}<main>{main}</main>"
        f"<footer><p>主办单位：{OFFICE}</p><p>网站标识码：3700000003</p></footer></body></html>"
    )
