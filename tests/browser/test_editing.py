"""The editor in a real browser: what is typed into a grid, what stays, and what two windows do to each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.document import Document
from data.store import Store, open_store
from models.run import Person
from tests.browser.conftest import OpenPage
from tests.browser.guard import settle
from tests.browser.server import App
from tests.browser.sheet import Sheet
from ui.editing.session import Session
from ui.scenario_file import SHIPPED

ME = Person.local()
ACKNOWLEDGED_MS = 1000
"""After this the browser has seen that what was typed is in the data, and said so."""
COPILOT = (SHIPPED / "enterprise-copilot.yaml").read_text(encoding="utf-8")


class Opened:
    """A scenario of its own in the editor."""

    def __init__(self, app: App, open_page: OpenPage, text: str = COPILOT) -> None:
        self.store: Store = open_store(app.store_url)
        self.id = self.store.scenarios.create(ME, "Copilot", text).id
        self._open_page = open_page

    def page(self, section: str, part: str | None = None) -> Page:
        page = self._open_page(f"/edit?scenario={self.id}&section={section.replace(' ', '+')}")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        settle(page)
        if part:
            page.get_by_role("radio", name=part, exact=True).click()
            settle(page)
        return page

    @property
    def document(self) -> Document:
        """The draft as the store has it."""
        return Session.open(self.store, ME, self.id).document


@pytest.fixture
def opened(app: App, open_page: OpenPage) -> Opened:
    return Opened(app, open_page)


def changes(page: Page, count: int) -> None:
    """Wait until the draft is so many changes ahead."""
    words = f"{count} change{'s' if count > 1 else ''} since version" if count else "No changes since version"
    expect(page.get_by_text(re.compile(rf"\b{words} \d+"))).to_be_visible()
    settle(page)


def prices(document: Document) -> list[object]:
    return [document.at(("offers", n, "usd_per_hour")) for n in range(3)]


def test_four_edits_in_a_row_undo_redo_and_another_view(opened: Opened) -> None:
    page = opened.page("Offers and prices")
    sheet = Sheet(page, "Offers").go("Used hour")
    column = sheet.selected()[0]
    for n, price in enumerate(("61.5", "41.25", "31.125", "21")):
        sheet.type(price)
        changes(page, n + 1)
        sheet.await_cell(column, n + 1)  # the keyboard stays where it was
    assert prices(opened.document) == [61.5, 41.25, 31.125]
    scrolled = sheet.scroll()
    page.wait_for_timeout(ACKNOWLEDGED_MS)
    for left in (3, 2):
        page.get_by_role("button", name="Undo").click()
        changes(page, left)
    assert sheet.scroll() == scrolled, "undo leaves the grid in place"
    expect(sheet.cell(column, 1)).to_have_text("41.25")
    expect(sheet.cell(column, 2)).to_have_text("")
    assert prices(opened.document) == [61.5, 41.25, None]
    page.get_by_role("button", name="Redo").click()
    changes(page, 3)
    expect(sheet.cell(column, 2)).to_have_text("31.125")
    page.get_by_role("link", name="About").click()
    expect(page.get_by_role("heading", name="About", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Copilot")).to_be_visible()
    settle(page)
    again = Sheet(page, "Offers").go("Used hour", 2)
    expect(again.cell(*again.selected())).to_have_text("31.125")
    again.type("30")
    changes(page, 4)
    assert prices(opened.document) == [61.5, 41.25, 30]


def test_own_and_catalog_price_stand_side_by_side_and_follow(opened: Opened) -> None:
    page = opened.page("Offers and prices")
    sheet = Sheet(page, "Offers").go("Used hour")
    column = sheet.selected()[0]
    catalog = sheet.text(column - 1, 0)
    assert float(catalog) == float(sheet.text(column, 0))
    sheet.type("60")
    changes(page, 1)
    expect(sheet.cell(column, 0)).to_have_text("60")
    expect(sheet.cell(column - 1, 0)).to_have_text(catalog)
    sheet.frame.locator(".dvn-scroller").evaluate("e => e.scrollTo(0, 0)")
    expect(sheet.cell(1, 0)).to_have_text("catalog, own: used hour, quota")


def await_path(opened: Opened, page: Page, path: dict[str, int]) -> None:
    """Wait until the first workload's demand has these months; a busy machine takes them over later than they show."""
    for _ in range(100):
        settle(page)
        found = opened.document.at(("workloads", 0, "demand", 0, "path"))
        if path.items() <= found.items():
            return
        page.wait_for_timeout(100)
    assert path.items() <= found.items()


def test_fast_typing_and_a_pasted_block_lose_nothing(opened: Opened) -> None:
    page = opened.page("Demand", "By month")
    sheet = Sheet(page, "Demand by month").go("2027-02")
    column = sheet.selected()[0]
    typed = [str(1000 + n) for n in range(8)]
    for value in typed:
        sheet.type(value, end="Tab")
    expect(sheet.cell(column + 7, 0)).to_have_text("1007")
    path = {f"2027-{month:02d}": 1000 + n for n, month in enumerate(range(2, 10))}
    await_path(opened, page, path)
    sheet.go("2027-02").paste("5\t6\t7")
    expect(sheet.cell(column + 2, 0)).to_have_text("7")
    await_path(opened, page, {"2027-02": 5, "2027-03": 6, "2027-04": 7, "2027-05": 1003})


def test_a_month_typed_into_a_level_leaves_the_other_months_and_undo_brings_the_level_back(opened: Opened) -> None:
    at = ("workloads", 1, "demand", 0)
    before = opened.document.at(at)
    assert "level" in before
    page = opened.page("Demand", "By month")
    sheet = Sheet(page, "Demand by month").go("2027-03", 1)
    column, row = sheet.selected()
    others = [sheet.text(column + n, row) for n in (-2, -1, 1)]
    assert others[0] == "9000", "every month shows its value"
    sheet.type("400")
    changes(page, 1)
    expect(sheet.cell(column, row)).to_have_text("400")
    assert [sheet.text(column + n, row) for n in (-2, -1, 1)] == others
    path = opened.document.at((*at, "path"))
    assert (len(path), path["2027-03"]) == (36, 400)
    page.get_by_role("button", name="Undo").hover()
    expect(
        page.get_by_text(re.compile("Turn the level demand of .* into a path of 36 months and set 2027"))
    ).to_be_visible()
    page.wait_for_timeout(ACKNOWLEDGED_MS)
    page.get_by_role("button", name="Undo").click()
    changes(page, 0)
    expect(sheet.cell(column, row)).not_to_have_text("400")
    assert opened.document.at(at) == before


def test_years_and_shares_are_shown_as_they_were_typed(app: App, open_page: OpenPage) -> None:
    text = (SHIPPED / "ai-factory.yaml").read_text(encoding="utf-8")
    page = Opened(app, open_page, text).page("Policy and limits", "Budgets")
    sheet = Sheet(page, "Budgets").go("Fiscal year")
    column = sheet.selected()[0]
    assert [sheet.text(column, row) for row in range(3)] == ["2027", "2028", "2029"]


def test_rows_typed_below_the_last_one_and_deleted(opened: Opened) -> None:
    page = opened.page("Service levels")
    sheet = Sheet(page, "Service targets")
    assert sheet.rows() == 3, "two, and the empty one"
    sheet.add().go("Limit", 2).type("250")
    changes(page, 1)
    assert opened.document.at(("workloads", 1, "targets")) == [{"limit_ms": 250}], "it belongs to the last workload"
    expect(page.get_by_text(re.compile(r"Problems \(\d+\)"))).to_be_visible()
    sheet = Sheet(page, "Service targets")
    sheet.mark(2)
    page.keyboard.press("Delete")
    changes(page, 2)
    assert opened.document.at(("workloads", 1, "targets"), []) == []
    expect(page.get_by_text("No problems")).to_be_visible()


def test_an_invalid_edit_its_message_and_the_way_to_its_cell(opened: Opened) -> None:
    page = opened.page("Demand")
    Sheet(page, "Demand").go("Level", 1).type("-5")
    changes(page, 1)
    page.get_by_text("Problems (1)").click()
    page.get_by_role("radio", name="Sites", exact=True).click()
    settle(page)
    page.get_by_role("button", name=re.compile("level.*out of range")).click()
    settle(page)
    expect(page.get_by_role("radio", name="Demand", exact=True)).to_be_checked()
    expect(page.get_by_text(re.compile(r"column Level \[(tokens/s|see Unit)\]"))).to_be_visible()
    sheet = Sheet(page, "Demand").go("Level")
    assert sheet.selected() == (sheet.first + 1, 0), "its row and column come first"
    expect(sheet.cell(*sheet.selected())).to_have_text("-5")
    sheet.type("50")
    changes(page, 2)
    expect(page.get_by_text(re.compile("^Solved"))).to_be_visible()
    expect(page.get_by_text("No problems")).to_be_visible()
    assert opened.document.at(("workloads", 1, "demand", 0, "level")) == 50


def test_the_draft_survives_reload_and_restart_of_the_server(start_app: object, open_page: OpenPage) -> None:
    app: App = start_app()  # type: ignore[operator]  # a fixture that makes apps
    opened = Opened(app, open_page)
    page = opened._open_page(f"/edit?scenario={opened.id}&section=Horizon", url=app.url)
    settle(page)
    page.get_by_role("spinbutton", name="Periods [count]").fill("24")
    page.get_by_role("spinbutton", name="Periods [count]").press("Enter")
    changes(page, 1)
    page.reload()
    changes(page, 1)
    expect(page.get_by_role("spinbutton", name="Periods [count]")).to_have_value("24")
    opened.store.close()
    address = page.url
    page.goto("about:blank")
    app.restart()
    page.goto(address)
    changes(page, 1)
    page.get_by_role("button", name="Undo").click()
    changes(page, 0)
    expect(page.get_by_role("spinbutton", name="Periods [count]")).to_have_value("36")


def test_save_shows_what_changed_first(opened: Opened) -> None:
    page = opened.page("Horizon")
    page.get_by_role("spinbutton", name="Periods [count]").fill("24")
    page.get_by_role("spinbutton", name="Periods [count]").press("Enter")
    changes(page, 1)
    page.get_by_role("button", name="Save ...").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("1 difference from version 1")).to_be_visible()
    shown = dialog.locator('[data-testid="stDataFrame"] td')
    expect(shown.nth(0)).to_have_text("Horizon: periods [count]")
    assert [cell.inner_text() for cell in shown.all()] == ["Horizon: periods [count]", "36", "24"]
    dialog.get_by_role("button", name="Save version 2").click()
    expect(page.get_by_text("Saved. No changes since version 2")).to_be_visible()
    saved = opened.store.scenarios.find(ME, opened.id)
    assert saved.revision == 2
    assert saved.saved_text == COPILOT.replace("periods: 36", "periods: 24")


def test_discarding_asks_first(opened: Opened) -> None:
    page = opened.page("Horizon")
    periods = page.get_by_role("spinbutton", name="Periods [count]")
    periods.fill("24")
    periods.press("Enter")
    changes(page, 1)
    page.get_by_role("button", name="Discard ...").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Back to editing").click()
    changes(page, 1)
    page.get_by_role("button", name="Discard ...").click()
    dialog.get_by_role("button", name="Discard these changes for good").click()
    expect(page.get_by_text("Draft discarded. No changes since version 1")).to_be_visible()
    expect(periods).to_have_value("36")


def test_two_windows_on_one_draft(opened: Opened) -> None:
    one, other = opened.page("Horizon"), opened.page("Horizon")
    for page, value in ((one, "24"), (other, "12")):
        page.get_by_role("spinbutton", name="Periods [count]").fill(value)
        page.get_by_role("spinbutton", name="Periods [count]").press("Enter")
        settle(page)
    expect(other.get_by_text(re.compile("changed or saved in another window.*Not taken over.*12"))).to_be_visible()
    expect(other.get_by_role("spinbutton", name="Periods [count]")).to_have_value("24")
    assert opened.document.at(("horizon", "periods")) == 24


def upload(page: Page, file: Path, button: str = "Take the file over") -> None:
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_text(file.name)).to_be_visible()
    settle(page)
    page.get_by_role("button", name=button).click()


def test_files_down_and_up(opened: Opened, tmp_path: Path) -> None:
    page = opened.page("Offers and prices")
    page.get_by_role("button", name="File ...").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download YAML").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == COPILOT
    assert download.value.suggested_filename == "copilot.yaml"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="CSV ...").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download offers").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 13
    changed = tmp_path / "prices.csv"
    changed.write_text("id,usd_per_hour\naws-eu-north-1-h200-on-demand,55.5\n", encoding="utf-8")
    upload(page, changed)
    changes(page, 1)
    assert prices(opened.document)[0] == 55.5
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("id,price\nx,1\n", encoding="utf-8")
    upload(page, wrong)
    expect(page.get_by_text("unknown column 'price'")).to_be_visible()


def test_records_are_chosen_from_the_catalog(opened: Opened) -> None:
    page = opened.page("Offers and prices")
    page.get_by_role("button", name="Add from catalog ...").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Find").fill("h200 reserve eu-north1")
    dialog.get_by_label("Find").press("Enter")
    settle(page)
    sheet = Sheet(page, "Offers of the catalog")
    expect(sheet.cell(1, 0)).to_contain_text("eu-north1-h200-reserve")
    name = sheet.text(1, 0)
    sheet.frame.locator(".dvn-scroller").click(position={"x": 15, "y": 50})
    dialog.get_by_role("button", name="Add 1 chosen").click()
    changes(page, 1)
    assert opened.document.at(("offers",))[-1] == name
    expect(Sheet(page, "Offers").cell(0, 0)).to_have_text(name), "the new record comes first"


def test_the_text_keeps_its_comments_and_refuses_what_is_no_yaml(opened: Opened) -> None:
    page = opened.page("YAML")
    area = page.get_by_label("Scenario as YAML")
    expect(area).to_have_value(COPILOT)
    area.fill("name: *bomb\n")
    page.get_by_role("button", name="Take the text over").click()
    expect(page.get_by_text(re.compile(r"Line 1, column 7: aliases"))).to_be_visible()
    expect(area).to_have_value("name: *bomb\n")
    area.fill(COPILOT + "# ours\n")
    page.get_by_role("button", name="Take the text over").click()
    changes(page, 1)
    assert opened.document.text() == COPILOT + "# ours\n"


def test_a_formula_and_html_stay_text(opened: Opened) -> None:
    page = opened.page("Workloads")
    evil = "=1+1<img src=x onerror=alert(1)>[x](http://evil.example)"
    Sheet(page, "Workloads").go("Name").type(evil)
    changes(page, 1)
    assert opened.document.at(("workloads", 0, "name")) == evil
    page.get_by_role("button", name="Save ...").click()
    expect(page.get_by_role("dialog").locator("td", has_text=evil)).to_have_count(1)
    assert page.locator("img[src=x]").count() == 0


def test_a_file_takes_the_place_of_the_draft_or_is_refused(opened: Opened, tmp_path: Path) -> None:
    page = opened.page("Horizon")
    bomb, good = tmp_path / "bomb.yaml", tmp_path / "good.yaml"
    bomb.write_text("a: &a [x, x]\nb: &b [*a, *a]\nname: [*b, *b]\n", encoding="utf-8")
    good.write_text(COPILOT.replace("periods: 36", "periods: 12  # one year"), encoding="utf-8")
    page.get_by_role("button", name="File ...").click()
    upload(page, bomb, "Replace the draft")
    expect(page.get_by_text(re.compile("The draft was not replaced.*anchors"))).to_be_visible()
    assert opened.document.text() == COPILOT
    upload(page, good, "Replace the draft")
    changes(page, 1)
    assert opened.document.text() == good.read_text(encoding="utf-8")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").click()
    changes(page, 0)
    assert opened.document.text() == COPILOT


def test_a_field_is_edited_and_taken_back_by_the_keyboard_alone(opened: Opened) -> None:
    page = opened.page("Policy and limits")
    rate = page.get_by_role("spinbutton", name="Discount rate [1/year]")
    rate.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("0.1")
    page.keyboard.press("Enter")
    changes(page, 1)
    page.keyboard.press("Alt+z")
    changes(page, 0)
    expect(rate).to_have_value("0.09")
