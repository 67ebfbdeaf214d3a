"""How a report is headed."""

from __future__ import annotations

from checks.subjects import Portal


def report_title(portal: Portal) -> str:
    """Portals are registered as an office (…人民政府) or as a site (…门户网站, …网); the title says 网站 once."""
    is_site = portal.name.endswith(("网站", "网"))
    return f"{portal.name}{'' if is_site else '门户网站'}及政务新媒体检查报告"
