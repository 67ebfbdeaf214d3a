"""What the registry in Excel calls its sheets, columns and words, and how each is explained to the person filling it.

A key of the registry file without words here stands under its own name, so that a new key needs no line to be kept.
"""

from __future__ import annotations

from dataclasses import dataclass

GUIDE = "填写说明"
OWNER = "单位"  # heading of the column that says whose a column or account is
REMARK = "备注"  # columns with this heading are for people; nothing reads them
ATTRIBUTE = "属性"  # heading: 属性：service_hall
PAIR_HEADINGS = ("项目", "内容", "说明")  # of the sheets that hold one value per row

YES_NO = {"是": True, "否": False}
MORE_YES_NO = {"√": True, "×": False, "true": True, "false": False, "yes": True, "no": False, "y": True, "n": False}

# Words that may be typed for a text of the file; any other text stays as it is typed.
PLATFORMS = {
    "微信": "wechat",
    "微博": "weibo",
    "抖音": "douyin",
    "今日头条": "toutiao",
    "快手": "kuaishou",
    "移动客户端": "app",
    "小程序": "mini_program",
    "其他": "other",
}
KINDS = {
    "县（市）": "county",
    "区": "district",
    "乡镇": "town",
    "街道": "street",
    "部门": "department",
    "直属机构": "institution",
    "派出机构": "dispatched",
    "驻地单位": "stationed",
}
SUGGESTED = {"units.kind": KINDS, "units.accounts.platform": PLATFORMS}

# Texts of machines: typed with an input method left on, their full-width marks mean the plain ones.
CODES = frozenset({"network.resolver", "network.allow", "network.user_agent_contact", "portal.catalogues"})

# Attributes that the official tables ask for; others stand under their own names.
ATTRIBUTES = {"service_hall": "设有政务服务大厅", "key_domains": "承担重点领域信息公开"}


@dataclass(frozen=True, slots=True)
class Words:
    heading: str
    meaning: str
    example: str = ""
    width: int = 14


SHEETS = {
    "portal": Words("门户", "被检查的政府门户，每个登记表一个"),
    "network": Words("网络", "访问方式；不填即采用默认值"),
    "units": Words("单位", "每行一个单位"),
    "units.columns": Words("栏目", "每行一个栏目；“单位”一列与“单位”工作表的名称一致"),
    "units.accounts": Words("账号", "每行一个新媒体账号；“单位”一列与“单位”工作表的名称一致"),
    "required_reposts": Words("要求转载", "上级要求转载的内容，每行一条"),
}

_LINES = "多个的每行写一个（Alt+Enter 换行）"
_GUESSED = "由 xunjian discover 自动填写，核对后可清空"

KEYS = {
    "portal.name": Words("门户名称", "门户的主办单位全称", "示例县人民政府"),
    "portal.home": Words("首页网址", "完整网址，以 http:// 或 https:// 开头", "https://www.example.gov.cn/"),
    "portal.sites": Words("其他站点", f"属于本门户的其他站点首页；{_LINES}", "https://fgj.example.gov.cn/"),
    "portal.catalogues": Words("指标体系", f"指标体系编号，用 xunjian catalogue list 查看；{_LINES}", "shiquan-2023"),
    "network.requests_per_second": Words("每秒请求数", "每台主机每秒的请求次数，默认 2", "2"),
    "network.resolver": Words("域名服务器", "IP:端口；不填用本机的设置", "127.0.0.1:5353"),
    "network.allow": Words("允许访问的内网网段", f"CIDR 网段，默认不访问任何内网地址；{_LINES}", "127.0.0.0/8"),
    "network.confirm_after": Words("复测间隔（秒）", "异常链接隔多久复测，默认 180 秒", "180"),
    "network.requests_at_once": Words("同时请求数", "对同一主机同时发出的请求，1 到 4，默认 1", "1"),
    "network.quiet_hours": Words("免打扰时段", f"北京时间，时段内不访问任何网站；{_LINES}", "08:00-10:00"),
    "network.user_agent_contact": Words("联系方式", "写入请求标识，供网站管理员联系", "mailto:audit@example.gov.cn"),
    "units.name": Words("单位名称", "规范名称，不得重复", "县发展和改革局", 26),
    "units.kind": Words("单位类别", "从下拉列表选择，也可填写其他类别；不填为部门", "部门", 12),
    "units.aliases": Words("别名", f"指标体系和网页上对该单位的其他称呼；{_LINES}", "县发改局", 22),
    "units.roles": Words("承担职责", f"指标体系中“各涉关单位”一类的职责；{_LINES}", "重大建设项目牵头", 22),
    "units.attributes": Words("属性", "指标体系的适用条件，选“是”或“否”；不清楚的留空", "否", 14),
    "units.sites": Words("站点网址", f"单位自己的站点首页；{_LINES}", "https://fgj.example.gov.cn/", 36),
    "units.columns.name": Words("栏目名称", "同一单位内不得重复", "通知公告", 20),
    "units.columns.url": Words("栏目网址", "栏目列表页的完整网址", "https://www.example.gov.cn/tzgg/", 52),
    "units.columns.class": Words("栏目类型", "从下拉列表选择；不填为其他", "通知公告", 14),
    "units.columns.update_within_days": Words(
        "更新期限（天）", "超过该天数未更新即为逾期；不填按指标体系的规定", "180", 15
    ),
    "units.columns.exempt": Words("豁免原因", "该栏目本期不作更新要求的原因", "本期无业务", 18),
    "units.columns.exempt_until": Words("豁免截止日期", "年-月-日；不填为长期，须同时填写豁免原因", "2023-12-31", 13),
    "units.accounts.platform": Words("平台", "从下拉列表选择，也可填写其他平台", "微信", 12),
    "units.accounts.type": Words("账号类型", "从下拉列表选择；不填为其他平台", "订阅号", 12),
    "units.accounts.name": Words("账号名称", "账号在平台上的名称", "示例发改", 20),
    "units.accounts.verified_as": Words("认证主体", "平台显示的认证主体", "示例县发展和改革局", 24),
    "units.accounts.source": Words(
        "内容来源", "订阅源网址，或导出文件名（csv、xlsx，相对于本登记表所在目录）", "accounts/fgj.csv", 36
    ),
    "required_reposts.title": Words("标题", "要求转载内容的完整标题", "国务院办公厅关于2024年部分节假日安排的通知", 50),
    "required_reposts.published": Words("发布日期", "年-月-日", "2023-11-22", 13),
    "required_reposts.deadline": Words("转载期限", "年-月-日；不填为未规定期限", "2023-11-27", 13),
    "required_reposts.applies_to": Words("适用账号类型", f"账号类型的名称，不填为门户；{_LINES}", "订阅号", 16),
    "guess.confidence": Words("推测把握", f"0 到 1；{_GUESSED}", "0.85", 9),
    "guess.reason": Words("推测依据", _GUESSED, "栏目名称为“通知公告”", 24),
    "guess.likely": Words("可能的类型", f"把握不足、未采用的栏目类型；{_GUESSED}", "政策文件", 12),
    "guess.unit_confidence": Words("归属把握", f"对归属单位的把握，0 到 1；{_GUESSED}", "0.9", 9),
    "guess.unit_reason": Words("归属依据", _GUESSED, "来源为该单位", 24),
    "guess.confirm": Words("待确认", f"“是”表示需要人工确认；{_GUESSED}", "是", 8),
}


def words_for(key: str) -> Words:
    """Words of a key written with dots; a part that several entries share (guess) is found by its own name."""
    shared = "guess." + key.rpartition(".guess.")[2]
    own = key.rpartition(".")[2]
    return KEYS.get(key) or (KEYS.get(shared) if ".guess." in key else None) or Words(own, "")
