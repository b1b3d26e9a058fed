"""Maturity as the audit sees it: days, shares, pilots and their money, each broken by the next larger plan."""

import json

import pytest

from models.plan import Plan
from solver.proof.audit import Auditor, DecisionSet, Held, Ordered, Ported, Ran, Rented, Served, audit_plan
from tests.answers.kit import planned
from tests.program.test_maturity import OWNED, RENTED, SERVICE, capped, paying, pilot, proven, three

ALL = ("2027-01", "2027-02", "2027-03")
BLOCKS = ("day", "night")


def judge(given):
    return Auditor(given, "expected")


def broken(given, **decisions):
    """Names of the rows that decisions break, and where."""
    found = judge(given).assess(DecisionSet(**{name: tuple(rows) for name, rows in decisions.items()}))
    return {failure.split(": ")[1].split(" [")[0] for failure in found.failures}


def serve(shares, periods=ALL, blocks=BLOCKS):
    return [
        Served("job", "eu", chip, "hall", t, b, part) for chip, part in shares.items() for t in periods for b in blocks
    ]


def hold(sizes, periods=ALL):
    return [Held("job", "eu", chip, "hall", t, "day", size) for chip, size in sizes.items() for t in periods]


def rent(packs, periods=ALL, blocks=BLOCKS):
    return [Rented(f"on_demand-{chip}", t, b, n) for chip, n in packs.items() for t in periods for b in blocks]


# ---- shares ---------------------------------------------------------------------------------------------------------


def test_a_vendors_unproven_silicon_carries_its_share_and_no_more():
    given = capped(0.25)
    assert not broken(given, rent=rent({"gpu": 3.0, "tpu": 1.0}), dispatch=serve({"gpu": 0.75, "tpu": 0.25}))
    more = {"rent": rent({"gpu": 3.0, "tpu": 1.1}), "dispatch": serve({"gpu": 0.74, "tpu": 0.26})}
    assert broken(given, **more) == {"unproven_vendor_is_capped", "unproven_class_is_capped"}
    assert not broken(capped(None), **more)


def test_a_share_is_that_of_every_block_by_itself():
    day, night = ({"blocks": (block,)} for block in BLOCKS)
    decisions = {
        "rent": rent({"gpu": 4.0}, **day) + rent({"gpu": 2.0, "tpu": 2.0}, **night),
        "dispatch": serve({"gpu": 1.0}, **day) + serve({"gpu": 0.5, "tpu": 0.5}, **night),
    }
    found = judge(capped(0.25)).assess(DecisionSet(**{name: tuple(rows) for name, rows in decisions.items()}))
    assert found.failures[0] == (
        "maturity: unproven_vendor_is_capped [job@eu, volt, 2027-01, night]: 0.5 of the work exceeds 0.25 of the work "
        "by 0.25 of the work"
    )
    assert len(found.failures) == 6  # vendor and class in three nights


def test_two_makers_of_a_class_share_what_it_may_carry():
    decisions = {
        "rent": rent({"gpu": 3.0, "tpu": 0.5, "tpx": 0.5}),
        "dispatch": serve({"gpu": 0.75, "tpu": 0.125, "tpx": 0.125}),
    }
    assert not broken(three(RENTED), **decisions)
    both = {
        "rent": rent({"gpu": 2.0, "tpu": 1.0, "tpx": 1.0}),
        "dispatch": serve({"gpu": 0.5, "tpu": 0.25, "tpx": 0.25}),
    }
    assert broken(three(RENTED), **both) == {"unproven_class_is_capped"}


def test_headroom_on_unproven_silicon_has_the_same_share():
    given = capped(0.25, OWNED, **SERVICE)
    orders = [Ordered("buy-gpu", ALL[0], 5.0), Ordered("buy-tpu", ALL[0], 2.0)]
    serving = {"orders": orders, "dispatch": serve({"gpu": 0.75, "tpu": 0.25})}
    assert not broken(given, **serving, headroom=hold({"gpu": 4.5, "tpu": 1.5}))
    held = broken(given, **serving, headroom=hold({"gpu": 4.5, "tpu": 1.6}))
    assert held == {"unproven_vendor_hold_is_capped", "unproven_class_hold_is_capped"}


@pytest.mark.parametrize(
    "changes",
    [
        {"workloads__0__incumbent_stacks": ["cuda", "rocm"]},
        {"workloads__0__stage": "exploratory"},
        {"workloads__0__validations": [proven("2027-01")]},
        {"workloads__0__validations": [proven("2027-12"), proven("2026-12-31")]},
    ],
)
def test_what_is_known_has_no_share(changes):
    everything = {"rent": rent({"tpu": 4.0}), "dispatch": serve({"tpu": 1.0})}
    assert not broken(capped(0.25, **changes), **everything)
    assert broken(capped(0.25), **everything) == {"unproven_vendor_is_capped", "unproven_class_is_capped"}


# ---- dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "first"),
    [("2027-01-01", 0), ("2027-01-02", 1), ("2027-02", 1), ("2027-02-01", 1), ("2027-02-28", 2), ("2027-03-01", 2)],
)
def test_a_benchmark_counts_from_the_first_period_that_starts_on_its_day_or_later(date, first):
    for make in (lambda **given: capped(0.0, **given), pilot):
        given = make(workloads__0__validations=[proven(date)])
        for t, month in enumerate(ALL):
            decisions = {"rent": rent({"tpu": 4.0}, [month]), "dispatch": serve({"tpu": 1.0}, [month])}
            others = [m for m in ALL if m != month]
            decisions["rent"] += rent({"gpu": 4.0}, others)
            decisions["dispatch"] += serve({"gpu": 1.0}, others)
            assert bool(broken(given, **decisions)) is (t < first), (date, month)


def test_a_benchmark_on_little_of_the_traffic_does_not_count():
    everything = {"rent": rent({"tpu": 4.0}), "dispatch": serve({"tpu": 1.0})}
    thin = {"workloads__0__validations": [proven("2026-12", share=0.15)]}
    assert not broken(pilot(**thin), **everything)
    assert broken(pilot(**thin, policy__maturity={"least_traffic_share": 0.2}), **everything) >= {
        "served_where_allowed"
    }


def test_a_pilot_that_is_not_open_yet_is_told_with_its_month():
    given = pilot(workloads__0__validations=[proven("2027-02-10")], **SERVICE)
    found = judge(given).assess(
        DecisionSet(
            dispatch=tuple(serve({"tpu": 1.0})), headroom=tuple(hold({"tpu": 6.0})), rent=tuple(rent({"tpu": 6.0}))
        )
    )
    early = [failure for failure in found.failures if "no own benchmark counts before 2027-03" in failure]
    assert len(early) == 4 + 2  # shares of two months and blocks, headroom of two days


# ---- money ----------------------------------------------------------------------------------------------------------

SPENT = {
    "orders": [Ordered("buy-tpu", ALL[0], 2.0), Ordered("reserve-tpu", ALL[0], 1.0), Ordered("buy-gpu", ALL[0], 1.0)],
    "rent": rent({"tpu": 1.0}),
    "run": [Ran("reserve-tpu", t, b, 0.5) for t in ALL for b in BLOCKS],
    "dispatch": serve({"gpu": 0.4, "tpu": 0.6}),
    "ports": [Ported("job", "rocm", ALL[0])],
}
# tpus: 2 x 2000 bought, 40 for the reserve, 500 for the port; over the three months
#   support 2 x 60, software 2 x 300, rent 90 h x 5, use 90 x 0.5 x 7, upkeep 9 x 3
#   (9 USD x 3 changes a quarter), idle power of 2 + 1 + 1 for 90 h, busy power of 2.4 x 2 kW x 90 h,
#   space of 3 units x 3 kW x 2 USD x 3, data 40 x 0.6 x 90; held: 10 x 3, 90 h, 3 kW x 2 USD x 3
PILOTS = 4000 + 40 + 500 + 120 + 600 + 450 + 315 + 27 + 360 + 432 + 54 + 2160 + 30 + 90 + 18


@pytest.mark.parametrize(("most", "passes"), [(PILOTS, True), (PILOTS - 0.1, False)])
def test_a_pilot_budget_counts_what_is_paid_for_pilots(most, passes):
    budget = [{"id": "cap", "kind": "total", "scope": "pilots", "max_usd": most}]
    assert broken(paying("pilots", policy__budgets=budget), **SPENT) == (set() if passes else {"spend_fits_budget"})


def test_scopes_add_up():
    """gpus: 1000 bought; 1 + 1 held: 100 x 3, idle and busy power 2 x 90 + 1.6 x 90, space 2 x 2 kW x 2 x 3, data."""
    others = 1000 + 300 + 180 + 144 + 24 + 40 * 0.4 * 90
    for scope, most in (("production", others), ("all", PILOTS + others)):
        for spare, rows in ((0.001, set()), (-0.1, {"spend_fits_budget"})):
            budget = [{"id": "cap", "kind": "total", "scope": scope, "max_usd": most + spare}]
            assert broken(paying(scope, policy__budgets=budget), **SPENT) == rows, scope


# ---- figures of the plan --------------------------------------------------------------------------------------------


def failures(given, change):
    """What the audit says of a plan of a scenario with one change."""
    document = json.loads(planned(given).model_dump_json())
    change(document)
    return audit_plan(given, "expected", Plan.model_validate_json(json.dumps(document))).failures


def lab(**changes):
    """A pilot open from February on, with a budget."""
    budget = {"id": "lab", "kind": "opex", "scope": "pilots", "max_usd": 100.0}
    return pilot(workloads__0__validations=[proven("2027-02")], policy__budgets=[budget], **changes)


def tpu_of(document):
    return next(row for row in document["capacities"] if row["accelerator"] == "tpu")


WRONG = {
    "spending too little": lambda d: d["spending"][0].update(pilots_usd=99.9),
    "spending of others": lambda d: d["spending"][0].update(production_usd=1.0),
    "spending twice": lambda d: d["spending"].append(d["spending"][0]),
    "spending gone": lambda d: d["spending"].clear(),
    "another year": lambda d: d["spending"][0].update(fiscal_year=2026),
    "opens early": lambda d: tpu_of(d).update(opens="2027-01"),
    "opens at once": lambda d: tpu_of(d).update(opens=None),
    "gpu opens": lambda d: d["capacities"][0].update(opens="2027-02"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_figure_fails(wrong):
    assert failures(lab(), lambda d: None) == ()
    found = failures(lab(), WRONG[wrong])
    assert found
    assert all(("spending" if "spending" in wrong or "year" in wrong else "opens") in text for text in found)


def test_a_plan_without_pilots_states_no_spending():
    def add(document):
        document["spending"] = [{"fiscal_year": 2027, "kind": "opex", "pilots_usd": 0.0, "production_usd": 5.0}]

    assert failures(capped(0.25), lambda d: None) == ()
    assert "spending (2027, opex)" in failures(capped(0.25), add)[0]


def test_use_of_a_limit_must_be_that_of_its_tightest_block():
    def change(document):
        row = next(row for row in document["limits"] if row["kind"] == "maturity")
        row["used"] = 0.2

    assert "no limit of the scenario is used so" in failures(capped(0.25), change)[0]
