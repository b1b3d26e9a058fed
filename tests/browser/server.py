"""The real app as a process of its own, on a free port, with a store and settings of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
START = "from ui.cli import main; main()"
READY_SECONDS = 60


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class App:
    """`steelyard app` in a folder: its store, its log and, if given, its `steelyard.toml`."""

    def __init__(self, folder: Path, settings: str = "", port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.store_url = f"sqlite:///{folder / 'store.sqlite'}"
        self.log = folder / "app.log"
        (folder / "steelyard.toml").write_text(settings, encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> App:
        """Start it and wait until it answers."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("STEELYARD_", "STREAMLIT_"))}
        command = [sys.executable, "-c", START, "app", "--port", str(self.port), "--store", self.store_url]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env={**kept, "PYTHONPATH": str(HOME)}, stdout=log, stderr=log
            )
        until = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the app did not start:\n{self.log.read_text()}")
            time.sleep(0.1)
        return self

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:  # noqa: S310 - own address
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        """Stop it as Ctrl+C would; what it started ends with it or is found again by the next start."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        self.process = None

    def restart(self) -> App:
        """Stop and start on the same port with the same store."""
        self.stop()
        return self.start()
