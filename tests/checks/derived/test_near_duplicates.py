from __future__ import annotations

from checks.derived.near_duplicates import bare, bits_apart, simhash

TEXT = (
    "为切实做好今年秋粮收购工作，保护种粮农民利益，经县人民政府同意，现将有关事项通知如下。"
    "一、准确把握形势，压实收购责任。各承储企业要提前腾仓并库，备足资金和器材。"
    "二、强化为农服务，落实质价政策。收购现场公示品种、价格和质量标准，做到应收尽收。"
)
OTHER = (
    "因雨污分流改造施工，自八月二十五日起对人民路东段实行半幅封闭施工，请过往车辆提前绕行。"
    "施工期间公交线路临时调整，具体走向以站台公告为准。给您出行带来不便，敬请谅解。"
    "施工单位应当设置明显标志，夜间开启警示灯，保障行人和车辆安全。"
)


def test_spaces_widths_and_punctuation_make_no_difference():
    assert bare("１．关于 《办法》\u3000的通知！") == bare("1、关于《办法》的通知")


def test_a_word_changed_stays_near_and_another_text_is_far():
    one = simhash(bare(TEXT))
    assert bits_apart(one, simhash(bare(TEXT))) == 0
    assert bits_apart(one, simhash(bare(TEXT.replace("秋粮", "夏粮")))) <= 6
    assert bits_apart(one, simhash(bare(OTHER))) > 16


def test_the_hash_is_the_same_on_every_machine():
    assert simhash(bare("关于做好秋粮收购工作的通知")) == simhash(bare("关于做好秋粮收购工作的通知　"))
    assert simhash("ab") == 0
    assert f"{simhash('粮食收购工作'):016x}" == "c2404c0489cd4800"


def test_a_very_long_text_is_bounded():
    assert len(bare("收" * 100_000)) == 8_000
