"""Pages that are honest on the wire and a trap for whoever reads them."""

from __future__ import annotations

from tests.hostile.head_lies import NUMBER
from tests.hostile.redirect_lies import OTHER_SCHEMES, PRIVATE_PLACES
from tests.hostile.wire import Lie, Wire, case

_HEAD = "<html><head><title>关于某事项的通知</title></head><body>"
_UTF16 = b"Content-Type: text/html; charset=utf-16"


def shows(html: str | bytes, *headers: bytes) -> Lie:
    async def lie(wire: Wire) -> None:
        await wire.page(html, *headers)

    return lie


async def one_line(wire: Wire) -> None:
    await wire.page(_HEAD + "关于某事项的公告 2023-11-01 " * 75_000)


async def hundred_thousand_links(wire: Wire) -> None:
    rows = "".join(f'<li><a href="http://x{n % 7}.invalid/{n}">第{n}号</a></li>' for n in range(100_000))
    await wire.page(f"{_HEAD}<ul>{rows}</ul>")


async def hundred_thousand_deep(wire: Wire) -> None:
    await wire.page(_HEAD + "<div>" * 100_000 + "<a href=/good.html>里面</a>")


async def never_closed(wire: Wire) -> None:
    await wire.page(_HEAD + "<table><tr><td><b><font><a name=x><ul><li>" * 8_000)


async def mismatched(wire: Wire) -> None:
    await wire.page(_HEAD + "<b><p></b><i></p><table><a></i></table>" * 20_000)


async def thousand_forms(wire: Wire) -> None:
    await wire.page(_HEAD + "<form><select><option><input name=a>" * 20_000)


async def one_attribute(wire: Wire) -> None:
    await wire.page(_HEAD + '<a href="' + "x" * 3_000_000)


async def ten_thousand_attributes(wire: Wire) -> None:
    await wire.page(_HEAD + "<div " + " ".join(f'a{n}="{n}"' for n in range(50_000)) + ">正文</div>")


async def comments_never_closed(wire: Wire) -> None:
    await wire.page(_HEAD + "<!-- <script> <![CDATA[ <title>" * 30_000)


async def quotes_never_closed(wire: Wire) -> None:
    await wire.page(_HEAD + "<p class='\"><a href=\"'>" * 50_000)


async def entities(wire: Wire) -> None:
    await wire.page(_HEAD + "&#x10ffff;&#0;&#xd800;&amp;&#99999999999;&nope;" * 30_000)


async def doctype_bomb(wire: Wire) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    await wire.page(f'<!DOCTYPE html [<!ENTITY e0 "哈哈">{levels}]><html><body>&e11;</body></html>')


async def half_a_utf16(wire: Wire) -> None:
    await wire.page(b"\xff\xfe" + (_HEAD + "正文").encode("utf-16-le") + b"\x00", _UTF16)


async def utf16_that_is_none(wire: Wire) -> None:
    await wire.page((_HEAD + "正文").encode() + b"!", _UTF16)


async def unknown_charset(wire: Wire) -> None:
    await wire.page((_HEAD + "正文").encode(), b"Content-Type: text/html; charset=martian-8")


async def charset_that_is_a_program(wire: Wire) -> None:
    """Names of Python codecs that are no charsets, or cost time without bounds."""
    names = (
        "zlib",
        "bz2",
        "hex",
        "base64",
        "rot13",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "utf-7",
    )
    tags = "".join(f'<meta charset="{name}">' for name in names)
    await wire.page(f"<html><head>{tags}</head><body>{'a' * 200_000}正文</body></html>", b"Content-Type: text/html")


async def punycode_body(wire: Wire) -> None:
    body = b"<html><body>" + b"a" * 100_000 + b"-" + b"z" * 100_000
    await wire.page(body, b"Content-Type: text/html; charset=punycode")


async def mark_that_lies(wire: Wire) -> None:
    await wire.page(b"\xef\xbb\xbf" + (_HEAD + "正文" * 50).encode("gb18030"), b"Content-Type: text/html; charset=gbk")


async def two_charsets(wire: Wire) -> None:
    mixed = b"".join("正文".encode(("utf-8", "gb18030")[n % 2]) for n in range(20_000))
    await wire.page(_HEAD.encode() + mixed)


async def nul_bytes(wire: Wire) -> None:
    await wire.page(_HEAD + "正\0文<a href='/go\0od.html'>\0</a><a href='/a%00b.html'>x</a>" + "\0" * 100_000)


async def only_control_bytes(wire: Wire) -> None:
    await wire.page(bytes(range(32)) * 50_000)


async def picture_as_page(wire: Wire) -> None:
    await wire.page(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4_000)


async def circular_frames(wire: Wire) -> None:
    other = "b" if wire.path.endswith("?a") else "a"
    await wire.page(f'<html><frameset><frame src="/case.html?{other}"><frame src="/case.html"></frameset></html>')


async def frame_of_itself(wire: Wire) -> None:
    await wire.page(
        f'{_HEAD}<iframe src="/case.html"></iframe><iframe srcdoc="&lt;iframe src=/case.html&gt;"></iframe>'
    )


async def way_without_end(wire: Wire) -> None:
    """Each page leads two further ones, deeper and with other parameters."""
    path = wire.path.partition("?")[0]
    deeper = f"{path.rpartition('/')[0][-1500:]}/deeper{len(path)}/case.html"
    await wire.page(
        f'{_HEAD}<a href="{deeper}">下一级</a><a href="/case.html?s={len(wire.path)}&t={deeper}">下一页</a>'
    )


async def to_everywhere(wire: Wire) -> None:
    """Links, pictures, scripts, styles, frames, forms and pings to all that is private."""
    targets = [f"http://{place.format(canary=wire.canary)}" for place in PRIVATE_PLACES.values()]
    targets += [target.format(canary=wire.canary) for target in OTHER_SCHEMES.values()]
    rows = "".join(
        f'<a href="{t}" ping="{t}">x</a><img src="{t}"><script src="{t}"></script><link rel=stylesheet href="{t}">'
        f'<iframe src="{t}"></iframe><form action="{t}"><input></form><video src="{t}" poster="{t}"></video>'
        for t in targets
    )
    await wire.page(_HEAD + rows)


async def base_inside(wire: Wire) -> None:
    base = f"http://127.0.0.2:{wire.canary}/"
    await wire.page(f'<html><head><base href="{base}"></head><body><a href="inner.html">里面</a></body></html>')


async def numbers_of_people(wire: Wire) -> None:
    await wire.page(
        f'{_HEAD}<p>身份证号：{NUMBER}</p><a href="/good.html?sfzh={NUMBER}">查询</a>'
        f'<a href="/{NUMBER}.html">{NUMBER}</a><img src="/{NUMBER}.jpg" alt="{NUMBER}"><a href="#{NUMBER}">x</a>'
    )


async def dates_by_the_thousand(wire: Wire) -> None:
    await wire.page(_HEAD + "<p>发布时间：2023-99-99 9999年13月32日 昨天 12-01</p>" * 30_000)


async def list_without_end(wire: Wire) -> None:
    """A column whose every page names a next one."""
    step = len(wire.path)
    rows = "".join(
        f'<li><a href="/a/{step}{n}.html">关于第{step}{n}号的公告</a><i>2023-11-0{n}</i></li>' for n in range(1, 10)
    )
    pager = f'<a href="/case/?p={"1" * step}">下一页</a><script>createPageHTML(999999999, 0, "index", "html")</script>'
    await wire.page(f"<html><body><ul>{rows}</ul>{pager}</body></html>")


async def scripts_never_closed(wire: Wire) -> None:
    await wire.page(f"{_HEAD}<script>" + "var a=[{t:'x',u:\"" * 40_000 + "</script><script>" + "push({a:'x" * 40_000)


async def data_never_closed(wire: Wire) -> None:
    text = '<script type="text/xml"><datastore><recordset>' + "<record><![CDATA[<li><a href='/art/" * 30_000
    await wire.page(_HEAD + text)


CASES = (
    case("one-line", one_line, "answered"),
    case("hundred-thousand-links", hundred_thousand_links, "answered", "too-large"),
    case("hundred-thousand-deep", hundred_thousand_deep, "answered"),
    case("never-closed", never_closed, "answered"),
    case("mismatched", mismatched, "answered"),
    case("thousand-forms", thousand_forms, "answered"),
    case("one-attribute", one_attribute, "answered"),
    case("ten-thousand-attributes", ten_thousand_attributes, "answered"),
    case("comments-never-closed", comments_never_closed, "answered"),
    case("quotes-never-closed", quotes_never_closed, "answered"),
    case("scripts-never-closed", scripts_never_closed, "answered"),
    case("data-never-closed", data_never_closed, "answered"),
    case("entities", entities, "answered"),
    case("doctype-bomb", doctype_bomb, "answered"),
    case("half-a-utf16", half_a_utf16, "answered"),
    case("utf16-that-is-none", utf16_that_is_none, "answered"),
    case("unknown-charset", unknown_charset, "answered"),
    case("charset-that-is-a-program", charset_that_is_a_program, "answered"),
    case("punycode-body", punycode_body, "answered"),
    case("mark-that-lies", mark_that_lies, "answered"),
    case("two-charsets", two_charsets, "answered"),
    case("nul-bytes", nul_bytes, "answered"),
    case("only-control-bytes", only_control_bytes, "answered"),
    case("picture-as-page", picture_as_page, "answered"),
    case("circular-frames", circular_frames, "answered"),
    case("frame-of-itself", frame_of_itself, "answered"),
    case("way-without-end", way_without_end, "answered"),
    case("to-everywhere", to_everywhere, "answered"),
    case("base-inside", base_inside, "answered"),
    case("numbers-of-people", numbers_of_people, "answered"),
    case("dates-by-the-thousand", dates_by_the_thousand, "answered"),
)
