"""One look at one address, with the masked body it brought: what reading starts from, now and in a later `reread`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from checks.observation import Fetch, PersonalNumber


class CaptureRole(StrEnum):
    """What the look was for, and so which reader gets it."""

    PAGE = "page"
    COLUMN = "column"  # one page of a column's list, in the order of `page_index`
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    url: str
    role: CaptureRole
    column_url: str = ""  # for role COLUMN: the column's URL of the registry; for ACCOUNT: the account's key
    page_index: int = 0
    request: str = ""  # what was sent beside the address: "" for a plain GET, else "POST " and the form
    body: bytes = b""  # numbers of people masked, same length as the original
    body_sha256: str = ""  # of the original bytes; "" where there was no body
    fetch: Fetch
    observed_at: datetime  # aware, UTC
    vantage: str = "default"
    personal_numbers: tuple[PersonalNumber, ...] = ()
