"""Site that IPv6 visitors do not get, or get otherwise.

Climbs a ladder and names the first rung that breaks: an AAAA record, an open TCP port at those addresses, an answer,
the same status, the same title as over IPv4. A difference only counts where two looks over IPv4 agreed.

Cannot see: anything beyond DNS from a machine without an IPv6 route (not observed, never a fault), whether the
authoritative name servers speak IPv6, links below the home page.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Ruling
from checks.derived.fetch_wording import fetch_reason, fetch_sentence
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import Fetch, FetchEnd, HostAnswer, HostProbed
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="ipv6",
    version=1,
    title="网站不支持IPv6访问",
    about=(SubjectKind.SITE,),
    needs=(HostProbed,),
    emits=Occurrences,
    severity=Severity.NORMAL,
)

MESSAGES = {
    "no-aaaa": "域名{host}没有IPv6地址解析记录（AAAA记录）",
    "port-closed": "域名{host}的IPv6地址{address}端口{port}无法连接",
    "no-answer": "通过IPv6访问{host}未得到页面：{reason}（IPv4访问正常）",
    "other-status": "通过IPv6访问{host}返回状态码{v6}，通过IPv4访问返回{v4}",
    "other-title": "通过IPv6访问{host}得到的页面标题为“{v6}”，与IPv4的“{v4}”不一致",
    "same": "IPv6解析、连接和首页内容均正常",
    "not-probed": "本次未检测IPv6",
    "no-name": "网站以IP地址访问，没有域名可供检测",
    "no-route": "本机没有IPv6网络，只能确认域名有IPv6解析记录",
    "could-not-look": "未能完成IPv6检测：{reason}",
    "unstable": "通过IPv4访问首页不成功或结果不稳定，无法与IPv6比较",
}

# Ends that say more about our side or the moment than about the site.
_OUR_SIDE = frozenset(
    {FetchEnd.TIMEOUT, FetchEnd.NO_IPV6_ROUTE, FetchEnd.UNREACHABLE, FetchEnd.PRIVATE_ADDRESS, FetchEnd.ROBOTS,
     FetchEnd.INTERRUPTED, FetchEnd.LIMIT, FetchEnd.UNMAPPED, FetchEnd.NAME_FAILED}
)  # fmt: skip


# What the resolver notes for a name that exists and has no AAAA record.
_NO_DATA = "no-data"


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    url = given.subject.url
    seen = next((probe for probe in given[HostProbed] if probe.url == url), None)
    if seen is None:
        return _open(Verdict.NOT_OBSERVED, "not-probed", CouldNotLook(url=url, reason="not-looked-at"))
    if _is_address(seen.host):
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), looked_at=1, note="no-name")
    if not seen.aaaa:
        if seen.names.detail == _NO_DATA and seen.names.ended in (FetchEnd.ANSWERED, FetchEnd.NAME_UNKNOWN):
            return _fault(given, seen, "no-aaaa", seen.names)
        return _could_not_look(url, seen.names)
    if not seen.has_ipv6_route:
        return _open(Verdict.NOT_OBSERVED, "no-route", CouldNotLook(url=url, reason=FetchEnd.NO_IPV6_ROUTE))
    return _answers_compared(given, seen)


def _answers_compared(given: Given, seen: HostProbed) -> Ruling:
    """The rungs above DNS. Without a working IPv4 side a silent IPv6 side says nothing about IPv6."""
    v4, v6, url = seen.v4, seen.v6, given.subject.url
    if v4 is None or not _works(v4):
        return _open(Verdict.UNDECIDED, "unstable", CouldNotLook(url=url, reason="no-baseline"))
    if v6 is not None and (v6.fetch.ended in _OUR_SIDE or v6.fetch.wall):
        return _could_not_look(url, v6.fetch)
    if seen.tcp_open is False:
        return _fault(given, seen, "port-closed", v6.fetch if v6 else seen.fetch)
    if v6 is None:
        return _open(Verdict.NOT_OBSERVED, "not-probed", CouldNotLook(url=url, reason="not-looked-at"))
    if v6.fetch.ended is not FetchEnd.ANSWERED:
        return _fault(given, seen, "no-answer", v6.fetch, reason=fetch_sentence(v6.fetch))
    if v6.fetch.status != v4.fetch.status:
        code, shown = "other-status", {"v4": str(v4.fetch.status), "v6": str(v6.fetch.status)}
    elif _plain(v6.title) != _plain(v4.title):
        code, shown = "other-title", {"v4": v4.title, "v6": v6.title}
    else:
        return Ruling(verdict=Verdict.PASS, measure=Occurrences(0), looked_at=1, note="same")
    if not _same(v4, seen.v4_again):
        return _open(Verdict.UNDECIDED, "unstable", CouldNotLook(url=url, reason="no-baseline"))
    return _fault(given, seen, code, v6.fetch, **shown)


def _works(answer: HostAnswer) -> bool:
    fetch = answer.fetch
    return fetch.ended is FetchEnd.ANSWERED and fetch.status is not None and fetch.status < 500 and not fetch.wall


def _same(first: HostAnswer, second: HostAnswer | None) -> bool:
    return (
        second is not None
        and _works(second)
        and first.fetch.status == second.fetch.status
        and _plain(first.title) == _plain(second.title)
    )


def _plain(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).split())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _could_not_look(url: str, fetch: Fetch) -> Ruling:
    place = CouldNotLook(url=url, reason=fetch_reason(fetch), detail=fetch.detail)
    return _open(Verdict.NOT_OBSERVED, "could-not-look", place, reason=fetch_sentence(fetch))


def _open(verdict: Verdict, note: str, place: CouldNotLook, **facts: str) -> Ruling:
    return Ruling(
        verdict=verdict,
        measure=Occurrences(0, unknown=1),
        could_not_look=(place,),
        note=note,
        facts=tuple(facts.items()),
    )


def _fault(given: Given, seen: HostProbed, code: str, fetch: Fetch, **facts: str) -> Ruling:
    shown = {"host": seen.host, "address": "、".join(seen.aaaa), "port": str(seen.port), **facts}
    found = Finding(
        url=given.subject.url,
        code=code,
        facts=tuple(shown.items()),
        evidence=Evidence(
            excerpt="、".join(seen.aaaa),
            observed_at=seen.observed_at,
            status=fetch.status,
            attempts=fetch.attempts,
            body_sha256=seen.body_sha256,
        ),
        # 石泉2023 asks it of the portal's own site.
        severity=Severity.SERIOUS if given.subject.url == given.portal.home else None,
    )
    return Ruling(
        verdict=Verdict.FAIL,
        measure=Occurrences(1),
        findings=(found,),
        looked_at=1,
        note=code,
        facts=found.facts,
    )
