"""Who a view takes somebody for, without a browser; sign-in itself is tried in `tests/browser/test_identity.py`."""

from __future__ import annotations

import pytest

from tests.ui.views.conftest import SHIPPED_STEMS, Configure, OpenView

HEADER = 'auth = "header"\n[teams.platform]\n"ann@example.com" = "approver"\n'
VIEWS = ("start", "history", "about", "run")


@pytest.mark.parametrize("name", VIEWS)
def test_nobody_sees_anything_before_the_proxy_names_them(open_view: OpenView, configure: Configure, name: str) -> None:
    configure(HEADER)
    app = open_view(name)
    assert app.error[0].value.startswith("You are not signed in.")
    assert not app.title
    assert not app.button
    assert not app.dataframe


@pytest.mark.parametrize("name", ["local", "x" * 201])
def test_a_name_that_cannot_be_a_person_gets_no_further(
    open_view: OpenView, configure: Configure, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    configure(HEADER)
    monkeypatch.setattr("ui.identity._named_by_header", lambda _: name)
    app = open_view("start")
    assert app.error[0].value.startswith("Your account has no verified e-mail address")
    assert not app.title


def test_without_sign_in_everybody_is_the_local_person(open_view: OpenView) -> None:
    assert len([button for button in open_view("start").button if button.label == "Solve"]) == len(SHIPPED_STEMS)
