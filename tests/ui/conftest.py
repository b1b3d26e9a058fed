"""What all tests of the user's side share."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def main_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit makes its script `__main__` and leaves it; processes that later tests spawn would run it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
