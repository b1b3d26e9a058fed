"""Settings: where they come from, and what is said about wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ui.settings import Settings, SettingsError, settings

OIDC = """
auth = "oidc"
[oidc]
server_metadata_url = "https://sign-in.example/.well-known/openid-configuration"
client_id = "steelyard"
client_secret = "hush"
redirect_uri = "https://steelyard.example/oauth2callback"
cookie_secret = "0123456789012345678901234567890123456789"
"""
Read = Callable[..., Settings]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Read]:
    """Reads settings from a file and variables: `read('port = 1', PORT='2')`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))

    def read_one(text: str | None = None, **variables: str) -> Settings:
        settings.cache_clear()
        if text is not None:
            Path("steelyard.toml").write_text(text, encoding="utf-8")
        for name, value in variables.items():
            monkeypatch.setenv(f"STEELYARD_{name}", value)
        return settings()

    yield read_one
    settings.cache_clear()


def _problems(read: Read, text: str | None = None, **variables: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(text, **variables)
    return list(caught.value.problems)


def test_defaults_listen_to_this_machine_only(read: Read, tmp_path: Path) -> None:
    found = read()
    assert (found.host, found.port, found.auth, found.concurrent_solves, found.upload_mb) == (
        *("127.0.0.1", 8501, "none", 1, 10),
    )
    assert found.store_url == f"sqlite:///{tmp_path}/share/steelyard/steelyard.sqlite"
    assert found.hosts == ("localhost", "127.0.0.1", "::1")


def test_a_variable_goes_before_the_file(read: Read) -> None:
    found = read("port = 8600\nupload_mb = 20", PORT="8700")
    assert (found.port, found.upload_mb) == (8700, 20)


def test_the_file_can_lie_elsewhere(read: Read, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("port = 8601")
    assert read("port = 8600", SETTINGS=str(other)).port == 8601


def test_elsewhere_any_host_name_is_answered_unless_some_are_named(read: Read) -> None:
    assert read(HOST="::").hosts == ()
    assert read(ALLOWED_HOSTS='["steelyard.example"]').hosts == ("steelyard.example",)


def test_roles_are_found_whatever_the_case_of_an_address(read: Read) -> None:
    found = read('[teams.platform]\n"Ann@Example.com" = "approver"\n[teams.edge]\n"bob@example.com" = "viewer"')
    assert found.teams_of("ann@example.com") == {"platform": "approver"}
    assert found.teams_of("eve@example.com") == {}


def test_a_secret_can_come_from_a_variable_and_the_rest_from_the_file(read: Read) -> None:
    other = "from outside"
    found = read(OIDC.replace("client_secret", "# "), OIDC__CLIENT_SECRET=other)
    assert found.oidc is not None
    assert found.oidc.client_secret.get_secret_value() == other
    assert found.oidc.client_id == "steelyard"


def test_secrets_do_not_print(read: Read) -> None:
    found = read(OIDC)
    assert found.oidc is not None
    assert "hush" not in repr(found)
    assert "0123456789" not in repr(found)


@pytest.mark.parametrize(
    ("text", "variables", "problem"),
    [
        ("port = 99999", {}, "steelyard.toml: port: must be less than or equal to 65535. Port to listen on."),
        (None, {"PORT": "many"}, "STEELYARD_PORT: must be a valid integer. Port to listen on."),
        ("prot = 1", {}, "steelyard.toml: prot: there is no such setting; did you mean port?"),
        (None, {"PROT": "1"}, "STEELYARD_PROT: there is no such setting; did you mean STEELYARD_PORT"),
        ('auth = "ldap"', {}, "steelyard.toml: auth: must be 'none', 'header' or 'oidc'."),
        ('auth = "oidc"', {}, "steelyard.toml: auth is oidc: add the table [oidc]"),
        (
            'store_url = "mysql://x"',
            {},
            "steelyard.toml: store_url: is not allowed. Where runs and scenarios are kept:",
        ),
        ('[teams.a]\nann = "boss"', {}, "steelyard.toml: teams.a.ann: must be 'viewer', 'editor' or 'approver'."),
        (None, {"TEAMS": "{x"}, "STEELYARD_TEAMS: not valid JSON"),
        ("port = ", {}, "steelyard.toml: not valid TOML:"),
        (None, {"SETTINGS": "none.toml"}, "none.toml: cannot be read: no such file or directory"),
        (OIDC.replace("0123456789" * 4, "short"), {}, "steelyard.toml: oidc.cookie_secret: "),
        (OIDC + 'client = "x"', {}, "steelyard.toml: oidc.client: there is no such setting; did you mean client_id"),
        (OIDC.replace("/oauth2callback", "/back"), {}, "steelyard.toml: oidc.redirect_uri: is not allowed. Address of"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(
    read: Read, text: str | None, variables: dict[str, str], problem: str
) -> None:
    (found,) = _problems(read, text, **variables)
    assert found.startswith(problem)


def test_a_secret_is_not_repeated_in_a_problem(read: Read) -> None:
    assert "tiny-secret" not in str(_problems(read, OIDC.replace("0123456789" * 4, "tiny-secret")))


def test_all_problems_come_at_once(read: Read) -> None:
    assert len(_problems(read, "port = 0\nupload_mb = 0\nfoo = 1", CONCURRENT_SOLVES="0")) == 4
