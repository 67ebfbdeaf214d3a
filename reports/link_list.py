"""links.jsonl: one line per link target, with every page that holds it; where something is wrong, with every place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from checks.derived.link_outcomes import LinkRow


def link_lines(links: Iterable[LinkRow]) -> Iterator[str]:
    for link in links:
        line = {
            "url": link.url,
            "outcome": link.outcome,
            "status": link.status,
            "reason": link.reason,
            "kind": link.kind,
            "attempts": link.attempts,
            "found_on": list(link.found_on),
            "hardened": link.hardened,
            "failing_runs": link.failing_runs,
            "places": [
                {"page": place.page, "element": place.element, "text": place.text, "kind": place.kind}
                for place in link.places
            ],
        }
        yield json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"
