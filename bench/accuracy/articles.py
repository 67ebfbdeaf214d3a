"""Articles of the shared pages: date, title, type, number, counterpart links, number of files."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from bench.accuracy.samples import Sample, is_ambiguous
from bench.accuracy.score import Score
from checks.observation import PageSeen, PageType
from crawler.reading.document import clean
from crawler.reading.observe import page_seen


def read(sample: Sample) -> PageSeen:
    return page_seen(sample.capture, {urlsplit(sample.capture.url).netloc})[0]


def article_scores(name: str, samples: Iterable[Sample]) -> dict[str, Score]:
    """Keys: date, title, type, number, counterpart, files."""
    scores = {
        "date": Score(f"{name}: date of publication"),
        "title": Score(f"{name}: title"),
        "type": Score(f"{name}: told as an article"),
        "number": Score(f"{name}: 发文字号"),
        "counterpart": Score(f"{name}: links to the counterpart"),
        "files": Score(f"{name}: number of attachments"),
    }
    for sample in samples:
        truth = sample.truth
        if truth.get("pub_date") is None:
            continue
        seen = read(sample)
        shown = str(seen.published_at.date) if seen.published_at else None
        if not is_ambiguous(truth):
            scores["date"].count(shown == truth["pub_date"], f"{sample.name}: {truth['pub_date']} read {shown}")
        title = clean(truth["title"])
        scores["title"].count(seen.title == title, f"{sample.name}: {title!r} read {seen.title!r}")
        scores["type"].count(seen.page_type is PageType.ARTICLE, f"{sample.name}: read as {seen.page_type}")
        number = truth.get("doc_number") or (truth.get("metadata") or {}).get("发文字号")
        if number:
            miss = f"{sample.name}: {number} read {seen.document_number!r}"
            scores["number"].count(seen.document_number == number, miss)
        if "links_to_policy" in truth:
            wanted = {side: sorted(truth[f"links_to_{side}"] or []) for side in ("policy", "interpretation")}
            found = {
                side: sorted(link for box in seen.relation_boxes if box.points_to == side for link in box.links)
                for side in wanted
            }
            scores["counterpart"].count(wanted == found, f"{sample.name}: {wanted} read {found}")
            files = truth["attachment_hrefs"] or []
            miss = f"{sample.name}: {len(files)} read {len(seen.attachments)}"
            scores["files"].count(len(files) == len(seen.attachments), miss)
    return scores


def foreign_dates(samples: Iterable[Sample]) -> Score:
    """News sites and an encyclopaedia that others measure date readers on: not what ours is made for."""
    score = Score("htmldate's ten Chinese pages: date")
    for sample in samples:
        seen = read(sample)
        shown = str(seen.published_at.date) if seen.published_at else None
        score.count(shown == sample.truth["date"], f"{sample.name}: {sample.truth['date']} read {shown}")
    return score
