"""What is in conflict where nothing fits: the same as `conflicts.json`, to read and to download."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from data.plan_io import plan_json
from models.conflict import InConflict, NothingFits
from models.numbers import plain
from ui.figures import reason, words
from ui.parts.tables import frame, show_frame

LIMITS = (
    *("Conflict", "Limit", "Would have to give", "Precision", "Of", "From [month]", "To [month]"),
    *("A plan then costs at least, discounted [USD]", "Cheapest first"),
)
MISSES = ("Workload", "Users in", "Accelerator", "Site", "Ruled out by", "Why", "Misses by [ms]")


def conflicts(why: NothingFits | None, stem: str) -> None:
    """Tables of the limits in conflict and of the nearest misses; nothing where they are not known."""
    if why is None:
        return
    if limits := list(_limits(why)):
        show_frame(frame(LIMITS, limits), "Limits in conflict, and how far each would have to give", key="conflicts")
    if misses := list(_misses(why)):
        show_frame(frame(MISSES, misses), "Where work nearly could be served", key="misses")
    text = plan_json(why).encode()
    st.download_button("conflicts.json", text, f"{stem}.conflicts.json", "application/json", on_click="ignore")


def _limits(why: NothingFits) -> Iterator[tuple[object, ...]]:
    for number, conflict in enumerate(why.conflicts, start=1):
        for limit in conflict.limits:
            months = (min(limit.periods), max(limit.periods)) if limit.periods else ("", "")
            yield number, limit.limit, *_gives(limit), *months, limit.plan_usd_at_least, limit.rank


def _gives(limit: InConflict) -> tuple[str, str, str]:
    """What it would have to give, how sure that is, and the limit as it stands."""
    if limit.allowed is None:
        return "", "", ""
    of = _amount(limit.allowed, limit.allowed_unit)
    if limit.by is None:
        return "not enough alone", "", of
    return _amount(limit.by, limit.unit), words(limit.precision), of


def _amount(value: float, unit: str) -> str:
    return f"{plain(100 * value)} %" if unit == "share" else f"{plain(value)} {unit}"


def _misses(why: NothingFits) -> Iterator[tuple[object, ...]]:
    names = why.names
    for work in why.unservable:
        for miss in work.misses:
            place = names.accelerator(miss.accelerator), names.site(miss.site)
            said = reason(miss.reason), miss.detail, miss.missed_ms
            yield names.workload(work.workload), names.geography(work.geography), *place, *said
