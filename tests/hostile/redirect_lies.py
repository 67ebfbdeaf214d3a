"""Redirects that lead in circles, for ever on, out of HTTP, or to where no visitor from outside may go.

Every private place names the canary port: who gets there is counted.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.hostile.head_lies import NUMBER
from tests.hostile.wire import Case, Lie, Wire, case

# What comes after the scheme; {canary} is a port that listens on every address of loopback.
PRIVATE_PLACES = {
    "loopback": "127.0.0.2:{canary}/",
    "metadata": "169.254.169.254/latest/meta-data/",
    "mapped": "[::ffff:127.0.0.2]:{canary}/",
    "mapped-hex": "[::ffff:7f00:2]:{canary}/",
    "compatible": "[::127.0.0.2]:{canary}/",
    "sixtofour": "[2002:7f00:2::]:{canary}/",
    "nat64": "[64:ff9b::7f00:2]:{canary}/",
    "ipv6-loopback": "[::1]:{canary}/",
    "ipv6-any": "[::]:{canary}/",
    "zone": "[fe80::1%25lo]:{canary}/",
    "any": "0.0.0.0:{canary}/",
    "decimal": "2130706434:{canary}/",
    "octal": "0177.0.0.02:{canary}/",
    "hex": "0x7f.0x0.0x0.0x2:{canary}/",
    "one-hex": "0x7f000002:{canary}/",
    "short": "127.2:{canary}/",
    "trailing-dot": "127.0.0.2.:{canary}/",
    "localhost": "localhost:{canary}/",
    "localhost-dot": "localhost.:{canary}/",
    "full-width": "１２７.０.０.２:{canary}/",
    "ideographic-dots": "127。0。0。2:{canary}/",
    "percent": "%31%32%37.0.0.2:{canary}/",
    "user": "www.lanxi.gov.example@127.0.0.2:{canary}/",
    "user-and-word": "www.lanxi.gov.example:80@127.0.0.2:{canary}/",
    "backslash": "127.0.0.2:{canary}\\@www.lanxi.gov.example/",
    "hash": "127.0.0.2:{canary}#@www.lanxi.gov.example/",
    "tabs": "127.0.\t0.2:{canary}/",
    "name": "inside.lanxi.gov.example:{canary}/",  # its address is a private one
    "ten": "10.0.0.1/",
    "router": "192.168.1.1/",
    "carrier": "100.64.0.1/",
    "multicast": "224.0.0.1/",
    "broadcast": "255.255.255.255/",
}
OTHER_SCHEMES = {
    "file": "file:///etc/passwd",
    "ftp": "ftp://127.0.0.2:{canary}/",
    "data": "data:text/html,<h1>hello",
    "javascript": "javascript:location='/'",
    "gopher": "gopher://127.0.0.2:{canary}/_GET",
    "view-source": "view-source:http://127.0.0.2:{canary}/",
    "unix": "http+unix://%2Fvar%2Frun%2Fx.sock/",
    "nothing": "",
    "blank": "   ",
    "only-scheme": "http://",
    "broken-bracket": "http://[::1",
    "port-too-large": "http://127.0.0.2:99999/",
    "port-of-words": "http://127.0.0.2:eighty/",
}


def to(location: str) -> Lie:
    async def lie(wire: Wire) -> None:
        await wire.redirect(location.format(canary=wire.canary))

    return lie


async def to_itself(wire: Wire) -> None:
    await wire.redirect(wire.path)


async def in_a_circle(wire: Wire) -> None:
    step = int(parse_qs(urlsplit(wire.path).query).get("step", ["0"])[0])
    await wire.redirect(f"/case.html?step={(step + 1) % 4}")


async def ever_new(wire: Wire) -> None:
    await wire.redirect(f"/case.html?step={len(wire.path)}{wire.path[-300:]}x")


async def growing_cookies(wire: Wire) -> None:
    step = wire.head.count(b"grown")
    await wire.redirect(wire.path, *(b"Set-Cookie: grown%d=%s" % (n, b"c" * 3_000) for n in range(step + 1)))


async def long_location(wire: Wire) -> None:
    await wire.redirect("/" + "x" * 30_000)


async def split_location(wire: Wire) -> None:
    await wire.redirect(b"/a\rSet-Cookie: x=y")


async def nul_location(wire: Wire) -> None:
    await wire.redirect("/a%00b%0d%0aX: y")


async def two_locations(wire: Wire) -> None:
    await wire.redirect("/good.html", f"Location: http://127.0.0.2:{wire.canary}/".encode())


async def location_with_number(wire: Wire) -> None:
    if NUMBER in wire.path:
        await wire.page("<html><title>结果</title><body>查询结果</body></html>")
    else:
        await wire.redirect(f"/case.html?sfzh={NUMBER}")


async def refresh_to_itself(wire: Wire) -> None:
    await wire.page('<html><head><meta http-equiv="refresh" content="0"></head><body></body></html>')


async def refresh_to_its_address(wire: Wire) -> None:
    await wire.page('<html><head><meta http-equiv="refresh" content="0;url=/case.html"></head></html>')


async def refresh_in_a_circle(wire: Wire) -> None:
    other = "b" if wire.path.endswith("?a") else "a"
    await wire.page(f'<html><head><meta http-equiv="refresh" content="0; url=/case.html?{other}"></head></html>')


async def refresh_ever_new(wire: Wire) -> None:
    await wire.page(f"<html><script>location.href='{wire.path[-500:]}?{len(wire.path)}'</script></html>")


CASES: tuple[Case, ...] = (
    case("to-itself", to_itself, "redirect-loop"),
    case("in-a-circle", in_a_circle, "redirect-loop"),
    case("ever-new", ever_new, "redirect-loop"),
    case("growing-cookies", growing_cookies, "redirect-loop", "bad-answer"),
    case("long-location", long_location, "scheme", "bad-answer", "answered"),
    case("split-location", split_location, "bad-answer", "answered"),
    case("nul-location", nul_location, "answered", "bad-answer"),
    case("two-locations", two_locations, "private-address", "answered", "out-of-scope"),
    case("location-with-number", location_with_number, "personal-number"),
    case("refresh-to-itself", refresh_to_itself, "answered", "redirect-loop"),
    case("refresh-to-its-address", refresh_to_its_address, "redirect-loop"),
    case("refresh-in-a-circle", refresh_in_a_circle, "redirect-loop"),
    case("refresh-ever-new", refresh_ever_new, "redirect-loop"),
    *(
        case(f"to-{name}", to("http://" + place), "private-address", "scheme", "name-unknown", "out-of-scope")
        for name, place in PRIVATE_PLACES.items()
    ),
    *(
        case(f"to-scheme-{name}", to(target), "scheme", "answered", "out-of-scope")
        for name, target in OTHER_SCHEMES.items()
    ),
)
