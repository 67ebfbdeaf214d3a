"""The printed table: our figures with every miss, then the peers on the same pages."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence

from bench.accuracy.articles import article_scores, foreign_dates, read
from bench.accuracy.invented import invented_scores
from bench.accuracy.lists import list_scores
from bench.accuracy.peers import PeerAnswers, ask_peers
from bench.accuracy.samples import Sample, invented_pages, is_ambiguous, shared_pages
from bench.accuracy.score import Score
from bench.accuracy.speed import ROUNDS, our_milliseconds, per_40_kilobytes
from crawler.reading.article_title import squeezed
from crawler.reading.document import clean
from crawler.reading.written_dates import first_date

INVENTED = ("articles", "unseen", "traps", "families")
SHARED = ("real-portal", "real-pages")
_WHOLE_PAGE_KB = 20  # smaller pages cost what every page costs, and scaling them up says nothing


def main() -> int:
    for folder in INVENTED:
        _print(invented_scores(folder, invented_pages(folder)))
    measured: dict[str, list[Sample]] = {}
    for folder in SHARED:
        samples = list(shared_pages(folder))
        if not samples:
            print(f"{folder}: skipped, its pages are not beside the project")
            continue
        measured[folder] = samples
        _print(article_scores(folder, samples))
        _print(list_scores(folder, samples))
    foreign = list(shared_pages("real-pages/htmldate-zh"))
    if foreign:
        _print({"foreign": foreign_dates(foreign)})
    measured["invented"] = [sample for folder in INVENTED for sample in invented_pages(folder)]
    for name, samples in measured.items():
        _side_by_side(name, samples)
    return 0


def _print(scores: dict[str, Score]) -> None:
    for score in scores.values():
        if score.asked:
            print(*score.lines(), sep="\n")


def _side_by_side(name: str, samples: Sequence[Sample]) -> None:
    """Dates and titles of the articles, CPU time of all pages."""
    size = statistics.mean(len(sample.capture.body) for sample in samples) / 1024
    print(f"\n{name}, side by side: {len(samples)} pages of {size:.0f} KB on average, CPU ms (median of {ROUNDS})")
    times = our_milliseconds(samples)
    ours = [read(sample) for sample in samples]
    dates = [str(seen.published_at.date) if seen.published_at else None for seen in ours]
    _row("xunjian, the whole page", samples, dates, [seen.title for seen in ours], times)
    answers = ask_peers(samples)
    if not isinstance(answers, PeerAnswers):
        print(f"  {answers}")
        return
    for tool, version in answers.versions.items():
        found = [page[tool] for page in answers.pages]
        has_dates, has_titles = any(one["date"] for one in found), any(one["title"] for one in found)
        _row(
            f"{tool} {version}",
            samples,
            [_day(one["date"]) for one in found] if has_dates else None,
            [one["title"] for one in found] if has_titles else None,
            [one["ms"] for one in found],
        )


def _row(
    tool: str,
    samples: Sequence[Sample],
    dates: Sequence[str | None] | None,
    titles: Sequence[str] | None,
    times: Sequence[float],
) -> None:
    wanted = [sample.truth.get("pub_date") or sample.truth.get("published") for sample in samples]
    asked = [n for n, day in enumerate(wanted) if day and not is_ambiguous(samples[n].truth)]
    parts = [tool]
    if dates is not None:
        parts.append(_share("dates", asked, lambda n: dates[n] == wanted[n]))
    if titles is not None:
        articles = [n for n, day in enumerate(wanted) if day and samples[n].truth.get("title")]
        parts.append(
            _share("titles", articles, lambda n: squeezed(titles[n]) == squeezed(clean(samples[n].truth["title"])))
        )
    size = statistics.mean(len(sample.capture.body) for sample in samples) / 1024
    scaled = f", {per_40_kilobytes(times, samples):.2f} per 40 KB" if size >= _WHOLE_PAGE_KB else ""
    parts.append(f"{statistics.mean(times):.2f} ms a page{scaled}")
    print("  " + "; ".join(parts))


def _share(what: str, places: Sequence[int], is_right: Callable[[int], bool]) -> str:
    right = sum(is_right(n) for n in places)
    return f"{what} {right} of {len(places)} = {right / max(len(places), 1):.1%}"


def _day(text: str) -> str | None:
    """A peer's date as a day: GNE gives the text of the page, which our own patterns may read for it."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    written = first_date(text)
    return f"{written.year}-{written.month:02}-{written.day:02}" if written and written.year else None
