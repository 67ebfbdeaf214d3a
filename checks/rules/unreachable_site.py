"""Site whose home page cannot be opened.

Looks at every look this run took at the home page. A hard sign needs two looks, a soft one (5xx, refused) three, and no
success among the last ones. Where no host at all answered in the run, the fault may be ours: not-observed.

Cannot see: how often the site fails over a week (国办秘函〔2019〕19号: at least 20 looks in a week, 5 % of them slower
than 15 s): one run is a moment, so a time-out is told with its count and never a fail. A wall, a certificate or a name
server that does not answer is not the site's silence either: not-observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Ruling
from checks.derived.fetch_wording import fetch_sentence
from checks.derived.home_looks import home_looks
from checks.derived.link_outcomes import LinkOutcome, nothing_answered, outcome_of
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import Attempt, FetchEnd, LinkProbed, LinksSeen, PageSeen
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="unreachable-site",
    version=1,
    title="网站无法访问",
    about=(SubjectKind.SITE,),
    needs=(PageSeen, LinksSeen, LinkProbed),
    emits=Occurrences,
    severity=Severity.SERIOUS,
)

MESSAGES = {
    "unreachable": "网站首页无法访问：{reason}（共访问{looks}次，均未成功）",
    "reachable": "首页可以访问",
    "could-not-look": "未能查看首页：{reason}",
    "timed-out": "首页访问{looks}次均超时；“站点无法访问”须按一周内间隔访问20次以上、超时次数占比5%以上认定，未作结论",
    "nobody-answered": "本次所有网站均无应答，可能是检查一侧的网络故障，未作结论",
    "unconfirmed": "首页访问未成功（{reason}），访问次数不足，未作结论",
    "not-looked-at": "本次未查看首页",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    url = given.subject.url
    looks = home_looks(given.world, url)
    if not looks:
        missing = CouldNotLook(url=url, reason="not-looked-at")
        return Ruling(
            verdict=Verdict.NOT_OBSERVED,
            measure=Occurrences(0, unknown=1),
            could_not_look=(missing,),
            note="not-looked-at",
        )
    outcome, reason = outcome_of(looks)
    said = (("reason", fetch_sentence(looks[-1].fetch)), ("looks", str(len(looks))))
    match outcome:
        case LinkOutcome.ALIVE:
            return Ruling(verdict=Verdict.PASS, measure=Occurrences(0), looked_at=1, note="reachable")
        case LinkOutcome.DEAD if looks[-1].fetch.ended is FetchEnd.REFUSED and given.derived(nothing_answered):
            verdict, note = Verdict.NOT_OBSERVED, "nobody-answered"
        case LinkOutcome.DEAD:
            found = _finding(url, looks)
            return Ruling(
                verdict=Verdict.FAIL,
                measure=Occurrences(1),
                findings=(found,),
                looked_at=1,
                note="unreachable",
                facts=found.facts,
            )
        case LinkOutcome.CANNOT_CHECK | LinkOutcome.EXCLUDED:
            verdict, note = Verdict.NOT_OBSERVED, "could-not-look"
        case LinkOutcome.UNKNOWN if all(look.fetch.ended is FetchEnd.TIMEOUT for look in looks):
            verdict, note = Verdict.NOT_OBSERVED, "timed-out"
        case LinkOutcome.UNKNOWN if reason.startswith("unconfirmed-"):
            verdict, note = Verdict.UNDECIDED, "unconfirmed"
        case _:
            verdict, note = Verdict.NOT_OBSERVED, "could-not-look"
    place = CouldNotLook(url=url, reason=reason, detail=looks[-1].fetch.detail)
    return Ruling(verdict=verdict, measure=Occurrences(0, unknown=1), could_not_look=(place,), note=note, facts=said)


def _finding(url: str, looks: tuple[Attempt, ...]) -> Finding:
    last = looks[-1]
    return Finding(
        url=url,
        code="unreachable",
        facts=(("reason", fetch_sentence(last.fetch)), ("looks", str(len(looks)))),
        evidence=Evidence(
            excerpt=last.fetch.detail[:200],
            observed_at=last.at,
            status=last.fetch.status,
            attempts=len(looks),
        ),
    )
