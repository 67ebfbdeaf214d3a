"""The words that tell what a column is for: in its name, in its address, in the titles of its rows.

Each name is tried against all classes. `sure` words name a class by themselves, `partly` ones only with other signs;
`but_not` are the look-alikes seen on real portals (采购需求征集 is no solicitation of opinions, 领导信箱 no page of
leaders, 政府信息公开指南 no 办事指南).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.subjects import ColumnClass


@dataclass(frozen=True, slots=True)
class ClassWords:
    column_class: ColumnClass
    sure: re.Pattern[str]
    partly: re.Pattern[str] | None = None
    but_not: re.Pattern[str] | None = None
    rows: re.Pattern[str] | None = None  # titles of such a column
    path: frozenset[str] = frozenset()  # initials and words that editors name its folder with


def _words(
    column_class: ColumnClass, sure: str, partly: str = "", but_not: str = "", rows: str = "", path: str = ""
) -> ClassWords:
    def pattern(text: str) -> re.Pattern[str] | None:
        return re.compile(text) if text else None

    return ClassWords(
        column_class, re.compile(sure), pattern(partly), pattern(but_not), pattern(rows), frozenset(path.split())
    )


_BEFORE = (
    "(?:^|本|最新|重要|部门|单位|镇务|村务|乡镇|街道|政务|其他|局内|县级|区级|市级|镇级|综合|一般|省市?|县|区|市|镇)"
)
# In this order a name that fits several classes is given to the first: 规范性文件解读 is an interpretation,
# 政策文件征求意见 a solicitation.
WORDS: tuple[ClassWords, ...] = (
    _words(
        ColumnClass.ANNUAL_REPORT,
        r"信息公开(?:工作)?(?:年度?报告?|年报)|公开年报|^(?:法定)?年报$|^(?:法定|本机关|历年|本级|部门|镇街|县级|区级|政府)?年度?报告?(?:公开|汇编)?$",
        but_not=r"网站|报表|统计|财政|企业|法治|环境|审计|工作报告",
        rows=r"信息公开\S{0,6}(?:年度?报告|年报)",
        path="xxgknb zfxxgknb xxgkndbg ndbg nb gknb xxgkgzndbg zfxxgkndbg",
    ),
    _words(
        ColumnClass.SURVEY,
        r"(?:网上|在线|民意|问卷|民情|满意度|网络|民生|公众)调查(?:问卷)?$|调查问卷|^问卷",
        partly=r"调查",
        but_not=r"调查研究|事故|统计|普查|队|数据|处理|结果公示|土地|资源|环境",
        rows=r"(?:调查|问卷|满意度|测评)",
        path="wsdc zxdc myds mydc dcwj wjdc wsdcc",
    ),
    _words(
        ColumnClass.SOLICITATION,
        r"(?:意见|民意|建议|草案|民声|意见建议|立法|决策|网上|在线|公众)征集|征集(?:意见|民意|建议)|征求(?:公众)?意见|征求民意|意见征询"
        r"|决策预公开|重大决策预公开|^我要建言$",
        partly=r"征集|征询|征言|听证|结果反馈|意见反馈|采纳情况",
        but_not=r"采购|需求|供应商|作品|线索|素材|人才|项目征集|征集项目|商标|照片|视频|志愿|档案|文物|标识|LOGO|logo|征兵|征收|征地",
        rows=r"征求\S{0,40}意见|意见\S{0,6}征集|征集\S{0,40}(?:意见|建议)|征求意见稿|意见\S{0,6}(?:采纳|反馈)|公开征询|听证",
        path="myzj yjzj zjyj zqyj yjzq wsyjzj jyzj zjdc",
    ),
    _words(
        ColumnClass.CONSULTATION,
        r"(?:县长|市长|区长|州长|镇长|局长|书记|主任|部门|领导|网上|公众|政民)信箱|^信箱$|来信(?:选登|选编|公开|办理|回复|摘登)?$"
        r"|(?:咨询|留言|投诉|问政|信件)(?:投诉|回复|答复|选登|公开|反馈|建议|办理|列表|查询)+|^(?:在线|网上|业务|政策|公众|网民|我要)?(?:咨询|留言|问政)$"
        r"|(?:回复|答复)选登|网络问政|百姓热线|阳光热线|办件公开|信件公开|信件选登",
        partly=r"咨询|投诉|举报|互动问答",
        but_not=r"知识库|常见问题|访谈|法律|心理|服务机构|专家|电话|代表建议|提案|监督举报",
        rows=r"咨询|反映|投诉|求助|建议|请问|关于\S{2,30}的(?:问题|疑问|诉求)|如何|怎么|能否|是否",
        path="xzxx jzxx ldxx szxx qzxx xjxd lxxd hfxd zxhf zxtshf ldxx1 zxwz wlwz zxzx",
    ),
    _words(
        ColumnClass.INTERPRETATION,
        r"解读(?:回应)?$|解读(?:材料|文章|稿|信息|专栏|方案)|(?:政策|文件|图片|图文|文字|媒体|专家|音视频|视频|部门|领导|漫画|简明)解读|一图读懂|图解(?:政策)?$|政策图解",
        partly=r"解读",
        but_not=r"(?:文件|政策|法规)(?:及|与|和|、)(?:其)?(?:政策)?解读|回应关切|征集",
        rows=r"解读|图解|一图|读懂|问答|政策说明|明白卡",
        path="zcjd zcjdd bmjd wzjd tpjd mtjd zjjd jdwj wjjd tjzc zctj sspjd",
    ),
    _words(
        ColumnClass.NORMATIVE,
        r"规范性文件(?:库|公开|目录|发布|专栏)?$",
        partly=r"规范性文件",
        but_not=r"解读|清理|废止|失效|备案|征求|合法性|评估|管理制度|制定",
        rows=r"办法|规定|细则|通告|实施意见|若干措施|印发",
        path="gfxwj xzgfxwj hzgfxwj gfxwjk zfgfxwj bmgfxwj gfwj",
    ),
    _words(
        ColumnClass.BUDGET,
        r"(?:预|决)算(?:公开|信息|报告|及?三公经费)?$|预决算|财政(?:预|决)算|三公经费|^财政(?:资金|信息|公开|收支|预决算)+$|部门预算|政府预算",
        partly=r"财政|资金",
        but_not=r"政策|专项资金|惠民|补贴|扶贫|审计|局$|动态|投资|政府采购",
        rows=r"预算|决算|三公",
        path="czyjs yjs yjsgk czzj czxx czys czjs bmys bmjs bmyjs bmjsgk bmyjsgk sgjf ysjs czyjsgk",
    ),
    _words(
        ColumnClass.PROJECT,
        r"重[大点](?:建设|工程|投资|民生)?项目(?:建设|信息|清单|公开|批准|实施|进展|库)*(?:和?实施)?(?:信息|情况)?$|重[大点]建设项目(?:批准(?:和|及|与)实施)?(?:信息)?$|^重点工程(?:建设)?$",
        partly=r"项目",
        but_not=r"收费|政策|申报|招商|征集|采购|奖|科技|清单公示",
        rows=r"项目",
        path="zdxm zdjsxm zdjsxmgk zdxmjs xmjs zdgc zdxmxx",
    ),
    _words(
        ColumnClass.GUIDE,
        r"(?:办事|服务|办理|业务|便民办事|便民|审批)指南(?:公开|查询|库)?$|办事流程$|^网上办事指南",
        partly=r"指南|办事|流程",
        but_not=r"公开指南|指南目录|依申请|信息公开|出行|旅游|投资|申报指南|公开目录",
        rows=r"(?:办理|登记|许可|认定|备案|申请|审批|换发|核发|办事指南|服务指南)",
        path="bszn fwzn bslc wsbs bmzn bsznn blzn",
    ),
    _words(
        ColumnClass.LEADERS,
        r"领导(?:之窗|信息|介绍|班子|分工|简介|成员|简历|概况|团队|名单|简历及分工)+$|(?:政府|县|市|区|镇|局|委|街道|机关|党政|单位|现任)领导$|领导$(?<=^领导)|负责人信息|^(?:县长|区长|市长|局长)之窗",
        partly=r"领导|工作分工|个人简历",
        but_not=r"信箱|活动|讲话|小组|重要|言论|论述|批示|接访|调研|访谈|文章|致辞|会议",
        path="ldzc ldxx ldjs ldbz ldfg ldjj zfld xzld qzfld ldgk",
    ),
    _words(
        ColumnClass.ORG,
        r"机构(?:职能|设置|信息|概况|简介|职责|导航|领导及职能)+$|(?:内设|组织|工作|直属|下属|政府|派出|事业|直属事业|所属)(?:机构|单位)$"
        r"|(?:政府|工作|主要|单位|部门|职能|本局|法定)(?:工作)?(?:职责|职能)(?:简介)?$|^(?:政府|县直|区直|市直)部门$|^部门(?:概况|简介|职能|职责)$|^职能(?:职责|简介)?$|三定方案",
        partly=r"机构|职能|职责",
        but_not=r"改革|编制|动态|招聘|中介|金融|养老|培训|服务机构|检测|医疗",
        path="jgzn jgsz zzjg jggk nsjg jgxx jgjj zyzz bmzn jgzz gzzz zfjg szfjg zsdw zsjg",
    ),
    _words(
        ColumnClass.POLICY,
        r"(?:政策|政府|部门|本级|上级|县政府|区政府|市政府|镇政府|县级|区级|法规|其他|最新|公开|局|委|重要|规划|惠企|行政|国务院|省政府|中央|办|政策法规)文件(?:库|公开|发布|汇编|查询)?$"
        r"|政策(?:法规|措施|库|信息|发布|汇编|公开)+$|法规(?:文件|规章|政策|库)$|(?:政府|行政)规章|^(?:法律法规|规章|政策|文件|规范文件)$|政(?:办)?(?:发|规|函|办发|办函)(?:文件)?$|惠企政策|^政策$",
        partly=r"文件|政策|法规|规划",
        but_not=r"解读|规范性文件|采购|招标|会议|问答|动态|宣传|征集|征求|落实|兑现|咨询|服务|图|格式|名录|学习|评价",
        rows=r"关于\S{2,80}的?(?:通知|意见|决定|方案|批复|办法|规定|函|措施)|印发|办法$|规定$|条例|规划$|纲要",
        path="zcwj zfwj bmwj zcfg fgwj zfgz sswzcwj zwj xzfwj qzfwj zcwjk zxwj flfg zcfggf zcgf xzwj gwhwj",
    ),
    _words(
        ColumnClass.NOTICE,
        _BEFORE
        + r"(?:通知|公告|公示|通告)(?:栏|公告|公示|通知|通告|信息|专栏|发布)*$"
        + r"|(?:通知公告|公告公示|公示公告|通知公示|公示公开)$",
        partly=r"公告|公示|通知|通告",
        but_not=r"采购|招标|招投标|中标|出让|任前|拍卖|听证|环评|行政处罚|双公示|天气|停水|停电|招聘|招考|项目",
        rows=r"公告|公示|通告|通知|名单|启事",
        path="tzgg gggs gsgg tzgs zwgg gg gs tz tongzhigonggao qxgg rsgg",
    ),
    _words(
        ColumnClass.NEWS,
        r"(?:要闻|新闻|动态|快讯|资讯|头条|快报|简讯|播报)(?:中心|速递|信息|播报)?$|^时政|^今日\S{2}$|媒体(?:聚焦|报道|关注|看\S{1,3})|工作(?:信息|简报)$",
        partly=r"新闻|动态|要闻|聚焦",
        but_not=r"发布会|监测|通气会|专题|政策动态|市场动态|价格|行情|人事|采购|动态调整|招商|互动|统计|规划|公开|处罚|食品|安全信息|供求|就业|招聘|失信",
        path="gzdt bmdt xwdt xwzx jrxw yw jrtt zwyw zwdt mtjj mtbd tpxw xzdt dtxx lxyw jydt",
    ),
    _words(
        ColumnClass.SERVICE,
        r"(?:公共|便民|办事|民生|惠民|网上|生活|社会)服务(?:信息|事项|大厅)?$|社会(?:救助|保障|福利|保险)(?:信息)?$|(?:养老|就业|就业创业|婚育|住房)服务$|^(?:救助|社保|就业|助残)(?:信息|服务)?$",
        partly=r"服务",
        but_not=r"指南|平台|中介|机构|队伍|评价|好差评|清单|目录|动态",
        path="ggfw bmfw bsfw shjz shbz mszx",
    ),
    _words(
        ColumnClass.TOPIC,
        r"(?:专题|专栏)(?:专栏|专题|报道|聚焦|活动|集锦|回顾)?$|^(?:热点|往期|历史|特色)(?:专题|专栏)",
        but_not=r"规范|解读|公示",
        path="ztzl zt zthd rdzt ztlm tszl",
    ),
)  # fmt: skip
TOPIC_TRAIL = re.compile(r"专题|专栏|主题教育|创建|创城|乡村振兴专")
PROCUREMENT = re.compile(r"采购|供应商|招标|比选|询价|需求(?:征集|调查|公示)|磋商|遴选")
JOINED = re.compile(r"及其?|与|和|、|/|暨")
