# ruff: noqa: E501  (rows of sample text and markup)
"""An invented county in the manner of Hanweb: /col/colN/, a mega menu on every page, departments as folders of one host.

Everything stands on one host; `truth` names every column with its class and the unit that owns it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.crawler.portal_server import Answer, Route

HOME = "/"
NAME = "云溪县人民政府"
OFFICE = "云溪县人民政府办公室"


@dataclass(frozen=True)
class Wanted:
    path: str
    column_class: str
    unit: str


@dataclass(frozen=True)
class _Column:
    number: int
    name: str
    column_class: str
    titles: tuple[str, ...]
    trail: str  # breadcrumb between 首页 and the name
    unit: str = OFFICE
    site: str = ""  # folder of a department's sub-site
    source: str = ""

    @property
    def path(self) -> str:
        return f"{self.site}/col/col{self.number}/index.html"


_NEWS = ("县长到园区调研工业经济运行", "全县春耕备耕现场会召开", "我县新增两家省级农业龙头企业", "云溪大道改造工程通车")
_NOTICES = (
    "关于中心城区停水的通告",
    "2025年事业单位公开招聘公告",
    "关于禁止燃放烟花爆竹的通告",
    "国有土地使用权出让公告",
)
_COLUMNS = (
    _Column(101, "云溪要闻", "news", _NEWS, "新闻动态", source="云溪县融媒体中心"),
    _Column(102, "部门快讯", "news", _NEWS[::-1], "新闻动态", source="云溪县融媒体中心"),
    _Column(110, "公告公示", "notice", _NOTICES, "政务公开"),
    _Column(
        111,
        "县政府文件",
        "policy",
        (
            "云溪县人民政府关于印发产业发展若干措施的通知",
            "云溪县人民政府办公室关于做好秸秆禁烧工作的通知",
            "云溪县人民政府关于调整征地补偿标准的通知",
        ),
        "政务公开 > 政策文件",
    ),
    _Column(
        112,
        "行政规范性文件",
        "normative",
        (
            "云溪县人民政府关于印发《云溪县公共停车管理办法》的通知",
            "云溪县人民政府办公室关于印发《云溪县河道采砂管理规定》的通知",
            "云溪县人民政府关于印发《云溪县城市绿化管理办法》的通知",
        ),
        "政务公开 > 政策文件",
    ),
    _Column(
        113,
        "文字解读",
        "interpretation",
        (
            "《云溪县公共停车管理办法》政策解读",
            "一图读懂《云溪县河道采砂管理规定》",
            "《产业发展若干措施》解读",
        ),
        "政务公开 > 政策解读",
    ),
    _Column(
        114,
        "法定年报",
        "annual_report",
        (
            "云溪县2024年政府信息公开工作年度报告",
            "云溪县2023年政府信息公开工作年度报告",
            "云溪县2022年政府信息公开工作年度报告",
        ),
        "政府信息公开",
    ),
    _Column(
        115,
        "预决算公开",
        "budget",
        ("云溪县2025年财政预算公开", "云溪县2023年财政决算公开", "2025年部门预算汇总"),
        "政府信息公开 > 法定主动公开内容",
    ),
    _Column(
        116,
        "重大建设项目批准和实施",
        "project",
        ("云溪县第二人民医院项目招标公告", "城东污水处理厂项目环评批复公示", "县道X312改造项目竣工验收公示"),
        "政府信息公开 > 法定主动公开内容",
    ),
    _Column(
        120,
        "意见征集",
        "solicitation",
        (
            "关于公开征求《云溪县养犬管理办法（征求意见稿）》意见的公告",
            "《云溪县停车收费方案》公开征求意见",
            "关于征求城区公交线路优化意见的公告",
        ),
        "互动交流",
    ),
    _Column(
        121,
        "网上调查",
        "survey",
        ("2025年政务服务满意度问卷调查", "云溪县营商环境调查问卷", "居民垃圾分类情况调查"),
        "互动交流",
    ),
    _Column(
        122,
        "县长信箱",
        "consultation",
        ("反映东街路灯不亮的问题", "咨询灵活就业人员社保补贴", "关于小区物业收费的投诉"),
        "互动交流",
    ),
    _Column(
        123,
        "采购需求征集",
        "other",
        ("县医院CT采购需求征集公告", "数字城管平台采购需求征集", "校园食材配送供应商征集公告"),
        "政务公开",
    ),
    _Column(
        130,
        "便民办事指南",
        "guide",
        ("城乡居民医保参保登记办事指南", "不动产转移登记办事指南", "食品经营许可办事指南"),
        "办事服务",
    ),
    _Column(
        140, "工作动态", "news", ("县发改局调度重点项目", "节能监察执法检查开展", "粮食收购工作部署会召开"), "县发展和改革局",
        unit="云溪县发展和改革局", site="/fgj", source="县发改局",
    ),
    _Column(
        141, "通知公告", "notice", ("关于公布电价目录的公告", "关于开展项目申报的通知", "价格监测公告"), "县发展和改革局",
        unit="云溪县发展和改革局", site="/fgj", source="县发改局",
    ),
    _Column(
        150, "镇街动态", "news", ("清水镇开展人居环境整治", "清水镇召开防汛部署会", "清水镇举办采摘节"), "清水镇",
        unit="清水镇人民政府", site="/qsz", source="清水镇",
    ),
)  # fmt: skip
_SINGLE = (
    ("/col/col160/index.html", "leaders", OFFICE),
    ("/col/col161/index.html", "org", OFFICE),
)


def truth() -> list[Wanted]:
    wanted = [Wanted(column.path, column.column_class, column.unit) for column in _COLUMNS]
    return wanted + [Wanted(*one) for one in _SINGLE]


ACCOUNTS = (
    ("wechat", "云溪发布", OFFICE),
    ("weibo", "云溪发布", OFFICE),
    ("wechat", "云溪发改", "云溪县发展和改革局"),
    ("douyin", "微清水", "清水镇人民政府"),
)


def routes() -> dict[str, Route]:
    pages: dict[str, Route] = {
        "/": _page("", _front()),
        "/col/col100/index.html": _page("政务公开", _channel("政务公开")),
        "/col/col99/index.html": _page("互动交流", _channel("互动交流")),
        "/fgj/index.html": _page("县发展和改革局", _subsite("/fgj"), site="云溪县发展和改革局"),
        "/qsz/index.html": _page("清水镇", _subsite("/qsz"), site="清水镇人民政府"),
        "/col/col160/index.html": _page("领导之窗", _LEADERS, "政务公开"),
        "/col/col161/index.html": _page("机构职能", _ORG, "政府信息公开"),
        "/col/col162/index.html": _page("政府信息公开指南", _GUIDE, "政府信息公开"),
        "/col/col170/index.html": _page("政务新媒体", _MATRIX),
        "/col/col171/index.html": _page("专题专栏", _TOPICS),
        "/en/index.html": _page("English", "<ul><li><a href='/en/a.html'>News</a><span>2025-01-02</span></li></ul>"),
        "/user/login.html": _page("用户登录", "<form><input type='password' name='p'></form>"),
    }
    for column in _COLUMNS:
        site = column.unit if column.site else NAME
        pages[column.path] = _page(column.name, _list(column), column.trail, site=site)
        for n, title in enumerate(column.titles):
            pages[_article(column, n)] = _page(
                column.name, _text(column, n, title), column.trail, site=site, title=title
            )
    return pages


def _article(column: _Column, n: int) -> str:
    return f"{column.site}/art/2025/3/{20 - n}/art_{column.number}_{column.number * 10 + n}.html"


def _row(column: _Column, n: int) -> str:
    title = column.titles[n]
    return f"<li><a href='{_article(column, n)}' title='{title}'>{title}</a><span>2025-03-{20 - n:02d}</span></li>"


def _list(column: _Column) -> str:
    records = "".join(f"<record><![CDATA[{_row(column, n)}]]></record>" for n in range(len(column.titles)))
    return (
        f"<div class='lmbt'>{column.name}</div><div id='6{column.number}'>"
        f"<script type='text/xml'><datastore><totalrecord>{len(column.titles)}</totalrecord><totalpage>1</totalpage>"
        f"<recordset>{records}</recordset></datastore></script></div>"
        f"<div class='fy'><a href='index_2.html?uid=6{column.number}&pageNum=2'>下一页</a></div>"
    )


def _text(column: _Column, n: int, title: str) -> str:
    source = column.source or column.unit
    return (
        f"<h1>{title}</h1><div class='xx'>发布日期：2025-03-{20 - n:02d}　信息来源：{source}</div>"
        f"<div id='zoom'><p>{title}，现将有关事项说明如下，请认真贯彻执行。各有关单位要加强组织领导，细化工作措施。</p>"
        "<p>有关情况由承办单位负责解释，自发布之日起施行，具体事项可向承办单位咨询了解。</p></div>"
    )


def _front() -> str:
    shown = [column for column in _COLUMNS if column.number in (101, 102, 110, 111)]
    return (
        "".join(_block(column) for column in shown)
        + "<div class='tb'><a href='/col/col171/index.html'>专题专栏</a></div>"
    )


def _block(column: _Column) -> str:
    rows = "".join(_row(column, n) for n in range(min(3, len(column.titles))))
    return f"<div class='blk'><h3>{column.name}</h3><a class='m' href='{column.path}'>更多&gt;&gt;</a><ul>{rows}</ul></div>"


def _channel(name: str) -> str:
    return "".join(_block(column) for column in _COLUMNS if column.trail.startswith(name))


def _subsite(folder: str) -> str:
    return "".join(_block(column) for column in _COLUMNS if column.site == folder)


_LEADERS = """<div class="ld"><h3>县长</h3><p><a href="/art/2025/1/5/art_160_1.html">李明远</a></p><p>主持县政府全面工作。</p>
<h3>副县长</h3><p><a href="/art/2025/1/5/art_160_2.html">周立新</a></p><p>负责发展改革、财政方面工作。</p>
<p><a href="/art/2025/1/5/art_160_3.html">吴晓东</a></p><p>负责农业农村、水利方面工作。</p></div>"""
_ORG = """<div class="zn"><h2>机构职能</h2><p>主要职责：负责县政府日常工作，承担县政府会议的准备和组织工作。</p>
<p>内设机构：秘书股、综合股、政务公开股。办公地址：云溪县人民路1号。办公时间：工作日8:30至17:30。</p>
<p>联系电话：0700-1234567。负责人：张卫国。</p></div>"""
_GUIDE = """<h1>云溪县政府信息公开指南</h1><div class='xx'>发布日期：2024-05-06　信息来源：云溪县人民政府办公室</div>
<div id="zoom"><p>为便于公民、法人和其他组织获取政府信息，根据《中华人民共和国政府信息公开条例》，编制本指南。</p>
<p>一、主动公开的范围和方式。二、依申请公开：申请人可以当面、邮寄或者通过互联网提出申请。三、监督和救济。</p></div>"""
_MATRIX = """<h2>政务新媒体</h2><table><tr><th>序号</th><th>平台</th><th>账号名称</th><th>主办单位</th></tr>
<tr><td>1</td><td>微信公众号</td><td>云溪发布</td><td>云溪县人民政府办公室</td></tr>
<tr><td>2</td><td>新浪微博</td><td>云溪发布</td><td>云溪县人民政府办公室</td></tr>
<tr><td>3</td><td>微信订阅号</td><td>云溪发改</td><td>云溪县发展和改革局</td></tr>
<tr><td>4</td><td>抖音号</td><td>微清水</td><td>清水镇人民政府</td></tr></table>"""
_TOPICS = """<ul class="zt"><li><a href="http://www.yunxi-topic.example/a/"><img src="/i/a.png" alt="学习贯彻专题"></a></li>
<li><a href="http://www.yunxi-topic.example/b/"><img src="/i/b.png" alt="优化营商环境专题"></a></li></ul>"""


def _menu() -> str:
    groups: dict[str, list[_Column]] = {}
    for column in _COLUMNS:
        if not column.site:
            groups.setdefault(column.trail.partition(" > ")[0], []).append(column)
    fronts = {"政务公开": "/col/col100/index.html", "互动交流": "/col/col99/index.html"}
    items = "".join(
        f"<li><a href='{fronts.get(name, 'javascript:;')}'>{name}</a><div class='sub'>"
        + "".join(f"<a href='{column.path}'>{column.name}</a>" for column in columns)
        + "</div></li>"
        for name, columns in groups.items()
    )
    more = (
        "<li><a href='/col/col160/index.html'>领导之窗</a></li><li><a href='/col/col161/index.html'>机构职能</a></li>"
        "<li><a href='/col/col162/index.html'>政府信息公开指南</a></li>"
        "<li><a href='/col/col170/index.html'>政务新媒体</a></li>"
    )
    return f"<div id='megamenu' class='menu'><ul><li><a href='/index.html'>首页</a></li>{items}{more}</ul></div>"


_FOOT = """<div class="foot"><div class="dept"><span>部门网站：</span><a href="/fgj/index.html">县发展和改革局</a>
<a href="/qsz/index.html">清水镇</a></div><p>主办单位：云溪县人民政府办公室　技术支持：云溪县大数据中心</p>
<p>网站标识码：4300000001　湘ICP备00000001号</p><p><a href="/en/index.html">English</a> <a href="javascript:void(0)">无障碍</a>
<a href="/user/login.html">登录</a> <a href="/search/index.html?keyword=">高级搜索</a></p></div>"""


def _page(name: str, main: str, trail: str = "", site: str = NAME, title: str = "") -> Answer:
    crumbs = "".join(f"<span>{one}</span> &gt; " for one in trail.split(" > ") if one)
    where = (
        f"<div class='dqwz'>您当前的位置：<a href='/'>首页</a> &gt; {crumbs}<a href='#'>{name}</a></div>"
        if name
        else ""
    )
    article = f"<meta name='ArticleTitle' content='{title}'>" if title else ""
    label = f"<meta name='ColumnName' content='{name}'>" if name else ""
    full = "_".join(one for one in (title, name, site) if one)
    return Answer(
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{full}</title><meta name='SiteName' content='{site}'>"
        f"{label}{article}</head><body><div class='top'><a href='/'><img src='/logo.png' alt='{site}'></a></div>"
        f"{_menu()}{where}<div class='wrap'>{main}</div>{_FOOT}</body></html>"
    )
