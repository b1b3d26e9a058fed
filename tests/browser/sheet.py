"""A grid of the editor as a person uses it: canvas, keyboard and clipboard."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

KEY_MS = 30
"""Between two keys of a fast typist [ms]."""
LOADING_MS = 300
"""The code of the cell editor is loaded at the first key; what is typed meanwhile is lost, as everybody sees [ms]."""
MOST_COLUMNS = 60
ROW_PX = 33
FIRST_CELL = {"x": 45.0, "y": 50.0}
"""A point in the first cell of the first row; in front of it may be the handles of the rows."""


class Sheet:
    """The grid with a name, such as `Offers`."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.first = 0
        self.is_warm = False
        self.frame: Locator = page.get_by_role("region", name=name, exact=True)
        expect(self.frame.locator("canvas").first).to_be_visible()

    def go(self, header: str, row: int = 0) -> Sheet:
        """Select the cell of a column, by the beginning of its header, in a row drawn (from 0)."""
        self.frame.locator(".dvn-scroller").evaluate("e => e.scrollTo(0, 0)")
        self.frame.locator(".dvn-scroller").click(position=FIRST_CELL)
        first = self.first = self._await_row(0)
        for n in range(row):
            self.page.keyboard.press("ArrowDown")
            self.await_cell(first, n + 1)
        for column in range(first, first + MOST_COLUMNS):
            if self.header().startswith(header):
                return self
            self.page.keyboard.press("ArrowRight")
            self.await_cell(column + 1, row)
        raise AssertionError(f"no column {header}")

    def _await_row(self, row: int) -> int:
        """Wait until the first cell of a row is selected; its column (handles of rows count as one)."""
        for _ in range(100):
            column, found = self.selected()
            if found == row and column in (0, 1):
                return column
            self.page.wait_for_timeout(30)
        raise AssertionError(f"no cell of row {row} is selected")

    def await_cell(self, column: int, row: int) -> None:
        """Wait until a cell is the selected one."""
        for _ in range(100):
            if self.selected() == (column, row):
                return
            self.page.wait_for_timeout(30)
        raise AssertionError(f"cell {column}, {row} is not selected, but {self.selected()}")

    def selected(self) -> tuple[int, int]:
        """Column and row of the selected cell."""
        found = re.fullmatch(r"glide-cell-(\d+)-(\d+)", str(self.page.evaluate("document.activeElement.id")))
        return (int(found[1]), int(found[2])) if found else (-1, -1)

    def header(self) -> str:
        """Header of the selected cell."""
        head = self.frame.locator(f'th[aria-colindex="{self.selected()[0] - self.first + 1}"]')
        return head.inner_text() if head.count() else ""

    def type(self, text: str, end: str = "Enter") -> None:
        """Type into the selected cell and leave it."""
        editor = self.page.locator("#portal input, #portal textarea")
        for _ in range(5):  # a key that comes between two cells opens none, and one types it again
            self.page.keyboard.type(text[:1])
            try:
                editor.first.wait_for(timeout=1000)
                break
            except TooLate:
                continue
        expect(editor.first).to_have_value(text[:1])
        if not self.is_warm:
            self.page.wait_for_timeout(LOADING_MS)
            self.is_warm = True
        self.page.keyboard.type(text[1:], delay=KEY_MS)
        expect(editor.first).to_have_value(text)
        self.page.wait_for_timeout(2 * KEY_MS)
        self.page.keyboard.press(end)
        expect(editor).to_have_count(0)

    def paste(self, text: str) -> None:
        """Paste a block, cells apart by tabs."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+v")

    def cell(self, column: int, row: int) -> Locator:
        """A cell, to be waited for; it must be in sight."""
        return self.frame.locator(f"#glide-cell-{column}-{row}")

    def add(self) -> Sheet:
        """Begin a new row with the button of the grid's toolbar."""
        before = self.rows()
        self.frame.hover()
        self.page.get_by_role("button", name="Add row:").click()
        for _ in range(100):
            if self.rows() > before:
                return self
            self.page.wait_for_timeout(30)
        raise AssertionError("no row was added")

    def mark(self, row: int) -> None:
        """Mark a whole row by its handle."""
        self.frame.locator(".dvn-scroller").click(position={"x": 15.0, "y": FIRST_CELL["y"] + ROW_PX * row})

    def text(self, column: int, row: int) -> str:
        """What a cell shows; it must be in sight."""
        return self.frame.locator(f"#glide-cell-{column}-{row}").first.inner_text()

    def rows(self) -> int:
        """How many rows there are, with the empty one for a new row."""
        return int(self.frame.locator('table[role="grid"]').get_attribute("aria-rowcount") or 0) - 1

    def scroll(self) -> list[int]:
        """How far it is scrolled to the right and down [px]."""
        found: list[int] = self.frame.locator(".dvn-scroller").evaluate("e => [e.scrollLeft, e.scrollTop]")
        return found
