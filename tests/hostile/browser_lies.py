"""Pages that are a trap for a browser: they hang it, fill it, ask it, leave it, or look behind its guard.

Each is the home page of its host and all but empty, so that the crawl asks the browser what a visitor would see.
"""

from __future__ import annotations

from tests.hostile.redirect_lies import OTHER_SCHEMES, PRIVATE_PLACES
from tests.hostile.wire import Lie, Place, Wire, case


def drawn(script: str, body: str = "") -> Lie:
    async def lie(wire: Wire) -> None:
        if wire.path.startswith("/worker.js"):
            await wire.page(
                "self.onfetch = e => e.respondWith(new Response('taken'))", b"Content-Type: text/javascript"
            )
            return
        code = script.replace("CANARY", str(wire.canary))
        await wire.page(f"<html><head><title>首页</title></head><body>{body}<script>{code}</script></body></html>")

    return lie


async def everywhere(wire: Wire) -> None:
    """Every way a script has to open a connection, to every private place."""
    hosts = [place.format(canary=wire.canary) for place in PRIVATE_PLACES.values()]
    others = [target.format(canary=wire.canary) for target in OTHER_SCHEMES.values() if target.strip()]
    script = """
    const tried = f => { try { f() } catch (e) {} };
    for (const host of HOSTS) {
      const url = 'http://' + host;
      tried(() => fetch(url, {mode: 'no-cors'}).catch(() => 0));
      tried(() => { new Image().src = url });
      tried(() => navigator.sendBeacon(url, 'x'));
      tried(() => new WebSocket('ws://' + host));
      tried(() => new EventSource(url));
      for (const [tag, key] of [['script', 'src'], ['iframe', 'src'], ['embed', 'src'], ['object', 'data'],
                                ['video', 'src'], ['link', 'href']]) {
        const node = document.createElement(tag);
        if (tag === 'link') node.rel = Math.random() < .5 ? 'preconnect' : 'prefetch';
        tried(() => { node[key] = url; document.body.append(node) });
      }
    }
    for (const url of OTHERS) tried(() => {
      const frame = document.createElement("iframe"); frame.src = url; document.body.append(frame);
    });
    for (const kind of ['stun', 'turn']) tried(() => {
      const server = {urls: kind + ":127.0.0.2:PORT", username: "a", credential: "b"};
      const peer = new RTCPeerConnection({iceServers: [server]});
      peer.createDataChannel('x'); peer.createOffer().then(o => peer.setLocalDescription(o));
    });
    """
    code = script.replace("HOSTS", str(hosts)).replace("OTHERS", str(others)).replace("PORT", str(wire.canary))
    await wire.page(f"<html><head><title>首页</title></head><body><script>{code}</script></body></html>")


async def turned_away(wire: Wire) -> None:
    await wire.page(f"<html><body><script>location = 'http://127.0.0.2:{wire.canary}/'</script> </body></html>")


async def asks_again_and_again(wire: Wire) -> None:
    if wire.path.startswith("/ask"):
        await wire.page("x", b'WWW-Authenticate: Basic realm="x"', status=b"401 Who")
        return
    await drawn("for (let n = 0; n < 50; n++) fetch('/ask' + n)", "<iframe src='/ask'></iframe>")(wire)


async def download_at_once(wire: Wire) -> None:
    if wire.path.startswith("/file"):
        await wire.page(
            b"x" * 1_000_000, b"Content-Type: application/zip", b"Content-Disposition: attachment; filename=x"
        )
        return
    await drawn("for (let n = 0; n < 30; n++) { const f = document.createElement('iframe'); f.src = '/file' + n;"
                "document.body.append(f) } location = '/file.zip'")(wire)  # fmt: skip


_ENDS = ("answered", "browser-failed", "timeout", "too-large")
_SCRIPTS = {
    "busy": "while (true) {}",
    "busy-later": "setTimeout(() => { while (true) {} }, 300)",
    "microtasks": "const again = () => Promise.resolve().then(again); again()",
    "eats-memory": "const kept = []; setInterval(() => kept.push(new Uint8Array(2e7).fill(1)), 20)",
    "grows": "setInterval(() => { for (let n = 0; n < 3000; n++) document.body.append('长'.repeat(300)) }, 10)",
    "canvas": "for (let n = 0; n < 20; n++) { const c = document.createElement('canvas'); c.width = c.height = 8000;"
    "c.getContext('2d').fillRect(0, 0, 8000, 8000); document.body.append(c) }",
    "alerts": "while (true) { alert('请注意'); confirm('确定？'); prompt('姓名') }",
    "print": "setInterval(() => print(), 50); print()",
    "stays": "onbeforeunload = e => { e.preventDefault(); return 'no' }; onunload = () => { while (true) {} }",
    "popups": "setInterval(() => { for (let n = 0; n < 20; n++) open('/?' + n + Math.random()) }, 100)",
    "storm": "setTimeout(() => location = '/?' + Math.random(), 5)",
    "hash-storm": "setInterval(() => { location.hash = Math.random() }, 1)",
    "history": "setInterval(() => history.pushState({}, '', '/' + Math.random()), 1)",
    "reloads": "location.reload()",
    "worker": "navigator.serviceWorker && navigator.serviceWorker.register('/worker.js')",
    "workers": "const u = URL.createObjectURL(new Blob(['while(1){}']));for (let n = 0; n < 30; n++) new Worker(u)",
    "frames": "for (let n = 0; n < 300; n++) { const f = document.createElement('iframe'); f.src = '/?' + n;"
    "document.body.append(f) }",
    "asks-for-more": "setInterval(() => { for (let n = 0; n < 50; n++) fetch('/?' + Math.random()) }, 20)",
    "overwrites": "Object.defineProperty(document, 'documentElement', {get: () => { throw 1 }});"
    "Array.prototype.map = String.prototype.replace = JSON.stringify = () => { while (true) {} }",
}
CASES = (
    *(case(f"browser-{name}", drawn(script), *_ENDS, place=Place.HOME) for name, script in _SCRIPTS.items()),
    case("browser-everywhere", everywhere, *_ENDS, place=Place.HOME),
    case(
        "browser-turned-away", turned_away, *_ENDS, "private-address", "redirect-loop", "out-of-scope", place=Place.HOME
    ),
    case("browser-asks", asks_again_and_again, *_ENDS, place=Place.HOME),
    case("browser-downloads", download_at_once, *_ENDS, place=Place.HOME),
)
