"""How long an account has been silent, and which periods of its cadence had no post.

Periods roll back from the moment judged in whole steps of the cadence. A feed holds the last posts only and an export
may begin anywhere: periods before the first post known, or before the day from which the source is complete, are not
counted at all, so that a source that is cut off makes no empty period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from checks.observation import AccountPostsSeen


@dataclass(frozen=True, slots=True)
class Silence:
    """`newest` None: no dated post up to the moment judged. `days` None: how long cannot be told."""

    newest: date | None
    days: int | None
    after_as_of: int  # posts that are no updates because they are younger than the moment judged
    undated: int  # posts whose day is not known


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date


def post_days(seen: AccountPostsSeen) -> tuple[date, ...]:
    days = (post.published_at.date for post in seen.posts if post.published_at)
    return tuple(sorted(day for day in days if day is not None))


def undated_posts(seen: AccountPostsSeen) -> int:
    return (
        sum(post.published_at is None or post.published_at.date is None for post in seen.posts)
        or seen.rows_without_date
    )


def silence(seen: AccountPostsSeen, as_of: date) -> Silence:
    """Days without a post up to `as_of`; posts before `complete_since` may be missing and prove nothing."""
    days = post_days(seen)
    known = [day for day in days if day <= as_of]
    newest = max(known, default=None)
    begins = seen.complete_since
    if newest is not None and (begins is None or newest >= begins):
        silent: int | None = (as_of - newest).days
    elif begins is not None and begins <= as_of:
        # Nothing since the day from which every post is there; what stood before is not known.
        silent = (as_of - begins).days
    else:
        silent = None
    return Silence(newest, silent, len(days) - len(known), undated_posts(seen))


def periods_without_post(
    seen: AccountPostsSeen, as_of: date, length: int, since: date
) -> tuple[tuple[Period, ...], int]:
    """(periods without a post, periods looked at), the youngest first, from `since` on.

    The youngest period may still be running: it is empty only when the silence is longer than the period.
    """
    known = [day for day in post_days(seen) if day <= as_of]
    bounds = [since, *([seen.complete_since] if seen.complete_since else []), *known[:1]]
    if not known and seen.complete_since is None:
        return (), 0
    begin = max(bounds)
    empty: list[Period] = []
    looked_at = 0
    last = as_of
    while last - timedelta(days=length) >= begin - timedelta(days=1):
        period = Period(last - timedelta(days=length - 1), last)
        looked_at += 1
        running = last == as_of and bool(known) and (as_of - known[-1]).days <= length
        if not running and not _any_in(known, period):
            empty.append(period)
        last = period.first - timedelta(days=1)
    return tuple(empty), looked_at


def _any_in(days: Iterable[date], period: Period) -> bool:
    return any(period.first <= day <= period.last for day in days)
