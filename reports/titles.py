"""How a report is headed."""

from __future__ import annotations

from checks.subjects import Portal


def title_words(portal: Portal) -> tuple[str, ...]:
    """The title cut where a line may end. Portals are registered as an office (…人民政府) or as a site (…网站)."""
    is_site = portal.name.endswith(("网站", "网"))
    return (portal.name, *(() if is_site else ("门户网站",)), "及政务新媒体", "检查报告")


def report_title(portal: Portal) -> str:
    return "".join(title_words(portal))
