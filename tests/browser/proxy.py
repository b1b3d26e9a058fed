"""A reverse proxy that says who is signed in, as a company's sign-in page does: it names one person to the app.

It is a process of its own: what is still connected when a test ends goes with it.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HEAD_END = b"\r\n\r\n"


async def serve(port: int, added: bytes) -> None:
    """Pass on every connection to a port of this machine, and print the own address first."""

    async def connected(client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            server, ask = await asyncio.open_connection("127.0.0.1", port)
            ask.write(_with_person(await client.readuntil(HEAD_END), added))
            await asyncio.gather(_pipe(client, ask), _pipe(server, answer))

    listener = await asyncio.start_server(connected, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await listener.serve_forever()


def _with_person(head: bytes, added: bytes) -> bytes:
    """One request a connection: the header goes into each, and what follows is passed on as it comes."""
    lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection: keep")]
    is_socket = b"upgrade: websocket" in head.lower()
    return b"\r\n".join([*lines, added, *([] if is_socket else [b"Connection: close"])]) + HEAD_END


async def _pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while content := await source.read(65536):
            sink.write(content)
            await sink.drain()
    sink.close()


@contextmanager
def running_proxy(port: int, header: str, person: str) -> Iterator[str]:
    """The address of a proxy to a port of this machine, which adds the header to every request."""
    command = [sys.executable, "-m", "tests.browser.proxy", str(port), f"{header}: {person}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
        assert proxy.stdout is not None
        try:
            yield proxy.stdout.readline().strip()
        finally:
            proxy.terminate()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2].encode()))
