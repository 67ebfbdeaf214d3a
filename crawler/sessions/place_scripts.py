"""Scripts that find a place on a page that is drawn, bring it into view and mark it; and texts to be masked."""

from __future__ import annotations

# The element is kept as `window.xunjianPlace`; true when it was found for certain.
FIND_PLACE = r"""({selector, target, text}) => {
  const all = given => { try { return [...document.querySelectorAll(given)]; } catch { return []; } };
  const tidy = value => (value || '').replace(/[\s\u00a0\u3000]+/g, '');
  const address = value => {
    try {
      const url = new URL(value, document.baseURI);
      url.hash = '';
      let whole = url.href;
      try { whole = decodeURI(whole); } catch {}
      return whole.replace(/\/$/, '').toLowerCase();
    } catch { return ''; }
  };
  const wanted = target ? address(target) : '';
  const ATTRIBUTES = ['href', 'src', 'data-src', 'data-href', 'data-url', 'poster', 'data'];
  const pointsThere = el => ATTRIBUTES.some(
    name => el.hasAttribute(name) && address(el.getAttribute(name)) === wanted);
  const LINKS = '[href],[src],[data-src],[data-href],[data-url],[poster],object[data]';
  const around = el => [el, el.closest('a'), ...[...el.querySelectorAll(LINKS)].slice(0, 50)].filter(Boolean);
  const words = el => tidy([el.textContent, ...['title', 'alt', 'value', 'placeholder', 'content'].map(
    name => el.getAttribute(name))].join(' '));
  let found = selector ? all(selector) : [];
  // A browser puts a tbody between a table and its rows, readers of the bytes do not.
  if (selector && !found.length) found = all(selector.replace(/(^|> )(table[^>]*) > tr/g, '$1$2 > tbody > tr'));
  let place = null;
  if (wanted) {
    const there = found.flatMap(around).filter(pointsThere);
    const elsewhere = there.length ? [] : all(LINKS).slice(0, 20000).filter(pointsThere);
    place = there[0] || elsewhere[0] || null;
    // An address that stands in a script of the element, and not in an attribute of its own.
    if (!place && found.length === 1 && found[0].hasAttribute('onclick')) place = found[0];
  } else {
    const told = text ? found.filter(el => words(el).includes(tidy(text))) : [];
    place = told[0] || (found.length === 1 ? found[0] : null);
  }
  if (!place) return false;
  // What takes no room on the page (folded menus, other tabs) is shown by what holds it.
  const hasRoom = el => { const box = el.getBoundingClientRect(); return box.width > 2 && box.height > 2; };
  while (place && place !== document.body && !hasRoom(place)) place = place.parentElement;
  if (!place || place === document.body || place === document.documentElement) return false;
  window.xunjianPlace = place;
  return true;
}"""

MARK_PLACE = r"""() => {
  const place = window.xunjianPlace;
  place.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
  const box = place.getBoundingClientRect();
  const edge = 4;
  const top = Math.max(box.top - edge, 2), left = Math.max(box.left - edge, 2);
  const mark = document.createElement('div');
  mark.style.cssText = 'all:initial;position:fixed;box-sizing:border-box;border:3px solid #d4001a;'
    + 'outline:2px solid #fff;pointer-events:none;z-index:2147483647;top:' + top + 'px;left:' + left + 'px;width:'
    + Math.min(box.right + edge - left, innerWidth - left - 4) + 'px;height:'
    + Math.min(box.bottom + edge - top, innerHeight - top - 4) + 'px';
  document.documentElement.appendChild(mark);
}"""

# Lists of texts, one list per line of the page: pieces that inline elements have cut apart stand in one list.
COLLECT_TEXTS = r"""most => {
  const INLINE = new Set(['A', 'ABBR', 'B', 'BIG', 'EM', 'FONT', 'I', 'INS', 'LABEL', 'MARK', 'S', 'SMALL', 'SPAN',
    'STRONG', 'SUB', 'SUP', 'TT', 'U']);
  const block = node => {
    let at = node.parentElement;
    while (at && INLINE.has(at.tagName)) at = at.parentElement;
    return at;
  };
  const puts = [], blocks = [];
  let last;
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && puts.length < most; node = walker.nextNode()) {
    if (['SCRIPT', 'STYLE'].includes(node.parentElement && node.parentElement.tagName)) continue;
    if (!node.nodeValue) continue;
    const holder = block(node);
    if (holder !== last || !blocks.length) blocks.push([]);
    last = holder;
    blocks[blocks.length - 1].push(node.nodeValue);
    puts.push(text => { node.nodeValue = text; });
  }
  for (const el of document.querySelectorAll('[alt],[placeholder],input[value],option[label],textarea')) {
    for (const name of ['alt', 'placeholder', 'value', 'label']) {
      const text = name === 'value' && 'value' in el && typeof el.value === 'string' ? el.value : el.getAttribute(name);
      if (!text || puts.length >= most) continue;
      blocks.push([text]);
      puts.push(text => { el.setAttribute(name, text); if (name === 'value' && 'value' in el) el.value = text; });
    }
  }
  window.xunjianPuts = puts;
  return blocks;
}"""

PUT_TEXTS = r"""changed => { for (const [number, text] of changed) window.xunjianPuts[number](text); }"""
