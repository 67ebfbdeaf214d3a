from __future__ import annotations

import pytest

from checks.derived.title_kind import TitleKind, title_kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("县发改局召开全县粮食收购工作推进会", TitleKind.NEWS),
        ("李明县长带队调研秋粮收购工作", TitleKind.NEWS),
        ("全县安全生产培训班圆满结束", TitleKind.NEWS),
        ("县粮食储备库维修改造工程施工招标公告", TitleKind.PROCUREMENT),
        ("某某中学食堂设备采购项目中标结果公示", TitleKind.PROCUREMENT),
        ("2023年公开招聘社区工作者公告", TitleKind.RECRUITMENT),
        ("县人民医院拟聘用人员名单", TitleKind.RECRUITMENT),
        ("县政府办公室关于印发《养老服务实施方案》的通知", TitleKind.DOCUMENT),
        ("《养老服务实施方案》政策解读", TitleKind.INTERPRETATION),
        ("一图读懂《养老服务实施方案》", TitleKind.INTERPRETATION),
        ("县民政局2022年政府信息公开工作年度报告", TitleKind.REPORT),
    ],
)
def test_titles_that_say_what_they_are(title, kind):
    assert title_kind(title) is kind


@pytest.mark.parametrize(
    "title",
    [
        "关于召开全县粮食工作会议的通知",
        "县发改局关于举办价格政策培训班的预告",
        "县发改局开展粮食库存检查情况通报",
        "区公安局2023年第二季度开展烟花爆竹单位“双随机”抽查工作情况",
        "关于做好领导干部下乡走访慰问活动的通知",
        "关于规范政府采购行为的通知",
        "县政府采购管理办法",
        "关于支持企业招聘高校毕业生的若干措施",
        "农业农村局关于基层推广体系改革与建设项目的遴选公告",
        "海坛片区管理局2022年工作总结及2023年工作思路",
        "部门联合抽查计划表（2022）",
        "公告",
        "",
    ],
)
def test_titles_that_could_be_anything_are_nothing(title):
    assert title_kind(title) is None
