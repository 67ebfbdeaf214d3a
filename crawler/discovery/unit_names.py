"""Names of offices: which text is one, and when two spellings (县发改局, 澜溪县发展和改革局) mean the same one."""

from __future__ import annotations

import re

_UNIT = re.compile(
    r"[一-鿿]{1,28}(?:局|委|委员会|办公室|镇|乡|街道|街道办|办事处|人民政府|管委会|管理处|管理局|中心|联合会|总工会|团委|妇联"
    r"|科协|法院|检察院|政府办|研究院|支队|大队)"
)
# 县委宣传部, 市融媒体中心, 县残联, 县人民医院: whoever runs an account, and is named as the one who does.
_OWNER = re.compile(
    r"[一-鿿（）()·]{2,28}(?:部|局|委|办|室|处|中心|会|联|社|院|馆|校|学|园|队|站|所|公司|集团|政府|镇|乡|街道)"
)
_NO_UNIT = re.compile(
    r"融媒|新闻|日报|晚报|电视|广播|报社|新华|人民网|发布$|记者|通讯员|本站|本网|转载|来源|网站|公众号|微信|政务服务中心大厅"
    r"|(?:活动|文化|购物|会议|展览|体验|健身|养老|托育|配送|呼叫|指挥|数据)中心$|乡村|城乡$|街道$(?<=背街小巷街道)|结局|布局|格局|全局|大局|当局|邮局|"
    r"^.{1,3}中心$|^(?:各|委办|镇街|乡镇|部门|机关|单位|街道$|市直|县直|区直|直属|下属|村|社区|城关$)|(?:资讯|信息|互动|办事|下载|数据|文件|政策|公开)中心$|"
    r"各委|常委|省委$|市委$|县委$|区委$|党委$|纪委$|村委|居委|家乡|下乡|故乡|老乡|城镇$|乡镇$|主任|关于|通知|公告|公开"
)
_PLACE = re.compile(r"^(?:[一-鿿]{2,9}?(?:省|自治区|自治州|地区|盟|市|县|区|旗))+(?=[一-鿿]{2,})")
_LEVEL = re.compile(r"^(?:省|市|县|区|旗|我市|我县|我区|州|盟)(?=[一-鿿]{2,})")
# Short forms that cannot be told by leaving characters out of the long one and back.
_SHORT = (
    ("科工信", "科技工业信息化"),  # before the shorter one inside it
    ("发改", "发展改革"), ("人社", "人力资源社会保障"), ("住建", "住房城乡建设"), ("卫健", "卫生健康"),
    ("工信", "工业信息化"), ("经信", "经济信息化"), ("自规", "自然资源规划"), ("资规", "自然资源规划"),
    ("文旅", "文化旅游"), ("文广旅", "文化广播旅游"), ("市监", "市场监督管理"), ("市场监管", "市场监督管理"),
    ("退役军人局", "退役军人事务局"), ("应急局", "应急管理局"), ("医保", "医疗保障"), ("城管", "城市管理"),
    ("教体", "教育体育"), ("交通局", "交通运输局"), ("环保", "生态环境"),
    ("住房和建设", "住房城乡建设"), ("信访办", "信访局"),
)  # fmt: skip
_ENDS = (
    ("政府办公室", "政府办"), ("街道办事处", "街道"), ("街道办", "街道"), ("镇人民政府", "镇"), ("乡人民政府", "乡"),
    ("镇政府", "镇"), ("乡政府", "乡"), ("管理委员会", "管委会"), ("委员会", "委"),
)  # fmt: skip
# The office of the government or committee itself, whatever it is called: 市政府办, 管委会办公室, 人民政府.
_OWN_OFFICE = re.compile(r"(?:人民)?(?:政府|管委会|管理委员会)(?:综合)?(?:办公室|办公厅|办)?")
_LONGEST = 30
_TOWN = re.compile(r"(?:镇|乡)(?:人民政府|政府)?$")
_STREET = re.compile(r"街道(?:办事处|办)?$")


def is_unit_name(text: str) -> bool:
    """Whether the whole text is the name of an office. Media and running text are none."""
    return 2 <= len(text) <= _LONGEST and _UNIT.fullmatch(text) is not None and _NO_UNIT.search(text) is None


def is_owner_name(text: str) -> bool:
    """Whether a text that the page itself calls an owner is one: also bodies that own no columns of a portal."""
    return is_unit_name(text) or (3 <= len(text) <= _LONGEST and _OWNER.fullmatch(text) is not None)


def place_of(portal_name: str) -> str:
    """澜溪县人民政府 → 澜溪县."""
    return re.sub(r"(?:人民政府|政府|管委会|管理委员会|党工委管委会)?(?:门户)?(?:网站)?$", "", portal_name)


def unit_key(name: str, place: str = "") -> str:
    """The same for all spellings of one office of the portal at `place`."""
    text = re.sub(r"[\s（）()·“”\"]", "", name)
    if place and text.startswith(place) and len(text) > len(place):
        text = text.removeprefix(place)
    elif place and len(place) > 2 and text.startswith(place[:-1]) and len(text) > len(place) + 1:
        text = text.removeprefix(place[:-1])
    else:
        stripped = _PLACE.sub("", text)
        # A town's own name may end in 镇 or hold 区: only what still names an office is the rest of a name.
        text = stripped if stripped != text and _UNIT.fullmatch(stripped) and len(stripped) > 2 else text
    text = _LEVEL.sub("", text)
    text = re.sub(r"人民政府(?=办)", "政府", text)
    text = re.sub("(?<=.)[和与及暨](?=.)", "", text)
    for short, long in _SHORT:
        if short in text and long not in text:
            text = text.replace(short, long)
    if _OWN_OFFICE.fullmatch(text):
        return "政府办"
    for long, short in _ENDS:
        if text.endswith(long) and len(text) > len(long):
            return text.removesuffix(long) + short
    return text


def unit_kind(name: str) -> str:
    if _STREET.search(name):
        return "street"
    return "town" if _TOWN.search(name) else "department"


def unit_in(text: str) -> str:
    """The office that a short text names ("市民政局工作动态" names 市民政局); "" for none."""
    if len(text) > _LONGEST:
        return ""
    if is_unit_name(text):
        return text
    found = re.match(
        r"[一-鿿]{1,14}?(?:局|办公室|委员会|街道办事处|街道|镇|乡|管委会)(?=$|\W|工作|动态|公告|通知|概况|信息|简介)",
        text,
    )
    return found[0] if found and is_unit_name(found[0]) else ""
