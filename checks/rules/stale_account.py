"""New-media account that has been silent for longer than its type may be.

Looks at the posts of the account's feed or export. The measure counts the periods of the type's cadence without any
post since the beginning of the year (or `since`); the verdict is about the silence before the moment judged alone.

Cannot see: posts that the source does not hold, and whether a column inside the account is updated. A source that
could not be read is not observed; posts without dates, and a source that ends before the moment judged, leave the
silence open. Types without a cadence (app, mini_program, other) are not judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Param, Ruling
from checks.derived.account_periods import Period, Silence, periods_without_post, silence
from checks.derived.date_wording import chinese_date
from checks.derived.fetch_wording import fetch_reason, fetch_sentence
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import AccountPostsSeen, FetchEnd
from checks.subjects import Account, AccountType, SubjectKind
from checks.verdict import Verdict
from checks.world import Given

META = CheckMeta(
    id="stale-account",
    version=1,
    title="政务新媒体更新不及时",
    about=(SubjectKind.ACCOUNT,),
    needs=(AccountPostsSeen,),
    emits=Occurrences,
    params={
        "silence_days": Param(
            default={"subscription": 7, "weibo": 7, "douyin": 7, "toutiao": 7, "service": 14},
            meaning="各类账号的更新周期（天），监测时间点前超过该天数无更新即为问题",
            source="曾都区2023年指标“信息发布”2：发布类账号每周至少更新1次，服务类账号每2周至少更新1次",
        ),
        "all_types_days": Param(
            default=None,
            meaning="设定后代替各类账号的更新周期，对所有账号类型适用",
            source="国办秘函〔2019〕19号单项否决指标：监测时间点前2周内无更新（14天）；默认不启用",
            status="corroborated",
        ),
        "since": Param(
            default=None,
            meaning="从哪一天起统计无更新的周期；默认为监测时间点所在年份的1月1日",
            source="曾都区2023年指标考核2023年全年的更新情况",
        ),
    },
)

MESSAGES = {
    "silent": "“{account}”（{type}）最近一次更新为{newest}，至{as_of}已{days}天未更新，超过{limit}天",
    "silent-since": "“{account}”（{type}）自{since}至{as_of}无更新，已{days}天，超过{limit}天",
    "silent-periods": "最近一次更新距监测时间点已超过{limit}天；{periods}",
    "in-time": "最近一次更新为{newest}，距监测时间点{days}天，未超过{limit}天；{periods}",
    "no-cadence": "该类账号没有更新周期要求",
    "no-source": "登记表未提供账号内容来源，无法查看更新情况",
    "not-read": "未能读取账号内容来源：{why}",
    "undated": "账号内容均无可用的发布日期，不能判断更新情况",
    "some-undated": "有{undated}条内容无可用的发布日期，可能晚于已知的最近一次更新（{newest}），不能判断更新情况",
    "not-reaching": "内容来源未包含{as_of}以前的足够内容，不能判断更新情况",
}

_TYPES = {
    AccountType.SUBSCRIPTION: "订阅号",
    AccountType.SERVICE: "服务号",
    AccountType.WEIBO: "微博",
    AccountType.DOUYIN: "抖音号",
    AccountType.TOUTIAO: "头条号",
    AccountType.APP: "移动客户端",
    AccountType.MINI_PROGRAM: "小程序",
    AccountType.OTHER: "其他账号",
}
# How many empty periods a note spells out.
_NAMED = 6


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    account = given.account
    limit = params["all_types_days"] or params["silence_days"].get(str(account.type))
    if limit is None:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="no-cadence")
    seen = next(iter(given[AccountPostsSeen]), None)
    if seen is None:
        place = CouldNotLook(url=account.source, reason="not-looked-at" if account.source else "no-source")
        why = (("why", "本次未查看"),) if account.source else ()
        return _not_observed(place, "not-read" if account.source else "no-source", why)
    if not _was_read(seen):
        place = CouldNotLook(url=seen.url, reason=fetch_reason(seen.fetch), detail=seen.fetch.detail)
        return _not_observed(place, "not-read", (("why", fetch_sentence(seen.fetch)),))
    return _judged(account, seen, limit, _since(params["since"], as_of), as_of)


def _not_observed(place: CouldNotLook, note: str, facts: tuple[tuple[str, str], ...] = ()) -> Ruling:
    return Ruling(
        verdict=Verdict.NOT_OBSERVED,
        measure=Occurrences(0, unknown=1),
        could_not_look=(place,),
        note=note,
        facts=facts,
    )


def _was_read(seen: AccountPostsSeen) -> bool:
    """An export is a file: it has no status."""
    return seen.fetch.has_page or (seen.fetch.ended is FetchEnd.ANSWERED and seen.fetch.status is None)


def _since(asked: Any, as_of: AsOf) -> date:
    if asked is None:
        return date(as_of.day.year, 1, 1)
    return asked if isinstance(asked, date) else date.fromisoformat(str(asked))


def _judged(account: Account, seen: AccountPostsSeen, limit: int, since: date, as_of: AsOf) -> Ruling:
    quiet = silence(seen, as_of.day)
    empty, looked_at = periods_without_post(seen, as_of.day, limit, since)
    facts = {
        "account": account.name,
        "type": _TYPES[account.type],
        "newest": chinese_date(quiet.newest) if quiet.newest else "",
        "since": chinese_date(seen.complete_since) if seen.complete_since else "",
        "as_of": chinese_date(as_of.day),
        "days": str(quiet.days),
        "limit": str(limit),
        "undated": str(quiet.undated),
        "periods": _told(empty, looked_at, limit),
    }
    if quiet.days is not None and quiet.days <= limit and quiet.newest is not None:
        return _ruled(Verdict.PASS, Occurrences(len(empty)), "in-time", facts, looked_at)
    note = _open_because(quiet, limit)
    if note:
        return _ruled(Verdict.UNDECIDED, Occurrences(0, unknown=1), note, facts, looked_at)
    code = "silent" if quiet.newest is not None and quiet.days == (as_of.day - quiet.newest).days else "silent-since"
    found = Finding(
        url=seen.url,
        code=code,
        facts=tuple(facts.items()),
        evidence=_evidence(seen, quiet.newest),
    )
    # A silence longer than the cadence leaves at least one period without a post.
    return _ruled(Verdict.FAIL, Occurrences(max(len(empty), 1)), "silent-periods", facts, looked_at, (found,))


def _open_because(quiet: Silence, limit: int) -> str:
    """Why a silence that seems too long cannot be held against the account; "" when it can."""
    if quiet.undated:
        return "some-undated" if quiet.newest else "undated"
    return "not-reaching" if quiet.days is None or quiet.days <= limit else ""


def _ruled(
    verdict: Verdict,
    measure: Occurrences,
    note: str,
    facts: Mapping[str, str],
    looked_at: int,
    findings: tuple[Finding, ...] = (),
) -> Ruling:
    return Ruling(
        verdict=verdict,
        measure=measure,
        findings=findings,
        looked_at=max(looked_at, 1),
        note=note,
        facts=tuple(facts.items()),
    )


def _told(empty: tuple[Period, ...], looked_at: int, limit: int) -> str:
    if not looked_at:
        return "可核对的内容不足一个更新周期"
    if not empty:
        return f"按{limit}天为一期向前核对{looked_at}期，每期均有更新"
    named = "、".join(f"{chinese_date(period.first)}至{chinese_date(period.last)}" for period in empty[:_NAMED])
    more = "等" if len(empty) > _NAMED else ""
    return f"按{limit}天为一期向前核对{looked_at}期，{len(empty)}期无更新：{named}{more}"


def _evidence(seen: AccountPostsSeen, newest: date | None) -> Evidence:
    post = next((post for post in seen.posts if post.published_at and post.published_at.date == newest), None)
    return Evidence(
        excerpt=f"{post.title} {post.published_at.text}" if post and post.published_at else "",
        observed_at=seen.observed_at,
        status=seen.fetch.status,
        attempts=seen.fetch.attempts,
        body_sha256=seen.body_sha256,
    )
