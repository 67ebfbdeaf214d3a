"""Sums of results: what contradicts itself, what may have a good reason, and what is right in unusual words."""

from __future__ import annotations

import pytest

from checks.derived.feedback_sentence import read_feedback
from checks.rules.solicitation_feedback_arithmetic import adds_up
from checks.subjects import ColumnClass
from checks.verdict import Verdict
from tests.checks.observed import article, column, day, judged_once, listed, portal, row


def summed(text: str) -> Verdict:
    return adds_up(read_feedback(text, about_survey=False, whole_page=True).counts)


@pytest.mark.parametrize(
    "text",
    [
        "截至8月31日，一共收到18条意见。其中10条采纳，4条部分采纳，2条不采纳，采纳情况均反馈对方，下一步抓好5个方面工作。",
        "感谢社会各界的关心支持！截至8月31日，共收到意见建议18条，其中采纳10条，部分采纳4条，未采纳2条。",
        "共收到意见4条，其中电子邮箱1条，网站留言2条，电话咨询1条，采纳3条，部分采纳1条，不采纳1条。",
        "征求意见稿共20条。截至8月31日，共收到意见6条，采纳3条，部分采纳2条，不采纳2条。",
        "截至8月31日，一共收到十八条意见。其中十条采纳，四条部分采纳，两条不采纳。",
        "征集期间，共收到意见建议共计9条（其中网上7条、来信2条）。采纳6条、部分采纳2条、不予采纳2条。",
        "共收到意见建议9条，采纳6条；部分采纳2条；不予采纳2条，理由：第3条、第5条与上位法不符。",
        "一共收到3条意见，采纳5条。",
        "共收到意见8份，采纳5份，部分采纳1份，不采纳1份。",
        "共收到意见建议8条，采纳5个，部分采纳1个，不采纳1个。",
    ],
)
def test_contradictions(text: str) -> None:
    assert summed(text) is Verdict.FAIL


@pytest.mark.parametrize(
    "text",
    [
        "截至11月8日，共收到邮件2封、电话3个，意见建议共5条，采纳5条，部分采纳0条，不采纳0条。",
        "共收到11个单位反馈意见，其中3个单位提出修改意见共7条，采纳5条，部分采纳2条，不采纳0条。",
        "共收到意见8条，其中3条采纳，其余均未采纳。",
        "一共收到8份反馈，提出意见12条，采纳10条，部分采纳1条，不采纳1条。",
        "共有15人参与，收到12条意见，采纳10条，部分采纳1条，不采纳1条。",
        "共收到意见建议20条，采纳12条（其中部分采纳3条），不予采纳8条。",
        "收到1条意见，已采纳。",
        "收到信件2封，提出10条建议，采纳6条，部分采纳2条，不采纳2条。",
        "共收到邮件2封、电话3个，采纳4条，部分采纳1条，不采纳0条。",
        "共收到意见建议5条，经梳理合并为3条，采纳2条，部分采纳0条，不采纳1条。",
        "共收到意见8份，采纳5份，部分采纳1份，不采纳2份。",
        "共收到30人次反馈意见45条，采纳40条，部分采纳0条，不采纳5条。",
        "共收到电话意见4条、电子邮件2条，采纳意见5条，部分采纳0条，不采纳1条。",
        "共收到意见12条，其中与本办法无关的3条，采纳6条，部分采纳1条，不采纳2条。",
        "共收到意见9条，采纳6条；其中第1、4条意见采纳，第2条意见部分采纳；其余3条不采纳。",
        "收到意见3条。采纳情况：采纳1条、部分采纳1条、不采纳1条。",
    ],
)
def test_right_in_unusual_words(text: str) -> None:
    assert summed(text) is Verdict.PASS


@pytest.mark.parametrize(
    "text",
    [
        "共收到邮件2封、电话3个，采纳4条，部分采纳1条，不采纳2条。",
        # Letters and senders on one side, opinions on the other: nobody says how many opinions a letter held.
        "截至8月31日，共收到电子邮件4封，采纳意见6条，不采纳1条。",
        "共收到5家单位反馈意见，采纳10条，部分采纳0条，不采纳2条。",
        "收到3名市民来电，采纳建议4条。",
        "共收到意见4份，采纳意见5条，部分采纳1条，不采纳2条。",
        "收到意见建议表9份，采纳4条，部分采纳2条，不采纳1条。",
        "期间收到回函6件，采纳意见4条，部分采纳2条，不采纳3条。",
        "征求意见期间有8人次来电，收到意见8件，采纳5项，部分采纳2项，不采纳2项。",
        "共收到意见建议5条，经梳理合并为3条，采纳2条，部分采纳0条，不采纳2条。",
        "收到群众意见20余条，采纳5条，部分采纳3条，不采纳2条。",
        "共收到意见10条，其中7条对征求意见稿表示赞同，采纳1条，部分采纳0条，不采纳1条。",
    ],
)
def test_a_difference_with_a_possible_reason(text: str) -> None:
    assert summed(text) is Verdict.UNDECIDED


@pytest.mark.parametrize(
    "text", ["一共收到6条意见。其中4条采纳。", "一共收到6条意见，已研究吸收。", "其中4条采纳，2条不采纳。"]
)
def test_too_few_numbers(text: str) -> None:
    assert summed(text) is Verdict.NOT_APPLICABLE


def finding_of(text: str):
    told = row(1, "2023-12-05", title="《示例县校车办法》意见采纳情况反馈")
    page = article(told.url, title=told.title, text=text, published_at=day("2023-12-05"))
    of = portal(column(name="意见征集", column_class=ColumnClass.SOLICITATION))
    (found,) = judged_once("solicitation-feedback-arithmetic", of, [listed(told), page]).findings
    return found


def test_what_may_be_the_total_is_listed_and_not_stated() -> None:
    found = finding_of("共收到电子邮件4封、来信2件，采纳意见9条，部分采纳1条，不采纳1条。")
    assert found.finding.verdict is Verdict.UNDECIDED
    assert "可能是收到意见总数的数字有4封、2件，采纳9条、部分采纳1条、不采纳1条，合计11条；" in found.message
    assert "写明收到" not in found.message


def test_a_contradiction_is_told_in_the_units_of_the_page() -> None:
    found = finding_of("共收到意见8份，采纳5份，部分采纳1份，不采纳1份。")
    assert found.finding.verdict is Verdict.FAIL
    assert "写明收到意见8份，采纳5份、部分采纳1份、不采纳1份，合计7份，前后不一致" in found.message
