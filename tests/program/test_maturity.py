"""Maturity: little runs on silicon that is not validated, nothing of production on pilots, and pilots have a budget."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.program.families.maturity import by_class, by_vendor
from tests.program.kit import (
    BENCHMARKS,
    GPU,
    HALL,
    SERVICE,
    TPU,
    Document,
    Hand,
    cost,
    keys,
    offer,
    program,
    row,
    scenario,
    two_chips,
)

VENDORS = [{"id": name} for name in ("acme", "volt", "zeta")]
TPX: Document = {**TPU, "id": "tpx", "vendor": "zeta"}
"""As the `tpu`, by another maker."""
THIRD: Document = {**BENCHMARKS[1], "id": "b-tpx", "accelerator": "tpx"}


def on(chip: str, mode: str, **prices: Any) -> Document:
    """An offer of a chip, named after both."""
    return {**offer(f"{mode}-{chip}", mode, **prices), "accelerator": chip}


def proven(date: str, chip: str = "tpu", share: float = 0.1) -> Document:
    """An own benchmark of the job."""
    return {"accelerator": chip, "date": date, "traffic_share": share}


RENTED = [on("gpu", "on_demand", usd_per_hour=2.0), on("tpu", "on_demand", usd_per_hour=1.0)]
OWNED = [on("gpu", "buy", upfront_usd=100.0), on("tpu", "buy", upfront_usd=10.0)]


def capped(share: float, offers: list[Document] = RENTED, **changes: Any) -> Scenario:
    """The job knows the gpu; the tpu serves as much at half the price or less, and is new to it."""
    return scenario(**{**two_chips(offers=offers, policy__maturity__unvalidated_share=share), **changes})


def three(offers: list[Document], **changes: Any) -> Scenario:
    """The same with a third chip: two makers of one class."""
    chips = {"accelerators": [GPU, TPU, TPX], "benchmarks": [*BENCHMARKS, THIRD], "vendors": VENDORS}
    more = [{**offers[1], "id": f"{offers[1]['mode']}-tpx", "accelerator": "tpx"}]
    return capped(0.25, [*offers, *more], **chips, **changes)


def pilot(share: float | None = None, **changes: Any) -> Scenario:
    """The tpu is a pilot."""
    rules = {"policy__maturity__unvalidated_share": share}
    return scenario(
        **{**two_chips(offers=RENTED), "accelerators": [GPU, {**TPU, "is_pilot": True}], **rules, **changes}
    )


HANDS = {
    # 1 of 4 accelerators is a tpu, at 1 instead of 2 USD/h, for 90 h
    "unproven_vendor_is_capped": Hand(capped(0.25), 90 * (1 * 1 + 3 * 2)),
    # each maker alone could carry a quarter; the class of both carries one
    "unproven_class_is_capped": Hand(three(RENTED), 90 * (1 * 1 + 3 * 2)),
    # 6 are held, 1.5 of them on tpus: 5 gpus and 1 tpu are bought, where 3 and 3 would serve
    "unproven_vendor_hold_is_capped": Hand(capped(0.25, OWNED, **SERVICE), 5 * 100 + 1 * 10),
    "unproven_class_hold_is_capped": Hand(three(OWNED, **SERVICE), 5 * 100 + 1 * 10),
}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


# ---- rows -----------------------------------------------------------------------------------------------------------


def test_rows_cap_shares_and_holds_of_unproven_silicon() -> None:
    written = program(three(OWNED, **SERVICE))
    tpu, tpx = (r for r, (_, _, arc) in enumerate(written.instance.arcs) if arc.accelerator.id != "gpu")
    (i,) = range(len(written.instance.works))
    assert row(written, "unproven_vendor_is_capped", i, "volt", 2, 1, 0) == ({f"serve[{tpu},2,1,0]": 1.0}, None, 0.25)
    both = row(written, "unproven_class_is_capped", i, "tpu", 2, 1, 0)
    assert both == ({f"serve[{tpu},2,1,0]": 1.0, f"serve[{tpx},2,1,0]": 1.0}, None, 0.25)
    held = row(written, "unproven_class_hold_is_capped", i, "tpu", 0, 0, 0)
    assert held.terms == pytest.approx({f"hold[{tpu},0,0,0]": 10 / 60, f"hold[{tpx},0,0,0]": 10 / 60})
    assert held.high == 0.25
    assert {key[3] for key in keys(written, "unproven_vendor_hold_is_capped")} == {0}  # the day is the peak


def test_rows_of_a_class_that_is_one_vendors_are_left_out() -> None:
    x = program(capped(0.25)).instance
    assert set(by_vendor(x)) == {(0, "volt")}
    assert by_class(x) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"policy__maturity__unvalidated_share": None},
        {"workloads__0__incumbent_stacks": ["cuda", "rocm"]},
        {"workloads__0__stage": "exploratory"},
        {"workloads__0__validations": [proven("2027-01-01")]},
        {"workloads__0__validations": [proven("2020-02")]},
    ],
)
def test_rows_are_not_written_for_what_is_known(changes: Document) -> None:
    written = program(capped(0.25, **changes))
    assert not [name for name in HANDS if keys(written, name)]


@pytest.mark.parametrize(
    ("validation", "periods"),
    [
        (proven("2027-02"), {0}),
        (proven("2027-02-01"), {0}),
        (proven("2027-02-02"), {0, 1}),
        (proven("2027-03-31"), {0, 1, 2}),
        (proven("2027-02", share=0.0999), {0, 1, 2}),
        (proven("2027-02", chip="gpu"), {0, 1, 2}),
    ],
)
def test_rows_end_with_the_first_period_that_starts_after_the_benchmark(
    validation: Document, periods: set[int]
) -> None:
    written = program(capped(0.25, workloads__0__validations=[validation]))
    assert {key[2] for key in keys(written, "unproven_vendor_is_capped")} == periods
    strict = program(pilot(workloads__0__validations=[validation]))
    new = [r for r, (_, _, arc) in enumerate(strict.instance.arcs) if arc.accelerator.id == "tpu"]
    assert {key[1] for key in strict.model.serve if key[0] in new} == {0, 1, 2} - periods


def test_rows_wait_for_the_port_that_all_their_arcs_need() -> None:
    """The limit times `ready`: a fractional port may not carry the whole of it."""
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 60.0}]
    written = program(capped(0.25, stacks=stacks, policy__porting_every_months=1))
    terms = row(written, "unproven_vendor_is_capped", 0, "volt", 1, 0, 0)
    assert terms.high == 0.0
    assert terms.terms == {"serve[1,1,0,0]": 1.0, "port[job,rocm,0,0]": -0.25, "port[job,rocm,1,0]": -0.25}
    assert cost(capped(0.25, stacks=stacks)) == pytest.approx(60 + 90 * 7)


# ---- pilots ---------------------------------------------------------------------------------------------------------


def test_optimum_of_a_pilot_starts_in_the_first_whole_period_after_its_benchmark() -> None:
    """4 accelerators for 30 h a month: January and February at 2 USD, March at 1."""
    assert cost(pilot()) == pytest.approx(90 * 4 * 2)
    assert cost(pilot(workloads__0__stage="exploratory")) == pytest.approx(90 * 4 * 1)
    for date in ("2027-02-15", "2027-03-01", "2027-03"):
        assert cost(pilot(workloads__0__validations=[proven(date)])) == pytest.approx(60 * 4 * 2 + 30 * 4 * 1)


def test_optimum_of_a_validated_pilot_is_not_capped() -> None:
    assert cost(pilot(0.25, workloads__0__validations=[proven("2026-12")])) == pytest.approx(360)


PAYING: Document = {
    "accelerators": [
        {**GPU, "idle_kw": 1.0, "busy_kw": 2.0},
        {**TPU, "is_pilot": True, "idle_kw": 1.0, "busy_kw": 3.0},
    ],
    "stacks": [{"id": "cuda"}, {"id": "rocm", "port_usd": 500.0, "change_usd": 9.0}],
    "sites": [{**HALL, "electricity_usd_per_kwh": 1.0, "space_usd_per_kw_month": 2.0, "egress_usd_per_gb": 1.0}],
    "workloads__0__stage": "exploratory",
    "workloads__0__gb_per_unit": 1.0,
    "workloads__0__changes_per_quarter": 3.0,
    "holdings": [
        {"id": name, "accelerator": chip, "site": "hall", "vendor": "acme", "accelerators": 1.0, "monthly_usd": usd}
        for name, chip, usd in (("old", "gpu", 100.0), ("lab", "tpu", 10.0))
    ],
    "offers": [
        on("gpu", "buy", upfront_usd=1000.0),
        on("tpu", "buy", upfront_usd=2000.0, software_usd_per_year=1200.0, support_share_per_year=0.12),
        on("tpu", "on_demand", usd_per_hour=5.0),
        on("tpu", "reserve", upfront_usd=40.0, term_months=3, usd_per_hour=7.0),
    ],
}


def paying(scope: str, **changes: Any) -> Scenario:
    """A kind of payment of each, with a budget of 9000 USD for some of them."""
    budget = {"id": "cap", "kind": "total", "scope": scope, "max_usd": 9000.0}
    return scenario(**{**two_chips(**PAYING), "policy__budgets": [budget], **changes})


def test_rows_of_a_pilot_budget_count_what_is_paid_for_pilots() -> None:
    written = program(paying("pilots"))
    x = written.instance
    own, rented, kept = (
        next(o for o, c in enumerate(x.copies) if c.offer.id == f"{mode}-tpu")
        for mode in ("buy", "on_demand", "reserve")
    )
    serving = next(r for r, (_, _, arc) in enumerate(x.arcs) if arc.accelerator.id == "tpu")
    found = row(written, "spend_fits_budget", "cap", 0)
    assert {name.split("[")[0] for name in found.terms} == {"order", "in_service", "rent", "run", "serve", "port"}
    copies = {
        int(name.split("[")[1].split(",")[0]) for name in found.terms if name[0] in "oi" or name[:2] in ("re", "ru")
    }
    assert copies == {own, rented, kept}
    assert found.terms[f"order[{own},0,0]"] == 2.0
    # a month in service: support, software, 30 h of idle power, space of 3 kW
    assert found.terms[f"in_service[{own},0,0]"] == pytest.approx((20 + 100 + 30 + 6) / 1000)
    assert found.terms[f"rent[{rented},0,0,0]"] == pytest.approx((10 * 5 + 10) / 1000)
    assert found.terms[f"run[{kept},0,0,0]"] == pytest.approx(10 * 7 / 1000)
    # 4 accelerators x 2 kW x 10 h, and 400 GB
    assert found.terms[f"serve[{serving},0,0,0]"] == pytest.approx((4 * 2 * 10 + 400) / 1000)
    assert found.terms["port[job,rocm,0,0]"] == pytest.approx((500 + 3 * 9) / 1000)
    # the tpu held: 10 USD, 30 h of idle power and 3 kW of space a month
    assert found.high == pytest.approx(9 - 3 * (10 + 30 + 6) / 1000)


def test_rows_of_both_scopes_add_up_to_all() -> None:
    everything, pilots, others = (
        row(program(paying(scope)), "spend_fits_budget", "cap", 0) for scope in ("all", "pilots", "production")
    )
    assert not set(pilots.terms) & set(others.terms)
    assert {**pilots.terms, **others.terms} == pytest.approx(everything.terms)
    assert (9 - (pilots.high or 0)) + (9 - (others.high or 0)) == pytest.approx(9 - (everything.high or 0))


def test_rows_of_a_stack_that_others_need_too_are_production() -> None:
    shared = [PAYING["accelerators"][1], {**GPU, "stack": "rocm"}]
    written = program(paying("pilots", accelerators=shared, workloads__0__incumbent_stacks=[]))
    assert not [name for name in row(written, "spend_fits_budget", "cap", 0).terms if name.startswith("port")]


def test_optimum_within_a_pilot_budget() -> None:
    """Tpus at half the price for 200 of the 360 USD that they would cost: the rest at 2 USD/h."""
    budget = {"id": "lab", "kind": "opex", "scope": "pilots", "max_usd": 200.0}
    given = pilot(workloads__0__stage="exploratory", policy__budgets=[budget])
    assert cost(given) == pytest.approx(200 + (360 - 200) * 2)


# ---- properties -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{}, SERVICE])
def test_property_a_tighter_limit_never_costs_less(changes: Document) -> None:
    costs = [cost(capped(share, OWNED, **changes)) for share in (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)]
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > costs[-1]


def test_property_a_later_benchmark_never_costs_less() -> None:
    dates = ("2026-12", "2027-01-02", "2027-02-02", "2027-03-02")
    for make in (lambda **given: capped(0.25, **given), pilot):
        costs = [cost(make(workloads__0__validations=[proven(date)])) for date in dates]
        assert costs == sorted(costs)
        assert costs[0] < costs[-1]


def test_property_less_money_for_pilots_never_costs_less() -> None:
    costs = [
        cost(
            pilot(
                workloads__0__stage="exploratory",
                policy__budgets=[{"id": "lab", "kind": "total", "scope": "pilots", "max_usd": most}],
            )
        )
        for most in (0.0, 90.0, 180.0, 360.0)
    ]
    assert costs == pytest.approx([720, 630, 540, 360])
