"""What every view needs: the settings, the store, and who is using the app."""

from __future__ import annotations

import streamlit as st

from data.store import Store, open_store
from models.run import Person
from ui.identity import who
from ui.settings import Settings
from ui.settings import settings as read

__all__ = ["person", "settings", "store"]


def settings() -> Settings:
    """The settings of this process."""
    return read()


def store() -> Store:
    """The store, opened once per process."""
    return _opened(settings().store_url)


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> Store:
    return open_store(url)


def person() -> Person:
    """Who is using this session; without sign-in where it is asked for, the view ends with what to do."""
    return who(settings())
