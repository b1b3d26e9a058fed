"""Contrast, names and order of what is on screen (axe), and views without a mouse.

Stronger than what was asked for: where a page of bare Streamlit had violations, ours has none at all.
"""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from models.run import Run
from tests.browser.conftest import OpenPage, Solved
from tests.browser.guard import settle
from tests.browser.kit import LATE, ME, Back, card, metric, turn_to
from ui.scenario_file import SHIPPED
from ui.views.plan import SECTIONS

STILL = "*, *::before, *::after { transition: none !important; animation: none !important }"
CONTRAST: dict[str, object] = {"runOnly": ["color-contrast"]}
FOCUS = """async () => {
    const at = document.activeElement;
    const look = () => {
        const seen = [];
        for (let e = at, n = 0; e && n < 4; e = e.parentElement, n++) {
            const s = getComputedStyle(e);
            seen.push([s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor]);
            seen.push([s.color, s.backgroundColor]);
        }
        return JSON.stringify(seen);
    };
    const focused = look();
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    at.blur();
    await drawn();
    const plain = look();
    at.focus({focusVisible: true});
    await drawn();
    return focused !== plain;
}"""
"""Whether the element in focus looks different from when it is not."""


def violations(page: Page, options: dict[str, object] | None = None) -> list[str]:
    """What axe finds on a page, one line each; the page must have been opened with `bypass_csp=True`."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **(options or {})}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def in_both_themes(page: Page) -> list[str]:
    """All rules in the light theme, then contrast in the dark one."""
    page.add_style_tag(content=STILL)
    light = violations(settle(page))
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(16, 22, 29)")
    dark = violations(settle(page), CONTRAST)
    page.emulate_media(color_scheme="light")
    return light + [f"dark: {line}" for line in dark]


@pytest.fixture
def run(back: Back, exported: Solved) -> Run:
    found = back.take(exported("edge-robotics"), "For everybody to read")
    back.store.runs.comment(back.me, found.id, "Read by screen readers, too.")
    return found


@pytest.mark.parametrize("path", ["/", "/history", "/about", "/run?run=0"])
def test_axe_finds_nothing(open_page: OpenPage, path: str) -> None:
    assert in_both_themes(open_page(path, bypass_csp=True)) == []


def test_axe_finds_nothing_in_any_section_of_a_plan(open_page: OpenPage, run: Run) -> None:
    page, found = open_page(f"/plan?run={run.id}", bypass_csp=True), []
    for section in SECTIONS:
        turn_to(page, section)
        found += [f"{section}: {line}" for line in in_both_themes(page)]
    assert found == []


def test_the_selected_section_can_be_read_in_the_dark_under_the_mouse_and_by_keyboard(
    open_page: OpenPage, run: Run
) -> None:
    page = open_page(f"/plan?run={run.id}", bypass_csp=True)
    page.emulate_media(color_scheme="dark")
    page.add_style_tag(content=STILL)
    section = settle(page).locator('[data-testid="stButtonGroup"] button[data-selected="true"]').first
    section.hover()
    expect(section).to_have_attribute("data-hovered", "true")
    assert violations(settle(page), CONTRAST) == []
    page.mouse.move(0, 0)
    page.keyboard.press("Tab")
    section.focus()
    expect(section).to_have_attribute("data-focus-visible", "true")
    assert violations(settle(page), CONTRAST) == []


def test_axe_finds_nothing_around_a_run(open_page: OpenPage, back: Back, run: Run) -> None:
    other = back.store.runs.import_run(back.me, back.store.runs.export_run(back.me, run.id))
    back.store.runs.approve(back.me, other.id, "Agreed.", "2031-01-31")
    page, found = open_page(f"/run?run={run.id}", bypass_csp=True), []
    for path in (f"/run?run={run.id}", f"/compare?runs={run.id},{other.id}", f"/history?run={other.id}"):
        page.goto(path)
        found += [f"{path}: {line}" for line in in_both_themes(page)]
    for tab in ("Sharing", "Comments", "Approval"):
        page.goto(f"/history?run={run.id}")
        page.get_by_role("tab", name=tab).click()
        found += [f"{tab}: {line}" for line in in_both_themes(page)]
    assert found == []


def test_axe_finds_nothing_while_a_run_is_solved(open_page: OpenPage, back: Back) -> None:
    run = back.with_incumbent(back.search("Searched for long"))
    page = open_page(f"/run?run={run.id}", bypass_csp=True)
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg, canvas")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("section", ["Workloads", "Policy and limits", "YAML"])
def test_axe_finds_nothing_in_the_editor(open_page: OpenPage, back: Back, section: str) -> None:
    text = (SHIPPED / "edge-robotics.yaml").read_text(encoding="utf-8")
    own = back.store.scenarios.create(ME, "Robots", text)
    page = open_page(f"/edit?scenario={own.id}&section={section.replace(' ', '+')}", bypass_csp=True)
    assert in_both_themes(page) == []


def _tab_to(page: Page, name: str, role: str = "button", within: str = "body", most: int = 60) -> None:
    """Go on by Tab until a control has the focus; at every stop on the way the focus is seen."""
    wanted = page.locator(within).get_by_role(role, name=name)  # type: ignore[arg-type]  # a literal of playwright's
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        if wanted.first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{name} cannot be reached")


def test_a_shipped_scenario_is_solved_and_its_plan_read_without_a_mouse(page: Page) -> None:
    settle(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    expect(card(page, "support-inference")).to_be_visible()
    _tab_to(page, "Solve", within=".st-key-shipped-support-inference")
    page.keyboard.press("Enter")
    page.wait_for_url("**/run?run=*")
    expect(page.get_by_role("heading", name="Support inference at scale")).to_be_visible()
    expect(page.get_by_role("button", name="Open the plan")).to_be_visible(timeout=LATE)
    settle(page)
    _tab_to(page, "Open the plan")
    page.keyboard.press("Enter")
    expect(metric(page, "Total cost, discounted")).to_have_text(re.compile(r"^[\d,]+ USD$"))
    settle(page)
    _tab_to(page, "Orders", role="radio")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Fleet by mode")).to_be_visible()
