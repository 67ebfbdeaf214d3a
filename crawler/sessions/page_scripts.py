"""Scripts that run inside a page and only collect what stands there; nothing in them decides or presses anything."""

from __future__ import annotations

# Shared by the scripts below.
_TOOLS = r"""
const visible = el => el.checkVisibility
  ? el.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && el.getClientRects().length > 0
  : el.getClientRects().length > 0;
const tidy = (text, most) => (text || '').replace(/[\s\u00a0\u3000]+/g, ' ').trim().slice(0, most);
const named = el => tidy([el.id, el.getAttribute('class') || '', el.getAttribute('name') || ''].join(' '), 200);
const selector = el => {
  const parts = [];
  for (let at = el; at && at.nodeType === 1 && at !== document.body && parts.length < 4; at = at.parentElement) {
    const cls = (at.getAttribute('class') || '').trim().split(/\s+/)[0];
    parts.unshift(at.tagName.toLowerCase() + (at.id ? '#' + at.id : cls ? '.' + cls : ''));
    if (at.id) break;
  }
  return parts.join(' > ').slice(0, 200);
};
const TEMPLATE_TAGS = new Set(['HEADER', 'FOOTER', 'NAV', 'ASIDE']);
const TEMPLATE_NAMES = new RegExp('(^|[\\s_-])(header|foot|footer|copyright|nav|navbar|menu|mainmenu|crumb|breadcrumb|'
  + 'pagination|pager|paging|sidebar|friendlink|hotword|hotwords|hot|recommend|login|share|toolbar)([\\s_-]|$)', 'i');
const HEAD_NAMES = /(^|[\s_-])(header|head|top|topbar|banner|logo|masthead|hd)([\s_-]|$|\d)|header|banner/i;
const within = (el, test) => {
  for (let at = el; at && at !== document.body && at.nodeType === 1; at = at.parentElement) if (test(at)) return true;
  return false;
};
"""

COLLECT_SEARCH_BOXES = (
    "(options) => {"
    + _TOOLS
    + r"""
let count = 0;
const mark = el => {
  if (!el.hasAttribute('data-search-mark')) {
    for (count = 1; document.querySelector('[data-search-mark="' + count + '"]'); count++);
    el.setAttribute('data-search-mark', String(count));
  }
  return Number(el.getAttribute('data-search-mark'));
};
const inHeader = el => {
  const box = el.getBoundingClientRect();
  if (box.top + window.scrollY < options.header) return true;
  return within(el, at => at.tagName === 'HEADER' || at.getAttribute('role') === 'banner'
    || (HEAD_NAMES.test(named(at)) && at.getBoundingClientRect().top + window.scrollY < options.header));
};
const BUTTONS = 'input[type=submit],input[type=button],input[type=image],button,a,[onclick],[role=button],img,i,em,'
  + 'span';
const buttonsNear = input => {
  const found = [];
  let scope = input.form || input.parentElement;
  for (let up = 0; scope && scope !== document.body && up < 4; up++, scope = scope.parentElement) {
    for (const el of scope.querySelectorAll(BUTTONS)) {
      if (el === input || found.length >= 30 || !visible(el)) continue;
      const tag = el.tagName.toLowerCase();
      const href = el.getAttribute('href') || '';
      if (tag === 'a' && href && !/^(#|javascript:)/i.test(href)) continue;
      const presses = ['input', 'button', 'a'].includes(tag) || el.hasAttribute('onclick')
        || el.getAttribute('role') === 'button' || getComputedStyle(el).cursor === 'pointer';
      if (!presses) continue;
      const inner = el.querySelector('img,i');
      const text = tidy([el.value, el.innerText, el.title, el.getAttribute('alt'), el.getAttribute('aria-label'),
        inner ? inner.getAttribute('alt') : ''].filter(Boolean).join(' '), 60);
      found.push({n: mark(el), text,
        named: tidy([named(el), el.getAttribute('onclick'), el.getAttribute('src'), href,
          inner ? named(inner) + ' ' + (inner.getAttribute('src') || '') : ''].filter(Boolean).join(' '), 300),
        submits: tag === 'input' && ['submit', 'image'].includes(el.type) || tag === 'button' && el.type === 'submit'});
    }
    if (found.length) break;
  }
  return found;
};
const boxes = [];
for (const input of document.querySelectorAll('input')) {
  const type = (input.getAttribute('type') || 'text').toLowerCase();
  if (!['text', 'search', ''].includes(type) || input.disabled || input.readOnly || !visible(input)) continue;
  const box = input.getBoundingClientRect();
  if (box.width < 20 || box.height < 8 || boxes.length >= 60) continue;
  const form = input.form;
  const around = [];
  for (let at = input.parentElement; at && at !== document.body && around.length < 3; at = at.parentElement)
    around.push(named(at));
  boxes.push({n: mark(input), type, name: input.name || '', id: input.id, cls: input.getAttribute('class') || '',
    placeholder: tidy(input.placeholder, 80), title: tidy(input.title, 80), value: tidy(input.value, 80),
    label: tidy(input.labels && input.labels.length ? input.labels[0].innerText
      : (input.previousSibling || {}).textContent || (input.parentElement.previousElementSibling || {}).innerText, 20),
    aria: tidy(input.getAttribute('aria-label'), 80), top: box.top + window.scrollY, inHeader: inHeader(input),
    selector: selector(input), around, buttons: buttonsNear(input),
    form: form ? {method: (form.getAttribute('method') || 'get').toLowerCase() === 'post' ? 'post' : 'get',
      action: String(new URL(form.getAttribute('action') || '', document.baseURI)),
      hasAction: !!(form.getAttribute('action') || '').trim(), id: form.id,
      name: form.getAttribute('name') || '', cls: form.getAttribute('class') || '',
      onsubmit: form.getAttribute('onsubmit') || '',
      hasPassword: !!form.querySelector('input[type=password]')} : null});
}
const openers = [];
for (const el of document.querySelectorAll('a,button,[onclick],[role=button],span,i,img,div')) {
  if (openers.length >= 10) break;
  const box = el.getBoundingClientRect();
  if (box.width > 260 || box.height > 90 || box.width < 8 || box.height < 8) continue;
  const words = [named(el), el.title, el.getAttribute('alt'), el.getAttribute('aria-label'), el.getAttribute('onclick'),
    el.getAttribute('src'), el.getAttribute('href')].filter(Boolean).join(' ');
  if (!/搜|检索|search|sousuo/i.test(words + ' ' + tidy(el.innerText, 20))) continue;
  if (!visible(el) || !inHeader(el)) continue;
  openers.push({n: mark(el), text: tidy(el.innerText, 40), named: tidy(words, 300), selector: selector(el),
    href: el.tagName === 'A' ? el.href : ''});
}
return {boxes, openers};
}"""
)

COLLECT_RESULTS = (
    "() => {"
    + _TOOLS
    + r"""
const pageText = document.body ? document.body.innerText : '';
const sizes = new Map();
const sizeOf = el => {
  if (!sizes.has(el)) sizes.set(el, (el.textContent || '').length);
  return sizes.get(el);
};
// A name like "nav_page" on the element that holds the whole page says nothing about its parts.
const isWrapper = el => sizeOf(el) > 0.8 * sizeOf(document.body);
const inTemplate = el => within(el, at => TEMPLATE_TAGS.has(at.tagName)
  || (TEMPLATE_NAMES.test(named(at)) && !isWrapper(at)));
const linkFacts = a => ({text: tidy(a.innerText || a.textContent, 300), title: tidy(a.getAttribute('title'), 300),
  href: /^\s*(javascript:|#|$)/i.test(a.getAttribute('href') || '') ? '' : a.href,
  heading: !!a.closest('h1,h2,h3,h4,h5,h6,dt,[class*=title],[class*=tit]')});
const containers = [];
const ids = new Map();
for (const el of document.querySelectorAll('body *')) {
  if (el.children.length === 0 || containers.length >= 400) continue;
  if (['SELECT', 'TR', 'A'].includes(el.tagName)) continue;
  const byTag = new Map();
  for (const child of el.children) {
    const links = child.tagName === 'A' ? [child] : [...child.querySelectorAll('a')];
    const shown = links.filter(a => visible(a) && tidy(a.innerText || a.textContent, 10).length > 1);
    if (!shown.length || shown.length > 30) continue;
    if (!byTag.has(child.tagName)) byTag.set(child.tagName, []);
    byTag.get(child.tagName).push([child, shown]);
  }
  for (const [tag, rows] of byTag) {
    if (rows.length < 2 && !within(el, at => /result|search|list|sousuo|ss/i.test(named(at)))) continue;
    const names = [];
    for (let at = el; at && at !== document.body && names.length < 4; at = at.parentElement) names.push(named(at));
    const before = el.previousElementSibling;
    ids.set(el, [...(ids.get(el) || []), containers.length]);
    const inside = [];
    for (let at = el.parentElement; at; at = at.parentElement) inside.push(...(ids.get(at) || []));
    containers.push({names, inside, template: inTemplate(el), selector: selector(el),
      heading: tidy(before && before.innerText, 30),
      rows: rows.slice(0, 100).map(([row, links]) => ({
        cls: (row.getAttribute('class') || '').trim().split(/\s+/)[0],
        text: tidy(row.innerText || row.textContent, 400),
        links: links.slice(0, 6).map(linkFacts)}))});
  }
}
const groups = [];
for (const el of document.querySelectorAll('ul,ol,div,nav,p,dl,tr,td,select,section')) {
  if (groups.length >= 300) break;
  if (el.children.length < 2 || el.children.length > 40) continue;
  if (el.tagName === 'SELECT' ? !visible(el) : false) continue;
  // Radio buttons stand beside bare text.
  const radios = el.querySelectorAll(':scope > input[type=radio], :scope > input[type=checkbox]').length;
  const items = radios > 1 ? tidy(el.innerText, 500).split(' ')
    : [...el.children].filter(child => el.tagName === 'SELECT' || visible(child))
      .map(child => tidy(child.innerText || child.textContent, 40)).filter(Boolean);
  if (items.length < 2 || items.some(text => text.length > 24)) continue;
  groups.push({items, footer: within(el, at => at.tagName === 'FOOTER' || /foot|copyright/i.test(named(at)))});
}
// Names of the boxes around a link and the short texts just above them.
const around = a => {
  const words = [];
  for (let at = a, up = 0; at && at !== document.body && up < 5; at = at.parentElement, up++) {
    words.push(named(at));
    const above = at.previousElementSibling ? tidy(at.previousElementSibling.innerText, 31) : '';
    if (above.length <= 30) words.push(above);
  }
  return words.join(' ');
};
const links = [];
for (const a of document.querySelectorAll('a')) {
  if (links.length >= 1000) break;
  const facts = linkFacts(a);
  if (facts.text.length > 1 && visible(a)) links.push({...facts, template: inTemplate(a), around: around(a)});
}
return {text: pageText.slice(0, 100000), containers, groups, links};
}"""
)
