"""The audit of tranches, triggers, bands and outlooks: whatever is changed by hand is named."""

from __future__ import annotations

from typing import Any

import pytest

from data.load import load_scenario
from models.hedge import Hedge
from models.outlook import CaseOutlook
from solver.proof.audit.hedge import hedge_failures
from tests.reference.test_three_bands import BANDS, bands

GIVEN = load_scenario(BANDS).scenario


def failures(**changes: Any) -> str:
    hedge = Hedge.model_validate_json(bands().hedge.model_copy(update=changes).model_dump_json())
    return "\n".join(hedge_failures(GIVEN, bands().plans, hedge))


def changed(field: str, number: int, **changes: Any) -> str:
    """Failures when one row of a list is changed."""
    rows = list(getattr(bands().hedge, field))
    rows[number] = rows[number].model_copy(update=changes)
    return failures(**{field: tuple(rows)})


def test_the_example_passes() -> None:
    assert failures() == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"packs": 1.0}, "case expected orders 1 packs of own in 2027-07 more than its tranches"),
        ({"cases": ("aggressive",)}, "T2: its signals fire in aggressive, expected, it is ordered in aggressive"),
        (
            {"cases": ("conservative", "expected")},
            "T2 and T3 are layers of one order, and neither lies below the other",
        ),
        ({"order_by": "2027-10"}, "T2: aggressive, expected cannot order it, or does not"),
        ({"in_service": "2027-10"}, "T2: ordered in 2027-07 it is in service in 2027-07, not in 2027-10"),
        ({"cost_usd": 181.0}, "T2: it costs 180.00 USD, stated are 181.00"),
        ({"triggers": ()}, "T2: it waits for a signal exactly if not every case orders it"),
        ({"triggers": ("S2",)}, "T2: its signals fire in aggressive, it is ordered in expected, aggressive"),
        ({"band": "surge"}, "T2: demand of expansion is of band growth, not surge"),
        ({"driver": "committed", "band": "baseline"}, "T2: what waits for a signal covers expansion or the excess"),
        ({"driver": None, "band": "surge"}, "T2: what the central case orders is no excess over it"),
        ({"milestone": "party"}, "T2: party is no milestone"),
    ],
)
def test_a_wrong_tranche_is_named(changes: dict[str, Any], said: str) -> None:
    assert said in changed("tranches", 1, **changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"above": 45.0}, "S1: on the demand of the cases it fires in aggressive, stated are expected, aggressive"),
        ({"up_to": 45.0}, "S1: on the demand of the cases it fires in expected, stated are expected, aggressive"),
        ({"hold_months": 4}, "S1: on the demand of the cases it fires in none, stated are expected, aggressive"),
        ({"month": "2027-05"}, "S1: it is read in 2027-05, which is not the month before its review"),
        ({"review": "2027-08", "month": "2027-07"}, "S1: 2027-08 is no review"),
        ({"review": "2027-08", "month": "2027-07"}, "T2: it is ordered before S1 can be read"),
    ],
)
def test_a_wrong_trigger_is_named(changes: dict[str, Any], said: str) -> None:
    assert said in changed("triggers", 0, **changes)


@pytest.mark.parametrize("field", ["accelerators", "firm_accelerators", "firm_usd", "expected_usd"])
def test_a_wrong_sum_of_a_band_is_named(field: str) -> None:
    said = changed("bands", 0, **{field: getattr(bands().hedge.bands[0], field) + 1})
    assert "of baseline are 4" in said


def test_bands_and_milestones_are_those_of_the_tranches_and_of_the_scenario() -> None:
    assert "the bands are not those of the tranches" in failures(bands=bands().hedge.bands[:2])
    assert "the milestones are not those of the scenario" in failures(milestones=bands().hedge.milestones[:1])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"utilization": 0.5}, "outlook of aggressive: utilization is 1.0, stated is 0.5"),
        ({"stranded_usd": 5.0}, "outlook of aggressive: 0.00 USD are stranded, stated are 5.00"),
        ({"next_cycle": "2028-01"}, "outlook of aggressive: before 2027-10 it orders T2, T3 on a signal"),
        ({"must_order": ("T2",)}, "outlook of aggressive: before 2027-10 it orders T2, T3 on a signal"),
    ],
)
def test_a_wrong_outlook_is_named(changes: dict[str, Any], said: str) -> None:
    assert said in changed("outlooks", 2, **changes)


def test_a_wrong_period_of_an_outlook_is_named() -> None:
    first, *others = bands().hedge.outlooks[0].periods
    spent = (first.model_copy(update={"spend_usd": 1.0}), *others)
    assert "spend in 2027-01 is 400.00 USD, the mean 400.00" in changed("outlooks", 0, periods=spent)
    served = (first.model_copy(update={"served_share": 0.5}), *others)
    assert "in 2027-01 1.0 is served, stated is 0.5" in changed("outlooks", 0, periods=served)


def test_every_case_has_an_outlook_and_only_those_that_order_on_signals_fall_short() -> None:
    assert "outlooks are not those of the cases" in failures(outlooks=bands().hedge.outlooks[1:])
    said = changed("outlooks", 0, first_short="2027-07")
    assert "orders nothing on a signal, and yet it is said to fall short without" in said


def test_what_is_not_known_in_time_is_not_stated() -> None:
    said = changed("outlooks", 2, is_late=True, first_short="2027-07")
    assert "time ran out, and yet it is said to fall short without" in said
    assert not failures(outlooks=(*bands().hedge.outlooks[:2], _late(bands().hedge.outlooks[2])))


def _late(row: CaseOutlook) -> CaseOutlook:
    return row.model_copy(update={"is_late": True, "first_short": None, "short_accelerator_hours": 0.0})
