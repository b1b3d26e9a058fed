"""The about view."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.views.conftest import Configure, OpenView

OIDC = """
auth = "header"
[teams.platform]
"ann@example.com" = "approver"
[oidc]
server_metadata_url = "https://sign-in.example/.well-known/openid-configuration"
client_id = "steelyard"
client_secret = "very-secret-one"
redirect_uri = "https://steelyard.example/oauth2callback"
cookie_secret = "very-secret-two-very-secret-two-very"
"""


def _tables(app: AppTest) -> str:
    return "\n".join(frame.value.to_csv() for frame in app.dataframe)


def test_versions_store_and_limits_are_shown(open_view: OpenView) -> None:
    shown = _tables(open_view("about"))
    assert all(word in shown for word in ("streamlit", "highspy", "store.sqlite", "10 MB", "concurrent_solves"))


def test_no_secret_and_no_member_is_shown(
    open_view: OpenView, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(OIDC)
    monkeypatch.setattr("ui.identity._named_by_header", lambda _: "ann@example.com")
    app = open_view("about")
    shown = _tables(app) + "".join(text.value for text in app.text)
    assert "https://sign-in.example" in shown
    assert "platform (1)" in shown
    assert "approver in platform" in shown
    assert "very-secret" not in shown
