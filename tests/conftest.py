"""Fixtures that every folder of tests may use."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import pytest

from models.bill import CostLine, Costs, LimitUse
from models.conflict import Conflict, InConflict, Miss, NothingFits, Unservable
from models.costs import TERM
from models.decisions import Dispatch, Fleet, Headroom, Order, Rent
from models.derived import Capacity, PoolUse, RemovedArc, ServiceUse, SiteUse, Unassigned
from models.evidence import EvidenceReport, EvidenceShare
from models.plan import Audit, Period, Plan, Port, Provenance

if TYPE_CHECKING:
    from tests.shipped import Shipped

PERIODS = ("2027-01", "2027-07", "2028-01", "2028-07")
HOURS = {"peak": 1000.0, "base": 3380.0}
H100 = {"accelerator": "h100-sxm", "site": "fra-colo"}
CLOUD = {"accelerator": "trainium2", "site": "us-east"}


def _cost(term: str, period: str | None, nominal: float, discounted: float) -> CostLine:
    return CostLine(term=term, kind=TERM[term].kind, period=period, nominal_usd=nominal, discounted_usd=discounted)


def _costs() -> Costs:
    lines = (
        _cost("hardware_purchase", "2027-07", 3_000_000.0, 2_886_751.35),
        *(_cost("on_demand", period, 50_000.33, 45_000.11) for period in PERIODS),
        *(_cost("fixed", period, 10_000.0, 9_000.0) for period in PERIODS),
        _cost("end_value", None, -1_500_000.0, -1_285_903.27),
    )
    names = list(dict.fromkeys(line.term for line in lines))
    nominal = {name: round(sum(line.nominal_usd for line in lines if line.term == name), 2) for name in names}
    present = {name: round(sum(line.discounted_usd for line in lines if line.term == name), 2) for name in names}
    return Costs(
        lines=lines,
        by_term=nominal,
        by_term_discounted=present,
        total_nominal_usd=round(sum(nominal.values()), 2),
        total_discounted_usd=round(sum(present.values()), 2),
        constant_usd=36_000.0,
    )


SERVICE_USD = (50_000.33, 487_500.34, 487_500.33, 487_500.33)
"""Cost of chat by period; with an idle pool in the first and the fixed costs it adds to the nominal total."""


def _service(period: str, usd: float) -> ServiceUse:
    hours, units = 70.0 * 4380, 70.0 * 4380 * 812.5 * 3600
    is_served = period != PERIODS[0]
    return ServiceUse(
        workload="chat",
        period=period,
        unit="tokens/s",
        mean_demand=56_875.0,
        peak_demand=60_000.0,
        units_asked=units,
        units_served=units if is_served else 0.0,
        share_served=1.0 if is_served else 0.0,
        accelerator_hours=hours if is_served else 0.0,
        units_per_accelerator_hour=812.5 * 3600 if is_served else None,
        utilization=70 / 96 if is_served else None,
        set_aside=90.0 if period == PERIODS[-1] else 0.0,
        cost_usd=usd,
        usd_per_unit=usd / units if is_served else None,
        bottleneck="power" if is_served else None,
        reason="h100-sxm at fra-colo: no room for 8 more" if is_served else "nothing is served",
    )


def _derived() -> dict[str, object]:
    """Figures of use and service, as far as the hand-made decisions give them."""
    pool = {**H100, "block": "peak", "rented": 0.0, "credit": 96.0}
    return {
        "sites": tuple(
            SiteUse(
                site=site,
                period=period,
                power_kw=power,
                power_cap_kw=cap,
                power_share=power / cap if cap else None,
                racks=2.0,
                rack_cap=None,
                rack_share=None,
                energy_kwh=power * 3000,
                carbon_kg=power * 3000 * 0.4,
            )
            for site, cap, in_use in (("fra-colo", 120.0, 120.0), ("us-east", None, 40.0))
            for period, power in ((t, in_use if t != PERIODS[0] else in_use / 4) for t in PERIODS)
        ),
        "pools": tuple(
            PoolUse(
                **pool,
                period=period,
                in_service=96.0 if period != PERIODS[0] else 0.0,
                busy=70.0 if period != PERIODS[0] else 0.0,
                set_aside=90.0 if period == PERIODS[-1] else 0.0,
                utilization=70 / 96 if period != PERIODS[0] else None,
            )
            for period in PERIODS
        ),
        "service": tuple(_service(period, usd) for period, usd in zip(PERIODS, SERVICE_USD, strict=True)),
        "unassigned": (
            Unassigned(period=PERIODS[0], reason="idle", accelerator="a100", site="fra-colo", cost_usd=187_499.99),
            *(Unassigned(period=period, reason="fixed", cost_usd=10_000.0) for period in PERIODS),
        ),
    }


def _records() -> dict[str, object]:
    chat = {"workload": "chat", "geography": "eu"}
    return {
        "orders": (
            Order(
                offer="fra-h100-buy",
                **H100,
                vendor="oem-a",
                mode="buy",
                order_period="2027-01",
                in_service_period="2027-07",
                packs=12.0,
                accelerators=96.0,
                cost_usd=3_000_000.0,
            ),
        ),
        "fleet": (
            *(
                Fleet(offer="fra-h100-buy", **H100, mode="buy", period=period, packs=12.0, accelerators=96.0)
                for period in PERIODS[1:]
            ),
            Fleet(
                offer="old-a100",
                accelerator="a100",
                site="fra-colo",
                mode="holding",
                period="2027-01",
                packs=1.0,
                accelerators=16.0,
            ),
        ),
        "rent": tuple(
            Rent(
                offer="use1-trn2-od",
                **CLOUD,
                mode="on_demand",
                period=period,
                block="peak",
                packs=2.0,
                accelerators=32.0,
            )
            for period in PERIODS
        ),
        "run": (),
        "dispatch": tuple(
            Dispatch(**chat, **H100, period=period, block=block, share=1.0, accelerators=70.0)
            for period in PERIODS[1:]
            for block in HOURS
        ),
        "misses": (),
        "headroom": (Headroom(**chat, **H100, period="2028-07", block="peak", accelerators=90.0),),
        "ports": (
            Port(workload="chat", stack="neuron", start_period="2027-01", ready_period="2027-07", cost_usd=250_000.0),
        ),
        "limits": (
            LimitUse(
                limit="power at fra-colo",
                kind="site",
                period="2028-07",
                used=120.0,
                allowed=120.0,
                unit="kW",
                is_binding=True,
            ),
            LimitUse(
                limit="capex 2027", kind="budget", period=None, used=3e6, allowed=5e6, unit="USD", is_binding=False
            ),
        ),
        "removed_arcs": (
            RemovedArc(**chat, **CLOUD, reason="residency", detail="us is not among eu"),
            RemovedArc(
                **chat, accelerator="loihi", site="fra-colo", reason="no_benchmark", detail="no record of llama-70b"
            ),
            RemovedArc(**chat, accelerator="a100", site="us-east", reason="residency", detail="us is not among eu"),
        ),
        "capacities": (
            Capacity(
                **chat,
                **H100,
                accelerator_class="gpu",
                throughput=812.5,
                unit="tokens/s",
                benchmark="mlperf-h100",
                grade="third_party_measurement",
                bottleneck="ttft_p99",
                units_served=3 * 70.0 * 4380 * 812.5 * 3600,
                share_served=0.75,
                offer_usd_per_unit=1.6e-6,
            ),
            Capacity(
                **chat,
                accelerator="mi300x",
                site="fra-colo",
                accelerator_class="gpu",
                throughput=900.0,
                unit="tokens/s",
                benchmark="mlperf-mi300x",
                grade="vendor_claim",
                bottleneck="throughput",
                units_served=0.0,
                share_served=0.0,
                offer_usd_per_unit=2.4e-6,
                not_served="cheaper",
                why="h100-sxm at fra-colo carries most of it: 1.6 against 2.4 USD per million tokens, used to the full",
            ),
        ),
    }


@pytest.fixture
def why(plan: Plan) -> NothingFits:
    """Why nothing fits, by hand: power, modules or money would have to give; one work has no place."""
    power = InConflict(
        limit="power at ohio",
        kind="site",
        is_service=False,
        site="ohio",
        periods=("2027-03", "2027-04"),
        allowed=100.0,
        allowed_unit="kW",
        by=12.0,
        unit="kW",
        precision="at_most",
        plan_usd_at_least=1_234_567.0,
        rank=1,
        sentence="power at ohio: short by at most 12 kW of 100 from 2027-03 to 2027-04",
    )
    share = InConflict(
        limit="share of acme in spend (as payee)",
        kind="vendor_share",
        is_service=False,
        record="no-single-vendor",
        allowed=0.4,
        allowed_unit="share",
        unit="USD",
        sentence="share of acme in spend (as payee): not enough alone",
    )
    both = Conflict(
        limits=(power, share),
        sentence=f"{power.sentence}; or {share.sentence}",
        price="A plan then costs at least, discounted: 1,234,567 USD if power at ohio gives.",
    )
    miss = Miss(accelerator="h100-sxm", site="us-east", reason="latency", detail="ttft_p99 is 90 ms", missed_ms=40.0)
    chat = Unservable(
        workload="chat", geography="eu", misses=(miss,), sentence="chat in eu: no accelerator can serve it (h100-sxm)"
    )
    return NothingFits(unservable=(chat,), conflicts=(both,), provenance=plan.provenance)


@pytest.fixture
def plan() -> Plan:
    """A small plan by hand: one purchase, four periods of on-demand, one limit that binds; money adds up."""
    costs = _costs()
    decidable = costs.total_discounted_usd - costs.constant_usd
    return Plan.model_validate(
        {
            **_records(),
            **_derived(),
            "status": "optimal_within_gap",
            "decision": "Buy 96 h100-sxm at fra-colo in 2027-01 and rent 32 trainium2 at us-east on demand.",
            "objective_usd": costs.total_discounted_usd,
            "bound_usd": costs.total_discounted_usd - 0.004 * decidable,
            "decidable_usd": decidable,
            "gap": 0.004,
            "accounting": {"end_value": "straight_line", "payment_tail": "prorate"},
            "due_after_horizon_usd": 0.0,
            "periods": tuple(Period(period=period, months=6, hours=HOURS) for period in PERIODS),
            "costs": costs,
            "level_loads": ("embed-batch",),
            "unused_inputs": ("workloads.0.funding",),
            "evidence": EvidenceReport(
                sentence="62 % of the money rests on your quotes, 38 % on list prices older than 90 days.",
                by_grade=(
                    EvidenceShare(grade="quote", usd=3e6, share=0.62, older_than_90_days_share=0.0),
                    EvidenceShare(grade="list_price", usd=200_001.32, share=0.38, older_than_90_days_share=1.0),
                ),
                capacity_by_grade={"third_party_measurement": 1.0},
                replaced=("fra-h100-buy",),
            ),
            "audit": Audit(passed=True, rows_checked=421, largest_violation=2e-9, objective_difference_usd=0.0),
            "provenance": Provenance(
                scenario="Support chat in Europe",
                scenario_hash="sha256:0123456789abcdef",
                case="expected",
                as_of="2027-01",
                created=None,
                versions={"steelyard": "0.1.0", "highspy": "1.15.1"},
                options={"gap": 0.005, "threads": 2},
                seconds={"search": 3.2},
                file="scenarios/support.yaml",
            ),
        }
    )


@pytest.fixture(scope="session")
def shipped_plans(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    """Plans of the shipped scenarios: `shipped_plans("two-sites", "one-leg")`; each is made once in a test run."""
    from tests.shipped import shipped_plan  # most tests need no solver

    base = tmp_path_factory.getbasetemp()
    return cache(partial(shipped_plan, base.parent if base.name.startswith("popen-") else base))
