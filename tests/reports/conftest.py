"""A judged run made by hand, for every report."""

from __future__ import annotations

import pytest

from reports.audit import AuditResult
from tests.reports.sample_audit import sample_audit


@pytest.fixture(scope="session")
def audit() -> AuditResult:
    return sample_audit()
