"""Headers around every answer."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from ui.headers import SecurityHeaders, TrustedProxies, content_security_policy, security_headers, streamlit_page


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.headers.get("x-user", "nobody"), headers={"Referrer-Policy": "unsafe-url"})


INNER = Starlette(routes=[Route("/", _echo)])


def _get(app: ASGIApp, path: str = "/", headers: tuple[tuple[bytes, bytes], ...] = ()) -> tuple[list[Any], str]:
    """Headers and text of an answer to a request from 10.0.0.7."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": list(headers),
        "client": ("10.0.0.7", 1),
        "root_path": "",
        "http_version": "1.1",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as apart:  # the browser of other tests keeps a loop running in this thread
        apart.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    return sent[0]["headers"], sent[1]["body"].decode()


def test_every_answer_carries_the_headers_once() -> None:
    app = SecurityHeaders(INNER, security_headers(""))
    for path in ("/", "/none"):
        headers, _ = _get(app, path)
        assert [value for name, value in headers if name == b"referrer-policy"] == [b"no-referrer"]
        assert dict(headers)[b"x-content-type-options"] == b"nosniff"
        assert b"frame-ancestors 'none'" in dict(headers)[b"content-security-policy"]


def test_the_policy_names_no_other_host_and_no_free_script() -> None:
    policy = content_security_policy(streamlit_page())
    sources = re.findall(r"[^\s;]+", policy)
    assert not [source for source in sources if "." in source or "*" in source or source.startswith("http")]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts.split()


def test_inline_scripts_of_the_page_are_allowed_by_their_hash_alone() -> None:
    # The hash of `alert(1)` as browsers compute it.
    policy = content_security_policy("<html><script>alert(1)</script></html>")
    assert "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in policy


@pytest.mark.parametrize(("proxies", "seen"), [(("10.0.0.7",), "ann"), (("127.0.0.1",), "nobody"), ((), "nobody")])
def test_only_the_reverse_proxy_may_name_a_person(proxies: tuple[str, ...], seen: str) -> None:
    app = TrustedProxies(INNER, "X-User", proxies)
    assert _get(app, headers=((b"x-user", b"ann"),))[1] == seen
