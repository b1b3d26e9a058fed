"""Plans under stress, with what each stress costs computed by hand.

In the base 4 accelerators are busy at all hours, a month has 30 h, the horizon three months: on demand at 1 USD/h that
is 120 USD a month, 360 USD in all. A stress shows in 2027-02 unless it says when.
"""

from __future__ import annotations

from typing import Any

import pytest

from models.stress import Stress, StressReport
from models.stress_rules import StressRule
from solver.answers.outcome import Infeasible, NoPlanInTime, Outcome
from solver.program.build import build
from solver.program.instance import Instance
from solver.program.tree import Tree
from solver.search.matrix import compile_matrix
from solver.search.solve import Solution
from solver.stress import make, short
from solver.stress.make import PlanDoesNotFitError, make_stress
from tests.answers.kit import planned
from tests.program.kit import BENCHMARKS, EXACT, TPU, Document, offer, scenario, two_chips
from ui.stress_report import _cells, stress_lines

ON_DEMAND = offer("od", "on_demand", usd_per_hour=1.0)
DEAR = offer("dear", "on_demand", usd_per_hour=2.0, vendor="volt")
OWN = offer("own", "buy", upfront_usd=10.0, lead_months=1)
SPOT = offer("spot", "spot", usd_per_hour=0.5)
SITES = [
    {"id": "hall", "kind": "on_prem", "jurisdiction": "eu"},
    {"id": "cloud", "kind": "cloud", "jurisdiction": "us"},
]
AWAY = offer("away", "on_demand", usd_per_hour=3.0, site="cloud")
RISING = [{"geography": "eu", "path": {"2027-01": 40.0, "2027-02": 40.0, "2027-03": 80.0}}]
WAITS: Document = {"offers": [ON_DEMAND, {**OWN, "monthly_usd": 1.0}], "workloads__0__demand": RISING}
LATER: Document = two_chips(
    accelerators=[
        *[{"id": "gpu", "class": "gpu", "vendor": "acme", "stack": "cuda"}],
        {**TPU, "available_from": "2027-03"},
    ],
    horizon__periods=4,
    workloads__0__incumbent_stacks=["cuda", "rocm"],
    offers=[ON_DEMAND, offer("next", "buy", accelerator="tpu", upfront_usd=10.0, lead_months=2)],
)
AGENTS: Document = {"workloads__0__class": "agent_orchestration", "workloads__0__headroom": 0.0}
SERVICE: Document = {"workloads__0__class": "realtime_inference", "workloads__0__headroom": 0.0}
EGRESS: Document = {"workloads__0__gb_per_unit": 0.1, "sites__0__egress_usd_per_gb": 0.5}
FAILING = [{**BENCHMARKS[0], "failed_share": 0.1}]


def under(rule: dict[str, Any], **changes: Any) -> Stress:
    """One stress of a scenario, on demand alone unless said otherwise."""
    found = report(rule, **changes)
    assert len(found.stresses) == 1
    return found.stresses[0]


def report(rule: dict[str, Any], **changes: Any) -> StressReport:
    """The report of one stress."""
    stress = StressRule.model_validate(rule)
    given = scenario(**{"offers": [ON_DEMAND], **changes})
    found = make_stress(given, "expected", EXACT, rules=[stress], only=[stress.name])
    assert isinstance(found, StressReport), found
    return found


@pytest.mark.parametrize(
    ("rule", "changes", "recourse", "replanned"),
    [
        ({"kind": "price_up", "factor": 1.2, "month": "2027-01"}, {}, 72, 72),  # 20 % of 360
        ({"kind": "price_up"}, {}, 60, 60),
        ({"kind": "price_up", "factor": 1.0}, {}, 0, 0),  # no stress
        ({"kind": "price_down", "factor": 0.5}, {}, -120, -120),
        ({"kind": "price_up"}, {"offers": [{**ON_DEMAND, "price_path": {"2027-03": 2.0}}]}, 90, 90),
        ({"kind": "vendor_gone", "vendor": "acme"}, {"offers": [ON_DEMAND, DEAR]}, 240, 240),
        ({"kind": "long_lead_times"}, WAITS, 120 - 44, 4),  # rent for what comes too late; or all a month early
        ({"kind": "late_generation", "months": 1, "month": "2027-02"}, LATER, 120, 120),  # on order, comes late
        ({"kind": "demand_surge", "months": 1}, {}, 120, 120),
        ({"kind": "demand_surge", "factor": 3.0}, {}, 480, 480),
        ({"kind": "spot_drought"}, {"offers": [ON_DEMAND, SPOT], "workloads__0__is_interruptible": True}, 120, 120),
        ({"kind": "site_lost"}, {"sites": SITES, "offers": [ON_DEMAND, AWAY]}, 480, 480),
        ({"kind": "model_shift"}, SERVICE, 120, 120),
        ({"kind": "egress_price_up"}, EGRESS, 360, 360),
        ({"kind": "longer_texts"}, {}, 240, 240),
        ({"kind": "slow_tools"}, AGENTS, 120, 120),
        ({"kind": "more_retries"}, {"benchmarks": FAILING}, 240 / 0.7 - 240 / 0.9, 240 / 0.7 - 240 / 0.9),
        ({"kind": "more_retries", "rate_today": 0.2, "factor": 2.0}, {}, 80, 80),
        ({"kind": "cold_cache", "rate_today": 0.2}, {}, 60, 60),
    ],
)
def test_a_stress_costs_what_it_costs_by_hand(
    rule: dict[str, Any], changes: Document, recourse: float, replanned: float
) -> None:
    row = under(rule, **changes)
    assert row.why_not == ""
    assert row.recourse is not None
    assert row.replanned is not None
    assert row.recourse.extra_usd == pytest.approx(recourse, abs=0.02)
    assert row.replanned.extra_usd == pytest.approx(replanned, abs=0.02)
    for found in (row.recourse, row.replanned):
        assert found.extra_paid_usd == found.extra_usd
        assert (found.missed_accelerator_hours, found.first_short, found.broke_first) == (0.0, None, "")
        assert found.checked == "audited"


def test_what_a_quota_holds_back_is_missed_at_its_price() -> None:
    row = under({"kind": "demand_surge", "months": 1}, offers=[{**ON_DEMAND, "quota_packs": 4.0}])
    for found in (row.recourse, row.replanned):
        assert found is not None
        assert found.missed_accelerator_hours == pytest.approx(4 * 30)
        assert found.shortage_usd == pytest.approx(4 * 30 * 100, abs=0.01)  # a hundred times the price by the hour
        assert found.extra_paid_usd == pytest.approx(0, abs=0.02)
        assert found.first_short == "2027-02"
        assert "job" in found.broke_first
        assert found.checked == "money"


def test_the_only_site_lost_misses_exactly_its_load() -> None:
    row = under({"kind": "site_lost"})
    assert row.recourse is not None
    assert row.recourse.missed_accelerator_hours == pytest.approx(4 * 60)
    assert row.recourse.extra_paid_usd == pytest.approx(-4 * 60, abs=0.02)
    assert row.recourse.first_short == "2027-02"
    assert "no place is left" in row.recourse.broke_first
    assert "hall is lost" in row.title


def test_bought_units_of_a_lost_site_are_paid_and_idle() -> None:
    row = under(
        {"kind": "site_lost", "site": "hall"},
        sites=SITES,
        offers=[{**OWN, "lead_months": 0}, {**AWAY, "usd_per_hour": 1.0}],
    )
    assert row.recourse is not None
    assert row.replanned is not None
    assert row.recourse.extra_usd == pytest.approx(240, abs=0.02)  # 40 for units that stand idle, 240 for others
    assert row.replanned.extra_usd == pytest.approx(240, abs=0.02)  # a month of theirs is worth 120: still bought


def test_a_ban_stops_orders_not_rent() -> None:
    given = {"offers": [ON_DEMAND, {**OWN, "lead_months": 0, "monthly_usd": 1.0}], "workloads__0__demand": RISING}
    row = under({"kind": "export_ban"}, **given)
    assert "acme" in row.title
    assert "eu" in row.title
    assert row.recourse is not None
    assert row.replanned is not None
    assert row.recourse.extra_usd == pytest.approx(120 - 44, abs=0.02)
    assert row.replanned.extra_usd == pytest.approx(8, abs=0.02)  # all ordered in January, two months early


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("late_generation", "still to come"),
        ("long_lead_times", "lead time"),
        ("spot_drought", "no spot offer"),
        ("egress_price_up", "gb_per_unit"),
        ("slow_tools", "agent_orchestration"),
        ("more_retries", "failed_share"),
        ("cold_cache", "rate_today"),
        ("export_ban", "orders no accelerators"),
    ],
)
def test_a_stress_that_does_not_apply_says_why(kind: str, why: str) -> None:
    row = under({"kind": kind})
    assert why in row.why_not
    assert row.recourse is None
    assert row.replanned is None


def test_retries_that_spoil_everything_do_not_apply() -> None:
    assert "all of the work would fail" in under({"kind": "more_retries", "rate_today": 0.5}).why_not


def test_offers_with_exits_get_dearer_from_a_month_on() -> None:
    lease = offer("lease", "lease", monthly_usd=20.0, term_months=1, renewal={"term_months": 1, "monthly_usd": 20.0})
    row = under({"kind": "price_up", "factor": 1.5}, offers=[lease])
    assert row.recourse is not None
    assert row.replanned is not None
    # four leases of a month each: renewed once at the old price by what was signed before, then dearer
    assert row.recourse.extra_usd == pytest.approx(4 * 10, abs=0.02)


def test_the_suite_takes_own_numbers_and_names_what_it_does_not_know() -> None:
    given = scenario(
        offers=[ON_DEMAND],
        policy__uncertainty={
            "stresses": [{"kind": "price_up", "factor": 2.0}, {"id": "dearest", "kind": "price_up", "factor": 3.0}]
        },
    )
    found = make_stress(given, "expected", EXACT, only=["price-up", "dearest"])
    assert isinstance(found, StressReport)
    assert [(row.id, row.recourse and row.recourse.extra_usd) for row in found.stresses] == [
        ("price-up", pytest.approx(240)),
        ("dearest", pytest.approx(480)),
    ]
    with pytest.raises(KeyError, match="no such stress"):
        make_stress(given, "expected", EXACT, only=["rain"])


def test_a_given_plan_is_stressed_as_it_orders() -> None:
    given = scenario(offers=[ON_DEMAND, {**OWN, "lead_months": 0}])
    bought = planned(given)
    rule = [StressRule(kind="price_up", factor=2.0)]
    dear = scenario(offers=[ON_DEMAND, {**OWN, "lead_months": 0, "upfront_usd": 1000.0}])
    found = make_stress(dear, "expected", EXACT, rules=rule, only=["price-up"], plan=bought)
    assert isinstance(found, StressReport)
    assert found.cost_usd == pytest.approx(4000)  # the plan buys, though renting for 360 is cheaper now
    assert found.stresses[0].recourse is not None
    assert found.stresses[0].recourse.extra_usd == pytest.approx(0, abs=0.02)
    with pytest.raises(PlanDoesNotFitError):
        make_stress(scenario(offers=[ON_DEMAND]), "expected", EXACT, rules=rule, only=["price-up"], plan=bought)


def test_what_a_case_changes_is_stressed() -> None:
    dear = {"id": "dear", "probability": 0.5, "changes": {"offers": [{"id": "od", "usd_per_hour": 2.0}]}}
    given = scenario(offers=[ON_DEMAND], cases=[{"id": "expected", "probability": 0.5}, dear])
    found = make_stress(given, "dear", EXACT, only=["price-up"])
    assert isinstance(found, StressReport)
    assert found.cost_usd == pytest.approx(720)
    assert found.stresses[0].recourse is not None
    assert found.stresses[0].recourse.extra_usd == pytest.approx(120, abs=0.02)


def test_without_a_plan_there_is_nothing_to_stress() -> None:
    given = scenario(offers=[{**ON_DEMAND, "quota_packs": 1.0}])
    assert isinstance(make_stress(given, "expected", EXACT), Infeasible)


def test_called_off_it_keeps_the_stresses_that_were_done() -> None:
    def until(stage: str) -> StressReport | Outcome:
        rules = [StressRule(kind=kind) for kind in ("price_up", "site_lost")]
        return make_stress(
            scenario(offers=[ON_DEMAND]), "expected", EXACT, rules=rules, only=["price-up", "site-lost"],
            on_progress=lambda news: news.stage.startswith(stage),
        )  # fmt: skip

    assert isinstance(until("plan"), NoPlanInTime)
    kept = {stage: until(stage) for stage in ("price-up, recourse", "site-lost, recourse", "none")}
    assert {
        stage: [row.id for row in found.stresses] for stage, found in kept.items() if isinstance(found, StressReport)
    } == {
        "price-up, recourse": [],
        "site-lost, recourse": ["price-up"],
        "none": ["price-up", "site-lost"],
    }


def test_what_ran_out_of_time_is_not_said_to_have_no_way_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> Solution:
        return Solution(
            "no_plan",
            compile_matrix(build(Instance(scenario(offers=[ON_DEMAND]), Tree.single("expected", 3)))),
            None,
            None,
            None,
            1.0,
            0.0,
        )

    for module, name in ((make, "run"), (make, "solve"), (short, "run")):
        monkeypatch.setattr(module, name, late)
    row = under({"kind": "price_up"})
    for found in (row.recourse, row.replanned):
        assert found is not None
        assert (found.is_late, found.cost_usd, found.broke_first) == (True, None, "")
    assert stress_lines(row)[:2] == [
        "With recourse no way on was found in time: allow more, or try fewer stresses at once.",
        "Re-planned no way on was found in time: allow more, or try fewer stresses at once.",
    ]
    assert _cells(row)[2:4] == ("out of time", "out of time*")
