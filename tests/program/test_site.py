"""Site: power, racks and floor of everything that stands at a site fit its limits."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, Hand, cost, keys, offer, program, row, scenario

OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0, "until": "2027-02"}


def hall(**limits: Any) -> Scenario:
    """Owned for 100 USD in the hall, PUE 2, at 5 kW and half a rack each; or on demand elsewhere at 180 USD."""
    away = {**offer("od", "on_demand", usd_per_hour=2.0), "site": "cloud"}
    return scenario(
        sites=[{**HALL, "pue": 2.0, **limits}, CLOUD],
        offers=[offer("own", "buy", upfront_usd=100.0), away],
        accelerators__0__busy_kw=5.0,
        accelerators__0__racks=0.5,
    )


HANDS = {
    "power_fits_site": Hand(hall(power_cap_kw=39.0), 3 * 100 + 180),  # 10 kW at the meter each: 3 fit
    "racks_fit_site": Hand(hall(rack_cap=1.9), 3 * 100 + 180),
    "floor_fits_site": Hand(hall(floor_cap_m2=5.9, m2_per_rack=3.0), 3 * 100 + 180),  # 1.5 m2 each: 3 fit
}


def test_rows_add_up_units_and_rent_and_take_off_holdings() -> None:
    """Rack power counts where it is given: 2 x 3 kW at the meter; packs of 4 and 2."""
    offers = [offer("own", "buy", pack=4), offer("od", "on_demand", pack=2)]
    written = program(
        scenario(
            sites=[
                {**HALL, "pue": 2.0, "power_cap_kw": 60.0, "rack_cap": 5.0, "floor_cap_m2": 9.0, "m2_per_rack": 3.0}
            ],
            offers=offers,
            holdings=[OLD],
            accelerators__0__busy_kw=5.0,
            accelerators__0__rack_kw=3.0,
            accelerators__0__racks=0.5,
        )
    )
    power = {"in_service[0,1,0]": 24, "rent[1,1,1,0]": 12}
    assert row(written, "power_fits_site", "hall", 1, 1, 0) == (power, None, 60)
    assert row(written, "power_fits_site", "hall", 0, 0, 0).high == 60 - 6
    racks = {"in_service[0,1,0]": 2, "rent[1,1,1,0]": 1}
    assert row(written, "racks_fit_site", "hall", 1, 1, 0) == (racks, None, 5)
    assert row(written, "racks_fit_site", "hall", 0, 0, 0).high == 4.5
    floor = {"in_service[0,1,0]": 6, "rent[1,1,1,0]": 3}
    assert row(written, "floor_fits_site", "hall", 1, 1, 0) == (floor, None, 9)
    assert row(written, "floor_fits_site", "hall", 0, 0, 0).high == 7.5


def test_rows_stand_once_a_period_where_nothing_is_rented() -> None:
    assert keys(program(hall(power_cap_kw=39.0)), "power_fits_site") == [("hall", t, 0, 0) for t in range(3)]
    assert not keys(program(hall()), "power_fits_site")
    assert not keys(program(hall()), "racks_fit_site")
    assert not keys(program(hall(m2_per_rack=3.0)), "floor_fits_site")


def test_rows_find_holdings_that_exceed_the_limit_alone() -> None:
    sites = [{**HALL, "power_cap_kw": 4.0}]
    given = scenario(
        sites=sites, holdings=[OLD], accelerators__0__busy_kw=5.0, accelerators__0__end_of_support="2027-01"
    )
    assert row(program(given), "power_fits_site", "hall", 0, 0, 0) == ({"zero": 1}, None, 4)
    given = scenario(sites=sites, holdings=[OLD], accelerators__0__busy_kw=5.0)
    assert row(program(given), "power_fits_site", "hall", 0, 0, 0).high == -1
    assert cost(given) == float("inf")


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_rents_in_the_block_that_needs_it() -> None:
    """2 busy by day, 5 by night: 2 owned at 70, 3 rented by night alone (20 h a month) at 60, within 5 x 5 kW."""
    shape = {"id": "bursty", "blocks": {"day": {"mean": 0.5}, "night": {"mean": 1.25}}}
    job = {"class": "realtime_inference", "traffic": "bursty", "headroom": 0.0}
    changes = {"shapes": [shape], **{f"workloads__0__{key}": value for key, value in job.items()}}
    offers = [offer("own", "buy", upfront_usd=70.0), offer("od", "on_demand", usd_per_hour=1.0)]

    def powered(kw: float) -> Scenario:
        sites = [{**HALL, "power_cap_kw": kw}]
        return scenario(sites=sites, offers=offers, accelerators__0__busy_kw=5.0, **changes)

    assert cost(powered(25.0)) == pytest.approx(2 * 70 + 3 * 60)
    assert cost(powered(24.0)) == float("inf")


@pytest.mark.parametrize(("limit", "each"), [("power_cap_kw", 10.0), ("rack_cap", 0.5), ("floor_cap_m2", 1.5)])
def test_property_more_room_never_costs_more(limit: str, each: float) -> None:
    costs = [cost(hall(m2_per_rack=3.0, **{limit: each * units})) for units in range(6)]
    assert costs == pytest.approx([720, 640, 560, 480, 400, 400])
