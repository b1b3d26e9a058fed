"""Several people: what is private, shared with a team or public, and who may do what; comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from models.run import Person, Run
from tests.browser.conftest import OpenPage, Solved, StartApp
from tests.browser.guard import settle
from tests.browser.kit import Back, cells, metric, open_panel, open_plan
from tests.browser.proxy import running_proxy

HEADER = "X-Person"
ROLES = {"ann": "approver", "ed": "editor", "vic": "viewer"}
SETTINGS = f"""
auth = "header"
user_header = "{HEADER}"
[teams.platform]
{chr(10).join(f'"{name}@example.com" = "{role}"' for name, role in ROLES.items())}
[teams.other]
"eve@example.com" = "approver"
"""
ANN = Person(name="ann@example.com", teams={"platform": "approver"})
HIDDEN = "There is no such run, or it is not shared with you."
As = Callable[..., Page]


@pytest.fixture(scope="module")
def shared(start_session_app: StartApp) -> Iterator[tuple[Back, dict[str, str]]]:
    """An app behind a sign-in, and the address at which each person reaches it."""
    app = start_session_app(SETTINGS)
    with ExitStack() as stack:
        names = (*ROLES, "eve")
        addresses = {
            name: stack.enter_context(running_proxy(app.port, HEADER, f"{name}@example.com")) for name in names
        }
        yield stack.enter_context(Back(app)), addresses


@pytest.fixture
def back(shared: tuple[Back, dict[str, str]]) -> Back:
    return shared[0]


@pytest.fixture
def run(back: Back, exported: Solved, request: pytest.FixtureRequest) -> Run:
    """A private run of Ann with a plan, named after the test."""
    return back.take(exported("edge-robotics"), request.node.name, ANN)


@pytest.fixture
def as_(shared: tuple[Back, dict[str, str]], open_page: OpenPage) -> As:
    """Opens a page as a person: `as_("ed", "/history")`."""

    def open_as(name: str, path: str = "/history") -> Page:
        return settle(open_page(path, url=shared[1][name]))

    return open_as


def _share(page: Page, run: Run, kind: str) -> None:
    """Share a run from its panel."""
    open_panel(page, run, "Sharing")
    expect(page.get_by_test_id("stHorizontalBlock").get_by_text("private", exact=True)).to_be_visible()
    page.get_by_role("radiogroup").get_by_text(kind, exact=True).click()
    page.get_by_role("button", name="Save sharing").click()
    shown = "shared with platform" if kind == "shared with a team" else kind
    expect(page.get_by_test_id("stHorizontalBlock").get_by_text(shown, exact=True)).to_be_visible()


def _listed(page: Page) -> list[str]:
    return [text for row in cells(page, "Runs you may see") for text in row]


def _cannot_see(page: Page, run: Run) -> None:
    expect(page.get_by_text("There is no run to show.")).to_be_visible()
    for view in ("run", "plan"):
        page.goto(f"/{view}?run={run.id}")
        expect(page.get_by_text(HIDDEN)).to_be_visible()
        expect(page.get_by_text(run.name)).to_have_count(0)
    page.goto(f"/compare?runs={run.id}")
    expect(page.get_by_text("Choose 2 to 4 plans")).to_be_visible()
    expect(page.get_by_text(run.name)).to_have_count(0)


def test_a_private_run_is_in_nobody_elses_list_and_opens_by_no_link(as_: As, run: Run) -> None:
    ann = as_("ann")
    assert run.name in _listed(ann)
    for name in ("ed", "eve"):
        page = as_(name)
        page.get_by_role("textbox", name="Search").fill(run.name)
        page.get_by_role("textbox", name="Search").press("Enter")
        _cannot_see(page, run)


def test_a_team_run_gives_each_member_the_rights_of_the_role(as_: As, back: Back, run: Run) -> None:
    ann = as_("ann")
    _share(ann, run, "shared with a team")
    eve = as_("eve", f"/plan?run={run.id}")
    expect(eve.get_by_text(HIDDEN)).to_be_visible()

    vic = open_panel(as_("vic"), run)
    for label in ("Name", "Note"):
        expect(vic.get_by_role("tabpanel").get_by_label(label, exact=True)).to_be_disabled()
    expect(vic.get_by_text("Only its owner and the editors of its team may change it.")).to_be_visible()
    expect(vic.get_by_role("button", name="Pin")).to_have_count(0)
    expect(vic.get_by_role("button", name="Delete ...")).to_have_count(0)
    vic.get_by_role("tab", name="Approval").click()
    expect(vic.get_by_text("Approvers of the team it is shared with may approve it.")).to_be_visible()
    expect(metric(open_plan(vic, run), "Gap")).to_be_visible()

    ed = open_panel(as_("ed"), run)
    note = ed.get_by_role("tabpanel").get_by_label("Note", exact=True)
    note.fill("Checked by Ed")
    ed.get_by_role("button", name="Save name and note").click()
    expect(ed.get_by_test_id("stText").filter(has_text="Checked by Ed")).to_be_visible()
    assert back.find(run).note == "Checked by Ed"
    ed.get_by_role("tab", name="Sharing").click()
    expect(ed.get_by_text("Only its owner may change that.")).to_be_visible()
    expect(ed.get_by_role("button", name="Delete ...")).to_have_count(0)
    expect(ed.get_by_role("button", name="Approve and freeze")).to_have_count(0)


def test_a_public_run_is_seen_and_commented_by_everybody_and_changed_by_nobody_else(
    as_: As, back: Back, run: Run
) -> None:
    ann = as_("ann")
    _share(ann, run, "everybody here")
    eve = as_("eve")
    assert run.name in _listed(eve)
    open_panel(eve, run, "Comments")
    expect(eve.get_by_role("button", name="Delete ...")).to_have_count(0)
    eve.get_by_label("Comment", exact=True).fill("Where do the quotes come from?")
    eve.get_by_role("button", name="Add comment").click()
    expect(eve.get_by_text("Where do the quotes come from?")).to_be_visible()
    open_panel(ann, run, "Comments")
    expect(ann.get_by_text("Where do the quotes come from?")).to_be_visible()
    expect(ann.get_by_text(re.compile(r"^eve.?@example\.com, 20"))).to_be_visible()
    ann.get_by_label("Comment", exact=True).fill("From the vendors, in January.")
    ann.get_by_role("button", name="Add comment").click()
    expect(ann.get_by_text(re.compile(r"^ann.?@example\.com, 20"))).to_be_visible()
    said = back.store.runs.comments(ANN, run.id)
    assert [comment.author for comment in said] == ["eve@example.com", "ann@example.com"]


def test_an_empty_comment_is_refused(as_: As, run: Run, back: Back) -> None:
    ann = open_panel(as_("ann"), run, "Comments")
    ann.get_by_role("button", name="Add comment").click()
    expect(ann.get_by_text("The comment is empty.")).to_be_visible()
    assert not back.store.runs.comments(ANN, run.id)
