"""Spend commitments in the terminal report."""

from __future__ import annotations

from rich.console import Console

from tests.answers.kit import planned
from tests.program.test_commitment import plan, promised
from ui.commitment_report import commitment_sentence, commitment_use, commitments


def test_the_terminal_lists_what_is_signed_and_how_it_is_used() -> None:
    """1.20 USD/h, a third ahead: 36 of 108 USD; by night half of it is unused, 36 in all; 240 USD on demand."""
    made = planned(promised(plan(upfront_share=1 / 3)))
    console = Console(width=140, record=True)
    for table in (commitments(made), commitment_use(made)):
        assert table is not None
        console.print(table)
    lines = [line.split() for line in console.export_text().splitlines()]
    assert ["sp", "acme", "2027-01", "2027-01", "2027-04", "1.20", "36", "108"] in lines
    assert ["total", "108"] in lines
    assert ["sp", "2027", "108", "72", "36", "240"] in lines
    told = "Spend commitments of 108 USD over the horizon, 33.3 % of it unused: they save 132 USD"
    assert commitment_sentence(made) == f"{told} against on-demand prices, nominal."


def test_a_commitment_that_is_not_worth_it_says_so_and_none_says_nothing() -> None:
    sunk = planned(promised(plan(signed_usd_per_hour=9.0, max_usd_per_hour=0.0)))
    assert "they cost 570 USD more than on-demand prices" in str(commitment_sentence(sunk))
    without = sunk.model_copy(update={"commitments": (), "commitment_use": ()})
    assert (commitments(without), commitment_use(without), commitment_sentence(without)) == (None, None, None)
