"""What the editor keeps for one browser session: the work on a scenario, the grids as drawn, what to point at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from threading import RLock
from typing import TYPE_CHECKING, Literal, NamedTuple

from data.document import Edit, EditError
from data.document.grids import Grid, grids
from data.document.syntax import Written
from data.problems import Location, Problem, ScenarioError
from data.store import Conflict, StoreError
from ui.editing.places import Place, place_of
from ui.editing.sections import TITLES
from ui.editing.session import MEANWHILE, Session
from ui.editing.showing import Showing

if TYPE_CHECKING:
    from solver.answers.check import CheckReport


class Notice(NamedTuple):
    """Something to say to the person until the next thing they do."""

    level: Literal["info", "warning", "error"]
    text: str


class Typed(NamedTuple):
    """A text typed in place of the document's, not taken over yet, and the document that it was typed over."""

    content: Written
    text: str


class Focus(NamedTuple):
    """What the person wants to see: a problem, and where it is corrected."""

    problem: Problem
    place: Place


@dataclass
class Desk:
    """The editor of one scenario in one browser session."""

    session: Session
    showings: dict[str, Showing] = field(default_factory=dict)
    """Grids and forms as drawn, by the key of their place on the view."""
    dialog: str | None = None
    """The dialog that is open; kept here because a run that follows at once would close one opened by a button."""
    section: str = TITLES[0]
    """The section looked at last."""
    focus: Focus | None = None
    fresh: tuple[str, tuple[Location, ...]] | None = None
    """Grid and rows that were just made: they are shown first until something else is asked for."""
    notice: Notice | None = None
    typed: Typed | None = None
    unread: tuple[Problem, ...] = ()
    """Why the typed text could not be taken over."""
    report: tuple[Written, CheckReport] | None = None
    """What was last found before solving, and in which document."""
    lock: RLock = field(default_factory=RLock)
    """Held while the desk is changed: two runs of the view may overlap."""
    _text: tuple[Written, int] | None = None
    _numbers: count[int] = field(default_factory=count)
    _grids: tuple[Written, dict[str, Grid]] | None = None

    @property
    def grids(self) -> dict[str, Grid]:
        """All grids and forms of the document as it is now, by name."""
        document = self.session.document
        if self._grids is None or self._grids[0] is not document.content:
            self._grids = (document.content, {grid.name: grid for grid in grids(document)})
        return self._grids[1]

    def number(self) -> int:
        """A number for a widget that no other widget of this desk has had."""
        return next(self._numbers)

    def text_number(self) -> int:
        """Part of the key of the text's widget: another when the document has changed, unless something is typed."""
        content = self.session.document.content
        if self._text is None or (self.typed is None and self._text[0] is not content):
            self._text = (content, self.number())
        return self._text[1]

    def type(self, text: str) -> None:
        """Keep a text as it is typed, over whatever was there when typing began."""
        if text == self.session.document.text():
            self.typed = None
        else:
            self.typed = Typed(self.typed.content if self.typed else self.session.document.content, text)

    def drop_text(self) -> None:
        """Forget what was typed in place of the document's text."""
        self.typed, self.unread, self._text = None, (), None

    def first(self, grid: str) -> tuple[Location, ...]:
        """Locations of the rows of a grid to be shown first."""
        if self.focus and self.focus.place.grid == grid and self.focus.place.at is not None:
            return (self.focus.place.at,)
        return self.fresh[1] if self.fresh and self.fresh[0] == grid else ()

    def redraw(self) -> None:
        """Draw all grids and forms anew."""
        self.showings.clear()

    def refresh(self, by: str | None = None) -> None:
        """Draw those grids and forms anew that the document no longer agrees with, or whose choices have changed.

        Parameters
        ----------
        by : key of the grid in which the person works: its choices may wait.
        """
        kept = {}
        for key, showing in self.showings.items():
            grid = self.grids[showing.grid.name]
            if not showing.is_true(self.session.document, grid):
                continue
            if key != by:
                if grid != showing.grid or (showing.delta.size and not showing.is_live):
                    continue
                showing.rebase(self.session.document)
            kept[key] = showing
        self.showings = kept

    def open_dialog(self, name: str) -> None:
        """Open a dialog from the next run on."""
        self.dialog = name

    def close_dialog(self) -> None:
        """Leave the dialog."""
        self.dialog = None

    def point_at(self, problem: Problem) -> Place:
        """Show a problem where it is corrected."""
        place = place_of(problem.location, self.grids.values())
        self.focus = Focus(problem, place)
        self.redraw()
        return place

    def keep_step(self) -> None:
        """Show the newest state where another window has changed it; errors as in `Session.open`."""
        with self.lock:
            if not self.session.is_in_step():
                self.session.reopen()
                self.redraw()
                self.notice = Notice("warning", MEANWHILE)

    # -- what a person does ------------------------------------------------------------------------------------------
    def edit(self, edit: Edit, by: str | None = None) -> bool:
        """Apply an edit, made in the grid or form `by`. False where it was refused."""
        if not edit:
            self.refresh(by)
            return True
        return self._do(lambda: self.session.edit(edit), _said(edit), by)

    def undo(self) -> None:
        """Take back the latest edit."""
        words = self.session.draft.done[-1].words if self.session.draft.done else ""
        if self._do(self.session.undo, "", None):
            self.notice = Notice("info", f"Undone: {words}")

    def redo(self) -> None:
        """Apply the edit again that was taken back last."""
        words = self.session.draft.undone[-1].words if self.session.draft.undone else ""
        if self._do(self.session.redo, "", None):
            self.notice = Notice("info", f"Done again: {words}")

    def save(self) -> bool:
        """Save the next version. False where it was refused."""
        done = self._do(self.session.save, "", None)
        if done:
            self.notice = Notice("info", "Saved")
        return done

    def discard(self) -> None:
        """Go back to the saved version."""
        if self._do(self.session.discard, "", None):
            self.notice = Notice("info", "Draft discarded")

    def refuse(self, text: str) -> None:
        """Say why something was not done; what the browser shows of it is drawn anew."""
        self.notice = Notice("error", text)
        self.redraw()

    def _do(self, action: Callable[[], object], words: str, by: str | None) -> bool:
        self.notice = None
        try:
            action()
        except Conflict as error:
            self.session.reopen()
            lost = f" Not taken over: {words}." if words else ""
            self.refuse(f"{error}{lost}")
            return False
        except (EditError, StoreError) as error:
            self.refuse(f"Not changed: {error}.")
            return False
        except ScenarioError as error:
            self.refuse("Not changed: " + "; ".join(map(str, error.problems)))
            return False
        self.refresh(by)
        return True


def _said(edit: Edit) -> str:
    """What an edit does; with the value where it is only one."""
    if len(edit.steps) == 1 and isinstance(edit.steps[0].value, str | int | float):
        return f"{edit.words} = {edit.steps[0].value}"
    return edit.words
