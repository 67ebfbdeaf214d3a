"""The elements and numbers of results, in the range of wording that offices use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checks.derived.feedback_sentence import Element, Said, read_feedback, result_passage

FORM = (
    "截至2023年10月31日，一共收到6条意见。其中3条采纳，2条部分采纳，1条不采纳，采纳情况均反馈对方，"
    "并达成一致意见，下一步我县将吸收收集到的意见建议，进一步完善方案。"
)


def opinions(text: str):
    return read_feedback(text, about_survey=False, whole_page=True)


def survey(text: str):
    return read_feedback(text, about_survey=True, whole_page=True)


@pytest.mark.parametrize(
    ("text", "received", "decided"),
    [
        (FORM, (6,), (3, 2, 1)),
        ("截至２０２３年10月１日，共收到十五条意见，其中采纳意见八条、部分采纳五条、未采纳两条。", (15,), (8, 5, 2)),
        ("共征集意见3条，采纳2条，未采纳1条", (3,), (2, None, 1)),
        ("共收到意见12条，均予以采纳。", (12,), (12, 0, 0)),
        ("共收到意见4条，其中邮箱1条，网站留言3条，均不予采纳。", (4,), (0, 0, 4)),
        ("共收到1条公众意见，经研究决定，不予采纳。", (1,), (0, 0, 1)),
        ("期间收到意见1条，予以采纳。", (1,), (1, 0, 0)),
        ("收到3份邮件，共收到12条意见，采纳12条。", (3, 12), (12, None, None)),
        (
            "意见征集情况反馈如下：\n截至10月1日，一共收到186条意见，采纳100条，部分采纳80条，不采纳6条",
            (186,),
            (100, 80, 6),
        ),
        ("共收到社會各界意見建議3條，我們已吸收採納", (3,), (3, 0, 0)),
    ],
)
def test_numbers(text: str, received: tuple[int, ...], decided: tuple[int | None, ...]) -> None:
    counts = opinions(text).counts
    assert counts.received == received
    assert (counts.adopted, counts.partly, counts.rejected) == decided


@pytest.mark.parametrize(
    "text",
    [
        "截至2023年10月31日，未收到网友意见。下一步按程序印发。",
        "征求意见期间，未收到社会公众的意见反馈。",
        "2022年3月14日至3月20日，公众无反馈意见。",
        "截至10月31日，共收到意见0条。",
        "公示期内没有单位或个人提出意见。",
    ],
)
def test_none_came(text: str) -> None:
    found = opinions(text)
    assert found.none_received
    assert found.states_result


@pytest.mark.parametrize(
    "text",
    [
        "逾期未反馈意见的，视为无意见。",
        "如未收到书面意见，视同同意。",
        "第五条 主管部门应当自收到申请之日起5个工作日内作出决定。",
        "第六条 公示无异议的，予以登记；收到2份以上材料的，一并审查。",
        "请各单位于12月1日前反馈意见1份至县教育局。",
        "我局将认真研究收到的意见建议。",
    ],
)
def test_a_call_and_its_draft_tell_no_result(text: str) -> None:
    assert result_passage(text) == ""


def test_every_element_of_the_form() -> None:
    assert {how for _, how in opinions(FORM).said} == {Said.YES}


@pytest.mark.parametrize(
    ("left_out", "element"),
    [
        ("截至2023年10月31日，", Element.CLOSING_DAY),
        ("采纳情况均反馈对方，并达成一致意见，", Element.TOLD),
        ("下一步我县将吸收收集到的意见建议，进一步完善方案。", Element.NEXT_STEP),
        ("2条部分采纳，", Element.PARTLY),
        ("一共收到6条意见。", Element.RECEIVED),
    ],
)
def test_what_is_left_out_is_missed(left_out: str, element: Element) -> None:
    assert opinions(FORM.replace(left_out, "")).how(element) is Said.NO


def test_other_words_are_no_fault_and_no_proof() -> None:
    found = opinions("2023年10月1日至10月31日公开征求意见，共收到意见2条，均已采纳。我局将进一步完善。")
    assert found.how(Element.CLOSING_DAY) is Said.OTHERWISE
    assert found.how(Element.NEXT_STEP) is Said.OTHERWISE
    assert found.how(Element.PARTLY) is Said.YES


@pytest.mark.parametrize(
    "text",
    [
        "共收到意见10条，其中6条表示赞同，采纳2条，不采纳1条。",  # other categories
        "共收到电话2个、邮件3封，采纳意见6条，不采纳1条。",  # other numbers
        "共收到意见5份，收到建议12条，采纳9条，不采纳1条。",  # several totals
        "收到来信4封，采纳意见6条，不采纳1条。",  # other units
        "收到意见20余条，采纳9条，不采纳3条。",  # about
    ],
)
def test_a_category_is_not_missed_where_the_total_is_not_sure(text: str) -> None:
    assert opinions(text).how(Element.PARTLY) is Said.OTHERWISE


@pytest.mark.parametrize(
    "text", ["共收到意见12条，采纳9条，不采纳1条。", "共收到意见12条，其中邮件7条，来信5条，采纳9条。"]
)
def test_a_category_is_missed_where_the_numbers_leave_a_gap(text: str) -> None:
    assert opinions(text).how(Element.PARTLY) is Said.NO


@pytest.mark.parametrize(
    "text",
    [
        "共收到意见10条，其中7条表示赞同，采纳2条，不采纳1条。",
        "共收到电话意见2条、电子邮件4条，采纳5条，不采纳1条。",
    ],
)
def test_nothing_is_missed_where_the_decisions_explain_every_opinion(text: str) -> None:
    assert opinions(text).how(Element.PARTLY) is Said.YES


@pytest.mark.parametrize("text", ["本次调查共有126人参与，满意率为92%。", "参与投票人数为3,204人次，结果如下。"])
def test_people_who_took_part_are_no_questionnaires_and_not_nothing(text: str) -> None:
    assert survey(text).how(Element.RECEIVED) is not Said.NO


def test_jiezhi_is_told() -> None:
    assert opinions(FORM.replace("截至", "截止")).writes_jiezhi_otherwise
    assert opinions(FORM.replace("截至", "截止")).how(Element.CLOSING_DAY) is Said.YES
    assert not opinions(FORM).writes_jiezhi_otherwise


def test_survey_forms() -> None:
    whole = survey("截至2023年10月31日，一共收到326份问卷调查。通过本次调查了解到群众总体满意，下一步将改进。")
    assert whole.counts.received == (326,)
    assert {how for _, how in whole.said} == {Said.YES}
    none = survey("截至2023年10月31日，未收到问卷调查。下一步将加大宣传。")
    assert none.none_received
    about = survey("截至6月30日，共收到不同年龄段群众的调查问卷300余份，满意率为98%。")
    assert about.counts.received == (300,)
    assert about.counts.approximate
    assert about.how(Element.NEXT_STEP) is Said.NO


def test_result_is_told_apart_from_the_call_above_it() -> None:
    text = "征求意见截止时间：截至2023年10月31日。\n欢迎提出意见。\n结果反馈\n公示期间共收到意见2条，均已采纳。"
    found = read_feedback(text, about_survey=False, whole_page=False)
    assert found.passage.startswith("结果反馈")
    assert found.how(Element.CLOSING_DAY) is not Said.YES


def test_facts_of_real_results(shared: Path) -> None:
    """Where the kept clauses of a real result state a number, it must be read; no number may be read wrongly."""
    lines = (shared / "real-pages" / "interaction-facts.jsonl").read_text(encoding="utf-8").splitlines()
    looked_at = 0
    for line in lines:
        fact = json.loads(line)
        if fact["kind"] not in {"solicitation_feedback", "solicitation_notice_and_feedback"}:
            continue
        looked_at += 1
        truth = fact["truth"]
        found = opinions("。".join(fact["key_clauses"]))
        received = 0 if found.none_received else found.counts.received[0]
        assert received == truth["received"], fact["key_clauses"]
        for name in ("adopted", "rejected"):
            read = getattr(found.counts, name)
            assert read is None or read == truth[name], fact["key_clauses"]
    assert looked_at >= 10
