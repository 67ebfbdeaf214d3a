"""Attachment that cannot be downloaded because its file is not there.

Looks at the probes of attachments; derived/link_outcomes says what they amount to.
One finding per target and holder, with every page of that holder on which the target stands.

Cannot see: files that come but cannot be opened (unreadable-attachment), downloads that a form or a script starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, Ruling
from checks.derived import link_ruling
from checks.measure import Occurrences
from checks.observation import LinkKind
from checks.subjects import SubjectKind
from checks.world import Given

META = CheckMeta(
    id="dead-attachment",
    version=2,
    title="附件无法下载",
    about=(SubjectKind.UNIT, SubjectKind.PORTAL),
    needs=link_ruling.NEEDS,
    emits=Occurrences,
    params=link_ruling.PARAMS,
)

MESSAGES = link_ruling.MESSAGES

_KINDS = (LinkKind.ATTACHMENT,)


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    return link_ruling.ruling_on_targets(given, _KINDS, "附件", params)
