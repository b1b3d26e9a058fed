"""Lead times that change with the month of the order: program and audit agree, optima by hand.

The job keeps 4 accelerators busy; on demand they cost 120 USD a month, bought 40 USD once.
"""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.offer import Offer
from models.scenario import Scenario
from tests.program.kit import Document, Hand, offer, program, scenario

RENT = offer("od", "on_demand", usd_per_hour=1.0)


def own(**changes: object) -> Scenario:
    """Units to buy or to rent."""
    return scenario(offers=[RENT, offer("own", "buy", upfront_usd=10.0, **changes)])


HANDS = {
    "at once, later slow": Hand(own(lead_path={"2027-02": 2}), 40),
    "slow, then at once": Hand(own(lead_months=2, lead_path={"2027-02": 0}), 120 + 40),
    "slower and slower": Hand(own(lead_months=1, lead_path={"2027-02": 5}), 120 + 40),
    "never in time": Hand(own(lead_months=3, lead_path={"2027-03": 4}), 360),
}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_the_last_entry_that_has_begun_holds() -> None:
    written = program(own(lead_months=1, lead_path={"2027-03": 0, "2027-02": 5}))
    assert next(c.windows for c in written.instance.copies if c.offer.is_firm) == {0: (1, 10**9), 2: (2, 10**9)}


def test_periods_of_several_months_round_up() -> None:
    quarters = scenario(
        offers=[RENT, offer("own", "buy", upfront_usd=10.0, lead_months=3, lead_path={"2027-04": 4})],
        horizon__months_per_period=3,
        horizon__periods=4,
    )
    windows = next(c.windows for c in program(quarters).instance.copies if c.offer.is_firm)
    assert {u: s for u, (s, _) in windows.items()} == {0: 1, 1: 3}


def test_rents_have_no_lead_time_and_milestones_fit_the_shortest() -> None:
    with pytest.raises(ValidationError, match="remove lead_path"):
        Offer.model_validate({**RENT, "lead_path": {"2027-02": 1}})
    paid: Document = {"milestone_payments": ({"months_after_order": 2, "share": 0.5},), "upfront_usd": 10.0}
    with pytest.raises(ValidationError, match="the pack is there after"):
        Offer.model_validate({**offer("own", "buy", lead_months=3, lead_path={"2027-02": 1}), **paid})
