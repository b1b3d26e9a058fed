"""The matrix by hand; the table of offers is in `tests.rivalry`."""

from __future__ import annotations

from typing import Any

import pytest

from models.matrix import MatrixCell
from models.plan import Plan
from tests.program.kit import CLOUD, HALL
from tests.rivalry import OFFERS, RULES, given, planned, planned_of, record


def cell(plan: Plan, accelerator: str) -> MatrixCell:
    return next(c for c in plan.matrix if c.accelerator == accelerator)


def test_every_pair_is_told_at_its_cheapest_site() -> None:
    gpu, tpu = cell(planned(), "gpu"), cell(planned(), "tpu")
    assert (gpu.site, gpu.offer, gpu.usd_per_unit) == ("hall", "own", pytest.approx(0.2))
    assert (tpu.site, tpu.offer, tpu.usd_per_unit) == ("cloud", "tokens", pytest.approx(0.05))
    assert (gpu.throughput, gpu.unit, gpu.kwh_per_unit) == (10.0, "requests/h", pytest.approx(0.1))
    assert (gpu.lead_months, gpu.first_service, gpu.most_accelerators) == (1, "2027-02", None)
    assert (tpu.lead_months, tpu.first_service) == (0, "2027-01")
    assert (gpu.price_grade, gpu.price_source, gpu.price_date) == ("quote", "letter", "2026")


def test_the_plans_choice_is_marked_with_what_it_pays() -> None:
    """Today's four gpus do the first month for nothing; rented tpus the rest, 0.05 USD a request."""
    gpu, tpu = cell(planned(), "gpu"), cell(planned(), "tpu")
    assert (gpu.choice, tpu.choice) == ("part", "main")
    assert (gpu.share_served, tpu.share_served) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert gpu.plan_usd_per_unit == pytest.approx(0.0, abs=1e-12)
    assert tpu.plan_usd_per_unit == pytest.approx(0.05)


def test_software_and_risks_are_counted() -> None:
    gpu, tpu = cell(planned(), "gpu"), cell(planned(), "tpu")
    assert (gpu.maturity, gpu.stack, gpu.is_proprietary, gpu.port_usd, gpu.port_months) == (
        "in_use",
        "cuda",
        True,
        0.0,
        0,
    )
    assert (tpu.maturity, tpu.port_usd, tpu.port_months, tpu.port_engineer_months) == ("open", 100.0, 1, 2.0)
    assert set(gpu.risks) == {"proprietary_stack", "weak_benchmark"}
    assert set(tpu.risks) == {"not_validated", "port_needed", "one_payee", "one_site", "weak_benchmark", "weak_price"}


PILOT = record("accelerators", 1, is_pilot=True)
PROOF = [{"accelerator": "tpu", "date": "2027-02", "traffic_share": 0.5}]


@pytest.mark.parametrize(
    ("changes", "maturity"),
    [
        ({"accelerators": [record("accelerators", 0), PILOT], "workloads__0__stage": "exploratory"}, "pilot"),
        ({"accelerators": [record("accelerators", 0), PILOT], "workloads__0__validations": PROOF}, "validated"),
        ({"workloads__0__incumbent_stacks": ["cuda", "rocm"]}, "in_use"),
    ],
)
def test_maturity_is_the_strongest_that_holds(changes: dict[str, Any], maturity: str) -> None:
    assert cell(planned_of(given(**changes)), "tpu").maturity == maturity


POINTS = [{"load": n, "throughput": 10.0 * n, "latency_ms": {"ttft_p99": 100.0 * n}} for n in (1, 2)]


def test_latency_is_that_of_the_operating_point_with_the_network() -> None:
    """120 ms less 30 ms of network is below the first point; 180 ms allow 150, half way between both."""
    targets = [{"metric": "ttft", "percentile": 95, "limit_ms": 180.0}]
    sites = [{**HALL, "rtt_ms": {"eu": 30.0}}, {**CLOUD, "rtt_ms": {"eu": 40.0}}]
    records = [record("benchmarks", n, points=POINTS) for n in (0, 1)]
    plan = planned_of(given(sites=sites, benchmarks=records, workloads__0__targets=targets))
    gpu = cell(plan, "gpu")
    assert gpu.latency_ms == {"ttft_p95": pytest.approx(180.0)}
    assert gpu.target_ms == {"ttft_p95": 180.0}
    assert gpu.throughput == pytest.approx(15.0)
    assert cell(plan, "tpu").throughput == pytest.approx(14.0)


def test_what_is_ruled_out_says_by_what_and_nothing_else() -> None:
    plan = planned_of(given(workloads__0__classes=["gpu"], offers=[*OFFERS[:2]]))
    assert {c.accelerator for c in plan.matrix} == {"gpu"}  # nobody offers a tpu
    held = {"id": "t", "accelerator": "tpu", "site": "cloud", "vendor": "volt", "accelerators": 1.0}
    plan = planned_of(given(workloads__0__classes=["gpu"], holdings=[record("holdings", 0), held]))
    tpu = cell(plan, "tpu")
    assert (tpu.ruled_out, tpu.why) == (("classes",), "runs only on gpu")
    assert tpu.model_dump(exclude_defaults=True, exclude={"ruled_out", "why"}).keys() == {
        *("workload", "geography", "accelerator", "accelerator_class", "vendor", "unit")
    }


def test_only_what_stands_there_today_has_no_price() -> None:
    plan = planned_of(given(offers=[OFFERS[2]]))
    gpu = cell(plan, "gpu")
    assert (gpu.offer, gpu.usd_per_unit, gpu.utilization, gpu.first_service) == (None, None, None, None)
    assert "no_offer" in gpu.risks
    assert gpu.choice == "part"


def test_supply_adds_up_over_the_offers_of_a_site() -> None:
    own = {**OFFERS[0], "max_packs_per_period": 3.0, "pack": 2, "upfront_usd": 240.0}
    plan = planned_of(given(offers=[own, {**OFFERS[1], "site": "hall"}, OFFERS[2]]))
    # orders of the first two months are there in the third: 2 x 3 packs of 2; and 2 rented ones
    assert cell(plan, "gpu").most_accelerators == 14.0


def test_utilization_is_stated_with_the_cost() -> None:
    gpu = cell(planned_of(given(scorecard={**RULES, "utilization": 0.8})), "gpu")
    assert (gpu.utilization, gpu.usd_per_unit) == (0.8, pytest.approx(0.25))


def test_idle_power_is_spread_and_busy_power_is_not() -> None:
    """At 1 USD/kWh an hour up costs 0.5 USD idle; work adds 0.5: at half use 2 x (2 + 0.5) + 0.5 per 10 requests."""
    sites = [{**HALL, "electricity_usd_per_kwh": 1.0}, CLOUD]
    only = [OFFERS[0], OFFERS[2]]
    gpu = cell(planned_of(given(sites=sites, offers=only, scorecard={**RULES, "utilization": 0.5})), "gpu")
    assert gpu.usd_per_unit == pytest.approx(0.55)
