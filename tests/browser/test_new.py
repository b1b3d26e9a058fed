"""The guided start in a browser: five clicks to a first plan, and demand from accelerator-hours."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from data.starter.answers_file import read_answers
from tests.browser.conftest import OpenPage
from tests.browser.guard import settle
from tests.browser.kit import Back, metric, run_of
from tests.browser.test_access import in_both_themes
from ui.figures import usd

STEPS = ("What work?", "How much?", "Where?", "How to get capacity?", "Review")


def _next(page: Page, step: str) -> None:
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("radio", name=step)).to_be_checked()
    settle(page)


def test_a_few_answers_lead_to_a_first_own_plan(open_page: OpenPage, back: Back) -> None:
    page = open_page("/new")
    settle(page)
    for step in STEPS[1:]:
        if step == STEPS[2]:
            demand = page.get_by_role("spinbutton", name="Mean demand [tokens/s]")
            demand.fill("30000")
            demand.press("Enter")
            expect(page.get_by_text(re.compile(r"^30,000 tokens/s, about .* a day\.")).first).to_be_visible()
        _next(page, step)
    name = page.get_by_role("textbox", name="Name of the scenario")
    name.fill("My first plan")
    name.press("Enter")
    expect(page.get_by_text("nothing is known that rules out a plan")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Create and plan").click()
    page.wait_for_url("**/run?run=*")
    expect(page.get_by_role("heading", level=1, name="My first plan")).to_be_visible()
    page.get_by_role("button", name="Open the plan").click(timeout=120_000)
    run = run_of(page)
    plan = back.plan(run)
    expect(page.get_by_text(plan.decision)).to_be_visible()
    expect(metric(page, "Total cost, discounted")).to_have_text(usd(plan.objective_usd))
    first = [row.mean_demand for row in plan.service if row.period == plan.periods[0].period]
    quarter = [30_000 * 1.3 ** (month / 12) for month in range(3)]
    assert first == pytest.approx([sum(quarter) / 3])
    page.get_by_role("link", name="Start", exact=True).click()
    expect(page.get_by_role("link", name="My first plan", exact=True)).to_be_visible()
    own = next(saved for saved in back.store.scenarios.mine(back.me) if saved.name == "My first plan")
    assert own.saved_text == back.store.runs.document(back.me, run)


def test_hours_of_today_become_a_scenario_and_its_answers_a_file(
    open_page: OpenPage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page = open_page("/new")
    settle(page)
    _next(page, STEPS[1])
    page.get_by_text("By accelerator-hours it uses today").click()
    expect(page.get_by_text("13.56 x 3,821 = 51,820 tokens/s")).to_be_visible()
    hours = page.get_by_role("spinbutton", name="Use [h/month]")
    hours.fill("44000")
    hours.press("Enter")
    expect(page.get_by_text(re.compile("27.12 of them are busy"))).to_be_visible()
    page.get_by_text("Count these accelerators as today's fleet").click()
    expect(page.get_by_role("spinbutton", name="Accelerators", exact=True)).to_have_value("61")
    page.reload()
    page.get_by_role("button", name="Go on where you were").click()
    expect(page.get_by_role("spinbutton", name="Accelerators", exact=True)).to_have_value("61")
    expect(hours).to_have_value("44000")
    page.get_by_text("5. Review").click()
    expect(page.get_by_role("button", name="Create and edit")).to_be_enabled()
    page.get_by_text("The scenario file").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the answers").click()
    file = tmp_path_factory.mktemp("answers") / "answers.yaml"
    download.value.save_as(file)
    answers = read_answers(file)
    assert answers.workloads[0].usage is not None
    assert answers.workloads[0].usage.hours_per_month == 44_000
    assert answers.fleet[0].accelerators == 61
    page.reload()
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_role("radio", name=STEPS[0])).to_be_checked()


def test_axe_finds_nothing_in_any_step(open_page: OpenPage) -> None:
    page = open_page("/new", bypass_csp=True)
    found = in_both_themes(page)
    for step in STEPS[1:]:
        _next(page, step)
        found += in_both_themes(page)
    assert found == []
