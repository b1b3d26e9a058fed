"""Supplies: so many accelerators in any stretch of months, of all offers that a limit counts."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, Hand, cost, keys, offer, program, row, scenario, two_chips

OWN = offer("own", "reserve", term_months=1, upfront_usd=20.0)
OD = offer("od", "on_demand", usd_per_hour=1.0)
TPU = {**OWN, "id": "tpus", "accelerator": "tpu", "mode": "lease", "vendor": "volt", "pack": 2}


def supplied(most: float, **rule: Any) -> Scenario:
    """4 busy, reserved month by month at 20 USD or rented at 30 USD."""
    return scenario(offers=[OWN, OD], policy__supplies=[{"id": "s", "max_accelerators": most, **rule}])


HANDS = {
    # 4 in January, 1 in February, 4 in March are reserved, the other 3 rented
    "supply_fits_window": Hand(supplied(5.0, months=2), 9 * 20 + 3 * 30)
}


def counted(**rule: Any) -> list[str]:
    """Orders of January that a limit counts, of gpus by acme in the hall and the cloud, tpus by volt, bought gpus."""
    offers = [OWN, TPU, {**OWN, "id": "far", "site": "cloud", "vendor": "volt"}, offer("bought", "buy"), OD]
    limit = {"id": "s", "months": 1, "max_accelerators": 7.0, **rule}
    written = program(scenario(**two_chips(offers=offers, sites=[HALL, CLOUD], policy__supplies=[limit])))
    found = row(written, "supply_fits_window", "s", 0, 0)
    assert found[1:] == (None, 7)
    ids = [copy.offer.id for copy in written.instance.copies]
    assert all(each == (2 if ids[int(name[6])] == "tpus" else 1) for name, each in found.terms.items())
    return [ids[int(name[6])] for name in found.terms]


def test_rows_count_what_fits_every_list_given() -> None:
    assert sorted(counted()) == ["bought", "far", "own", "tpus"]
    assert sorted(counted(vendor="volt")) == ["tpus"]
    assert sorted(counted(vendor="volt", role="payee")) == ["far", "tpus"]
    assert sorted(counted(accelerators=["gpu"], modes=["reserve"])) == ["far", "own"]
    assert sorted(counted(classes=["gpu"], vendor="acme", role="payee")) == ["bought", "own"]


def test_rows_stand_for_every_stretch_that_counts() -> None:
    def begins(**rule: Any) -> list[int]:
        return [u for _, u, _ in keys(program(supplied(5.0, **rule)), "supply_fits_window")]

    assert begins(months=1) == [0, 1, 2]
    assert begins(months=2) == [0, 1]
    assert begins() == begins(months=3) == begins(months=99) == [0]
    assert begins(months=1, first="2027-02") == [1, 2]
    assert begins(months=2, first="2027-02") == begins(first="2027-02") == [1]
    assert begins(months=1, until="2027-03") == [0, 1]
    assert begins(first="2028-01") == []
    ordered = row(program(supplied(5.0, first="2027-02")), "supply_fits_window", "s", 1, 0)
    assert ordered.terms == {"order[0,1,0]": 1, "order[0,2,0]": 1}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_property_more_supply_never_costs_more() -> None:
    costs = [cost(supplied(most)) for most in (0.0, 3.0, 5.0, 9.0, 12.0, 20.0)]
    assert costs == pytest.approx([360, 330, 310, 270, 240, 240])
    longer = [cost(supplied(5.0, months=months)) for months in (1, 2, 3)]
    assert longer == pytest.approx([240, 270, 310])
