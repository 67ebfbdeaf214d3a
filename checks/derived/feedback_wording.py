"""The ruling on the wording of results, shared by the checks of solicitations and of surveys."""

from __future__ import annotations

from collections.abc import Sequence

from checks.check import AsOf, CouldNotLook, Ruling
from checks.derived.exemption import exempt_because
from checks.derived.feedback_sentence import Element, Feedback, Said
from checks.derived.feedbacks import feedbacks_of
from checks.derived.fetch_wording import fetch_reason
from checks.derived.missing_feedback import evidence_of
from checks.derived.solicitation_kind import ASKING_CLASSES, Asked
from checks.derived.solicitations import Told, is_only_picture_or_file
from checks.finding import Finding
from checks.measure import Occurrences
from checks.verdict import Verdict
from checks.world import Given

_NAMES = {
    Element.CLOSING_DAY: "“截至×年×月×日”",
    Element.ADOPTED: "采纳条数",
    Element.PARTLY: "部分采纳条数",
    Element.REJECTED: "不采纳条数",
    Element.TOLD: "采纳情况反馈对方并达成一致意见的说明",
    Element.FINDINGS: "通过调查了解到的情况",
    Element.NEXT_STEP: "“下一步”打算",
}
_RECEIVED = {Asked.OPINIONS: "收到意见的条数", Asked.SURVEY: "收到问卷的份数"}


def wanted_elements(feedback: Feedback, asked: Asked, required: Sequence[str]) -> list[Element]:
    """The elements the official form has for this case, as far as `required` asks for them, in the form's order."""
    form = [Element.CLOSING_DAY, Element.RECEIVED]
    if not feedback.none_received:
        form += (
            [Element.FINDINGS]
            if asked is Asked.SURVEY
            else [Element.ADOPTED, Element.PARTLY, Element.REJECTED, Element.TOLD]
        )
    return [element for element in (*form, Element.NEXT_STEP) if element in required]


def feedback_wording(given: Given, asked: Asked, required: Sequence[str], as_of: AsOf) -> Ruling:
    """Codes of MESSAGES it uses: incomplete, otherwise, not-in-text, told, told-jiezhi, none, other-class, exempt."""
    column = given.column
    if column.column_class not in ASKING_CLASSES:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="other-class")
    if reason := exempt_because(column, as_of):
        return Ruling(
            verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="exempt", facts=(("reason", reason),)
        )
    results = feedbacks_of(given.world, column, asked, as_of)
    if not results:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="none")
    read = [result for result in results if result.feedback is not None]
    blind = tuple(_place(given, result) for result in results if result.feedback is None)
    findings = [found for result in read if (found := _judged(result, asked, required))]
    failed = sum(found.verdict is Verdict.FAIL for found in findings)
    unknown = len(findings) - failed + len(blind)
    if failed:
        verdict = Verdict.FAIL
    elif not read:
        verdict = Verdict.NOT_OBSERVED
    else:
        verdict = Verdict.UNDECIDED if unknown else Verdict.PASS
    jiezhi = sum(result.feedback is not None and result.feedback.writes_jiezhi_otherwise for result in read)
    return Ruling(
        verdict=verdict,
        measure=Occurrences(failed, unknown=unknown),
        findings=tuple(findings),
        looked_at=len(read),
        could_not_look=blind,
        note="told-jiezhi" if jiezhi else "told",
        facts=(
            ("total", str(len(results))),
            ("failed", str(failed)),
            ("unknown", str(unknown)),
            ("jiezhi", str(jiezhi)),
        ),
    )


def _judged(result: Told, asked: Asked, required: Sequence[str]) -> Finding | None:
    feedback, page = result.feedback, result.page
    if feedback is None or page is None:
        return None
    wanted = wanted_elements(feedback, asked, required)
    lacking = [element for element in wanted if feedback.how(element) is Said.NO]
    otherwise = [element for element in wanted if feedback.how(element) is Said.OTHERWISE]
    if not lacking and not otherwise:
        return None
    if not feedback.states_result and is_only_picture_or_file(page):
        code, verdict = "not-in-text", Verdict.UNDECIDED
    elif lacking:
        code, verdict = "incomplete", Verdict.FAIL
    else:
        code, verdict = "otherwise", Verdict.UNDECIDED
    return Finding(
        url=result.url,
        code=code,
        facts=(
            ("title", result.title),
            ("lacking", _named(lacking or otherwise, asked)),
        ),
        evidence=evidence_of(page, feedback.passage),
        verdict=verdict,
    )


def _named(elements: Sequence[Element], asked: Asked) -> str:
    return "、".join(_RECEIVED[asked] if element is Element.RECEIVED else _NAMES[element] for element in elements)


def _place(given: Given, result: Told) -> CouldNotLook:
    page = given.world.page(result.url)
    return CouldNotLook(url=result.url, reason=fetch_reason(page.fetch) if page else "not-looked-at")
