"""What the store refuses, said on the view instead of ending it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from data.store import StoreError
from ui.parts.text import md


@contextmanager
def said() -> Iterator[None]:
    """Show why the store refused what is done inside; what comes after it inside is left out."""
    try:
        yield
    except StoreError as error:
        st.error(md(str(error)))
