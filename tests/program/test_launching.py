"""Launching: work that may wait is launched when its value pays for it, in full and for good.

The job is 1,200 requests a month, which take 120 USD on demand: 0.10 USD each.
"""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import (
    CLOUD,
    HALL,
    JOB,
    SERVICE,
    Hand,
    cost,
    keys,
    offer,
    outcome,
    program,
    row,
    scenario,
    two_chips,
)

OD = offer("od", "on_demand", usd_per_hour=1.0)
REPLICAS = {"workloads__0__replicas": "whole", "workloads__0__min_replicas": 2}


def launched(*values: float, **changes: Any) -> Scenario:
    """The job, whose request is worth so much in January, February, ... [USD], may be launched in any month."""
    later = {f"2027-{n + 1:02}": value for n, value in enumerate(values)}
    given = {"workloads__0__value_from": later, "workloads__0__served": "may", "policy__objective": "value"}
    return scenario(**{"offers": [OD], **given, **changes})


HANDS = {
    # from March on: 120 paid, 132 and 60 forgone; open in January and March alone would be 240 + 60
    "launched_for_good": Hand(launched(0.11, 0.05, 0.12), 120 + 132 + 60),
}


def test_rows_ask_for_service_from_the_launch_on() -> None:
    written = program(launched(0.11, **SERVICE))
    assert keys(written, "launched_for_good") == [("job", 1, 0), ("job", 2, 0)]
    terms = {"unlaunched[job,1,0]": 1.0, "unlaunched[job,0,0]": -1.0}
    assert row(written, "launched_for_good", "job", 1, 0) == (terms, None, 0.0)
    assert row(written, "demand_is_met", 0, 1, 0, 0) == ({"serve[0,1,0,0]": 1, "unlaunched[job,1,0]": 1}, 1, 1)
    held = row(written, "headroom_is_held", 0, 1, 0, 0)
    assert held.terms == pytest.approx({"hold[0,1,0,0]": 10 / 60, "unlaunched[job,1,0]": 1})
    assert held.low == 1.0


def test_rows_of_peaks_replicas_and_losses_wait_for_it_too() -> None:
    """10 requests in service in each of two geographies; a second site stands in."""
    waiting = {"workloads__0__waiting": {"probability": 0.05}, "workloads__0__headroom_rule": "queueing"}
    rules = [{"id": "r", "lose": "site", "keep": 0.5, "workloads": ["job"]}]
    sites = {"sites": [HALL, CLOUD], "policy__redundancy": rules}
    far = offer("far", "on_demand", usd_per_hour=1.0, quota_packs=9.0) | {"site": "cloud"}
    written = program(launched(0.11, **SERVICE, **waiting, **sites, offers=[{**OD, "quota_packs": 9.0}, far]))
    waits = "unlaunched[job,2,0]"
    assert row(written, "peak_is_carried", 0, 2, 0, 0).terms[waits] == 1.0
    assert row(written, "loss_is_covered", 0, 0, 2, 0, 0).terms[waits] == 1.0
    whole = program(launched(0.11, **SERVICE, **REPLICAS))
    assert row(whole, "replicas_are_enough", 0, 2, 0, 0) == ({"replicas[0,2,0,0]": 1, waits: 2}, 2, None)
    assert row(whole, "peak_takes_replicas", 0, 2, 0, 0) == ({"replicas[0,2,0,0]": 1, waits: 6}, 6, None)


def test_rows_of_double_running_count_what_was_not_asked_for() -> None:
    """Data move for nothing and run double for a month: a launch at the new site need not have run there before."""
    away = {"workloads__0__home_site": "hall", "workloads__0__data_tb": 1.0, "sites": [HALL, CLOUD]}
    moving = {"policy__moving": {"double_running_weeks": 4}, "policy__porting_every_months": 1}
    far = {**OD, "id": "far", "site": "cloud"}
    written = program(launched(0.11, **away, **moving, offers=[OD, far]))
    found = row(written, "run_before_served", 0, "cloud", 1, 0, 0, 1)
    assert found.terms["unlaunched[job,0,0]"] == -1.0
    assert found.high == 0.0


def test_rows_are_absent_where_all_is_to_be_served() -> None:
    for given in (launched(0.11, policy__objective="cost"), launched(0.11, workloads__0__served="must")):
        written = program(given)
        assert not keys(written, "launched_for_good")
        assert not written.model.unlaunched
        assert "forgone_value" not in {entry.term for entry in written.entries}


def test_rows_price_what_is_forgone_at_the_value_of_its_month() -> None:
    written = program(launched(0.01, 0.02, 0.04))
    usd = {entry.decision.name: entry.usd for entry in written.entries if entry.term == "forgone_value"}
    assert usd == pytest.approx({f"unlaunched[job,{t},0]": 1200 * each for t, each in enumerate((0.01, 0.02, 0.04))})


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(
    ("values", "usd"),
    [
        ((0.09,), 3 * 108),  # worth less than it costs: never launched, all of it forgone
        ((0.11,), 360),  # at once
        ((0.09, 0.11), 108 + 240),  # in February
        ((0.05, 0.12, 0.05), 3 * 60 + 84),  # it would be a gain in February alone
        ((0.05, 0.17, 0.08), 60 + 240),  # the loss of March is less than the gain of February
    ],
)
def test_optimum_launches_when_that_pays(values: tuple[float, ...], usd: float) -> None:
    Hand(launched(*values), usd).check()


def test_optimum_avoids_a_port_that_the_value_does_not_pay_for() -> None:
    """`twin` runs on `tpu` alone: a port of 100 USD and 72 of rent, which 50 a month do not pay for, but 60 do."""
    twin = {**JOB, "id": "twin", "classes": ["tpu"], "served": "may"}
    cheap = offer("t", "on_demand", accelerator="tpu", vendor="volt", usd_per_hour=0.2)
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 100.0}]
    for each, usd in ((50, 360 + 150), (60, 360 + 100 + 72)):
        work = [{**JOB, "classes": ["gpu"]}, {**twin, "value_per_unit_usd": each / 1200}]
        changes = two_chips(offers=[OD, cheap], stacks=stacks, workloads=work, policy__objective="value")
        Hand(scenario(**changes), usd).check()


def test_optimum_holds_no_headroom_before_the_launch() -> None:
    """2 of the 6 held are own ones, 50 USD each; the other 4 are on call, by a quota that counts in full."""
    own = offer("own", "buy", upfront_usd=50.0)
    given = launched(0.01, 0.01, 0.5, **SERVICE, offers=[{**OD, "quota_packs": 4.0, "capacity_credit": 1.0}, own])
    # 2 bought serve the whole month, 2 are rented: 60 USD; before, 12 a month are forgone
    assert cost(given) == pytest.approx(2 * 50 + 60 + 24)


def test_property_more_value_never_launches_later_and_forgoes_no_more_than_never() -> None:
    """As the value of a request rises the plan costs more, up to serving all; nothing forgone is above serving all."""
    costs = []
    for value in (0.0001, 0.05, 0.09, 0.1001, 0.2):
        found = outcome(program(launched(value)))
        assert found.passed
        costs.append(found.cost)
    assert costs == sorted(costs)
    assert costs[-1] == costs[-2] == pytest.approx(360)
