"""The decision, and what its money rests on, in one sentence each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.evidence import Evidence
from models.names import Names
from models.plan import content_hash
from models.scenario import Scenario
from solver.answers.evidence import is_stale
from solver.answers.planning import pricing_date
from solver.search.options import SearchOptions
from solver.sizing.names import names_of
from tests.answers.kit import planned
from tests.program.kit import Document, offer, scenario, two_chips
from tests.search.hard import covering

OWN = offer("own", "buy", upfront_usd=100.0)
OD = offer("od", "on_demand", usd_per_hour=1.0)


def graded(grade: str, day: str | None = None, **fields: Any) -> Document:
    return {"evidence": {"grade": grade, "date": day, **fields}}


# ---- decision -------------------------------------------------------------------------------------------------------


def test_orders_are_named_by_mode_and_kind() -> None:
    text = planned(scenario(offers=[OWN])).decision
    assert text == (
        "From 2027-01 to 2027-03, buy 4 x gpu: 400.00 USD discounted (400.00 USD nominal), within 0.00 % of optimal."
    )


def test_rent_is_told_on_average_and_ports_are_counted() -> None:
    """4 gpu for 1 of 3 months; then 2 tpu, each worth 2 of them, after a port that takes the month."""
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 5.0, "port_months": 1}]
    spot = {**offer("spot", "spot", usd_per_hour=0.1), "accelerator": "tpu"}
    work = {"workloads__0__is_interruptible": True}
    text = planned(scenario(**two_chips(stacks=stacks, offers=[OD, spot], **work))).decision
    assert (
        "rent 1.33 x gpu on demand on average; rent 2.67 x tpu as spot on average; port 1 workload to another" in text
    )


def test_records_are_called_by_their_names() -> None:
    """Two chips of one name are told apart; what has no name is called by its id."""
    given = scenario(offers=[OWN], accelerators__0__name="Fast  chip, 80 GB")
    made = planned(given)
    assert "buy 4 x Fast chip, 80 GB: 400.00 USD" in made.decision
    assert made.names.accelerator("gpu") == "Fast chip, 80 GB"
    assert made.names.pool("gpu", "dc") == "Fast chip, 80 GB at dc"
    assert (
        content_hash(made) == made.provenance.content_hash != content_hash(made.model_copy(update={"names": Names()}))
    )
    chips = [record.model_copy(update={"name": "Chip"}) for record in scenario(**two_chips()).accelerators]
    twins = names_of(scenario(**two_chips()).model_copy(update={"accelerators": tuple(chips)}))
    assert sorted(twins.accelerators.values()) == ["Chip (gpu)", "Chip (tpu)"]


def test_limits_and_bottlenecks_are_called_by_the_names_of_their_records() -> None:
    names = {"sites__0__name": "Own hall, Ohio", "workloads__0__name": "Nightly job"}
    limits = {"sites__0__power_cap_kw": 400.0, "policy__max_stacks_per_workload": 2}
    made = planned(scenario(offers=[OWN], **names, **limits))
    assert {use.limit for use in made.limits} == {"power at Own hall, Ohio", "stacks of Nightly job"}
    assert made.service[0].reason.startswith("gpu at Own hall, Ohio: ")


def test_a_mean_too_small_to_count_is_not_told_to_the_digit() -> None:
    demand = [{"geography": "eu", "path": {"2027-01": 0.1}}]
    assert (
        "rent under 0.1 x gpu on demand on average"
        in planned(scenario(offers=[OD], workloads__0__demand=demand)).decision
    )


def test_doing_nothing_is_said() -> None:
    text = planned(scenario(offers=[OWN], workloads__0__max_miss=1.0)).decision
    assert text.startswith("From 2027-01 to 2027-03, order nothing; leave 100 % of job unserved: 0.00 USD")


def test_smaller_orders_are_summed() -> None:
    """Every kind sells 5 - n packs; the first three are named."""
    chips = [{"id": f"c{n}", "class": "gpu", "vendor": "acme", "stack": "cuda"} for n in range(5)]
    offers = [{**OWN, "id": f"o{n}", "accelerator": f"c{n}", "max_packs": float(5 - n)} for n in range(5)]
    records = [
        {
            "id": f"b{n}",
            "profile": "work",
            "accelerator": f"c{n}",
            "unit": "requests/h",
            "points": [{"throughput": 10.0}],
        }
        for n in range(5)
    ]
    demand = [{"geography": "eu", "level": 150.0}]
    given = scenario(accelerators=chips, offers=offers, benchmarks=records, workloads__0__demand=demand)
    assert "buy 5 x c0, 4 x c1, 3 x c2 and 3 of 2 other kinds:" in planned(given).decision


def test_a_search_that_was_stopped_says_how_far_it_is() -> None:
    plan = planned(covering(), SearchOptions(gap=0.0, threads=1, time_limit_s=0.5))
    assert plan.decision.endswith(f"stopped {100 * plan.gap:.2f} % above its bound.")


# ---- evidence -------------------------------------------------------------------------------------------------------


def test_the_money_is_split_by_grade_and_age() -> None:
    """200 on a fresh quote, 100 on an old list price, 60 on an estimate, 40 of fixed costs on an assumption."""
    guess = graded("estimate", "2026-12", low=0.1, high=2.0, method="guess")
    offers = [
        {**OWN, "max_packs": 2.0, **graded("quote", "2026-12-20")},
        {**OWN, "id": "list", "max_packs": 1.0, **graded("list_price", "2026-09-30")},
        {**OD, "usd_per_hour": 60 / 90, **guess},
    ]
    limits = [{"id": "g", "offers": ["own", "list"], "min_accelerators": 3.0}]
    fixed = [{"id": "staff", "usd_per_month": 40 / 3}]
    plan = planned(scenario(offers=offers, policy__fixed_costs=fixed, policy__groups=limits))
    assert plan.evidence.sentence == (
        "Of the money: 50 % on your quotes, 25 % on list prices older than 90 days or undated, "
        "15 % on estimates, 10 % on your own assumptions."
    )
    shares = {row.grade: (row.usd, row.share, row.older_than_90_days_share) for row in plan.evidence.by_grade}
    assert shares == {
        "quote": (pytest.approx(200), pytest.approx(0.5), 0),
        "list_price": (pytest.approx(100), pytest.approx(0.25), 1),
        "estimate": (pytest.approx(60), pytest.approx(0.15), 0),
        "assumption": (pytest.approx(40), pytest.approx(0.1), 1),
    }


def test_a_plan_that_pays_nothing_says_so() -> None:
    plan = planned(scenario(offers=[OWN], workloads__0__max_miss=1.0))
    assert plan.evidence.sentence == "Of the money: nothing is paid."
    assert plan.evidence.capacity_by_grade == {}


def test_capacity_is_split_by_the_grade_of_its_benchmark() -> None:
    """1 gpu of 4 accelerators by a measurement, 3 tpu by a claim."""
    given = scenario(**two_chips(stacks=[{"id": "cuda"}, {"id": "rocm"}]))
    first, second = given.benchmarks
    measured = first.model_copy(update={"evidence": Evidence(grade="own_measurement")})
    claimed = second.model_copy(update={"evidence": Evidence(grade="vendor_claim")})
    gpu = given.offers[0].model_copy(update={"max_packs": 1.0})
    tpu = given.offers[0].model_copy(update={"id": "tpu", "accelerator": "tpu", "upfront_usd": 1.0})
    given = given.model_copy(update={"benchmarks": (measured, claimed), "offers": (gpu, tpu)})
    assert planned(given).evidence.capacity_by_grade == {
        "own_measurement": pytest.approx(0.25),
        "vendor_claim": pytest.approx(0.75),
    }


@pytest.mark.parametrize(
    ("day", "is_old"),
    [(None, True), ("2026", True), ("2026-10", True), ("2026-10-02", True), ("2026-10-03", False), ("2027-02", False)],
)
def test_a_price_is_old_after_90_days(day: str | None, is_old: bool) -> None:
    """Read on 2027-01-01; a month counts from its first day."""
    assert is_stale(Evidence(grade="quote", date=day), date(2027, 1, 1)) is is_old


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        (None, date(2027, 1, 1)),
        ("2026", date(2026, 1, 1)),
        ("2026-05", date(2026, 5, 1)),
        ("2026-05-06", date(2026, 5, 6)),
    ],
)
def test_prices_are_read_on_the_first_day_unless_it_is_given(as_of: str | None, day: date) -> None:
    given: Scenario = scenario(as_of=as_of)
    assert pricing_date(given) == day
