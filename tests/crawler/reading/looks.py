"""Looks at pages written here: what storage would hand over for them."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

from datetime import UTC, datetime

from checks.observation import Fetch, FetchEnd
from storage.capture import Capture, CaptureRole

HOST = "www.example.gov.cn"
COLUMN = f"https://{HOST}/tzgg/"
OBSERVED_AT = datetime(2023, 12, 10, 4, tzinfo=UTC)


def look(
    page: str | bytes,
    url: str = COLUMN,
    *,
    rendered: bool = False,
    index: int = 0,
    content_type: str = "text/html; charset=utf-8",
    charset: str = "utf-8",
    status: int = 200,
    wall: str = "",
) -> Capture:
    body = page.encode("utf-8") if isinstance(page, str) else page
    fetch = Fetch(
        ended=FetchEnd.ANSWERED,
        status=status,
        final_url=url,
        content_type=content_type,
        charset=charset,
        rendered=rendered,
        wall=wall,
    )
    return Capture(
        url=url,
        role=CaptureRole.COLUMN,
        column_url=COLUMN,
        page_index=index,
        body=body,
        body_sha256="0" * 64,
        fetch=fetch,
        observed_at=OBSERVED_AT,
    )


def page(main: str, *, head: str = "", title: str = "通知公告_示例县人民政府", side: str = "") -> str:
    """A whole page around `main`: header, menu, breadcrumb, an own side column and a footer with its usual lines."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
<div class="header"><a href="/"><img src="/logo.png" alt="示例县人民政府"></a><span>2023年12月10日 星期日</span></div>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/hdjl/">互动交流</a></li>
<li><a href="/zwfw/">政务服务</a></li></ul></div>
<div class="wrap"><div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 通知公告</div>
{side}
<div class="box">{main}</div></div>
<div class="bottom"><p>主办：示例县人民政府办公室  网站标识码：3501280001  闽ICP备09032658号</p>
<p>最后更新：2023-12-09 您是第 20231201 位访问者</p></div></body></html>"""
