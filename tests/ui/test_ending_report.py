"""Packs that leave or stay in the terminal report."""

from __future__ import annotations

from rich.console import Console

from models.calendar import month_number
from models.plan import Plan
from tests.answers.kit import planned
from tests.program.kit import offer, scenario
from ui.charts.orders_timeline import orders_timeline
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
        "Orders are priced as if every pack left at the end of its term; 2 accelerators leave before their end "
        "(30 USD less), and 2 accelerators stay when their term ends (28 USD more), nominal, in the horizon."
    )
    bare = plan().model_copy(update={"releases": (), "extensions": ()})
    assert ending_sentence(bare) == ""
    assert endings(bare) is None


def test_bars_of_orders_end_where_the_last_pack_leaves() -> None:
    """Two stay, bought, beyond the horizon; had all four left in February, the bar would end there."""
    made = plan()
    (gone,) = made.releases
    left = made.model_copy(update={"releases": (gone.model_copy(update={"packs": 4.0}),), "extensions": ()})
    assert _bar(made) == ("open", month_number("2027-04"))
    assert _bar(left) == ("ends", month_number("2027-02"))
    assert orders_timeline(left).sentence.endswith("A bar ends where the last of its packs leaves, early or after "
                                                   "having stayed longer.")  # fmt: skip


def _bar(plan: Plan) -> tuple[str, int]:
    """How the one bar goes on, and its last month."""
    found = orders_timeline(plan).chart.to_dict()["datasets"].values()
    bars = [row for rows in found for row in rows if "until" in row]
    assert len({row["label"] for row in bars}) == 1
    return "open" if bars[0]["is_open"] else "ends", bars[0]["until"]
