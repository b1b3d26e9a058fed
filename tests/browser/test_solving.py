"""From one click to a plan: live figures, reload, cancel, accepted gap, crash, queue, restart of the server."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from data.plan_io import read_plan
from models.plan import content_hash
from tests.browser.conftest import OpenPage, StartApp
from tests.browser.guard import LOST, settle
from tests.browser.kit import LATE, Back, card, metric, run_of
from tests.browser.server import App
from ui.cli import app as command
from ui.figures import percent, usd
from ui.runs.keeper import is_worker
from ui.scenario_file import SHIPPED

BEST, BOUND, GAP = "Best plan, discounted", "No plan costs less than", "Gap, share"
USD = re.compile(r"^[\d,]+ USD$")


def _is_solved(page: Page) -> None:
    expect(page.get_by_text("being solved")).to_be_visible()
    expect(metric(page, BEST)).to_have_text(USD, timeout=LATE)


def test_one_click_solves_a_shipped_scenario_to_the_plan_of_the_command_line(
    page: Page, back: Back, tmp_path: Path
) -> None:
    card(page, "edge-robotics").get_by_role("button", name="Solve").click()
    page.wait_for_url("**/run?run=*")
    run = run_of(page)
    expect(metric(page, "Wall clock")).to_have_text(re.compile(r"\d+ s"))
    page.get_by_role("button", name="Open the plan").click(timeout=LATE)
    page.wait_for_url(f"**/plan?run={run}*")
    plan = back.plan(run)
    expect(page.get_by_role("heading", name=plan.decision)).to_be_visible()
    expect(metric(page, "Total cost, discounted")).to_have_text(usd(plan.objective_usd))
    expect(metric(page, "Total cost, nominal")).to_have_text(usd(plan.costs.total_nominal_usd))
    expect(metric(page, BOUND)).to_have_text(usd(plan.bound_usd))
    expect(metric(page, GAP)).to_have_text(percent(plan.gap))
    expect(page.get_by_text("Audit passed", exact=True)).to_be_visible()
    expect(page.get_by_text(plan.evidence.sentence)).to_be_visible()
    file = SHIPPED / "edge-robotics.yaml"
    done = CliRunner().invoke(command, ["plan", str(file), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert content_hash(read_plan(tmp_path / "plan.json")) == plan.provenance.content_hash


def test_a_reload_goes_on_where_the_solve_is(page: Page, back: Back) -> None:
    run = back.with_incumbent(back.search("To be reloaded"))
    page.goto(f"/run?run={run.id}")
    _is_solved(page)
    before = back.find(run)
    page.reload()
    expect(page.get_by_role("heading", level=1, name="To be reloaded")).to_be_visible()
    _is_solved(page)
    now = back.find(run)
    assert (now.status, now.pid, now.started) == ("running", before.pid, before.started)
    assert now.seconds >= before.seconds


def test_cancelling_a_search_keeps_the_best_plan(page: Page, back: Back) -> None:
    run = back.with_incumbent(back.search("To be cancelled"))
    page.goto(f"/run?run={run.id}")
    _is_solved(page)
    page.get_by_role("button", name="Cancel and keep the best plan").click()
    expect(page.get_by_text(re.compile(r"Cancelled at a gap of .*; the best plan so far was kept"))).to_be_visible()
    plan = back.plan(run)
    assert plan.audit.passed
    expect(metric(page, BEST)).to_have_text(usd(plan.objective_usd))
    expect(metric(page, GAP)).to_have_text(percent(plan.gap))


def test_an_accepted_gap_ends_the_search(page: Page, back: Back) -> None:
    run = back.with_incumbent(back.search("Good enough"))
    page.goto(f"/run?run={run.id}")
    _is_solved(page)
    accepted = page.get_by_role("spinbutton", name="Gap good enough [%]")
    accepted.fill("99")
    accepted.press("Enter")
    page.get_by_role("button", name="Accept this gap").click()
    expect(page.get_by_text("99 % was accepted during the search")).to_be_visible()
    expect(page.get_by_role("button", name="Open the plan")).to_be_visible()
    plan = back.plan(run)
    expect(metric(page, GAP)).to_have_text(percent(plan.gap))
    assert back.find(run).accepted_gap == 0.99


def test_a_killed_worker_is_shown_as_crashed_with_its_last_incumbent_and_run_again(page: Page, back: Back) -> None:
    run = back.with_incumbent(back.search("To be killed"))
    page.goto(f"/run?run={run.id}")
    _is_solved(page)
    assert run.pid is not None
    os.kill(run.pid, signal.SIGKILL)
    expect(page.get_by_text("The solver process ended unexpectedly")).to_be_visible()
    expect(page.get_by_text("crashed", exact=True)).to_be_visible()
    crashed = back.find(run)
    assert crashed.incumbent_usd is not None
    expect(metric(page, BEST + ", not audited")).to_have_text(usd(crashed.incumbent_usd))
    expect(page.get_by_text(f"with a plan of {usd(crashed.incumbent_usd)}")).to_be_visible()
    expect(page.get_by_role("button", name="Open the plan")).to_have_count(0)
    page.get_by_role("button", name="Run again").click()
    page.wait_for_url(lambda address: run.id not in address)
    _is_solved(page)
    assert back.find(run_of(page)).name == "To be killed"


def test_a_run_waits_for_its_turn_and_can_leave_the_queue(page: Page, back: Back) -> None:
    first = back.with_incumbent(back.search("First"))
    second, third = back.search("Second"), back.search("Third")
    page.goto(f"/run?run={third.id}")
    expect(page.get_by_text("number 2 in the queue")).to_be_visible()
    expect(page.get_by_text("waiting", exact=True)).to_be_visible()
    back.store.runs.ask_cancel(back.me, second.id)
    expect(page.get_by_text("number 1 in the queue")).to_be_visible()
    page.get_by_role("button", name="Remove from the queue").click()
    expect(page.get_by_text("Cancelled before it started.")).to_be_visible()
    assert back.find(first).status == "running"


def test_the_next_in_the_queue_starts_when_the_first_has_ended(page: Page, back: Back) -> None:
    first = back.with_incumbent(back.search("First"))
    second = back.search("Second")
    page.goto(f"/run?run={second.id}")
    expect(page.get_by_text("number 1 in the queue")).to_be_visible()
    back.store.runs.ask_cancel(back.me, first.id)
    _is_solved(page)


def test_a_restart_of_the_server_leaves_the_solve_alone(start_app: StartApp, open_page: OpenPage) -> None:
    app: App = start_app()
    with Back(app) as back:
        run = back.with_incumbent(back.search("Survivor"))
        page = open_page(f"/run?run={run.id}", url=app.url, provokes=LOST)
        _is_solved(page)
        expect(page.get_by_role("spinbutton", name="Gap good enough [%]")).to_be_visible()
        expect(page.get_by_test_id("stVegaLiteChart").locator("svg, canvas")).to_be_visible()
        app.stop()
        assert run.pid is not None
        assert is_worker(run.pid)
        app.start()
        cold = open_page(f"/run?run={run.id}", url=app.url)
        _is_solved(cold)
        now = back.find(run)
        assert (now.status, now.pid) == ("running", run.pid)
        expect(page.get_by_text("being solved")).to_be_visible()
        cold.get_by_role("button", name="Cancel and keep the best plan").click()
        for shown in (cold, page):
            expect(shown.get_by_role("button", name="Open the plan")).to_be_visible(timeout=LATE)
        settle(cold)
