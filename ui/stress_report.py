"""Stresses for the terminal: one table of figures, then what each stress is and what broke first."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from models.stress import Stress, StressReport, UnderStress
from ui.figures import clean, count, signed, usd, whole_usd
from ui.tables import grid, point, section

REPLANNED = "Re-planned"
NO_WAY, LATE = "no way on", "out of time"
COLUMNS = (
    "|Stress",
    "|Shows\n[month]",
    ">Recourse:\npaid more\n[USD]",
    ">Re-planned:\npaid more\n[USD]",
    ">Shortage at\nits price\n[USD]",
    ">Demand\nmissed\n[acc.-h]",
    ">Headroom\nmissed\n[acc.-h]",
    "|First\nshort\n[month]",
)
MEANING = (
    "Recourse: the plan's decisions up to the month in which the stress shows are kept, then the best is done. "
    "Re-planned: the plan that would have been made, had all been known. Paid more: discounted, against the plan "
    "without stress. Shortage, what is missed and the first month are with recourse; accelerator-hours are those of "
    "the fastest accelerators that may serve the work."
)
AUDITED = {
    "audited": "",
    "money": "the audit agrees on what is paid",
    "no": "not audited",
}


def stress_report(report: StressReport) -> RenderableType:
    """The whole report."""
    applies = [row for row in report.stresses if row.recourse]
    apart = [row for row in report.stresses if not row.recourse]
    parts: list[RenderableType] = [
        Text(clean(f"{report.scenario}, case {report.case}: the plan under stress"), style="bold"),
        Text(clean(stress_head(report))),
        section("What each stress costs", grid(COLUMNS, map(_cells, applies)), Text(), Text(MEANING, style="dim")),
        section("What the stresses are, and what gave first", *(part for row in applies for part in _told(row))),
    ]
    if apart:
        parts.append(section("Does not apply", *(point(f"{row.id}: {row.why_not}.") for row in apart)))
    return Group(*parts)


def stress_head(report: StressReport) -> str:
    """What all figures are measured against, and the price of what is missed."""
    price = f"{report.shortage_usd_per_accelerator_hour:,.0f} USD an accelerator-hour"
    within = f"; differences up to {usd(report.within_usd)} say nothing" if report.within_usd >= 1 else ""
    return f"Without stress it costs {usd(report.cost_usd)}, discounted{within}. What it cannot carry costs {price}."


def _cells(row: Stress) -> tuple[str, ...]:
    lived, known = row.recourse or UnderStress(), row.replanned or UnderStress()
    is_short = lived.cost_usd is not None
    return (
        row.id,
        row.month or "always",
        _paid(lived),
        _paid(known) + ("*" if known.first_short or known.shortage_usd or known.is_late else ""),
        whole_usd(lived.shortage_usd) if is_short else "",
        count(round(lived.missed_accelerator_hours)) if is_short else "",
        count(round(lived.headroom_short_accelerator_hours)) if is_short else "",
        lived.first_short or "-",
    )


def no_way(found: UnderStress) -> str:
    """What is said instead of figures where there are none."""
    return LATE if found.is_late else NO_WAY


def _paid(found: UnderStress) -> str:
    return no_way(found) if found.extra_paid_usd is None else signed(found.extra_paid_usd, whole_usd)


def _told(row: Stress) -> list[RenderableType]:
    """A stress, under it what gave first and what to know about its figures."""
    lines = ["* " * line.startswith(REPLANNED) + line for line in stress_lines(row)]
    under = (Padding(Text(clean(line), style="dim"), (0, 0, 0, 4)) for line in lines)
    return [point(f"{row.id}: {row.title}."), *under]


def stress_lines(row: Stress) -> list[str]:
    """What gave first under a stress that applies, and what to know about its figures."""
    lived, known = row.recourse or UnderStress(), row.replanned or UnderStress()
    parts = [_gave("With recourse", lived)]
    if known.broke_first or known.is_late:
        parts.append(_gave(REPLANNED, known))
    if row.notes:
        parts.append(f"Note: {'; '.join(row.notes)}.")
    return parts


def _gave(way: str, found: UnderStress) -> str:
    if found.is_late:
        return f"{way} no way on was found in time: allow more, or try fewer stresses at once."
    if found.cost_usd is None:
        return f"{way} there is no way on: {found.broke_first}."
    checked = f" ({AUDITED[found.checked]})" if AUDITED[found.checked] else ""
    if not found.broke_first:
        return f"{way} nothing falls short{checked}."
    when = f" in {found.first_short}" if found.first_short else ""
    missed = f"{found.missed_accelerator_hours:,.0f} accelerator-hours of demand and "
    missed += f"{found.headroom_short_accelerator_hours:,.0f} of headroom are missed in all"
    return f"{way} first to give{when}: {found.broke_first}; {missed}{checked}."
