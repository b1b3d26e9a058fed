"""A reverse proxy that says who is signed in, as a company's sign-in page does: it names one person to the app."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HEAD_END = b"\r\n\r\n"
ROUNDS = 5
"""How often what is still connected is cut off at the end."""


class _Proxy:
    """Listens until it is stopped; then no connection is left."""

    def __init__(self, port: int, header: str, person: str) -> None:
        self.port, self.added = port, f"{header}: {person}".encode()
        self.address = ""
        self.is_ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.ends: asyncio.Event | None = None
        self.tasks: set[asyncio.Task[None]] = set()
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self) -> None:
        self.loop, self.ends = asyncio.get_running_loop(), asyncio.Event()
        listener = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        self.is_ready.set()
        await self.ends.wait()
        listener.close()
        await listener.wait_closed()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for _ in range(ROUNDS):  # connections accepted at the last moment come to light one turn of the loop later
            for writer in self.writers:  # a task that was cancelled before it began has closed nothing
                writer.transport.abort()
            await asyncio.sleep(0.1)  # connections that were just closed let go of their sockets

    def stop(self) -> None:
        assert self.loop is not None
        assert self.ends is not None
        self.loop.call_soon_threadsafe(self.ends.set)

    def _connected(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        self.writers.append(answer)
        if self.ends is not None and self.ends.is_set():
            return
        task = asyncio.ensure_future(self._pass_on(client, answer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _pass_on(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        writers = [answer]
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                server, ask = await asyncio.open_connection("127.0.0.1", self.port)
                writers.append(ask)
                self.writers.append(ask)
                ask.write(self._with_person(await client.readuntil(HEAD_END)))
                await asyncio.gather(_pipe(client, ask), _pipe(server, answer))
        finally:
            for writer in writers:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()

    def _with_person(self, head: bytes) -> bytes:
        """One request a connection: the header goes into each, and what follows is passed on as it comes."""
        lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection: keep")]
        is_socket = b"upgrade: websocket" in head.lower()
        return b"\r\n".join([*lines, self.added, *([] if is_socket else [b"Connection: close"])]) + HEAD_END


async def _pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while content := await source.read(65536):
            sink.write(content)
            await sink.drain()
        sink.write_eof()


@contextmanager
def running_proxy(port: int, header: str, person: str) -> Iterator[str]:
    """The address of a proxy to a port of this machine, which adds the header to every request."""
    proxy = _Proxy(port, header, person)
    thread = threading.Thread(target=lambda: asyncio.run(proxy.serve()))
    thread.start()
    proxy.is_ready.wait(10)
    try:
        yield proxy.address
    finally:
        proxy.stop()
        thread.join()
