"""Link to a page, frame or medium that is not there.

Looks at the probes of linked pages, frames and media; derived/link_outcomes says what they amount to.
One finding per target and holder, with every page of that holder on which the target stands.

Cannot see: a page that says "not found" with status 200 where nothing else speaks for it, places that only a click
reveals, what a wall or a login hides (those stay open, see links.jsonl). Scripts and style sheets are looked at, but
only listed in links.jsonl.
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
    id="dead-link",
    version=2,
    title="链接打不开（错链、断链）",
    about=(SubjectKind.UNIT, SubjectKind.PORTAL),
    needs=link_ruling.NEEDS,
    emits=Occurrences,
    params=link_ruling.PARAMS,
)

MESSAGES = link_ruling.MESSAGES

_KINDS = (
    LinkKind.PAGE,
    LinkKind.FRAME,
    LinkKind.MEDIA,
)


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    return link_ruling.ruling_on_targets(given, _KINDS, "链接", params)
