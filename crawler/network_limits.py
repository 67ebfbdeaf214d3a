"""What a request may cost at most, and how strict TLS is: the same for every way to the network."""

from __future__ import annotations

import ssl
from typing import Any

CONNECT_SECONDS = 10.0
# What the other side may send at most for one page; the longest annual reports seen have 0.4 MB.
MAX_BYTES = 8_000_000
# standards 1.2 counts a home page as not opening after 15 s; a slow page is still worth reading.
PAGE_SECONDS = 30.0


def lenient_tls() -> ssl.SSLContext:
    """Old servers of small offices must be readable too: old ciphers and the old renegotiation are let through.

    Certificates are not verified: a portal with an expired one is still to be audited, and we send no secrets.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    options: Any = getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    context.options |= options
    return context
