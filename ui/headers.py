"""What goes around every answer of the web server: security headers, and no forged identity."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def content_security_policy(page: str) -> str:
    """The policy for a page of Streamlit: this host only, and the least of what Streamlit's front end needs.

    Parameters
    ----------
    page : HTML of Streamlit's index page; its inline scripts are allowed by their hash, no other inline script is.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in INLINE_SCRIPT.findall(page))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'wasm-unsafe-eval' {hashes}".strip(),  # 64-bit integers of its messages (long.js)
            "style-src 'self' 'unsafe-inline'",  # the front end makes its style sheets at run time (emotion)
            "img-src 'self' data: blob:",  # charts saved and icons drawn in the browser
            "font-src 'self' data:",  # the icon font of the grids is inlined in a style sheet
            "connect-src 'self'",  # the websocket, uploads, downloads
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def streamlit_page() -> str:
    """HTML of the index page that the installed Streamlit serves."""
    import streamlit

    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def security_headers(page: str) -> dict[str, str]:
    """Headers for every answer."""
    return {
        "Content-Security-Policy": content_security_policy(page),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",  # addresses hold ids of runs
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), payment=()",
    }


class SecurityHeaders:
    """ASGI middleware that sets the headers on every answer, in place of any of the same name."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app = app
        self.headers = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""
        names = {name for name, _ in self.headers}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
                message = {**message, "headers": [*kept, *self.headers]}
            await send(message)

        await self.app(scope, receive, send_with_headers)


class TrustedProxies:
    """ASGI middleware that removes the header naming a person unless the request comes from the reverse proxy."""

    def __init__(self, app: ASGIApp, header: str, proxies: Iterable[str]) -> None:
        self.app = app
        self.header = header.lower().encode("ascii")
        self.proxies = frozenset(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, without the header if its sender is not trusted."""
        if scope["type"] in {"http", "websocket"} and (scope.get("client") or ("",))[0] not in self.proxies:
            headers = [pair for pair in scope["headers"] if pair[0].lower() != self.header]
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)
