"""Settings of the app: from environment variables, else from a file, else defaults; every problem named at once."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as Unreadable

from data.problems import suggestion
from models.run import Role

PREFIX = "STEELYARD_"
FILE_VARIABLE = "STEELYARD_SETTINGS"
DEFAULT_FILE = "steelyard.toml"

Name = Annotated[str, Field(min_length=1, max_length=200)]


class SettingsError(Exception):
    """Settings that cannot be used; `problems` holds one line each: where, which field, what is allowed."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class Oidc(BaseModel):
    """Sign-in with OpenID Connect."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    server_metadata_url: Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
    """Address of the provider's `.well-known/openid-configuration`."""
    client_id: Name
    """Id the provider gave to this app."""
    client_secret: SecretStr
    """Secret the provider gave to this app."""
    redirect_uri: Annotated[str, Field(pattern=r"^https?://[^\s]+/oauth2callback$")]
    """Address of this app as its users reach it, followed by `/oauth2callback`."""
    cookie_secret: Annotated[SecretStr, Field(min_length=32)]
    """Key that signs the session cookie; at least 32 random characters."""


class Settings(BaseSettings):
    """Everything that can be set; a variable `STEELYARD_PORT` goes before `port` in the file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid", use_attribute_docstrings=True
    )

    store_url: Annotated[str, Field(pattern=r"^(sqlite:///.+|postgresql(\+psycopg)?://\S+)$")] = Field(
        default_factory=lambda: f"sqlite:///{data_folder() / 'steelyard.sqlite'}"
    )
    """Where runs and scenarios are kept: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/DATABASE`."""
    host: Name = "127.0.0.1"
    """Address to listen on; the default answers only this machine."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8501
    """Port to listen on."""
    allowed_hosts: tuple[Name, ...] = ()
    """Host names it answers to, against DNS rebinding; empty: this machine's own on the default host, else any."""
    concurrent_solves: Annotated[int, Field(ge=1, le=64)] = 1
    """Most runs solved at once; further ones queue."""
    upload_mb: Annotated[int, Field(ge=1, le=100)] = 10
    """Largest file that can be uploaded [MB]."""
    auth: Literal["none", "header", "oidc"] = "none"
    """Who says who is using the app: `none` (one person with every right), the `header` of a reverse proxy, `oidc`."""
    user_header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,80}$")] = "X-Forwarded-Email"
    """With `auth = "header"`: header in which the reverse proxy names the person."""
    trusted_proxies: tuple[Name, ...] = ("127.0.0.1", "::1")
    """With `auth = "header"`: addresses of the reverse proxy; from any other address the header is removed."""
    teams: dict[Name, dict[Name, Role]] = {}
    """Members of each team with their role: `[teams.platform]`, `"ann@example.com" = "approver"`."""
    oidc: Oidc | None = None
    """With `auth = "oidc"`: the provider."""

    @model_validator(mode="after")
    def _provider_is_named(self) -> Self:
        if self.auth == "oidc" and self.oidc is None:
            raise ValueError("auth is oidc: add the table [oidc] with " + ", ".join(Oidc.model_fields))
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic gives it by name, as the others
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then what the caller read from the file; no other source."""
        return env_settings, init_settings

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names the app answers to; empty: any."""
        is_local = self.host in {"127.0.0.1", "::1", "localhost"}
        return self.allowed_hosts or (("localhost", "127.0.0.1", "::1") if is_local else ())

    def teams_of(self, name: str) -> dict[str, Role]:
        """Role in each team of a person; upper and lower case of an e-mail address do not matter."""
        return {
            team: role
            for team, members in self.teams.items()
            for member, role in members.items()
            if member.casefold() == name.casefold()
        }


def data_folder() -> Path:
    """Folder for the user's data: `$XDG_DATA_HOME/steelyard`, by default `~/.local/share/steelyard`."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "steelyard"


def beside_store(settings: Settings) -> Path:
    """Folder for what goes with a store: that of its file, or the user's data folder."""
    file = settings.store_url.removeprefix("sqlite:///")
    return data_folder() if file == settings.store_url else Path(file).parent


@cache
def settings() -> Settings:
    """The settings of this process: from its environment and the file it names (else `steelyard.toml` here, if any).

    Raises
    ------
    SettingsError
        with one line for each problem, such as `steelyard.toml: port: ...` or `STEELYARD_PORT: ...`.
    """
    file, content = _file_content()
    problems = _unknown_variables()
    try:
        found = Settings(**content)
    except ValidationError as error:
        problems += [_line(detail, file) for detail in error.errors(include_url=False)]
    except Unreadable as error:
        field = str(error).partition('field "')[2].partition('"')[0]
        problems.append(f"{PREFIX}{field.upper()}: not valid JSON, which a variable for a list or a table must hold")
    if problems:
        raise SettingsError(problems)
    return found


def _file_content() -> tuple[str, dict[str, Any]]:
    """Name and content of the settings file; none if there is none and none was asked for."""
    named = os.environ.get(FILE_VARIABLE)
    path = Path(named or DEFAULT_FILE)
    if not named and not path.is_file():
        return DEFAULT_FILE, {}
    try:
        return str(path), tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError([f"{path}: cannot be read: {(error.strerror or str(error)).lower()}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path}: not valid TOML: {error}"]) from None


def _unknown_variables() -> list[str]:
    known = {f"{PREFIX}{field}".upper() for field in Settings.model_fields}
    asked = [name for name in os.environ if name.startswith(PREFIX) and name != FILE_VARIABLE]
    return [
        f"{name}: there is no such setting; {suggestion(name, sorted(known))}"
        for name in asked
        if name.partition("__")[0] not in known
    ]


def _line(detail: ErrorDetails, file: str) -> str:
    """One problem: where it was set, which field, what is allowed. The value is not repeated: it may be a secret."""
    location = [str(part) for part in detail["loc"]]
    message = _message(detail, location)
    variable = "__".join(map(str.upper, [PREFIX + location[0], *location[1:]])) if location else ""
    if variable in os.environ:
        return f"{variable}: {message}"
    return f"{file}: {'.'.join(location)}: {message}" if location else f"{file}: {message}"


def _message(detail: ErrorDetails, location: list[str]) -> str:
    """What is wrong, then what the setting means."""
    fields = Oidc.model_fields if location[:1] == ["oidc"] else Settings.model_fields
    if detail["type"] == "extra_forbidden":
        return f"there is no such setting; {suggestion(location[-1], fields)}"
    if detail["type"] == "value_error":
        return str(detail["msg"]).removeprefix("Value error, ")
    meaning = next((fields[name].description for name in reversed(location) if name in fields), None) or ""
    words = {"missing": "is missing", "string_pattern_mismatch": "is not allowed", "string_too_short": "is too short"}
    said = words.get(detail["type"]) or str(detail["msg"]).partition(", unable")[0].replace(
        "Input should be", "must be"
    )
    return f"{said}. {' '.join(meaning.split())}".strip()
