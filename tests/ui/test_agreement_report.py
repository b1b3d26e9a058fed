"""Enterprise agreements in the terminal report."""

from __future__ import annotations

from rich.console import Console

from tests.answers.kit import planned
from tests.program.test_agreement import promised, terms
from ui.agreement_report import agreement_sentence, agreements


def test_the_terminal_lists_contract_years_with_what_is_drawn_and_missing() -> None:
    """1,200 USD a year, three months of it: 300; 360 less a fifth are drawn."""
    made = planned(promised(terms(commitment_usd=[1200.0])))
    console = Console(width=160, record=True)
    table = agreements(made)
    assert table is not None
    console.print(table)
    lines = [line.split() for line in console.export_text().splitlines()]
    assert ["edp", "acme", "1", "2027-01", "2028-01", "300", "360", "72", "288", "12"] in lines
    assert ["total", "300", "360", "72", "288", "12"] in lines
    told = "Enterprise agreements take 72 USD off inside the horizon, 12 USD of what they promise is missing and paid"
    assert agreement_sentence(made) == f"{told}, nominal."


def test_one_that_is_met_says_so_and_none_says_nothing() -> None:
    made = planned(promised())
    assert str(agreement_sentence(made)).endswith("all they promise is drawn, nominal.")
    without = made.model_copy(update={"agreements": ()})
    assert (agreements(without), agreement_sentence(without)) == (None, None)
