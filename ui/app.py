"""The web server of the app: Streamlit behind our own headers, configured by our settings alone."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit import config

from data.store import StoreError
from ui import state
from ui.headers import SecurityHeaders, TrustedProxies, security_headers, streamlit_page
from ui.parts.pages import VIEWS
from ui.parts.shipped import shipped_scenarios
from ui.parts.text import md
from ui.runs.keeper import Keeper
from ui.settings import Settings

ENTRY = Path(__file__).resolve().parent / "entry.py"
MOST_MESSAGE_BYTES = 16 * 1024 * 1024
"""Largest message a browser may send."""

log = logging.getLogger("steelyard.app")


def options(settings: Settings) -> dict[str, Any]:
    """Streamlit's options, as flags: they go before any `.streamlit/config.toml` of the user or the folder."""
    return {
        "server.address": settings.host,
        "server.port": settings.port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.allowedHosts": list(settings.hosts),
        "server.maxUploadSize": settings.upload_mb,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.disableDataExport": True,  # its CSV does not guard against formulas; ours does
        "logger.hideWelcomeMessage": True,
        "secrets.files": [],
    }


def make_app(settings: Settings) -> st.App:
    """The ASGI application."""
    middleware = [Middleware(SecurityHeaders, headers=security_headers(streamlit_page()))]
    if settings.auth == "header":
        middleware.append(Middleware(TrustedProxies, header=settings.user_header, proxies=settings.trusted_proxies))
    app = st.App(
        ENTRY, secrets=_secrets(settings), lifespan=_lifespan, middleware=middleware, on_script_error=_say_it_failed
    )
    config.get_config_options(force_reparse=True, options_from_flags=options(settings))
    return app


def _secrets(settings: Settings) -> dict[str, Any] | None:
    """What `st.login` needs, in the shape of Streamlit's secrets."""
    if settings.oidc is None:
        return None
    oidc = settings.oidc
    return {
        "auth": {
            "redirect_uri": oidc.redirect_uri,
            "cookie_secret": oidc.cookie_secret.get_secret_value(),
            "client_id": oidc.client_id,
            "client_secret": oidc.client_secret.get_secret_value(),
            "server_metadata_url": oidc.server_metadata_url,
        }
    }


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    """Waiting runs are solved from the first moment on, whether or not somebody looks."""
    keeper = Keeper(state.store(), state.settings()).start()
    Thread(target=_warm_up, name="warm-up", daemon=True).start()
    try:
        yield
    finally:
        keeper.stop()


def _warm_up() -> None:
    """Load what the first visitor of each view would wait for; one that cannot be loaded is in the log early."""
    shipped_scenarios()
    for view in VIEWS:
        try:
            import_module(f"ui.views.{view.name}")
        except ImportError:
            log.exception("the view %s cannot be loaded", view.name)


def _say_it_failed(error: Exception) -> bool:
    """What a person sees when a view fails; the details go to the log."""
    log.error("a view failed", exc_info=error)
    known = md(str(error)) if isinstance(error, StoreError) else "The reason is in the log of the server."
    st.error(f"This view could not be shown. {known} What was saved before is safe.")
    return True


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; OSError if it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(128)
    except OSError:
        found.close()
        raise
    return found


def serve(settings: Settings, listener: socket.socket) -> None:
    """Serve the app until it is interrupted."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(settings),
            ws="websockets-sansio",
            ws_max_size=MOST_MESSAGE_BYTES,
            access_log=False,
            log_level="warning",
            proxy_headers=False,  # the address of the peer decides whether its identity header counts
            server_header=False,
            timeout_graceful_shutdown=2,
        )
    )
    with listener:
        server.run(sockets=[listener])
