"""Gangs: whole runs, when they start, what they keep, what they lose, and which units are fast enough."""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

import pytest

from models.gang import Gang, GangSize
from models.scenario import Scenario
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.sizing.gangs import overhead, runs_due
from tests.program.kit import CLOUD, HALL, Document, Hand, cost, keys, offer, program, row, scenario

OD = offer("od", "on_demand", usd_per_hour=1.0)
"""30 USD per accelerator and month."""
SOON = offer("soon", "on_demand", usd_per_hour=0.5, order_until="2027-03")
LATER = offer("later", "on_demand", usd_per_hour=0.5, order_from="2027-03")
"""15 USD per accelerator and month."""
FAST = offer("fast", "on_demand", usd_per_hour=2.0, fabric_gbps=50.0)
SLOW = offer("slow", "on_demand", usd_per_hour=1.0, fabric_gbps=10.0)
AWAY = {**offer("away", "on_demand", usd_per_hour=2.0), "site": "cloud"}

FOUR_OR_TWELVE = [{"accelerators": 4}, {"accelerators": 12}]


def together(wait: int = 0, **changes: Any) -> Scenario:
    """The job in runs of 600 requests on 4 accelerators, 15 h each: two in a month of 30 h, one after the other."""
    gang: Document = {"run_units": 600.0, "sizes": [{"accelerators": 4}], "deadline_hours": 60.0}
    gang |= {name: changes.pop(name) for name in list(changes) if name in Gang.model_fields}
    given: Document = {"offers": [OD], "workloads__0__gang": gang, "workloads__0__deferral": {"within_months": wait}}
    return scenario(**{**given, **changes})


def months(*levels: float) -> Document:
    """Demand of each month [requests/h]."""
    path = {f"2027-0{n}": level for n, level in enumerate(levels, start=1)}
    return {"workloads__0__demand": [{"geography": "eu", "path": path}]}


HANDS = {
    # January's 2 runs may wait until February, March's are not there before March: 4 x 15 and 4 x 30
    "runs_follow_demand": Hand(together(1, offers=[OD, SOON], **months(40.0, 0.0, 40.0)), 60 + 120),
    "runs_are_started": Hand(together(), 3 * 120),
    # 2 runs a month: January's by February at 4 x 30, the other 6 in March and April, on 4 and on 8 at 15 each
    "runs_start_in_time": Hand(together(1, offers=[OD, LATER], horizon__periods=4), 120 + 60 + 120),
    "served_by_runs": Hand(together(), 3 * 120),
    "runs_share_accelerators": Hand(together(), 3 * 120),
    # 3 runs a month: 4 accelerators do 2 of them, 12 would do 6; two gangs of 4
    "gangs_are_enough": Hand(together(sizes=FOUR_OR_TWELVE, **months(60.0, 60.0, 60.0)), 3 * 240),
    "gangs_fit_fast_units": Hand(together(offers=[FAST, SLOW], fabric_gbps=40.0), 3 * 240),
    # 2 runs of 30 h a month side by side; the storage of the hall is enough for one of them
    "storage_fits_site": Hand(
        together(
            run_units=1200.0,
            storage_gbps=1.0,
            sites=[{**HALL, "storage_cap_gbps": 6.0}, CLOUD],
            offers=[OD, AWAY],
            **months(80.0, 80.0, 80.0),
        ),
        3 * (120 + 240),
    ),
}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


# ---- rows -----------------------------------------------------------------------------------------------------------


def test_rows_count_runs_due_and_started() -> None:
    written = program(together(1))
    first, both = {"launch[0,4,0,0]": 1.0}, {"launch[0,4,0,0]": 1.0, "launch[0,4,1,0]": 1.0}
    assert row(written, "runs_follow_demand", 0, 0, 0) == (first, None, 2.0)
    assert row(written, "runs_follow_demand", 0, 1, 0) == (both, None, 4.0)
    assert row(written, "runs_start_in_time", 0, 1, 0) == (dict.fromkeys(both, -1.0), None, -2.0)
    assert keys(written, "runs_start_in_time") == [(0, 1, 0)]  # in January all may wait, in March none
    assert keys(written, "runs_are_started") == [(0, 2, 0)]
    assert row(written, "runs_are_started", 0, 2, 0).low == 6.0
    assert keys(program(together()), "runs_are_started") == [(0, 0, 0), (0, 1, 0), (0, 2, 0)]


def test_rows_of_runs_that_follow_each_other_keep_one_place() -> None:
    """With a month of wait 1,200 of the 2,400 requests that may be done; a third of them by day."""
    written = program(together(1))
    assert row(written, "runs_share_accelerators", 0, 4, 1, 0).terms == {"launch[0,4,1,0]": 1, "side[0,4,1,0]": -2}
    share = row(written, "served_by_runs", 0, 1, 0, 0)
    assert share == ({"serve[0,1,0,0]": 1.0, "launch[0,4,1,0]": pytest.approx(-600 / 2400 / 3)}, 0.0, 0.0)
    load = row(written, "load_fits_pool", 0, 1, 0, 0)
    assert load.terms == {"side[0,4,1,0]": 4.0, "rent[0,1,0,0]": -1.0}


def test_rows_round_gangs_up_in_units_of_every_size() -> None:
    """3 runs in gangs of 2 or 6 runs a month: 1.5 gangs of 4, or half a gang of 12."""
    written = program(together(sizes=FOUR_OR_TWELVE, **months(60.0, 60.0, 60.0)))
    small, large = "side[0,4,0,0]", "side[0,12,0,0]"
    assert row(written, "gangs_are_enough", 0, 0, 2, 0) == ({small: 1.0, large: 3.0}, 2.0, None)
    assert row(written, "gangs_are_enough", 0, 0, 6, 0) == ({small: pytest.approx(2 / 3), large: 1.0}, 1.0, None)


def test_rows_round_up_what_cannot_start_outside_a_window() -> None:
    """January's 3 runs start by February, February's 3 by March; March's none: all of the last two are due by then."""
    written = program(together(1, **months(60.0, 60.0, 0.0)))
    assert keys(written, "gangs_are_enough") == [(0, 1, 2, 0), (0, 2, 2, 0)]
    assert row(written, "gangs_are_enough", 0, 1, 2, 0) == (
        dict.fromkeys(("side[0,4,0,0]", "side[0,4,1,0]"), 1.0),
        2,
        None,
    )
    assert row(written, "gangs_are_enough", 0, 2, 2, 0).terms == dict.fromkeys(("side[0,4,1,0]", "side[0,4,2,0]"), 1.0)


def test_rows_of_a_run_of_several_months_keep_its_accelerators_to_the_end() -> None:
    """45 h: all of one month, half the hours of the next, in which it keeps 4 of 4 all the same."""
    written = program(together(run_units=1800.0, horizon__periods=4))
    due = [0, 1, 1, 0]
    assert [most for _, most in ((key, v.ub) for key, v in written.model.launch.items())] == [n for n in due if n]
    assert not written.model.side
    load = row(written, "load_fits_pool", 0, 2, 0, 0)
    assert load.terms == {"launch[0,4,1,0]": 4.0, "launch[0,4,2,0]": 4.0, "rent[0,2,0,0]": -1.0}
    done = row(written, "served_by_runs", 0, 2, 1, 0).terms
    assert done["launch[0,4,2,0]"] / done["launch[0,4,1,0]"] == pytest.approx(2.0)
    assert cost(together(run_units=1800.0, horizon__periods=4)) == 120 + 240 + 120


def test_rows_of_units_count_the_offers_that_are_fast_enough() -> None:
    """What can be interrupted takes fast spot too; a set that dispatch speaks of is left out."""
    spot = offer("spot", "spot", usd_per_hour=0.1, fabric_gbps=50.0)
    rest = offer("rest", "spot", usd_per_hour=0.1, fabric_gbps=10.0)
    written = program(together(offers=[FAST, SLOW, spot, rest], fabric_gbps=40.0, workloads__0__is_interruptible=True))
    terms = row(written, "gangs_fit_fast_units", 0, 0, 0, 0, 0).terms
    assert terms == {"side[0,4,0,0]": 4.0, "rent[0,0,0,0]": -1.0, "rent[2,0,0,0]": -1.0}
    firm = program(together(offers=[FAST, SLOW, spot], fabric_gbps=40.0))
    assert row(firm, "gangs_fit_fast_units", 0, 0, 0, 0, 0).terms == {"side[0,4,0,0]": 4.0, "rent[0,0,0,0]": -1.0}
    alike = program(together(offers=[FAST, {**SLOW, "fabric_gbps": None}], fabric_gbps=40.0))
    assert not keys(alike, "gangs_fit_fast_units")


def test_rows_of_units_stand_for_every_union_of_what_work_is_confined_to() -> None:
    """Runs take fast units, spot or not; a firm job all but spot; so together they need all but slow spot."""
    rest = offer("rest", "spot", usd_per_hour=0.1, fabric_gbps=10.0)
    spot = offer("spot", "spot", usd_per_hour=0.1, fabric_gbps=50.0)
    runs = together(offers=[FAST, SLOW, spot, rest], fabric_gbps=40.0, workloads__0__is_interruptible=True)
    plain = runs.workloads[0].model_copy(update={"id": "plain", "gang": None, "is_interruptible": False})
    written = program(runs.model_copy(update={"workloads": (*runs.workloads, plain)}))
    rows = [row(written, "gangs_fit_fast_units", *key).terms for key in keys(written, "gangs_fit_fast_units")[::6]]
    rents = [{name for name in terms if name.startswith("rent")} for terms in rows]
    fast = {"rent[0,0,0,0]", "rent[2,0,0,0]"}
    assert sorted(rents, key=len) == [fast, fast | {"rent[1,0,0,0]"}]


def test_rows_and_decisions_are_absent_without_gangs() -> None:
    written = program(scenario(offers=[OD], workloads__0__deferral={}))
    assert not written.model.launch
    assert not written.model.side
    assert not any(keys(written, name) for name in HANDS)


# ---- sizes ----------------------------------------------------------------------------------------------------------


def sizes(**changes: Any) -> dict[int, float]:
    """Hours of a run by the accelerators it may take."""
    found = Instance(together(**changes), Tree.single("expected", 3))
    return {size.accelerators: size.hours for _, _, arc in found.arcs for size in arc.sizes}


FOUR_OR_EIGHT = {"sizes": [{"accelerators": 4}, {"accelerators": 8, "efficiency": 0.75}]}


def test_sizes_end_in_time_and_stay_in_one_domain() -> None:
    assert sizes(**FOUR_OR_EIGHT) == {4: 15.0, 8: 10.0}
    assert sizes(**FOUR_OR_EIGHT, deadline_hours=12.0) == {8: 10.0}
    assert sizes(**FOUR_OR_EIGHT, accelerators__0__domain=4) == {4: 15.0}


def test_the_larger_gang_is_taken_where_time_is_short_and_uses_more_power() -> None:
    """Three runs a month: on 8, 10 h each, one after the other; on 4, 15 h each, two side by side for a while. That is
    8 accelerators either way, so that power decides: 60 against 80 kWh a run."""
    power: Document = {"accelerators__0__busy_kw": 1.0, "sites__0__electricity_usd_per_kwh": 0.1}
    given = {**FOUR_OR_EIGHT, **power, **months(60.0, 60.0, 60.0)}
    assert cost(together(**given)) == pytest.approx(3 * (8 * 30 + 3 * 60 * 0.1))
    assert cost(together(**given, deadline_hours=12.0)) == pytest.approx(3 * (8 * 30 + 3 * 80 * 0.1))


def test_overhead_is_that_of_daly() -> None:
    """A gang that fails every 24 h, restarts in 10 min, writes checkpoints in 5 min: best every 117 min (Daly 2006,
    figure 3, for 500 h of work); Young's interval is 120 min."""
    plain = Gang(run_units=1.0, sizes=(GangSize(accelerators=1),), deadline_hours=1.0)
    dump = plain.model_copy(update={"checkpoint_minutes": 5.0, "restart_minutes": 10.0})

    def every(minutes: float) -> float:
        return overhead(dump.model_copy(update={"checkpoint_every_hours": minutes / 60}), 24.0, 500.0)

    assert min(range(60, 240), key=every) == 117
    assert overhead(dump, 24.0, 500.0) == pytest.approx(every(60 * sqrt(2 * 24 / 12)))
    by_hand = 24 / 2 * exp(1 / 144) * (exp((2 + 1 / 12) / 24) - 1)
    assert overhead(dump, 24.0, 500.0) == pytest.approx(by_hand, rel=1e-12)
    assert overhead(dump, None, 500.0) == 1.0
    assert overhead(dump.model_copy(update={"checkpoint_every_hours": 1.0}), None, 500.0) == pytest.approx(1 + 1 / 12)
    assert overhead(plain.model_copy(update={"restart_minutes": 60.0}), 10.0, 5.0) == pytest.approx(exp(0.1))
    assert overhead(dump, 1e-4, 500.0) == float("inf")


def test_runs_fall_due_when_their_work_has_come_together() -> None:
    assert runs_due([250.0, 250.0, 100.0, 599.0], 300.0) == [0, 1, 1, 1]  # 199 are left
    assert runs_due([0.1 * 3] * 10, 0.3) == [1] * 10


# ---- properties -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tight", "loose"),
    [
        ({"deadline_hours": 12.0}, {"deadline_hours": 20.0}),
        ({"accelerators__0__domain": 4}, {"accelerators__0__domain": 8}),
        ({"accelerators__0__mtbf_hours": 60.0}, {"accelerators__0__mtbf_hours": 600.0}),
        ({"wait": 0}, {"wait": 1}),
        ({"fabric_gbps": 40.0}, {"fabric_gbps": 5.0}),
        ({"storage_gbps": 1.0}, {"storage_gbps": 0.5}),
    ],
)
def test_property_a_tighter_limit_never_costs_less(tight: Document, loose: Document) -> None:
    power: Document = {"accelerators__0__busy_kw": 1.0, "sites__0__electricity_usd_per_kwh": 0.1}
    world = {**FOUR_OR_EIGHT, **power, "offers": [FAST, SLOW], "sites__0__storage_cap_gbps": 8.0}
    world |= {"checkpoint_minutes": 6.0, "restart_minutes": 30.0, **months(20.0, 50.0, 60.0)}
    assert cost(together(**{**world, **tight})) >= cost(together(**{**world, **loose})) * (1 - 1e-6)
