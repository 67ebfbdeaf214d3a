"""What one look at a link target says about it, by the way it ended."""

from __future__ import annotations

from enum import StrEnum

from checks.observation import Fetch, FetchEnd


class Sign(StrEnum):
    """What one look says."""

    ALIVE = "alive"
    HARD = "hard"
    SOFT = "soft"
    SILENT = "silent"  # no answer in time: it proves nothing, and takes nothing from what other looks prove
    BARRED = "barred"  # something stands between us and the target
    EXCLUDED = "excluded"
    UNCLEAR = "unclear"

    @property
    def is_failure(self) -> bool:
        return self in (Sign.HARD, Sign.SOFT, Sign.SILENT)


# peers.md: "cannot verify" is a verdict with a reason. 412, 418 and 521 are what walls of this field answer, 999 and
# 429 are rate limits; 407 and 511 come from a proxy or an access network, 451 says that the law forbids an answer.
_BARRED_STATUSES = frozenset({401, 403, 407, 412, 418, 429, 451, 511, 521, 999})
_HARD_STATUSES = frozenset({404, 410})
_SOFT_STATUSES = frozenset({408, 425})  # and every 5xx that is not barred

_SIGNS = {
    FetchEnd.TIMEOUT: Sign.SILENT,
    FetchEnd.NAME_UNKNOWN: Sign.HARD,
    FetchEnd.NAME_FAILED: Sign.UNCLEAR,
    FetchEnd.REFUSED: Sign.SOFT,
    FetchEnd.RESET: Sign.UNCLEAR,  # walls reset connections as well
    FetchEnd.UNREACHABLE: Sign.UNCLEAR,  # the missing route may be ours
    FetchEnd.TLS: Sign.BARRED,  # a certificate is a fault of its own kind
    FetchEnd.TOO_LARGE: Sign.ALIVE,  # it answered, with more than we take
    FetchEnd.BAD_ANSWER: Sign.UNCLEAR,
    FetchEnd.REDIRECT_LOOP: Sign.HARD,
    FetchEnd.ROBOTS: Sign.EXCLUDED,
    FetchEnd.PRIVATE_ADDRESS: Sign.EXCLUDED,
    FetchEnd.SCHEME: Sign.EXCLUDED,
    FetchEnd.OUT_OF_SCOPE: Sign.EXCLUDED,
    FetchEnd.NO_BROWSER: Sign.BARRED,
    FetchEnd.NO_IPV6_ROUTE: Sign.BARRED,
    FetchEnd.BROWSER_FAILED: Sign.UNCLEAR,
    FetchEnd.FILE_MISSING: Sign.UNCLEAR,
    FetchEnd.FILE_UNREADABLE: Sign.UNCLEAR,
    FetchEnd.INTERRUPTED: Sign.UNCLEAR,
    FetchEnd.LIMIT: Sign.UNCLEAR,
    FetchEnd.UNMAPPED: Sign.UNCLEAR,
    FetchEnd.HOST_SILENT: Sign.UNCLEAR,
    FetchEnd.SITE_TROUBLED: Sign.UNCLEAR,
    FetchEnd.PERSONAL_NUMBER: Sign.EXCLUDED,
}


def sign_of(fetch: Fetch) -> Sign:
    if fetch.ended is not FetchEnd.ANSWERED or fetch.status is None:
        return _SIGNS.get(fetch.ended, Sign.UNCLEAR)
    if fetch.wall or fetch.status in _BARRED_STATUSES:
        return Sign.BARRED
    if 200 <= fetch.status < 300:
        return Sign.ALIVE
    if fetch.status in _HARD_STATUSES:
        return Sign.HARD
    if fetch.status in _SOFT_STATUSES or 500 <= fetch.status < 600:
        return Sign.SOFT
    return Sign.UNCLEAR
