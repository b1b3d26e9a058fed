"""About this installation: versions, store, limits, settings; never a secret."""

from __future__ import annotations

from importlib import metadata
from typing import Any

import pandas as pd
import streamlit as st

from data.yaml_source import MAX_BYTES
from ui.health import findings
from ui.settings import Oidc, Settings
from ui.state import person, settings, store

APP_PACKAGES = ("streamlit", "altair", "sqlalchemy", "alembic")


def view() -> None:
    """Show what this installation consists of and how it is set up."""
    st.title("About", anchor=False)
    st.markdown("Steelyard weighs every way to get AI compute and returns the portfolio to procure.")
    _you()
    st.header("Store and limits", anchor=False)
    _table(_limits(settings()), ("What", "Value"))
    st.header("Settings", anchor=False)
    st.markdown("From variables `STEELYARD_...`, else from the settings file, else defaults. Secrets are not shown.")
    _table(shown_settings(settings()), ("Setting", "Value", "Meaning"))
    st.header("Versions", anchor=False)
    _table(_versions(), ("Part", "Found"))


def _you() -> None:
    who = person()
    if who.is_local:
        st.markdown("There is no sign-in: whoever reaches this app is one person with every right.")
        return
    teams = ", ".join(f"{role} in {team}" for team, role in who.teams.items()) or "member of no team"
    st.text(f"You are {who.name}, {teams}.")
    if settings().auth == "oidc":
        st.button("Sign out", on_click=st.logout)


def _limits(found: Settings) -> list[tuple[str, str]]:
    return [
        ("Store", str(store())),
        ("Runs solved at once; further ones wait", f"{found.concurrent_solves}"),
        ("Largest upload", f"{found.upload_mb} MB"),
        ("Largest scenario file", f"{MAX_BYTES / 1e6:g} MB"),
    ]


def shown_settings(found: Settings) -> list[tuple[str, str, str]]:
    """Name, value and meaning of every setting but secrets and what may hold one."""
    rows = [
        (name, _shown(getattr(found, name)), _meaning(field.description))
        for name, field in Settings.model_fields.items()
        if name not in {"store_url", "oidc", "teams"}
    ]
    rows.append(("store_url", str(store()), _meaning(Settings.model_fields["store_url"].description)))
    rows.append(("teams", _teams(found), _meaning(Settings.model_fields["teams"].description)))
    for name, field in Oidc.model_fields.items():
        if found.oidc and not name.endswith("_secret"):
            rows.append((f"oidc.{name}", _shown(getattr(found.oidc, name)), _meaning(field.description)))
    return sorted(rows)


def _shown(value: Any) -> str:
    return (", ".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)


def _meaning(description: str | None) -> str:
    return " ".join((description or "").replace("`", "").split())


def _teams(found: Settings) -> str:
    """Names and sizes of the teams; who is in them is nobody else's business."""
    return ", ".join(f"{team} ({len(members)})" for team, members in found.teams.items()) or "none"


def _versions() -> list[tuple[str, str]]:
    app = [(name, metadata.version(name)) for name in APP_PACKAGES]
    base = [(one.name, one.found if one.is_fine else f"not usable: {one.found}") for one in findings()]
    return [*base[:2], *app, *base[2:]]


def _table(rows: list[Any], headers: tuple[str, ...]) -> None:
    st.dataframe(pd.DataFrame(rows, columns=list(headers)), hide_index=True, height="content", alt=headers[0])
