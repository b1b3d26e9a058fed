"""Bands, tranches, triggers, economics, burst policies and the outlook of every case, for terminal and page."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from models.bands import Tranche, Trigger, in_short
from models.calendar import month_number, month_text
from models.hedge import Hedge
from models.names import Names
from models.numbers import plain
from ui.figures import clean, count, percent, usd, whole_usd, words
from ui.fleet_report import for_whom
from ui.tables import grid, point, section

OUT_OF_TIME = "out of time"
"""Where time ran out before something was known."""

BANDS = "Procurement bands"
TRANCHES = (
    "Tranches: what is ordered by when, on which signal (cost: discounted, in the horizon, without use and power)"
)
TRIGGERS = "Signals that release tranches"
ECONOMICS = "An accelerator-hour of each band by every way to procure it, at the band's use"
BURST = "Burst policy: how work scales between quiet hours and peaks"
OUTLOOK = "What each case asks of the plan"
FINDINGS = "To settle before tranches are released"
FIRM = "firm"
TRANCHE_COLUMNS = (
    "|Id", "|Band", "Offer", "Where", ">Packs", "|Order by\n[month]", "|Service\n[month]", ">Cost\n[USD]", "Cases",
    "Signal", "Milestone", "Owner", "|Quote until",
)  # fmt: skip
IN_TABLE = (0, 1, 2, 4, 5, 6, 7, 8, 9)
"""Columns that a terminal has room for; the others are said below the table."""
TRIGGER_COLUMNS = ("|Id", "What", "|Read for\n[months]", "Fires", ">Margin", "Cases")
ECONOMICS_COLUMNS = ("|Band", "Where", ">Used", ">Ordered\n[share]", "Mode", "Offer", ">USD per\nhour used")
BURST_COLUMNS = (
    "Work", "Where", ">Replicas\nleast", ">most", ">Next one at\n[per replica]", "Unit", ">Kept\nwarm", ">On call",
    "What does not fit",
)  # fmt: skip
OUTLOOK_COLUMNS = (
    "|Case", ">Use of what\nis in service", ">Stranded\n[USD]", ">Most above\nthe mean [USD]", "|in", ">Least\nserved",
    "|Short on firm\norders from", ">Short by\n[acc.-hours]", "Orders on a signal\nbefore the next cycle",
)  # fmt: skip


def band_tables(hedge: Hedge, names: Names) -> Group:
    """Tables of the bands of a hedge; empty where no case orders anything."""
    parts: list[RenderableType] = []
    if hedge.tranches:
        parts.append(section(BANDS, *map(point, band_sentences(hedge))))
        shown = (
            [TRANCHE_COLUMNS[n] for n in IN_TABLE],
            [[row[n] for n in IN_TABLE] for row in tranche_rows(hedge, names)],
        )
        parts.append(section(TRANCHES, grid(*shown), *map(point, owners(hedge)), *map(point, unfired(hedge))))
    if hedge.triggers:
        parts.append(section(TRIGGERS, grid(TRIGGER_COLUMNS, trigger_rows(hedge))))
    if hedge.economics:
        parts.append(section(ECONOMICS, grid(ECONOMICS_COLUMNS, economics_rows(hedge, names))))
    if hedge.burst:
        parts.append(section(BURST, *_burst(burst_rows(hedge, names))))
    if hedge.outlooks:
        rows = [row[:-1] for row in outlook_rows(hedge)]
        parts.append(section(OUTLOOK, grid(OUTLOOK_COLUMNS[:-1], rows), *map(point, _before_next_cycle(hedge))))
    if hedge.findings:
        parts.append(section(FINDINGS, *map(point, hedge.findings)))
    return Group(*parts)


def owners(hedge: Hedge) -> Iterator[str]:
    """On what tranches rest: milestone, owner, quote; those of which the same is said together."""
    said: dict[str, list[str]] = {}
    for row in hedge.tranches:
        milestone = f"milestone {_milestone(hedge, row.milestone)}" if row.milestone else "no milestone"
        owner = f"owner {row.owner}" if row.owner else "no owner"
        quote = f"quote until {row.quote_expires}" if row.quote_expires else "end of the quote not known"
        said.setdefault(f"{milestone}; {owner}; {quote}", []).append(row.id)
    yield from (f"{in_short(ids)}: {words}." for words, ids in said.items())


def _burst(rows: list[tuple[str, ...]]) -> Iterator[RenderableType]:
    """A table for every work, and where what does not fit goes."""
    by_work: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        by_work.setdefault(row[0], []).append(row)
    for work, own in by_work.items():
        yield Text(clean(work), style="italic")
        yield grid(BURST_COLUMNS[1:-1], [row[1:-1] for row in own])
        yield from (point(f"What does not fit {row[1]}: {row[-1]}.") for row in own)


def _before_next_cycle(hedge: Hedge) -> Iterator[str]:
    yield f"The next procurement cycle starts in {hedge.outlooks[0].next_cycle}."
    for row in hedge.outlooks:
        if row.must_order:
            yield f"{row.case}: before it, {in_short(row.must_order)} must be ordered on their signals."


def band_sentences(hedge: Hedge) -> Iterator[str]:
    """What each band is, how much of it is firm, what it costs."""
    for row in hedge.bands:
        firm = "all firm" if row.firm_accelerators == row.accelerators else f"{count(row.firm_accelerators)} firm"
        units = f"{count(row.accelerators)} accelerators, {firm}"
        costs = f"{usd(row.firm_usd)} firm, {usd(row.expected_usd)} expected, discounted"
        yield f"{row.band.capitalize()}: {units}; {costs}."


def tranche_rows(hedge: Hedge, names: Names) -> list[tuple[str, ...]]:
    """Cells of every tranche."""
    return [
        (
            row.id,
            _band(row),
            row.offer + for_whom(row.dedicated_to),
            names.pool(row.accelerator, row.site),
            count(row.packs),
            row.order_by,
            row.in_service,
            whole_usd(row.cost_usd),
            "all" if not row.triggers else ", ".join(row.cases),
            " or ".join(row.triggers) or FIRM,
            _milestone(hedge, row.milestone),
            row.owner or "none",
            row.quote_expires or "not known",
        )
        for row in hedge.tranches
    ]


def unfired(hedge: Hedge) -> Iterator[str]:
    """What happens without the signal, tranches of which the same is said together."""
    said: dict[str, list[str]] = {}
    for row in hedge.tranches:
        if row.triggers:
            said.setdefault(row.if_not_fired, []).append(row.id)
    yield from (f"Without the signal of {in_short(ids)}: {words}." for words, ids in said.items())


def _band(row: Tranche) -> str:
    """`growth`, `surge (launch)`."""
    return f"{row.band} ({row.driver})" if row.band == "surge" and row.driver else row.band


def _milestone(hedge: Hedge, known: str | None) -> str:
    """Name and month of a milestone, and its months in cases where it comes at another time."""
    found = next((each for each in hedge.milestones if each.id == known), None)
    if found is None:
        return "none"
    months = "".join(f", {case} {month}" for case, month in found.months.items())
    return f"{found.name or found.id} ({found.month}{months})"


def trigger_rows(hedge: Hedge) -> list[tuple[str, ...]]:
    """Cells of every trigger."""
    return [
        (
            row.id,
            row.metric,
            _months(row),
            trigger_words(row),
            "n/a" if row.margin is None else percent(row.margin),
            ", ".join(row.cases),
        )
        for row in hedge.triggers
    ]


def trigger_words(row: Trigger) -> str:
    """`above 42`, `above 42 up to 46`, `up to 42`."""
    ends = [(row.above, "above"), (row.up_to, "up to")]
    return " ".join(f"{word} {plain(value)}" for value, word in ends if value is not None) or "as said"


def _months(row: Trigger) -> str:
    """`2027-04 to 2027-06`: the months in which it must be there."""
    first = month_text(month_number(row.month) - row.hold_months + 1)
    return row.month if row.hold_months == 1 else f"{first} to {row.month}"


def economics_rows(hedge: Hedge, names: Names) -> list[tuple[str, ...]]:
    """Cells of every band, place and mode."""
    return [
        (
            row.band,
            names.pool(row.accelerator, row.site),
            percent(row.utilization),
            percent(row.ordered_share),
            words(row.mode),
            row.offer or "none",
            "n/a" if row.usd_per_accelerator_hour is None else f"{row.usd_per_accelerator_hour:,.3f}",
        )
        for row in hedge.economics
    ]


def burst_rows(hedge: Hedge, names: Names) -> list[tuple[str, ...]]:
    """Cells of every work and pool."""
    return [
        (
            names.work(row.workload, row.geography),
            names.pool(row.accelerator, row.site),
            plain(row.min_replicas),
            plain(row.max_replicas),
            plain(row.scale_out_at),
            row.service_unit,
            plain(row.warm_replicas),
            plain(row.on_call_replicas),
            row.overflow,
        )
        for row in hedge.burst
    ]


def outlook_rows(hedge: Hedge) -> list[tuple[str, ...]]:
    """Cells of every case."""
    rows: list[tuple[str, ...]] = []
    for row in hedge.outlooks:
        worst = max(row.periods, key=lambda at: at.variance_usd)
        served = min((at.served_share for at in row.periods if at.served_share is not None), default=None)
        rows.append(
            (
                row.case,
                "n/a" if row.utilization is None else percent(row.utilization),
                whole_usd(row.stranded_usd),
                whole_usd(worst.variance_usd),
                worst.period,
                "n/a" if served is None else percent(served),
                OUT_OF_TIME if row.is_late else row.first_short or "not short",
                OUT_OF_TIME if row.is_late else count(row.short_accelerator_hours),
                in_short(row.must_order) or "none",
            )
        )
    return rows
