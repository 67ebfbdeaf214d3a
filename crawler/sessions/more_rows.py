"""Lists that grow: what stands behind 加载更多 and what comes when a visitor scrolls to the end.

Only buttons that lead nowhere are pressed; while the list grows the page may not go to another address. A pager that
puts other rows in the place of the first ones is left alone: the newest rows are those that were there before.
"""

from __future__ import annotations

from crawler.sessions.browser_page import BrowserPage

# Whole words of the button; longer texts are sentences. 更多 alone also opens menus: only where the others are missing.
_WORDS = (
    "^(?:点击|上拉|下拉|点此)?(?:加载|查看|显示|展开|浏览|获取)更多(?:信息|内容|数据|文章|新闻|列表|结果)?$",
    "^更多(?:信息|内容|数据|文章|新闻|列表)?$",
)
_PRESS = r"""(words) => {
  const text = el => (el.innerText || el.value || '').replace(/[\s\u00a0\u3000>»…↓▼.]+/g, '');
  const leads = el => {
    const link = el.closest('a[href]');
    return link !== null && !/^(#|javascript:|$)/i.test(link.getAttribute('href').trim());
  };
  const buttons = [...document.querySelectorAll('button,a,div,span,p,li,input[type=button]')].filter(el =>
    el.childElementCount <= 2 && el.getClientRects().length > 0 && !leads(el)
    && getComputedStyle(el).visibility !== 'hidden');
  window.scrollTo(0, document.documentElement.scrollHeight);
  for (const word of words) {
    const found = buttons.filter(el => new RegExp(word).test(text(el)));
    // Rows stand above their button: the last one of the page is the list's, those of boxes in its head are not.
    if (found.length) { found[found.length - 1].click(); return; }
  }
}"""


async def show_more(page: BrowserPage, times: int) -> None:
    """Asks for further rows up to `times`, as long as the page grows and stays where it is."""
    address = page.page.url.partition("#")[0]
    page.stay_within(lambda url: url.partition("#")[0] == address)
    size = await page.dom_size()
    for _ in range(times):
        await page.evaluate(_PRESS, list(_WORDS))
        await page.settle()
        grown = await page.dom_size()
        if grown <= size or page.page.url.partition("#")[0] != address:
            return
        size = grown
