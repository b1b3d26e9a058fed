"""Edge: users of their own, time down, heat, and money in every month in which anything is there."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import CLOUD, HALL, SERVICE, Hand, cost, keys, offer, program, row, scenario

AWAY = {**offer("away", "on_demand", usd_per_hour=1.0), "site": "cloud"}
"""30 USD per accelerator and month."""
HERE = offer("here", "on_demand", usd_per_hour=0.5)
"""15 USD per accelerator and month in the hall."""
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "acme", "accelerators": 1.0, "until": "2027-02"}


def edge(**fields: Any) -> list[dict[str, Any]]:
    """The hall as an edge site, and the cloud."""
    return [{**HALL, "kind": "edge", "serves": ["eu"], **fields}, CLOUD]


def hot(heat_cap_kw: float | None, **fields: Any) -> Scenario:
    """Owned for 100 USD in the hall, 5 kW of heat each, or on demand elsewhere at 180 USD over the horizon."""
    dear = {**AWAY, "usd_per_hour": 2.0}
    return scenario(
        sites=edge(heat_cap_kw=heat_cap_kw, pue=2.0, **fields),
        offers=[offer("own", "buy", upfront_usd=100.0), dear],
        accelerators__0__busy_kw=5.0,
        accelerators__0__rack_kw=8.0,
    )


def months(*levels: float) -> dict[str, Any]:
    """Demand of each month [requests/h]."""
    path = {f"2027-0{n}": level for n, level in enumerate(levels, start=1)}
    return {"workloads__0__demand": [{"geography": "eu", "path": path}]}


def bought(telemetry: float, support: float) -> Scenario:
    """Nothing to do in February; 4 owned in the hall for 400 USD, ordered in January, or rented elsewhere for 480."""
    sites = edge(telemetry_usd_per_month=telemetry, support_usd_per_month=support)
    own = offer("own", "buy", upfront_usd=100.0, order_until="2027-02")
    return scenario(sites=sites, offers=[own, {**AWAY, "usd_per_hour": 2.0}], **months(40.0, 0.0, 40.0))


def rented(usd: float, **changes: Any) -> Scenario:
    """4, 2 and 4 busy on demand: in the hall, which costs so much a month in use, or elsewhere at twice the price."""
    given = {"offers": [HERE, AWAY], **months(40.0, 20.0, 40.0), **changes}
    return scenario(sites=edge(support_usd_per_month=usd), **given)


SOME = {"offers": [{**HERE, "quota_packs": 3.0}, AWAY], **months(40.0, 40.0, 40.0)}
HANDS = {
    "heat_fits_site": Hand(hot(19.0), 3 * 100 + 180),  # 5 kW each, whatever PUE and rack power: 3 fit
    "stands_where_open": Hand(bought(10.0, 20.0), 480),  # owned: 400, and 3 x 30 although nothing runs in February
    "rented_where_open": Hand(rented(20.0), (60 + 20) + (30 + 20) + (60 + 20)),
    "served_where_open": Hand(rented(20.0, **SOME), 3 * (45 + 20 + 30)),  # 3 of 4 in the hall
}


def test_rows_of_heat_add_up_units_and_rent_and_take_off_holdings() -> None:
    offers = [offer("own", "buy", pack=4), offer("od", "on_demand", pack=2)]
    written = program(
        scenario(
            sites=edge(pue=2.0, heat_cap_kw=60.0),
            offers=offers,
            holdings=[OLD],
            accelerators__0__busy_kw=5.0,
            accelerators__0__rack_kw=8.0,
        )
    )
    assert row(written, "heat_fits_site", "hall", 1, 1, 0) == ({"in_service[0,1,0]": 20, "rent[1,1,1,0]": 10}, None, 60)
    assert row(written, "heat_fits_site", "hall", 0, 0, 0).high == 60 - 5
    assert keys(program(hot(19.0)), "heat_fits_site") == [("hall", t, 0, 0) for t in range(3)]
    assert not keys(program(hot(None)), "heat_fits_site")


def test_rows_of_a_site_in_use_bound_packs_by_what_the_orders_can_hold() -> None:
    """Of `own` at most 4 packs are ordered in each month up to t; of `here` 6 would back 4 at a credit of 0.7."""
    offers = [offer("own", "buy", upfront_usd=1.0), HERE, AWAY]
    written = program(scenario(sites=edge(telemetry_usd_per_month=1.0), offers=offers))
    orders = {f"order[1,{u},0]": 1 for u in range(3)}
    assert row(written, "stands_where_open", 1, 2, 0) == ({**orders, "open[hall,2,0]": -12}, None, 0)
    assert row(written, "rented_where_open", 2, 0, 1, 0) == ({"rent[2,0,1,0]": 1, "open[hall,0,0]": -6}, None, 0)
    assert row(written, "served_where_open", "hall", 0, 0, 1, 0).terms == {"serve[1,0,1,0]": 1, "open[hall,0,0]": -1}
    assert {site for site, _, _ in written.model.open} == {"hall"}


def test_rows_are_absent_where_a_site_costs_nothing_in_use_or_holds_todays_fleet() -> None:
    assert not program(rented(0.0)).model.open
    assert not keys(program(rented(0.0)), "rented_where_open")
    written = program(rented(20.0, holdings=[OLD]))
    assert list(written.model.open) == [("hall", 1, 0), ("hall", 2, 0)]
    assert [entry.discounted for entry in written.constants] == [20.0]


def test_rows_lower_availability_and_credit_by_the_time_a_site_is_down() -> None:
    """Units up 0.9 of the time at a site up 0.5 of it; the holding likewise; on demand backs 0.7 x 0.5 x 10."""
    own = offer("own", "buy", availability=0.9)
    od = offer("od", "on_demand", quota_packs=10.0)
    run = offer("run", "buy", usd_per_hour=1.0)
    held = {**OLD, "availability": 0.8}
    sites = edge(uptime=0.5)
    written = program(scenario(sites=sites, offers=[own, od, run], holdings=[held], **SERVICE))
    load = row(written, "load_fits_pool", 0, 0, 0, 0)
    assert load.terms == {"serve[0,0,0,0]": 4, "in_service[0,0,0]": -0.45, "rent[1,0,0,0]": -0.5, "run[2,0,0,0]": -1}
    assert load.high == pytest.approx(0.4)
    assert row(written, "run_fits_units", 2, 0, 0, 0).terms == {"run[2,0,0,0]": 1, "in_service[2,0,0]": -0.5}
    backed = row(written, "hold_is_backed", 0, 0, 0, 0)
    assert backed.terms == {"hold[0,0,0,0]": 1, "in_service[0,0,0]": -0.45, "in_service[2,0,0]": -0.5}
    assert backed.high == pytest.approx(0.4 + 0.7 * 0.5 * 10)


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_optimum_opens_a_site_when_there_is_enough_to_do() -> None:
    """At 2 busy the hall would save 30 USD a month, at 4 it saves 60: at a price of 40 it rests in February."""
    assert cost(rented(40.0)) == pytest.approx((60 + 40) + 60 + (60 + 40))
    assert cost(rented(70.0)) == pytest.approx(120 + 60 + 120)


def test_optimum_with_todays_fleet_pays_for_its_site_anyway() -> None:
    """One of the fleet works in the hall in January, beside 3 rented there: 45 + 70; then all elsewhere: 60 + 120."""
    assert cost(rented(70.0, holdings=[OLD])) == pytest.approx(45 + 70 + 60 + 120)


def test_optimum_needs_more_units_where_the_site_is_down_at_times() -> None:
    """4 busy need 5 units that are up 0.8 of the time."""
    up = scenario(sites=edge(uptime=0.8), offers=[offer("own", "buy", upfront_usd=100.0)])
    assert cost(up) == pytest.approx(5 * 100)


def test_property_more_heat_never_costs_more() -> None:
    costs = [cost(hot(5.0 * units)) for units in range(6)]
    assert costs == pytest.approx([720, 640, 560, 480, 400, 400])


def test_property_a_dearer_site_or_less_uptime_never_costs_less() -> None:
    for costs in (
        [cost(rented(usd)) for usd in (0.0, 10.0, 20.0, 40.0, 60.0, 100.0)],
        [cost(bought(usd, usd)) for usd in (0.0, 5.0, 10.0, 20.0)],
        [cost(hot(None, uptime=share)) for share in (1.0, 0.9, 0.75, 0.5, 0.3)],
    ):
        assert costs == sorted(costs)
