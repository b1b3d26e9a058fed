"""`steelyard app`: how it starts and what it says when it cannot."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from typer.testing import CliRunner

import ui.app
from ui.cli import app as command_line
from ui.commands import serving
from ui.settings import Settings, settings


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in ("HOST", "PORT", "STORE_URL", "SETTINGS"):  # restored afterwards: options are handed on as variables
        monkeypatch.setenv(f"STEELYARD_{name}", "")
        monkeypatch.delenv(f"STEELYARD_{name}")
    settings.cache_clear()
    yield
    settings.cache_clear()


def _said(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command_line, ["app", *arguments])
    return result.exit_code, " ".join(result.stderr.split())


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = _said("--port", str(port))
    assert code == 2
    assert said == f"port {port} of 127.0.0.1 is in use by another program; choose another with --port"


def test_an_address_that_is_not_ours_is_one_sentence() -> None:
    code, said = _said("--host", "192.0.2.1", "--port", "8765")
    assert (code, said) == (2, "192.0.2.1 is not an address of this machine; choose another with --host")


def test_wrong_settings_are_listed(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("prot = 1\nupload_mb = 0")
    code, said = _said("--settings", "s.toml")
    assert code == 2
    assert "s.toml: upload_mb: must be greater than" in said
    assert "s.toml: prot: there is no such setting" in said


def test_without_the_extra_the_way_to_install_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda name: None if name == "streamlit" else True)
    assert _said() == (2, "the app needs streamlit: install it with pip install 'steelyard[app]'")


def test_options_go_before_the_file_and_reach_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Settings] = []
    monkeypatch.setattr(ui.app, "serve", lambda found, listener: (listener.close(), started.append(found)))
    (tmp_path / "steelyard.toml").write_text("port = 8600\nupload_mb = 3")
    result = CliRunner().invoke(command_line, ["app", "--port", "8766", "--store", f"sqlite:///{tmp_path / 's'}"])
    assert result.exit_code == 0, result.output
    assert "http://127.0.0.1:8766" in result.stdout
    assert (started[0].port, started[0].upload_mb, started[0].store_url) == (8766, 3, f"sqlite:///{tmp_path / 's'}")


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:8501"), (serving.ANY_IPV4, "http://127.0.0.1:8501"), ("::", "http://[::1]:8501")],
)
def test_the_address_shown_can_be_opened_here(host: str, address: str) -> None:
    assert serving.address(Settings(host=host)) == address


def test_streamlit_knows_every_option_we_set_and_sends_nothing_anywhere() -> None:
    options = ui.app.options(Settings())
    assert set(options) <= set(config.get_config_options())
    assert options["browser.gatherUsageStats"] is False
    assert options["server.enableXsrfProtection"]
    assert options["server.enableCORS"]
    assert options["server.allowedHosts"] == ["localhost", "127.0.0.1", "::1"]
