"""Effective prices and prices per work, by hand."""

from __future__ import annotations

import pytest

from data.catalog import Record
from data.catalog_list import best_throughput, effective_usd_per_hour, listing, sort_by

RESERVE: Record = {"id": "r", "accelerator": "a", "pack": 8, "upfront_usd": 70_080.0, "term_months": 12}
BUY: Record = {"id": "b", "accelerator": "a", "upfront_usd": 43_800.0, "life_months": 60, "support_share_per_year": 0.1}
RENT: Record = {"id": "o", "accelerator": "a", "pack": 2, "usd_per_hour": 9.0}
CATALOG: dict[str, dict[str, Record]] = {
    "accelerators": {"a": {"id": "a"}, "lonely": {"id": "lonely"}},
    "offers": {offer["id"]: offer for offer in (RESERVE, BUY, RENT)},
    "benchmarks": {
        "slow": {
            "id": "slow",
            "profile": "p",
            "accelerator": "a",
            "unit": "tokens/s",
            "points": [{"throughput": 10.0}],
        },
        "fast": {
            "id": "fast",
            "profile": "p",
            "accelerator": "a",
            "unit": "tokens/s",
            "accelerators_per_replica": 2,
            "failed_share": 0.5,
            "points": [{"throughput": 100.0}, {"throughput": 4_000.0}],
        },
    },
}


@pytest.mark.parametrize(
    ("offer", "price"),
    [
        (RESERVE, 1.0),  # 70,080 USD / (12 x 730 h) / 8
        (BUY, 1.5),  # 43,800 USD / (60 x 730 h), and a tenth of it a year over 8,760 h
        (RENT, 4.5),
        ({"id": "x", "upfront_usd": 1.0}, None),
        ({"id": "m", "monthly_usd": 730.0, "committed_usd_per_hour": 1.0, "software_usd_per_year": 8760.0}, 3.0),
    ],
)
def test_effective_price(offer: Record, price: float | None) -> None:
    assert effective_usd_per_hour(offer) == (None if price is None else pytest.approx(price))


def test_throughput_is_per_accelerator_without_failed_work() -> None:
    assert best_throughput(CATALOG["benchmarks"]["fast"]) == 1000.0


def test_accelerators_take_their_cheapest_offer_and_fastest_benchmark() -> None:
    first, lonely = listing(CATALOG, "accelerators", "p")
    assert first["cheapest_offer"] == "r"
    assert first["usd_per_work"] == pytest.approx(1e6 / 3_600_000)  # 1 USD/h, 3.6 million tokens/h
    assert first["work"] == "million tokens"
    assert lonely["usd_per_accelerator_hour"] is None


def test_listing_leaves_the_catalog_as_it_is() -> None:
    before = repr(CATALOG)
    listing(CATALOG, "offers", "p")
    assert repr(CATALOG) == before


def test_rows_without_the_figure_come_last() -> None:
    rows = [{"id": "x", "f": None}, {"id": "y", "f": 2}, {"id": "z", "f": 1}]
    assert [row["id"] for row in sort_by(rows, "f")] == ["z", "y", "x"]
    assert [row["id"] for row in sort_by(rows, "f", descending=True)] == ["y", "z", "x"]
