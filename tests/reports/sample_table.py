"""An official table made by hand: each clause kind once, with rows that wait for papers, people and kinds to come."""

from __future__ import annotations

from decimal import Decimal

from checks.catalogues.catalogue import (
    Catalogue,
    CheckSource,
    Clause,
    Discrepancy,
    Evidence,
    Group,
    Heading,
    Indicator,
    Judgement,
    Remainder,
    Role,
    Scoring,
    Sense,
    Source,
)
from checks.scoring import delay_tiers, per_occurrence_share, share, zeroing

PARAMS = "0123456789ab"
TITLES = {
    "stale-column": "栏目更新不及时",
    "empty-column": "栏目空白",
    "dead-link": "链接不能正常访问",
    "missing-solicitation-feedback": "意见征集未公布采纳情况",
    "late-interpretation": "政策解读发布不及时",
    "missing-link-to-policy": "解读材料未关联政策文件",
    "ipv6": "网站不支持IPv6访问",
    "site-search-miss": "站内搜索不能找到已发布信息",
    "stale-account": "政务新媒体更新不及时",
}


def sample_table() -> Catalogue:
    rows = (
        _row(
            "1",
            ("政府信息公开", "基本信息\n公开", "政策文件"),
            "10",
            _clause("1.1", "栏目更新不及时的，不得分。", "stale-column"),
            _clause(
                "1.2",
                "栏目内容与栏目名称一致，不存在关联性不高的信息噪音，50%。",
                judge="栏目内容与名称是否一致",
                part="50",
            ),
        ),
        _row(
            "2",
            ("政府信息公开", "政策解读", "——"),
            "20",
            _each("2.1", "解读稿与被解读的政策文件未相互关联的，每发现一处扣10%。", "missing-link-to-policy", "10"),
            _delays(
                "2.2",
                "文件公开后3个工作日内发布解读的，得50%；超过3个工作日且在10个工作日内的，得20%。",
                "late-interpretation",
            ),
        ),
        _row(
            "3",
            ("互动交流", "民意征集", "——"),
            "15",
            _clause("3.1", "公开收到意见的总体情况及采纳情况，50%；", "missing-solicitation-feedback", "50"),
            _clause("3.2", "围绕政府决策开展意见征集，50%。", paper="年度意见征集工作情况说明", part="50"),
        ),
        _row(
            "4",
            ("管理保障", "运维保障", "——"),
            "25",
            _each("4.1", "存在不能正常访问的链接（包括图片、附件、外部链接等），每发现一个扣2%。", "dead-link", "2"),
            _clause("4.2", "存在栏目空白、应更新未更新等情况，25%。", "empty-column", "25"),
        ),
        _row(
            "5",
            ("新媒体", "信息更新", "——"),
            "30",
            _clause("5.1", "政务新媒体应当按期更新，50%。", "stale-account", "50"),
            _zeroing("5.2", "（注：弄虚作假的，该指标不得分。）", "是否存在弄虚作假"),
        ),
    )
    heading = Heading(text="政府信息公开", at="1", points=None)
    slip = Discrepancy(
        at="4", about="shares", printed="25%", computed="25%＋每处2%", reading="两条各自计算，合计不超过该项分值。"
    )
    return Catalogue(
        id="sample-2023",
        title="样例县2023年政务公开考评指标",
        edition="2023",
        unit_line="单位：分",
        total=None,
        columns=("一级指标", "二级指标", "三级指标", "评分细则", "权重"),
        remainder=Remainder.KEPT,
        readings=("细则未列占比的部分不扣分。",),
        parameters=(),
        groups=(Group(name="政府信息公开", sense=Sense.REGULAR, headings=(heading,), indicators=rows),),
        discrepancies=(slip,),
        known_checks=tuple(TITLES),
        digest="5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
    )


def _row(row_id: str, path: tuple[str, ...], weight: str, *clauses: Clause) -> Indicator:
    return Indicator(
        id=row_id, path=path, text="", weight=Decimal(weight), weight_text=weight, sense=Sense.REGULAR, clauses=clauses
    )


def _clause(clause_id: str, text: str, check: str = "", part: str = "100", paper: str = "", judge: str = "") -> Clause:
    source = Source(
        checks=(_source(check),) if check else (),
        evidence=Evidence(ask=paper, answer="yes-no") if paper else None,
        judgement=Judgement(ask=judge) if judge else None,
    )
    terms = share.Terms.model_validate({"share": part})
    return Clause(id=clause_id, text=text, source=source, scoring=Scoring(kind="share", terms=terms))


def _each(clause_id: str, text: str, check: str, each: str) -> Clause:
    terms = per_occurrence_share.Terms.model_validate({"each": each})
    scoring = Scoring(kind="per-occurrence-share", terms=terms)
    return Clause(id=clause_id, text=text, source=Source(checks=(_source(check),)), scoring=scoring)


def _delays(clause_id: str, text: str, check: str) -> Clause:
    terms = delay_tiers.Terms.model_validate(
        {"tiers": [{"up_to": 3, "earns": "50"}, {"up_to": 10, "earns": "20"}], "over": 10}
    )
    scoring = Scoring(kind="delay-tiers", terms=terms)
    return Clause(id=clause_id, text=text, source=Source(checks=(_source(check),)), scoring=scoring)


def _zeroing(clause_id: str, text: str, judge: str) -> Clause:
    source = Source(judgement=Judgement(ask=judge, answer="occurred"))
    scoring = Scoring(kind="zeroing", terms=zeroing.Terms())
    return Clause(id=clause_id, text=text, role=Role.NOTE, source=source, scoring=scoring)


def _source(check: str) -> CheckSource:
    return CheckSource(check=check, title=TITLES[check], params={}, params_digest=PARAMS)
