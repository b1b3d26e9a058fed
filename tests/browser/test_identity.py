"""Who is using the app: named by a reverse proxy, or signed in with OpenID Connect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, StartApp
from tests.browser.guard import LOST, settle
from tests.browser.provider import CLIENT, SECRET, Provider, running_provider
from tests.browser.proxy import running_proxy
from tests.browser.server import App, free_port

TEAMS = """
[teams.platform]
"ann@example.com" = "approver"
"""
HEADER = f'auth = "header"\nuser_header = "X-Person"\n{{more}}{TEAMS}'


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


def _oidc(provider: Provider, port: int) -> str:
    return f"""
auth = "oidc"
{TEAMS}
[oidc]
server_metadata_url = "{provider.url}/.well-known/openid-configuration"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{"0123456789" * 4}"
"""


def _signed_in(page: Page) -> Page:
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return settle(page)


def test_the_reverse_proxy_names_the_person(start_app: StartApp, open_page: OpenPage) -> None:
    app = start_app(HEADER.format(more=""))
    with running_proxy(app.port, "X-Person", "ann@example.com") as url:
        page = open_page("/about", url=url)
        expect(page.get_by_text("You are ann@example.com, approver in platform.")).to_be_visible()
        page.close()
    nobody = open_page("/about", url=app.url)
    expect(nobody.get_by_text("You are not signed in.")).to_be_visible()
    expect(nobody.get_by_role("heading")).to_have_count(0)


def test_whoever_reaches_the_app_past_the_proxy_can_name_nobody(start_app: StartApp, open_page: OpenPage) -> None:
    app = start_app(HEADER.format(more='trusted_proxies = ["192.0.2.7"]\n'))
    with running_proxy(app.port, "X-Person", "ann@example.com") as url:
        page = open_page("/about", url=url)
        expect(page.get_by_text("You are not signed in.")).to_be_visible()
        page.close()


def test_a_person_signs_in_and_out_with_a_provider(
    start_app: StartApp, open_page: OpenPage, provider: Provider
) -> None:
    port = free_port()
    app: App = start_app(_oidc(provider, port), port=port)
    page = open_page(url=app.url, also=f"127.0.0.1:{provider.port}", provokes=LOST)
    expect(page.get_by_role("heading", name="Shipped scenarios")).to_have_count(0)
    _signed_in(page)
    expect(page.get_by_role("heading", name="Shipped scenarios")).to_be_visible()
    page.get_by_role("link", name="About").click()
    expect(page.get_by_text("You are ann@example.com, approver in platform.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize(
    "person", [{"email": "ann@example.com", "email_verified": False}, {}, {"email": "local"}], ids=str
)
def test_an_account_without_a_verified_address_gets_no_further(
    start_app: StartApp, open_page: OpenPage, provider: Provider, person: dict[str, object]
) -> None:
    provider.person = person
    port = free_port()
    app = start_app(_oidc(provider, port), port=port)
    page = open_page(url=app.url, also=f"127.0.0.1:{provider.port}", provokes=LOST)
    _signed_in(page)
    expect(page.get_by_text("Your account has no verified e-mail address")).to_be_visible()
    expect(page.get_by_role("heading", name="Shipped scenarios")).to_have_count(0)
