"""One provable place, with evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from checks.subjects import Subject
from checks.verdict import Severity, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What an auditor can check: masked text, place, time, status and digest of the original body."""

    excerpt: str = ""
    selector: str = ""
    observed_at: datetime | None = None
    status: int | None = None
    attempts: int | None = None
    body_sha256: str = ""
    screenshot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`code` names the message of the rule, `facts` fill it; `detail_key` tells apart several findings at one URL."""

    url: str
    code: str
    facts: tuple[tuple[str, str], ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    found_on: tuple[str, ...] = ()
    detail_key: str = ""
    verdict: Verdict = Verdict.FAIL
    severity: Severity | None = None  # None: the severity of the check

    def fingerprint(self, check: str, subject: Subject) -> str:
        """Stable between runs: same check, subject, place and kind of fault give the same id."""
        parts = (check, subject.kind, subject.key, self.url, self.code, self.detail_key)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
