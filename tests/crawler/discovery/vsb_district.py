# ruff: noqa: E501  (rows of sample text and markup)
"""An invented district in the manner of VSB: /xwzx/x.htm lists, the 信息公开 tree as data of a script inside a frame,
a site map page, departments on hosts of their own, new-media accounts as cards with QR images.

Keys of `routes` are host (with port) + path; `truth` has whole addresses.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.crawler.portal_server import Answer, Route

WWW, JTJ, MZJ = "www.shahe.gov.example", "jtj.shahe.gov.example", "mzj.shahe.gov.example"
HOSTS = (WWW, JTJ, MZJ)
NAME, OFFICE = "沙河区人民政府", "沙河区人民政府办公室"
TRAFFIC, CIVIL, HOUSING = "沙河区交通运输局", "沙河区民政局", "沙河区住房和城乡建设局"


@dataclass(frozen=True)
class Wanted:
    url: str
    column_class: str
    unit: str


@dataclass(frozen=True)
class _Column:
    path: str
    name: str
    column_class: str
    titles: tuple[str, ...]
    host: str = WWW
    unit: str = OFFICE
    source: str = ""
    in_menu: bool = True


_COLUMNS = (
    _Column("/xwzx/shxw.htm", "沙河新闻", "news", ("区委召开专题会议研究城市更新", "区领导走访慰问一线职工", "我区两项目入选省级示范")),
    _Column("/xwzx/mtgz.htm", "媒体聚焦", "news", ("省报：沙河老街焕新颜", "市台：沙河打造十五分钟生活圈", "晨报：一座小站的变迁")),
    _Column("/zwgk/gggs.htm", "公告公示", "notice", ("关于地名命名的公示", "关于公开招聘社区工作者的公告", "关于道路临时封闭的通告")),
    _Column(
        "/zwgk/bmwj.htm", "部门文件", "policy",
        ("沙河区住房和城乡建设局关于开展房屋安全检查的通知", "沙河区教育局关于规范校外培训的通知", "沙河区民政局关于调整补贴标准的通知"),
    ),
    _Column("/zwgk/zcjd/bmjd.htm", "部门解读", "interpretation", ("《房屋安全检查通知》解读", "《补贴标准调整通知》图解", "负责人解读校外培训新规")),
    _Column("/hdjl/zjdc/yjzj.htm", "征求意见", "solicitation", ("《沙河区地名规划（草案）》征求意见公告", "关于征求《公园管理办法》意见的通知")),
    _Column("/hdjl/zjdc/jgfk.htm", "结果反馈", "solicitation", ("《沙河区地名规划（草案）》意见采纳情况反馈", "《公园管理办法》征求意见情况说明")),
    _Column("/hdjl/lxxd.htm", "来信选登", "consultation", ("路口信号灯时间太短", "咨询公积金提取", "反映夜间施工噪声")),
    _Column("/ztzl/cswm/gzdt.htm", "创城动态", "other", ("文明交通志愿服务启动", "背街小巷整治见成效", "社区开展移风易俗宣传")),
    _Column("/xxgk/fdzd/gfxwj.htm", "规范性文件", "normative", ("沙河区人民政府关于印发房屋征收补偿办法的通知", "关于印发公园管理办法的通知"), in_menu=False),
    _Column("/xxgk/fdzd/czxx.htm", "财政资金", "budget", ("沙河区2025年财政预算", "沙河区2024年财政决算报告", "2024年三公经费决算公开"), in_menu=False),
    _Column("/xxgk/fdzd/zdjsxm.htm", "重大建设项目", "project", ("南环路改造项目施工许可公示", "区医院扩建项目招标公告", "污水管网项目竣工验收"), in_menu=False),
    _Column("/xxgk/xxgknb.htm", "政府信息公开年报", "annual_report", ("沙河区2024年政府信息公开工作年度报告", "沙河区2023年政府信息公开工作年度报告"), in_menu=False),
    _Column("/xxgk/fdzd/rsxx.htm", "人事信息", "other", ("关于王某等同志任免职的通知", "关于试用期满任职的通知"), in_menu=False),
    _Column("/bmxx/zjj.htm", "住建局", "other", ("全区物业管理培训班开班", "住建局开展燃气安全检查", "老旧小区改造进度通报"), unit=HOUSING, source="区住建局"),
    _Column("/gzdt.htm", "工作动态", "news", ("交通执法大队开展夜查", "农村公路养护工作推进会召开", "公交线路优化调整"), host=JTJ, unit=TRAFFIC, source="区交通运输局"),
    _Column("/tzgg.htm", "通知公告", "notice", ("关于道路养护施工的公告", "网约车资格考试安排的通知"), host=JTJ, unit=TRAFFIC, source="区交通运输局"),
    _Column("/mzdt.htm", "民政动态", "news", ("敬老月活动启动", "社会组织年检工作部署"), host=MZJ, unit=CIVIL, source="区民政局"),
    _Column("/shjz.htm", "社会救助", "service", ("2025年低保标准调整情况", "临时救助资金发放情况"), host=MZJ, unit=CIVIL, source="区民政局"),
)  # fmt: skip
_SINGLE = (
    ("/zwgk/ldzc.htm", "leaders", OFFICE),
    ("/zwgk/zzjg.htm", "org", OFFICE),
)

ACCOUNTS = (
    ("wechat", "沙河发布", ""),
    ("weibo", "沙河发布", ""),
    ("wechat", "沙河交通", TRAFFIC),
    ("toutiao", "沙河民政", CIVIL),
)


def truth(port: int) -> list[Wanted]:
    wanted = [Wanted(f"http://{one.host}:{port}{one.path}", one.column_class, one.unit) for one in _COLUMNS]
    return wanted + [Wanted(f"http://{WWW}:{port}{path}", kind, unit) for path, kind, unit in _SINGLE]


def routes(port: int) -> dict[str, Route]:
    def site(host: str) -> str:
        return {WWW: NAME, JTJ: TRAFFIC, MZJ: CIVIL}[host]

    pages: dict[str, Route] = {}

    def put(host: str, path: str, name: str, main: str, title: str = "") -> None:
        pages[f"{host}:{port}{path}"] = _page(port, host, site(host), name, main, title)

    put(WWW, "/", "", "".join(_block(one) for one in _COLUMNS[:3]))
    for host in (JTJ, MZJ):
        put(host, "/", "", "".join(_block(one) for one in _COLUMNS if one.host == host))
    put(WWW, "/xwzx.htm", "新闻中心", "".join(_block(one) for one in _COLUMNS[:2]))
    put(WWW, "/zwgk/zcjd.htm", "政策解读", _block(_COLUMNS[4]))
    put(WWW, "/xxgk.htm", "政府信息公开", "<iframe src='/xxgk/tree.htm' width='240' height='600'></iframe>")
    put(WWW, "/wzdt.htm", "网站地图", _site_map())
    put(WWW, "/zwgk/ldzc.htm", "领导之窗", _LEADERS)
    put(WWW, "/zwgk/zzjg.htm", "政府机构", _ORG.format(port=port, jtj=JTJ, mzj=MZJ))
    put(WWW, "/xxgk/xxgkzn.htm", "信息公开指南", _GUIDE)
    put(WWW, "/xmt.htm", "新媒体矩阵", _CARDS)
    pages[f"{WWW}:{port}/xxgk/tree.htm"] = Answer(_tree())
    for one in _COLUMNS:
        put(one.host, one.path, one.name, _list(one))
        for n, title in enumerate(one.titles):
            put(one.host, _article(one, n), one.name, _text(one, n, title), title)
    return pages


def _tree() -> str:
    nodes = [{"id": 1, "pId": 0, "name": "政府信息公开", "open": True}, {"id": 2, "pId": 1, "name": "法定主动公开内容"}]
    hidden = [one for one in _COLUMNS if not one.in_menu]
    nodes += [{"id": 10 + n, "pId": 2, "name": one.name, "url": one.path} for n, one in enumerate(hidden)]
    nodes.append({"id": 90, "pId": 1, "name": "政府信息公开指南", "url": "/xxgk/xxgkzn.htm", "target": "_parent"})
    return (
        "<html><head><meta charset='utf-8'><title>目录</title></head><body><ul id='tree' class='ztree'></ul>"
        f"<script>var zNodes = {json.dumps(nodes, ensure_ascii=False)};\n$.fn.zTree.init($('#tree'), setting, zNodes);</script>"
        "</body></html>"
    )


def _site_map() -> str:
    return (
        "<div class='map'>"
        + "".join(
            f"<dl><dt>{one.name}</dt><dd><a href='{one.path}'>{one.name}</a></dd></dl>"
            for one in _COLUMNS
            if one.host == WWW and one.in_menu
        )
        + "<dl><dd><a href='/xmt.htm'>新媒体矩阵</a></dd></dl></div>"
    )


def _article(one: _Column, n: int) -> str:
    return f"/info/{1000 + _COLUMNS.index(one)}/{7000 + 10 * _COLUMNS.index(one) + n}.htm"


def _row(one: _Column, n: int) -> str:
    return (
        f"<li id='line_u8_{n}'><a href='{_article(one, n)}'>{one.titles[n]}</a><span>2025/04/{18 - n:02d}</span></li>"
    )


def _list(one: _Column) -> str:
    rows = "".join(_row(one, n) for n in range(len(one.titles)))
    pager = f"<div class='pb_sys_common'>共{len(one.titles)}条 1/1 <a href='{one.path[:-4]}/2.htm'>2</a></div>"
    return f"<div class='ny_right'><h2>{one.name}</h2><ul class='ny_list'>{rows}</ul>{pager}</div>"


def _block(one: _Column) -> str:
    rows = "".join(_row(one, n) for n in range(len(one.titles)))
    return f"<div class='mk'><h3><a href='{one.path}'>{one.name}</a></h3><a href='{one.path}'>MORE+</a><ul>{rows}</ul></div>"


def _text(one: _Column, n: int, title: str) -> str:
    source = f"来源：{one.source}" if one.source else "来源：本站"
    return (
        f"<form name='_newscontent_fromname'><h1>{title}</h1><div class='sj'>2025年04月{18 - n:02d}日 09:12　{source}　点击：</div>"
        f"<div id='vsb_content'><div class='v_news_content'><p>{title}。根据工作安排，现将有关情况公布如下，欢迎社会各界监督。</p>"
        "<p>下一步将继续抓好各项工作的落实，及时公开工作进展，回应群众关切，不断提升服务水平。</p></div></div></form>"
    )


_LEADERS = """<div class='ldxx'><p><a href='/zwgk/ldzc/zhao.htm'>赵建民</a>　区长　领导区政府全面工作。</p>
<p><a href='/zwgk/ldzc/qian.htm'>钱志强</a>　副区长　负责常务工作。</p><p><a href='/zwgk/ldzc/sun.htm'>孙丽华</a>　副区长　负责教育、卫生工作。</p></div>"""
_ORG = """<div class='jg'><h3>政府部门</h3><a href='http://{jtj}:{port}/'>区交通运输局</a> <a href='http://{mzj}:{port}/'>区民政局</a>
<p>区人民政府办公室 主要职责：协助区政府领导处理日常事务。办公地址：沙河路8号。联系电话：0300-7654321。</p></div>"""
_GUIDE = """<h1>沙河区政府信息公开指南</h1><div class='sj'>2024年03月01日 来源：本站</div><div id='vsb_content'><p>根据
《中华人民共和国政府信息公开条例》编制本指南，公民、法人或者其他组织可以查阅。依申请公开的受理机构为区政府办公室。</p><p>监督方式：
认为未依法履行政府信息公开义务的，可以向主管部门举报。</p></div>"""
_CARDS = """<div class='cards'><div class='card'><img src='/qr/1.jpg' alt='二维码'><p>微信公众号</p><p>沙河发布</p></div>
<div class='card'><img src='/qr/2.jpg' alt='二维码'><p>官方微博</p><p>沙河发布</p></div>
<div class='card'><img src='/qr/3.jpg'><p>微信公众号</p><p>沙河交通</p><p>主办单位：沙河区交通运输局</p></div>
<div class='card'><img src='/qr/4.jpg'><p>今日头条</p><p>沙河民政</p><p>主办单位：沙河区民政局</p></div></div>"""


def _page(port: int, host: str, site: str, name: str, main: str, title: str = "") -> Answer:
    own = [one for one in _COLUMNS if one.host == host and one.in_menu]
    menu = "".join(f"<li><a href='{one.path}'>{one.name}</a></li>" for one in own)
    if host == WWW:
        menu += (
            "<li><a href='/xwzx.htm'>新闻中心</a></li><li><a href='/zwgk/zcjd.htm'>政策解读</a></li>"
            "<li><a href='/xxgk.htm'>政府信息公开</a></li><li><a href='/zwgk/ldzc.htm'>领导之窗</a></li>"
            "<li><a href='/zwgk/zzjg.htm'>政府机构</a></li><li><a href='http://oa.shahe.gov.example/'>OA办公</a></li>"
        )
    where = f"<div class='position'>当前位置：<a href='/'>首页</a> &gt;&gt; {name}</div>" if name else ""
    full = "-".join(each for each in (title, name, site) if each)
    foot = (
        f"<div class='footer'><select onchange='window.open(this.value)'><option>区级部门网站</option>"
        f"<option value='http://{JTJ}:{port}/'>区交通运输局</option></select><p>版权所有：{site}　网站标识码：1300000009</p>"
        "<p><a href='/wzdt.htm'>网站地图</a> <a href='http://www.hebei.gov.example/'>省政府</a></p></div>"
    )
    return Answer(
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{full}</title></head><body>"
        f"<div class='header'><a href='/'><img src='/logo.png' alt='{site}'></a></div>"
        f"<div class='nav'><ul><li><a href='/'>首页</a></li>{menu}</ul></div>{where}<div class='main'>{main}</div>{foot}</body></html>"
    )
