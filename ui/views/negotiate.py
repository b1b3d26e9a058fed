"""What each vendor is worth, and where to walk away: internal; `?run=` says which run."""

from __future__ import annotations

import streamlit as st

from models.negotiation import Negotiation, Stake, VendorPage
from models.reasons import BreakEven
from ui.charts.reasons import walk_away_chart
from ui.negotiating import negotiation_files, negotiation_json
from ui.negotiation_report import INTERNAL, MEANING, head, price_words, vendor_sentences
from ui.parts.figure import show
from ui.parts.reported import reported, titled
from ui.parts.tables import frame, show_frame, whole
from ui.planview.files import download, zipped
from ui.views.why import OF_TERMS, term_cells
from ui.why_report import PROOF

OF_STAKES = (
    "Offer", "Ordered in [month]", "Packs", "Paid, discounted [USD]", "Without it, discounted [USD more]",
    "Walk away above [% of its prices]", "Worth it up to [% of its prices]", "Prices now, and where to walk away",
    "Proof",
)  # fmt: skip
OF_OFFERS = ("Offer not used", "Used below [% of its prices]", "Why")


def view() -> None:
    """The vendors of one run; leads to the run where there are none."""
    if found := reported("negotiate", Negotiation, head):
        _show(*found)


def _show(found: Negotiation, stem: str) -> None:
    st.warning(INTERNAL)
    with st.container(horizontal=True):
        text, archive = negotiation_json(found), f"{stem}.INTERNAL.zip"
        download("negotiation.json", text.encode, f"{stem}.negotiation.json", "application/json")
        download("Pages per vendor (.zip)", lambda: zipped(negotiation_files(found)), archive, "application/zip")
    show(walk_away_chart(found), stem)
    st.caption(" ".join(MEANING))
    for page in found.vendors:
        _page(found, page)


def _page(found: Negotiation, page: VendorPage) -> None:
    """One vendor: the plan without it, what the plan takes, what it leaves, terms."""
    name = found.names.vendor(page.vendor)
    titled(name, list(vendor_sentences(found, page)))
    parts = (
        (OF_STAKES, [_stake(row) for row in page.stakes], "what the plan takes"),
        (OF_OFFERS, [_offer(row) for row in page.left_out], "offers not used"),
        (OF_TERMS, [term_cells(row) for row in page.worth], "what terms are worth"),
    )
    for columns, rows, what in parts:
        if rows:
            show_frame(frame(columns, rows), f"{name}: {what}", key=f"{what}-{page.vendor}")


def _stake(row: Stake) -> tuple[object, ...]:
    factors = (_percent(row.walk_away), _percent(row.worth_up_to))
    packs = (row.name, row.order_period or "", row.packs, whole(row.paid_usd), whole(row.extra_usd))
    return *packs, *factors, price_words(row), PROOF[row.found]


def _offer(row: BreakEven) -> tuple[object, ...]:
    is_known = row.factor is not None and row.factor < 1
    return row.name, _percent(row.factor) if is_known else None, row.reason.removeprefix(f"{row.name}: ")


def _percent(factor: float | None) -> float | None:
    return None if factor is None else round(100 * factor, 1)
