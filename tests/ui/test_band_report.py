"""Bands as the terminal tells them."""

from __future__ import annotations

import pytest
from rich.console import Console

from models.hedge import Hedge
from models.names import Names
from tests.reference.test_three_bands import bands
from ui.band_report import band_sentences, band_tables, outlook_rows, tranche_rows, trigger_rows, trigger_words, unfired

NAMES = Names(accelerators={"gpu": "NVIDIA B200"})


def told(hedge: Hedge) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(band_tables(hedge, NAMES))
    return captured.get()


def test_each_band_says_what_is_firm_and_what_it_costs() -> None:
    assert list(band_sentences(bands().hedge)) == [
        "Baseline: 4 accelerators, all firm; 400 USD firm, 400 USD expected, discounted.",
        "Growth: 2 accelerators, 0 firm; 0 USD firm, 126 USD expected, discounted.",
        "Surge: 2 accelerators, 0 firm; 0 USD firm, 36 USD expected, discounted.",
    ]


def test_a_tranche_names_its_signal_its_milestone_and_its_owner() -> None:
    rows = tranche_rows(bands().hedge, NAMES)
    assert rows[0][-5:] == ("all", "firm", "none", "Support", "2027-03-31")
    assert rows[1][:4] == ("T2", "growth", "own", "NVIDIA B200 at region")
    assert rows[1][-5:] == ("expected, aggressive", "S1", "new-market (2027-04)", "Sales", "2027-03-31")


def test_a_milestone_says_when_it_comes_in_each_case() -> None:
    hedge = bands().hedge
    launch = hedge.tranches[1].model_copy(update={"band": "surge", "driver": "launch", "milestone": "go-live"})
    row = tranche_rows(hedge.model_copy(update={"tranches": (launch,)}), NAMES)[0]
    assert row[1] == "surge (launch)"
    assert "go-live (2027-10, conservative 2028-01, aggressive 2027-07)" in row


def test_a_signal_says_where_it_fires_and_how_long_it_must_hold() -> None:
    row = trigger_rows(bands().hedge)[0]
    assert row == (
        "S1", "mean demand of chat, users in eu [requests/h]", "2027-04 to 2027-06", "above 42", "4.76 %",
        "expected, aggressive",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ends", "said"),
    [({"above": 42.0, "up_to": 46.0}, "above 42 up to 46"), ({"above": None, "up_to": 46.0}, "up to 46"),
     ({"above": None, "up_to": None}, "as said")],
)  # fmt: skip
def test_a_signal_may_have_one_end_two_or_none(ends: dict[str, float | None], said: str) -> None:
    assert trigger_words(bands().hedge.triggers[0].model_copy(update=ends)) == said


def test_what_is_the_same_for_several_tranches_is_said_once() -> None:
    hedge = bands().hedge
    alike = tuple(row.model_copy(update={"if_not_fired": "low: nothing"}) for row in hedge.tranches)
    said = list(unfired(hedge.model_copy(update={"tranches": alike})))
    assert said == ["Without the signal of T2-T3: low: nothing."]


def test_each_case_says_how_long_firm_orders_last() -> None:
    rows = outlook_rows(bands().hedge)
    assert rows[0] == ("conservative", "100 %", "0", "0", "2027-01", "100 %", "not short", "0", "none")
    assert rows[2] == ("aggressive", "100 %", "0", "246", "2027-07", "100 %", "2027-07", "600", "T2-T3")
    late = tuple(row.model_copy(update={"is_late": True, "first_short": None}) for row in bands().hedge.outlooks)
    rows = outlook_rows(bands().hedge.model_copy(update={"outlooks": late}))
    assert rows[2][-3:] == ("out of time", "out of time", "T2-T3")


def test_everything_is_told() -> None:
    said = told(bands().hedge)
    for words in (
        "Procurement bands",
        "Without the signal of T2: conservative: not needed: what is in service carries it.",
        "An accelerator-hour of each band by every way to procure it",
        "gpu at region on demand, up to 2 accelerators",
        "The next procurement cycle starts in 2027-10.",
        "T2-T3 have a quote that expires before the order",
    ):
        assert words.replace("gpu", "NVIDIA B200") in said or words in said


def test_a_hedge_without_orders_has_no_bands() -> None:
    lists = ("tranches", "triggers", "bands", "economics", "burst", "outlooks", "findings")
    assert told(bands().hedge.model_copy(update=dict.fromkeys(lists, ()))).strip() == ""
