"""Site whose HTTPS certificate makes browsers warn: expired, for another name, self-signed, or without its chain.

Looks at one handshake with the host of each site that is opened over HTTPS: the certificates it sent, and what
verifying them against the trust store of this machine says. A chain is called incomplete when the host sent its own
certificate alone, which says where its issuer's is to be had, and the store does not know that issuer; some browsers
fetch what is missing, others warn.

Cannot see: which certificates the browsers of visitors trust. A root that this machine does not know (a private one, or
one for national ciphers) is undecided. Without a trust store nothing is said about issuers. Links to hosts of others
are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from checks.check import BEIJING, AsOf, CheckMeta, CouldNotLook, Ruling
from checks.derived.fetch_wording import fetch_reason, fetch_sentence
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import CertificateSeen, FetchEnd
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="certificate-fault",
    version=1,
    title="网站安全证书（HTTPS证书）异常",
    about=(SubjectKind.SITE,),
    needs=(CertificateSeen,),
    emits=Occurrences,
    severity=Severity.NORMAL,
)

MESSAGES = {
    "expired": "网站{host}的安全证书已于{until}过期，浏览器将提示不安全",
    "not-yet-valid": "网站{host}的安全证书自{since}起才有效，浏览器将提示不安全",
    "chain-expired": "网站{host}的上级证书（{name}）已于{until}过期，浏览器可能提示不安全",
    "wrong-host": "网站{host}的安全证书不适用于该域名（证书适用于：{names}），浏览器将提示不安全",
    "self-signed": "网站{host}使用自签名证书，浏览器将提示不安全",
    "incomplete": "网站{host}未发送中间证书，证书链不完整，部分浏览器将提示不安全",
    "untrusted": "网站{host}的证书由本机不信任的机构签发（{issuer}），是否受访问者浏览器信任请人工核实",
    "unclear": "网站{host}的安全证书未通过校验（错误代码{codes}），请人工核实",
    "fine": "证书有效，有效期至{until}",
    "no-https": "网站未使用HTTPS，没有证书可供检查",
    "not-looked-at": "本次未查看网站安全证书",
    "could-not-look": "未能查看网站安全证书：{reason}",
    "no-trust-store": "本机没有可用的根证书库，无法核验证书的签发机构",
}

# Codes of OpenSSL's X509_verify_cert.
_EXPIRED = 10
_SELF_SIGNED = 18
_SELF_SIGNED_IN_CHAIN = 19
_NO_ISSUER = frozenset({2, 20, 21})  # the issuer is neither sent nor in the store
_TIMES = frozenset({9, _EXPIRED})  # told from the dates themselves
_MOST_NAMES_TOLD = 5


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    seen = next(iter(given[CertificateSeen]), None)
    if seen is None:
        return _without_a_look(given.subject.url)
    if seen.fetch.ended is not FetchEnd.ANSWERED or not seen.chain:
        reason = fetch_reason(seen.fetch) if seen.fetch.ended is not FetchEnd.ANSWERED else "not-looked-at"
        place = CouldNotLook(url=seen.url, reason=reason, detail=seen.fetch.detail)
        return _open(place, "could-not-look", (("reason", _sentence(seen)),))
    findings = [*_faults_of_its_own(seen), *_faults_of_its_issuer(seen)]
    proved = sum(found.verdict is Verdict.FAIL for found in findings)
    until = _day(seen.chain[0].not_after)
    if not findings and not seen.roots_known:
        return _open(CouldNotLook(url=seen.url, reason="no-trust-store"), "no-trust-store", ())
    return Ruling(
        verdict=Verdict.FAIL if proved else Verdict.UNDECIDED if findings else Verdict.PASS,
        measure=Occurrences(proved, unknown=len(findings) - proved),
        findings=tuple(findings),
        looked_at=1,
        note="" if findings else "fine",
        facts=(("until", until),),
    )


def _faults_of_its_own(seen: CertificateSeen) -> list[Finding]:
    """What the certificate itself says; no trust store is needed to read it."""
    own = seen.chain[0]
    found = []
    if own.not_after < seen.observed_at:
        found.append(_finding(seen, "expired", until=_day(own.not_after)))
    if own.not_before > seen.observed_at:
        found.append(_finding(seen, "not-yet-valid", since=_day(own.not_before)))
    if seen.covers_host is False:
        names = "、".join(own.names[:_MOST_NAMES_TOLD]) + (" 等" if len(own.names) > _MOST_NAMES_TOLD else "")
        found.append(_finding(seen, "wrong-host", names=names or "未注明域名"))
    return found


def _faults_of_its_issuer(seen: CertificateSeen) -> list[Finding]:
    """Of several errors the one that explains the others; without a store everything would look untrusted."""
    codes = [code for code, _ in seen.errors]
    if _SELF_SIGNED in codes:
        return [_finding(seen, "self-signed")]
    found = [
        _finding(seen, "chain-expired", name=link.subject, until=_day(link.not_after))
        for depth, link in enumerate(seen.chain)
        if depth and (_EXPIRED, depth) in seen.errors and link.not_after < seen.observed_at
    ]
    if not seen.roots_known:
        return found
    if _NO_ISSUER.intersection(codes) and len(seen.chain) == 1 and seen.chain[0].says_where_its_issuer_is:
        return [*found, _finding(seen, "incomplete", Severity.MINOR)]
    if _NO_ISSUER.intersection(codes) or _SELF_SIGNED_IN_CHAIN in codes:
        return [*found, _finding(seen, "untrusted", Severity.HINT, issuer=seen.chain[-1].issuer)]
    others = sorted(set(codes) - _TIMES)
    if others and not found:
        return [_finding(seen, "unclear", Severity.HINT, codes="、".join(map(str, others)))]
    return found


def _finding(seen: CertificateSeen, code: str, severity: Severity | None = None, **facts: str) -> Finding:
    own = seen.chain[0]
    return Finding(
        url=seen.url,
        code=code,
        verdict=Verdict.UNDECIDED if severity is Severity.HINT else Verdict.FAIL,
        severity=severity,
        facts=(("host", seen.host if seen.port == 443 else f"{seen.host}:{seen.port}"), *facts.items()),
        evidence=Evidence(
            excerpt=f"{own.subject}；签发者 {own.issuer}；有效期 {_day(own.not_before)} 至 {_day(own.not_after)}；"
            f"SHA-256 {own.sha256}",
            observed_at=seen.observed_at,
            attempts=1,
        ),
    )


def _without_a_look(url: str) -> Ruling:
    if urlsplit(url).scheme != "https":
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="no-https")
    return _open(CouldNotLook(url=url, reason="not-looked-at"), "not-looked-at", ())


def _open(place: CouldNotLook, note: str, facts: tuple[tuple[str, str], ...]) -> Ruling:
    return Ruling(
        verdict=Verdict.NOT_OBSERVED,
        measure=Occurrences(0, unknown=1),
        could_not_look=(place,),
        note=note,
        facts=facts,
    )


def _sentence(seen: CertificateSeen) -> str:
    return fetch_sentence(seen.fetch) if seen.fetch.ended is not FetchEnd.ANSWERED else "服务器未出示证书"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d}"
