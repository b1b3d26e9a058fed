"""The views of the app by name: what the navigation lists, and how views lead to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import NoReturn

import streamlit as st


@dataclass(frozen=True)
class View:
    """A view: module `ui/views/<name>.py`, reached at `/<name>`."""

    name: str
    title: str
    help: str
    is_listed: bool = True
    """Whether the navigation lists it; others need an id and are reached by links."""


VIEWS = (
    View("start", "Start", "Shipped and own scenarios, and the latest runs."),
    View("new", "New scenario", "A guided start to a first own scenario."),
    View("history", "Runs", "All runs you may see: search, compare, share, approve."),
    View("about", "About", "Versions, settings and limits of this installation."),
    View("edit", "Edit scenario", "Everything a scenario holds.", is_listed=False),
    View("run", "Run", "A run while it is being solved.", is_listed=False),
    View("plan", "Plan", "The plan of a run.", is_listed=False),
    View("stress", "Stress", "A plan under stress.", is_listed=False),
    View("sweep", "Sweep", "A scenario planned many times.", is_listed=False),
    View("levers", "Levers", "What could be done about the work itself.", is_listed=False),
    View("roi", "Returns", "A plan against its alternatives.", is_listed=False),
    View("why", "Reasons", "Why a plan is as it is.", is_listed=False),
    View("negotiate", "Negotiation", "What each vendor is worth: internal.", is_listed=False),
    View("bakeoff", "Quotes", "What quotes are worth: internal.", is_listed=False),
    View("changes", "Changed inputs", "What changed inputs are worth.", is_listed=False),
    View("compare", "Compare", "Two to four plans side by side.", is_listed=False),
)
BY_NAME = {view.name: view for view in VIEWS}


def page(name: str) -> st.Page:
    """The page of a view; equal for equal names, in every session."""
    view = BY_NAME[name]
    return st.Page(
        _opening(name),
        title=view.title,
        url_path=name,
        default=name == "start",
        visibility="visible" if view.is_listed else "hidden",
        help=view.help,
    )


def _opening(name: str) -> Callable[[], None]:
    """What runs a view; it is imported on its first visit, so that one broken view does not stop the others."""

    def run() -> None:
        import_module(f"ui.views.{name}").view()

    return run


def go(name: str, **query: str) -> NoReturn:
    """Leave for another view, with what follows `?` in its address: `go("run", run=run.id)`."""
    st.switch_page(page(name), query_params=query)


def link(name: str, label: str, **query: str) -> None:
    """A link to another view; the label is markdown, so `md` what a user typed."""
    st.page_link(page(name), label=label, query_params=query)
