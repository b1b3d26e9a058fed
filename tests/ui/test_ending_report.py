"""Packs that leave or stay in the terminal report."""

from __future__ import annotations

from rich.console import Console

from models.plan import Plan
from tests.answers.kit import planned
from tests.program.kit import offer, scenario
from ui.ending_report import ending_sentence, endings


def plan() -> Plan:
    """Four leased in January at 20 USD a month; two leave for 5, two are bought in March for 10 and 4 a month."""
    falling = [{"geography": "eu", "path": {"2027-01": 40.0, "2027-02": 20.0}}]
    out, stay = [{"after_months": 1, "fee_usd": 5.0}], {"usd": 10.0, "monthly_usd": 4.0}
    lease = offer("lease", "lease", term_months=2, monthly_usd=20.0, exits=out, buyout=stay)
    return planned(scenario(offers=[lease], workloads__0__demand=falling))


def test_the_terminal_lists_who_leaves_and_who_stays() -> None:
    made, console = plan(), Console(width=120, record=True)
    table = endings(made)
    assert table is not None
    console.print(table)
    lines = [line.split() for line in console.export_text().splitlines()]
    assert ["gpu", "hall", "exit", "2027-01", "2027-02", "2", "10", "0", "-30"] in lines
    assert ["gpu", "hall", "buyout", "2027-01", "2027-03", "open", "2", "28"] in lines
    assert ["total", "2", "10", "0", "-30"] in lines
    assert ["total", "2", "28"] in lines


def test_a_sentence_says_what_they_change() -> None:
    assert ending_sentence(plan()) == (
        "The cost of orders is told as if all kept to their end. 2 accelerators leave before their end (30 USD less), "
        "and 2 accelerators stay when their term ends (28 USD more), nominal, in the horizon."
    )
    bare = plan().model_copy(update={"releases": (), "extensions": ()})
    assert ending_sentence(bare) == ""
    assert endings(bare) is None
