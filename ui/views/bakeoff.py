"""Quotes by what they are worth to the plan: internal; `?run=` says which run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import streamlit as st

from models.bakeoff import Bakeoff, Choice, QuoteRow
from ui.bakeoff_report import MEANING, ON_TOP, at_hand, bakeoff_head, bakeoff_parts, lot_words, taken
from ui.bakingoff import bakeoff_files
from ui.charts.bakeoff import bakeoff_chart
from ui.parts.figure import show
from ui.parts.reported import reported
from ui.parts.tables import frame, show_frame, whole
from ui.parts.text import md
from ui.planview.files import XLSX, download

INTERNAL = "Internal: it holds vendors' prices side by side. Do not send it to a vendor."
TYPES = {"json": "application/json", "md": "text/markdown", "xlsx": XLSX, "csv": "text/csv"}
RANKING, OF_LOTS, PLANS = "Ranking", "What is quoted, and what the plan takes of it", "Plans behind the ranking"
RANKED = (
    "Rank", "Quote", "Paid", "Worth alone [USD]", "Proven [USD]", "At most [USD]", "On top of others [USD]",
    "List price from [USD/accelerator/h]", "Rank by list price",
)  # fmt: skip
LOTS = (
    "Quote", "Offer", "What", "List price [USD/accelerator/h]", "Rank by list price", "Bought alone [packs]",
    "Bought with all [packs]", "Quoted [day]", "Expires [day]", "Expired",
)  # fmt: skip
OF_PLANS = (
    "Quotes at hand", "Cost [USD]", "No plan below [USD]", "Least served of demand [%]", "Bought of them [packs]",
)  # fmt: skip


def view() -> None:
    """The ranking of one run; leads to the run where there is none."""
    if found := reported("bakeoff", Bakeoff, bakeoff_head):
        _show(*found)


def _show(report: Bakeoff, stem: str) -> None:
    st.warning(INTERNAL)
    with st.container(horizontal=True):
        for name in ("bakeoff.json", "bakeoff.md", "bakeoff.csv", "bakeoff.xlsx"):
            make = partial(_file, report, name)
            download(name, make, f"{stem}.{name}", TYPES[name.rpartition(".")[2]])
    show(bakeoff_chart(report), stem)
    ranking, lots, _ = bakeoff_parts(report)
    _table(RANKING, ranking.sentences[1:], RANKED, [_ranked(row) for row in report.quotes])
    st.caption(md(f"{MEANING} {ON_TOP}"))
    _table(OF_LOTS, lots.sentences, LOTS, [cells for row in report.quotes for cells in _lots(report, row)])
    _table(PLANS, (), OF_PLANS, [_plan(each) for each in report.choices])


def _file(report: Bakeoff, name: str) -> bytes:
    return bakeoff_files(report)[name]


def _table(title: str, said: Sequence[str], columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    st.header(title, anchor=False)
    if said:
        st.text("\n".join(said))
    show_frame(frame(columns, rows), title, key=title)


def _ranked(row: QuoteRow) -> tuple[object, ...]:
    prices = [lot.usd_per_accelerator_hour for lot in row.lots if lot.usd_per_accelerator_hour is not None]
    first = (whole(row.first.usd), whole(row.first.at_least_usd), whole(row.first.at_most_usd))
    lowest = min(prices, default=None)
    return row.rank, row.id, ", ".join(row.vendors), *first, whole(row.last.usd), lowest, row.list_rank


def _lots(report: Bakeoff, row: QuoteRow) -> Iterator[tuple[object, ...]]:
    alone, every = taken(report, [row.id]), taken(report, report.ids)
    for lot in row.lots:
        bought = [some[lot.offer].packs if lot.offer in some else 0.0 for some in (alone, every)]
        yield (
            row.id, lot.offer, lot_words(lot), lot.usd_per_accelerator_hour, lot.list_rank, *bought,
            lot.quoted, lot.expires, "yes" if lot.is_expired else "no",
        )  # fmt: skip


def _plan(choice: Choice) -> tuple[object, ...]:
    share = None if choice.served_share is None else 100 * choice.served_share
    bought = ", ".join(f"{each.packs:g} x {each.offer}" for each in choice.bought)
    return at_hand(choice.quotes), whole(choice.cost_usd), whole(choice.bound_usd), share, bought or "nothing"
