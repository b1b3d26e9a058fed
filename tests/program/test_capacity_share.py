"""Capacity share: no more than a share of the accelerators in a period belongs together."""

from __future__ import annotations

import pytest

from models.scenario import Scenario
from tests.program.kit import BENCHMARKS, Document, Hand, cost, keys, offer, program, row, scenario, two_chips

OWN = offer("own", "buy", upfront_usd=100.0)
OTHER = {**offer("other", "buy", upfront_usd=150.0), "accelerator": "tpu", "vendor": "volt"}
OLD = {"id": "old", "accelerator": "gpu", "site": "hall", "vendor": "volt", "accelerators": 2.0, "until": "2027-03"}
STACKS: list[Document] = [{"id": "cuda", "is_proprietary": True}, {"id": "rocm"}]


def shared(most: float = 0.5, of: str = "proprietary", *names: str, **changes: object) -> Scenario:
    """Gpus of `acme` on the proprietary `cuda` cost 100 USD, tpus of `volt` on `rocm` 150 USD; both run the job."""
    rule = {"id": "cap", "of": of, "names": list(names), "measure": "in_service", "max_share": most}
    base = {"stacks": STACKS, "offers": [OWN, OTHER], "workloads__0__incumbent_stacks": ["cuda", "rocm"]}
    return scenario(**two_chips(**{**base, "policy__capacity_shares": [rule], **changes}))


def ruled(*, offers: list[Document], **rule: object) -> Scenario:
    """The same with a rule and offers of its own, and two gpus that go in March."""
    return shared(
        offers=offers,
        holdings=[OLD],
        policy__capacity_shares=[{"id": "cap", "measure": "in_service", "max_share": 0.25, **rule}],
    )


HANDS = {"capacity_share_is_kept": Hand(shared(), 2 * 100 + 2 * 150)}


def test_rows_count_accelerators_in_the_mean_of_a_period() -> None:
    """Of 30 h a month the day has 10; holdings count until they go."""
    rented = {**offer("od", "on_demand", pack=2), "accelerator": "tpu", "vendor": "volt"}
    given = ruled(offers=[{**OWN, "pack": 4}, rented], of="silicon", names=["acme"])
    for t, held in ((0, 2.0), (1, 2.0), (2, 0.0)):
        terms, low, high = row(program(given), "capacity_share_is_kept", "cap", t, 0)
        rents = {f"rent[1,{t},0,0]": -0.25 * 2 / 3, f"rent[1,{t},1,0]": -0.25 * 4 / 3}
        assert terms == pytest.approx({f"in_service[0,{t},0]": 4 * 0.75} | rents)
        assert (low, high) == (None, pytest.approx(-0.75 * held))


def test_rows_stand_from_the_first_month_on_and_for_classes_that_count() -> None:
    written = program(ruled(offers=[OWN, OTHER], of="payee", names=["volt"], among=["gpu"], first="2027-02"))
    assert keys(written, "capacity_share_is_kept") == [("cap", 1, 0), ("cap", 2, 0)]
    assert row(written, "capacity_share_is_kept", "cap", 1, 0) == ({"in_service[0,1,0]": -0.25}, None, -1.5)
    assert not keys(program(scenario()), "capacity_share_is_kept")


def test_rows_of_work_served_count_it_on_the_fastest() -> None:
    """40 requests/h keep 2 tpus busy at 20 each: a share on gpus, of which they take 4, counts as 2 all the same."""
    fast = [{**b, "points": [{"throughput": 20.0}]} if b["accelerator"] == "tpu" else b for b in BENCHMARKS]
    rule = {"id": "cap", "of": "stack", "names": ["cuda"], "max_share": 0.25}
    written = program(shared(benchmarks=fast, holdings=[OLD], policy__capacity_shares=[rule]))
    terms, low, high = row(written, "capacity_share_is_kept", "cap", 0, 0)
    own = {"serve[0,0,0,0]": 2 * 0.75 / 3, "serve[0,0,1,0]": 2 * 0.75 * 2 / 3}
    other = {"serve[1,0,0,0]": -2 * 0.25 / 3, "serve[1,0,1,0]": -2 * 0.25 * 2 / 3}
    assert terms == pytest.approx(own | other)
    assert (low, high) == (None, 0)


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


@pytest.mark.parametrize(
    ("of", "names", "usd"),
    [
        ("proprietary", [], 550),  # a quarter of 4 is 1: 100 + 3 x 150
        ("silicon", ["acme"], 550),
        ("payee", ["acme"], 550),
        ("stack", ["cuda"], 550),
        ("class", ["gpu"], 550),
        ("class", ["tpu"], 400),  # free of the limit: 4 x 100
        ("silicon", ["acme", "volt"], float("inf")),
    ],
)
def test_optimum_by_what_belongs_together(of: str, names: list[str], usd: float) -> None:
    assert cost(shared(0.25, of, *names)) == pytest.approx(usd)


def test_optimum_where_only_gpus_count() -> None:
    """Of gpus alone, those on `cuda` are all: none may be there."""
    rule = {"id": "cap", "of": "proprietary", "measure": "in_service", "max_share": 0.5, "among": ["gpu"]}
    assert cost(shared(policy__capacity_shares=[rule])) == pytest.approx(600)


def test_optimum_in_every_period_where_a_late_purchase_would_meet_a_total() -> None:
    """In January there are gpus of `acme` alone. Over the horizon idle tpus that come later make up for that."""
    late = {**OTHER, "order_from": "2027-02"}
    rule = {"id": "cap", "of": "silicon", "names": ["acme"], "max_share": 0.7}
    total = {"id": "sum", "vendor": "acme", "role": "silicon", "measure": "capacity", "max_share": 0.7}
    assert cost(shared(offers=[OWN, late], policy__capacity_shares=[rule])) == float("inf")
    assert cost(shared(offers=[OWN, late], policy__capacity_shares=[], policy__vendor_shares=[total])) < float("inf")


def test_optimum_of_work_served_is_not_met_by_idle_units() -> None:
    """Six gpus are paid for already. Four idle tpus make them 0.6 of all in service; of the work, 30 of 40 requests/h
    go to three tpus so that 0.25 stay."""
    old = {**OLD, "accelerators": 6.0, "until": None}
    rule = {"id": "cap", "of": "class", "names": ["gpu"]}
    there, served = ({**rule, "max_share": 0.6, "measure": "in_service"}, {**rule, "max_share": 0.25})
    assert cost(shared(holdings=[old], policy__capacity_shares=[there])) == pytest.approx(4 * 150)
    assert cost(shared(holdings=[old], policy__capacity_shares=[served])) == pytest.approx(3 * 150)


def test_optimum_of_work_counts_all_who_are_paid_at_its_place() -> None:
    """Gpus are sold by `acme`, and two of today's are paid to `volt`: the work there is both's."""
    for payee, usd in (("acme", 3 * 150), ("volt", float("inf"))):
        rule = {"id": "cap", "of": "payee", "names": [payee], "max_share": 0.25}
        old = {**OLD, "until": None}
        assert cost(shared(holdings=[old], policy__capacity_shares=[rule])) == pytest.approx(usd)


@pytest.mark.parametrize("of", ["proprietary", "silicon"])
def test_property_a_larger_share_never_costs_more(of: str) -> None:
    names = ["acme"] if of == "silicon" else []
    costs = [cost(shared(n / 8, of, *names)) for n in range(9)]
    assert costs == sorted(costs, reverse=True)
    assert (costs[0], costs[-1]) == (pytest.approx(600), pytest.approx(400))
