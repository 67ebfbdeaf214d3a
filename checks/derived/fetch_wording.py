"""How the end of a look is called: a stable word for machines, a few Chinese words for people."""

from __future__ import annotations

from checks.observation import Fetch, FetchEnd

_SENTENCES = {
    FetchEnd.TIMEOUT: "访问超时",
    FetchEnd.NAME_UNKNOWN: "域名无法解析（域名不存在）",
    FetchEnd.NAME_FAILED: "域名解析服务未给出结果",
    FetchEnd.REFUSED: "服务器拒绝连接",
    FetchEnd.RESET: "连接被中断",
    FetchEnd.UNREACHABLE: "网络不可达",
    FetchEnd.TLS: "安全连接（HTTPS）建立失败",
    FetchEnd.TOO_LARGE: "内容超过大小限制",
    FetchEnd.BAD_ANSWER: "服务器应答不符合规范",
    FetchEnd.REDIRECT_LOOP: "重定向循环",
    FetchEnd.ROBOTS: "网站 robots.txt 不允许访问",
    FetchEnd.PRIVATE_ADDRESS: "地址不在允许访问的范围内",
    FetchEnd.SCHEME: "不是 http 或 https 网址",
    FetchEnd.OUT_OF_SCOPE: "不在本次巡检范围内",
    FetchEnd.NO_BROWSER: "本机没有可用的浏览器",
    FetchEnd.NO_IPV6_ROUTE: "本机没有 IPv6 网络",
    FetchEnd.BROWSER_FAILED: "浏览器未能打开页面",
    FetchEnd.FILE_MISSING: "文件不存在",
    FetchEnd.FILE_UNREADABLE: "文件无法读取",
    FetchEnd.INTERRUPTED: "巡检中途停止，未查看",
    FetchEnd.LIMIT: "达到本次查看数量上限，未查看",
    FetchEnd.UNMAPPED: "访问未成功，原因不明",
    FetchEnd.HOST_SILENT: "该网站此前多次访问均无应答，未再查看",
    FetchEnd.SITE_TROUBLED: "该网站此前多数访问失败，为免加重负担已停止访问，未再查看",
    FetchEnd.PERSONAL_NUMBER: "网址中含有公民身份号码，为保护个人信息未访问",
}


# Walls that are told by their own names; the makers of the others mean nothing to the people who read.
_WALLS = {"login": "需登录后才能查看", "geo-block": "网站限制所在地区的访问"}


def fetch_reason(fetch: Fetch) -> str:
    """`login`, `geo-block` or `wall`, `http-404`, or how the look ended."""
    if fetch.ended is not FetchEnd.ANSWERED:
        return str(fetch.ended)
    if fetch.wall:
        return fetch.wall if fetch.wall in _WALLS else "wall"
    return f"http-{fetch.status}"


def fetch_sentence(fetch: Fetch) -> str:
    if fetch.ended is not FetchEnd.ANSWERED:
        return _SENTENCES[fetch.ended]
    if fetch.wall:
        return _WALLS.get(fetch.wall, "被防护页面拦截（要求验证访问者）")
    return f"服务器返回状态码 {fetch.status}"
