"""Every look at a site's home page in one row: the walk's own, and those of the link probe."""

from __future__ import annotations

from checks.derived.link_outcomes import sign_of
from checks.observation import Attempt, LinkProbed
from checks.world import World


def home_looks(world: World, url: str) -> tuple[Attempt, ...]:
    """In order of time. A fetch that was tried again by itself and failed each time stands as often as it was tried."""
    looks: list[Attempt] = []
    page = world.page(url)
    if page is not None:
        method = "BROWSER" if page.fetch.rendered else "GET"
        times = page.fetch.attempts if sign_of(page.fetch).is_failure else 1
        looks += [Attempt(at=page.observed_at, method=method, fetch=page.fetch)] * times
    for probe in world.all(LinkProbed):
        # The probe may hold the walk's own look again: the same moment is one look.
        if probe.url == url:
            known = {look.at for look in looks}
            looks += [look for look in probe.attempts if look.at not in known]
    return tuple(sorted(looks, key=lambda look: look.at))
