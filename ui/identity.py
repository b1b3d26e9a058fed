"""Who is using the app: nobody in particular, the person a reverse proxy names, or who signed in."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from pydantic import ValidationError

from models.run import Person
from ui.settings import Settings

HEADER_MISSING = (
    "You are not signed in. This installation is entered through the sign-in page of your organization; "
    "ask its administrator for the address."
)
NO_ADDRESS = "Your account has no verified e-mail address; ask the administrator of your sign-in."


def who(settings: Settings) -> Person:
    """The person of this session; without one the script stops at a way to sign in."""
    if settings.auth == "none":
        return Person.local()
    name = _named_by_header(settings.user_header) if settings.auth == "header" else _signed_in()
    name = name.lower()  # Ann@x and ann@x are one person, who owns the same runs
    try:
        return Person(name=name, teams=settings.teams_of(name))
    except ValidationError:  # too long, or the name that stands for an app without sign-in
        _stop_at(NO_ADDRESS)


def _named_by_header(header: str) -> str:
    name = (st.context.headers.get(header) or "").strip()
    if not name:
        _stop_at(HEADER_MISSING)
    return name


def _signed_in() -> str:
    """The e-mail address the provider vouches for."""
    if not st.user.is_logged_in:
        st.title("Steelyard")
        st.button("Sign in", on_click=st.login, type="primary")
        st.stop()
    name = st.user.get("email")
    if not isinstance(name, str) or not name or st.user.get("email_verified") is False:
        st.button("Sign out", on_click=st.logout)
        _stop_at(NO_ADDRESS)
    return name


def _stop_at(reason: str) -> NoReturn:
    st.error(reason)
    st.stop()
