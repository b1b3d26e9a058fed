"""Words and figures about runs, the same on every view."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from models.run import Run, RunStatus, Task, Visibility
from ui.figures import percent, usd

Color = Literal["green", "blue", "orange", "red", "gray"]

TASK: dict[Task, str] = {
    "plan": "plan",
    "stress": "stress",
    "sweep": "sweep",
    "levers": "levers",
    "roi": "returns",
    "why": "reasons",
    "negotiate": "negotiation",
    "compare": "changed inputs",
    "bakeoff": "quotes",
}
"""What runs do, in lists."""
RESULT: dict[Task, tuple[str, str]] = {
    "plan": ("plan", "Open the plan"),
    "stress": ("stress", "Open the stress table"),
    "sweep": ("sweep", "Open the sweep"),
    "levers": ("levers", "Open the levers"),
    "roi": ("roi", "Open the returns"),
    "why": ("why", "Open the reasons"),
    "negotiate": ("negotiate", "Open the vendors"),
    "compare": ("changes", "Open the comparison"),
    "bakeoff": ("bakeoff", "Open the ranking"),
}
"""The view that shows what a run ended with, and what the way there is called."""

MORE, MORE_OTHER = "Name, share, comment, approve", "Name, share, comment"
"""What the way to the list of runs is called, of runs with a plan and of others."""

STATUS: dict[RunStatus, str] = {
    "queued": "waiting",
    "running": "being solved",
    "done": "done",
    "infeasible": "no plan can meet all limits",
    "no_plan": "no plan found in time",
    "failed": "no plan to trust",
    "crashed": "crashed",
    "cancelled": "cancelled",
}
STATUS_COLOR: dict[RunStatus, Color] = {
    "queued": "gray",
    "running": "blue",
    "done": "green",
    "infeasible": "orange",
    "no_plan": "orange",
    "failed": "red",
    "crashed": "red",
    "cancelled": "gray",
}
SHARED: dict[Visibility, str] = {
    "private": "private",
    "team": "shared with a team",
    "public": "everybody here",
}


def zone() -> ZoneInfo:
    """The time zone of the person's browser; UTC where it is not known."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local(instant: str) -> datetime:
    """A moment of the store in the person's time, without the zone, for tables whose header names it."""
    return datetime.fromisoformat(instant).astimezone(zone()).replace(tzinfo=None)


def when(instant: str) -> str:
    """A moment of the store in the person's time: `2026-11-22 19:40 CET`."""
    return f"{datetime.fromisoformat(instant).astimezone(zone()):%Y-%m-%d %H:%M %Z}"


def duration(seconds: float) -> str:
    """A wall-clock time: `8 s`, `5 min`, `3 min 20 s`, `1 h 5 min`."""
    whole = int(seconds)
    large, small, units = (
        (whole // 60, whole % 60, "min s") if whole < 3600 else (whole // 3600, whole % 3600 // 60, "h min")
    )
    names = units.split()
    parts = [f"{count} {name}" for count, name in zip((large, small), names, strict=True) if count]
    return " ".join(parts) or "0 s"


def money(amount: float | None) -> str:
    """USD, or a dash while there is none."""
    return "-" if amount is None else usd(amount)


def share(value: float | None) -> str:
    """A share in percent, or a dash while there is none."""
    return "-" if value is None else percent(value)


def view_of(run: Run) -> str:
    """The view that shows the run best: what it ended with, else how it stands or ended."""
    return RESULT[run.task][0] if run.status == "done" else "run"


def asked(run: Run) -> str:
    """What was asked for: task unless it is planning, case, variant, gap, time limit."""
    parts = [*([TASK[run.task]] if run.task != "plan" else []), run.case_words]
    if run.variant:
        parts.append(f"variant {run.variant}")
    if isinstance(gap := run.options.get("gap"), int | float):
        parts.append(f"asked gap {percent(gap)}")
    if isinstance(limit := run.options.get("time_limit_s"), int | float):
        parts.append(f"time limit {duration(limit)}")
    return ", ".join(parts)


def described(run: Run) -> str:
    """One line on what it is: scenario (unless that is its title), what was asked, by whom, when."""
    scenario = "" if run.title == run.scenario_name else f"{run.scenario_name}: "
    line = f"{scenario}{asked(run)}. Submitted by {run.owner}, {when(run.created)}."
    return line[0].upper() + line[1:]


def approved(run: Run) -> str | None:
    """Who approved it, when, and until when its quotes hold; none unless it is frozen."""
    if run.approval is None:
        return None
    line = f"Frozen: approved by {run.approval.by} on {run.approval.at[:10]}"
    if run.approval.quotes_expire is None:
        return line
    return f"{line}; quotes {'expired' if quotes_expired(run) else 'hold until'} {run.approval.quotes_expire}"


def quotes_expired(run: Run) -> bool:
    """Whether the day is past on which the first quote of an approved plan expires."""
    expiry = run.approval.quotes_expire if run.approval else None
    return expiry is not None and expiry < datetime.now(UTC).date().isoformat()
