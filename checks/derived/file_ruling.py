"""What the checks of attached files share: what was not seen is told apart, and never counts against anybody."""

from __future__ import annotations

from collections.abc import Callable

from checks.check import CouldNotLook, Ruling
from checks.derived.attached_files import AttachedFile, attached_files
from checks.derived.link_ruling import unread_pages
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.verdict import Verdict
from checks.world import Given

# Templates that fit each of the checks; `fault` is what the check calls a proved case.
MESSAGES = {
    "none-offered": "没有需要检查的附件",
    "no-pages": "本单位有栏目未能打开，无法检查其中的附件",
    "counted": "共检查附件{checked}个：{fault}{failed}个，待人工核实{doubtful}个，未能查看{unseen}处",
}

# A finding, () for a file that is right, why it was not seen, or None for one that is no matter of this check.
Told = tuple[Finding, ...] | CouldNotLook | None


def ruling_on_files(given: Given, judge: Callable[[AttachedFile], Told], fault: str) -> Ruling:
    unread = unread_pages(given)
    told = [judge(file) for file in given.derived(attached_files).get(given.subject, ())]
    if not told and unread:
        measure = Occurrences(0, unknown=len(unread))
        return Ruling(verdict=Verdict.NOT_OBSERVED, measure=measure, could_not_look=unread, note="no-pages")
    unseen = unread + tuple(one for one in told if isinstance(one, CouldNotLook))
    seen = [one for one in told if isinstance(one, tuple)]
    if not seen and not unseen:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="none-offered")
    findings = tuple(found for one in seen for found in one)
    failed = sum(found.verdict is Verdict.FAIL for found in findings)
    doubtful = len(findings) - failed
    counts = {"checked": len(seen), "failed": failed, "doubtful": doubtful, "unseen": len(unseen)}
    return Ruling(
        verdict=_verdict(failed, doubtful, len(seen), len(unseen)),
        measure=Occurrences(failed, unknown=doubtful + len(unseen)),
        findings=findings,
        looked_at=len(seen),
        could_not_look=unseen,
        note="counted",
        facts=(("fault", fault), *((name, str(count)) for name, count in counts.items())),
    )


def finding_on(
    file: AttachedFile, code: str, facts: tuple[tuple[str, str], ...], verdict: Verdict, excerpt: str = "", at: int = 0
) -> Finding:
    """`at`: which of the offers is shown as evidence."""
    offer, seen = file.offers[at], file.seen
    return Finding(
        url=file.url,
        code=code,
        facts=facts,
        evidence=Evidence(
            excerpt=excerpt or offer.name,
            selector=offer.element,
            observed_at=seen.observed_at if seen else None,
            status=seen.fetch.status if seen else None,
            attempts=seen.fetch.attempts if seen else None,
            body_sha256=seen.body_sha256 if seen else "",
        ),
        found_on=file.pages,
        verdict=verdict,
    )


def _verdict(failed: int, doubtful: int, checked: int, unseen: int) -> Verdict:
    if failed:
        return Verdict.FAIL
    if doubtful or (unseen and checked):
        return Verdict.UNDECIDED
    return Verdict.NOT_OBSERVED if unseen else Verdict.PASS
