"""The scenario file made from answers: it loads, is commented, and says what was answered."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from data.starter.answers import Answers
from data.starter.findings import findings
from data.starter.places import sites
from data.starter.templates import BATCH, TEMPLATES
from data.starter.text import scenario_text
from models.service import ServiceTarget
from tests.data.starter.kit import answered, any_answers, loaded, rate

PLACES = {
    "cloud": ["aws-us-east-1", "gcp-us-central1"],
    "own": ["onprem-us-ohio", "edge-us-plant"],
    "both": ["aws-us-east-1", "colo-virginia", "azure-eastus"],
}
WAYS = {"rented": ["on_demand", "spot"], "firm": ["buy", "lease", "reserve"], "all": None}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("places", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("ways", WAYS.values(), ids=WAYS)
def test_every_template_at_every_kind_of_place_loads_or_is_refused_with_a_reason(
    template: str, places: list[str], ways: list[str] | None
) -> None:
    answers = answered(template, sites=places, **({"ways": ways} if ways else {}))
    stops = [finding for finding in findings(answers) if finding.stops]
    if stops:
        assert places == PLACES["own"]  # nothing is rented at own sites
        assert ways == WAYS["rented"]
        with pytest.raises(ValueError, match="but only on demand or spot is chosen"):
            scenario_text(answers)
        return
    scenario = loaded(scenario_text(answers)).scenario
    assert [workload.id for workload in scenario.workloads] == [template]
    assert {offer.mode for offer in scenario.offers} <= set(ways or answers.ways)
    assert {offer.site for offer in scenario.offers} <= set(places)
    measured = {b.accelerator for b in scenario.benchmarks if b.profile == TEMPLATES[template].profile}
    assert {offer.accelerator for offer in scenario.offers} <= measured


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_answers())
def test_any_answers_give_a_scenario_that_loads_or_a_reason(answers: Answers) -> None:
    stops = [finding.words for finding in findings(answers) if finding.stops]
    if stops:
        with pytest.raises(ValueError) as refused:  # noqa: PT011 - its text is compared
            scenario_text(answers, lambda _: rate())
        assert str(refused.value).splitlines() == stops
        return
    text = scenario_text(answers, lambda _: rate())
    found = loaded(text)
    scenario = found.scenario
    assert scenario.name == answers.name
    assert [workload.id for workload in scenario.workloads] == list(answers.workload_ids)
    assert scenario.horizon.months == answers.months
    assert {holding.accelerator for holding in scenario.holdings} == {part.accelerator for part in answers.fleet}
    for variant in found.variants:
        loaded(text, variant)


def test_the_text_is_commented_and_fits_the_screen() -> None:
    answers = answered(*TEMPLATES, sites=["aws-us-east-1", {"site": "edge-us-plant", "power_cap_kw": 40}])
    lines = scenario_text(answers).splitlines()
    assert sum("#" in line for line in lines) >= 60
    assert max(map(len, lines)) <= 120


def test_each_edge_site_serves_the_users_nearest_to_it() -> None:
    """Central Europe has a plant of its own, the east of the United States the other one; alone, it serves both."""
    places = ["us-east", "eu-central"]
    both = answered("edge-vision", geographies=places, sites=["edge-us-plant", "edge-germany-plant"])
    sites = {site.id: site.serves for site in loaded(scenario_text(both)).scenario.sites}
    assert sites == {"edge-us-plant": ("us-east",), "edge-germany-plant": ("eu-central",)}
    one = answered("document-summaries", geographies=places, sites=["aws-us-east-1", "edge-us-plant"])
    assert "  - {from: edge-us-plant, serves: [us-east, eu-central]}" in scenario_text(one)


def test_answers_stand_in_the_scenario() -> None:
    answers = answered(
        sites=["aws-us-east-1", {"site": "onprem-us-ohio", "power_cap_kw": 300, "electricity_usd_per_kwh": 0.05}],
        workloads=[
            {
                "template": "chat-assistant",
                "name": "Help: desk #1",
                "level": 12_345.5,
                "growth_per_year": 0.25,
                "headroom": 0.15,
                "targets": [{"metric": "tpot", "percentile": 99, "limit_ms": 150}],
            }
        ],
        quota=20,
        budgets=[{"kind": "capex", "max_usd": 2_000_000}, {"fiscal_year": 2026, "max_usd": 0}],
        fiscal_year_start=10,
        as_of="2026-11-22",
        months=24,
    )
    scenario = loaded(scenario_text(answers)).scenario
    workload = scenario.workloads[0]
    assert (workload.id, workload.name, workload.headroom) == ("help-desk-1", "Help: desk #1", 0.15)
    assert (workload.demand[0].level, workload.demand[0].growth_per_year) == (12_345.5, 0.25)
    assert workload.targets == (ServiceTarget(metric="tpot", percentile=99, limit_ms=150),)
    hall = {site.id: site for site in scenario.sites}["onprem-us-ohio"]
    assert (hall.power_cap_kw, hall.electricity_usd_per_kwh) == (300, 0.05)
    assert {offer.quota_packs for offer in scenario.offers if offer.mode == "on_demand" and offer.pack == 8} == {2}
    budgets = [(budget.id, budget.kind, budget.fiscal_year, budget.max_usd) for budget in scenario.policy.budgets]
    assert budgets == [("capex-plan", "capex", None, 2_000_000), ("total-2026", "total", 2026, 0)]
    assert scenario.policy.finance.fiscal_year_start == 10
    assert (scenario.horizon.periods, scenario.horizon.months_per_period) == (8, 3)
    assert scenario.as_of == "2026-11-22"


@pytest.mark.parametrize("name", ["0", "true", "1e5", "null", "2027-01", "-", "~", "a: b", "# no comment", "'\""])
def test_a_name_that_looks_like_something_else_stays_a_name(name: str) -> None:
    answers = answered(name=name, workloads=[{"template": "chat-assistant", "name": name}])
    scenario = loaded(scenario_text(answers)).scenario
    assert (scenario.name, scenario.workloads[0].name) == (name, name)
    assert scenario.workloads[0].id == answers.workload_ids[0]


def test_demand_is_split_by_the_shares_of_users() -> None:
    answers = answered(
        geographies={"us-east": 30, "eu-central": 10}, workloads=[{"template": "fine-tuning", "level": 4}]
    )
    demand = loaded(scenario_text(answers)).scenario.workloads[0].demand
    assert {d.geography: d.level for d in demand} == {"us-east": 3, "eu-central": 1}


def test_demand_starts_when_the_first_order_is_delivered() -> None:
    answers = answered(sites=["onprem-us-ohio"], ways=["buy"], workloads=[{"template": "chat-assistant", "level": 100}])
    assert [finding.weight for finding in findings(answers)] == ["warning"]
    path = loaded(scenario_text(answers)).scenario.workloads[0].demand[0].path
    assert path is not None
    assert (path["2027-01"], path["2027-03"]) == (0, 0)
    opening = min(month for month, level in path.items() if level)
    assert opening == "2027-04"
    assert path[opening] == pytest.approx(100 * 1.3**0.25, rel=1e-5)


def test_todays_fleet_becomes_holdings() -> None:
    part = {
        "accelerator": "h100-sxm",
        "site": "aws-us-east-1",
        "accelerators": 31,
        "until": "2028-07",
        "monthly_usd": 4000,
    }
    scenario = loaded(scenario_text(answered(sites=["gcp-us-central1"], fleet=[part]))).scenario
    held = scenario.holdings[0]
    assert (held.id, held.vendor, held.until, held.monthly_usd) == ("h100-sxm-today", "aws", "2028-07", 4000)
    assert {site.id for site in scenario.sites} == {"aws-us-east-1", "gcp-us-central1"}


def test_a_site_that_adds_nothing_is_left_out_also_of_the_variants() -> None:
    answers = answered(sites=["onprem-us-ohio", "aws-us-east-1"], ways=["reserve", "on_demand"])
    found = loaded(scenario_text(answers))
    assert [site.id for site in found.scenario.sites] == ["aws-us-east-1"]
    assert found.variants == ()


def test_prices_with_a_date_are_quotes_of_that_day_and_others_undated_assumptions() -> None:
    bought = {"accelerator": "h100-sxm", "site": "aws-us-east-1", "accelerators": 31, "monthly_usd": 4000}
    answers = answered(
        sites=[
            {"site": "onprem-us-ohio", "electricity_usd_per_kwh": 0.05, "price_date": "2026-11-20"},
            {"site": "onprem-germany", "electricity_usd_per_kwh": 0.06},
            {"site": "colo-virginia", "power_cap_kw": 300},
        ],
        fleet=[bought | {"price_date": "2026-10"}, bought],
    )
    scenario = loaded(scenario_text(answers)).scenario
    given = {site.id: (site.evidence.grade, site.evidence.date) for site in scenario.sites}
    assert given["onprem-us-ohio"] == ("quote", "2026-11-20")
    assert given["onprem-germany"] == ("assumption", None)
    assert given["colo-virginia"] == ("estimate", sites()["colo-virginia"]["evidence"]["date"])
    held = [(part.evidence.grade, part.evidence.date) for part in scenario.holdings]
    assert held == [("quote", "2026-10"), ("assumption", None)]


def test_data_that_must_stay_keeps_the_work_there() -> None:
    bound = {"template": "chat-assistant", "jurisdictions": ["us"]}
    answers = answered(sites=["aws-us-east-1", "aws-eu-central-1"], workloads=[bound])
    text = scenario_text(answers)
    assert loaded(text).scenario.workloads[0].jurisdictions == ("us",)
    assert {offer.site for offer in loaded(text).scenario.offers} == {"aws-us-east-1"}
    assert next(finding.words for finding in findings(answers)).startswith("aws-eu-central-1 adds nothing")


def test_batch_work_says_how_it_is_planned() -> None:
    batch = " ".join(scenario_text(answered("batch-scoring")).replace("#", "").split())
    assert BATCH in batch
    assert "level load" not in scenario_text(answered("chat-assistant"))


def test_power_twice_as_dear_is_a_variant() -> None:
    answers = answered(sites=[{"site": "onprem-us-ohio", "electricity_usd_per_kwh": 0.05}, "onprem-germany"])
    text = scenario_text(answers)
    dear = {site.id: site.electricity_usd_per_kwh for site in loaded(text, "dear-power").scenario.sites}
    germany = sites()["onprem-germany"]["electricity_usd_per_kwh"]
    assert dear == {"onprem-us-ohio": 0.1, "onprem-germany": pytest.approx(2 * germany)}
