"""`app`: the scenario app in the browser."""

from __future__ import annotations

import errno
import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.exits import Exit, SteelyardError

if TYPE_CHECKING:
    import socket

    from ui.settings import Settings

ANY_IPV4 = "0.0.0.0"  # noqa: S104 - to recognize it, not to listen there
NEEDED = ("streamlit", "altair", "sqlalchemy", "alembic", "pydantic_settings")


def app(
    host: Annotated[str | None, typer.Option(help="Address to listen on; by default only this machine.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    store: Annotated[str | None, typer.Option(help="Where runs are kept: sqlite:///PATH or a PostgreSQL URL.")] = None,
    settings: Annotated[Path | None, typer.Option(help="Settings file; by default steelyard.toml here.")] = None,
) -> None:
    """Start the scenario app: edit, solve with live progress, see and compare plans in the browser."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        lines = [f"the app needs {', '.join(missing)}: install it with pip install 'steelyard[app]'"]
        raise SteelyardError(Exit.BAD_INPUT, lines)
    asked = {"HOST": host, "PORT": port, "STORE_URL": store, "SETTINGS": settings}
    # As variables they also reach the solver processes, and win over the file like any other variable.
    os.environ.update({f"STEELYARD_{name}": str(value) for name, value in asked.items() if value is not None})
    found = _settings()
    listener = _listener(found)
    _check_store()
    from ui.app import serve

    typer.echo(f"Steelyard is at {address(found)} (Ctrl+C stops it)")
    serve(found, listener)


def _settings() -> Settings:
    from ui.settings import SettingsError, settings

    try:
        return settings()
    except SettingsError as error:
        raise SteelyardError(Exit.BAD_INPUT, error.problems) from None


def _listener(settings: Settings) -> socket.socket:
    from ui.app import listen

    place = f"port {settings.port} of {settings.host}"
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: f"{place} is in use by another program; choose another with --port",
            errno.EACCES: f"{place} needs more rights than you have; choose a port above 1023 with --port",
            errno.EADDRNOTAVAIL: f"{settings.host} is not an address of this machine; choose another with --host",
        }
        reason = reasons.get(error.errno or 0, f"cannot listen on {place}: {(error.strerror or str(error)).lower()}")
        raise SteelyardError(Exit.BAD_INPUT, [reason]) from None


def _check_store() -> None:
    from data.store import StoreError
    from ui.state import store

    try:
        store()
    except StoreError as error:
        raise SteelyardError(Exit.BAD_INPUT, [str(error)]) from None


def address(settings: Settings) -> str:
    """Where a browser on this machine reaches the app."""
    host = {ANY_IPV4: "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
