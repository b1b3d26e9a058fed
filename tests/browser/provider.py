"""A small OpenID Connect provider: signs in whom the test names, with a signed token and its public key."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from tests.browser.server import free_port

CLIENT, SECRET = "steelyard", "a-secret-of-the-client"


class Provider:
    """Issuer at `url`; `person` holds the claims of who signs in next."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.person: dict[str, Any] = {"email": "ann@example.com", "email_verified": True}
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.nonces: dict[str, str] = {}
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _metadata(self, _request: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> RedirectResponse:
        asked = request.query_params
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.nonces)}"
        self.nonces[code] = asked.get("nonce", "")
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    async def _token(self, request: Request) -> JSONResponse:
        form = await request.form()
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": "42",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 600,
            **self.person,
            "nonce": self.nonces.pop(str(form["code"])),
        }
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    async def _keys(self, _request: Request) -> JSONResponse:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider that answers while the context lasts."""
    provider = Provider()
    server = uvicorn.Server(uvicorn.Config(provider.app, log_level="warning", lifespan="off"))
    with socket.create_server(("127.0.0.1", provider.port)) as listener:
        thread = threading.Thread(target=asyncio.run, args=(_served(server, listener),))
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield provider
        finally:
            server.should_exit = True
            thread.join()


async def _served(server: uvicorn.Server, listener: socket.socket) -> None:
    await server.serve([listener])
    await asyncio.sleep(0.1)  # connections that were just closed let go of their sockets
