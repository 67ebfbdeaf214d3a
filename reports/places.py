"""How places are shown: what a browser may follow, and what is nobody's business."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit


def web_address(url: str) -> str | None:
    """The address when a browser may safely follow it, else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def shown_place(place: str) -> str:
    """An address as it stands; of a local file (an account's export) the name, not the folders of this machine."""
    if place.startswith("/") and not place.startswith("//"):
        return PurePosixPath(place).name
    return place
