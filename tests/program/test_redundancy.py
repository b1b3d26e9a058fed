"""Redundancy: what is left when a site or a vendor is lost carries a share of the peak of critical work.

The job keeps 4 accelerators busy at its peak and must hold 6. They cost 100 USD in the hall, 150 in the annex.
"""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from solver.answers.unused import unused_inputs
from tests.program.kit import (
    BENCHMARKS,
    GPU,
    HALL,
    JOB,
    SERVICE,
    TPU,
    Document,
    Hand,
    cost,
    keys,
    offer,
    outcome,
    program,
    row,
    scenario,
)

ANNEX: Document = {**HALL, "id": "annex"}
OWN = offer("own", "buy", upfront_usd=100.0)
OTHER: Document = {**OWN, "id": "other", "site": "annex", "vendor": "volt", "upfront_usd": 150.0}
HELD: Document = {"id": "old", "accelerator": "gpu", "site": "annex", "vendor": "volt", "accelerators": 1.0}


def safe(*rules: Document, **changes: Any) -> Scenario:
    """The job in two places, under rules of redundancy."""
    whole = [{"id": f"r{n}", "lose": "site", "keep": 0.5, "workloads": ["job"], **rule} for n, rule in enumerate(rules)]
    given = {"sites": [HALL, ANNEX], "offers": [OWN, OTHER], **SERVICE, "policy__redundancy": whole}
    return scenario(**{**given, **changes})


def two_stacks(usd: float) -> Document:
    """Changes by which other units stand in the annex, on a stack that the job is not ported to yet."""
    return {
        "accelerators": [GPU, TPU],
        "benchmarks": BENCHMARKS,
        "stacks": [{"id": "cuda"}, {"id": "rocm", "port_usd": usd}],
        "offers": [OWN, {**OTHER, "accelerator": "tpu"}],
    }


HANDS = {
    # half of 4 must stand in either place: 4 in the hall, 2 in the annex
    "loss_is_covered": Hand(safe({}), 4 * 100 + 2 * 150),
    # a quarter of 4 must be paid to either vendor, in one place
    "backup_is_backed": Hand(
        safe({"lose": "vendor", "keep": 0.25}, offers=[OWN, {**OTHER, "site": "hall"}]), 5 * 100 + 1 * 150
    ),
    # the 2 in the annex can only stand in once the job is ported, which is dearer than to hold 6 in the hall
    "backup_is_ported": Hand(safe({}, **two_stacks(500.0)), 4 * 100 + 2 * 150 + 500),
}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_rows_ask_for_the_peak_without_headroom_and_leave_out_what_is_lost() -> None:
    """Peak 2 x 40 x (1 - 0.25) = 60 requests/h, of which 30 are kept; units count by credit, on demand by quota."""
    shape = {"id": "steady", "blocks": {"day": {"mean": 1.0, "peak": 2.0}, "night": {"mean": 1.0}}}
    extra = offer("od", "on_demand", quota_packs=3.0) | {"site": "annex"}
    lasting = [OWN, {**OTHER, "pack": 4, "availability": 0.5}, extra]
    written = program(safe({}, offers=lasting, holdings=[HELD], shapes=[shape], workloads__0__max_miss=0.25))
    assert [(c.lose, c.lost) for c in written.instance.contingencies] == [("site", "hall"), ("site", "annex")]
    pools = [pool.site.id for pool in written.instance.pools]
    assert pools == ["annex", "hall"]
    assert keys(written, "loss_is_covered") == [(n, 0, t, 0, 0) for n in (0, 1) for t in range(3)]
    assert row(written, "loss_is_covered", 0, 0, 1, 0, 0) == ({"backup[0,0,1,0,0]": pytest.approx(10 / 30)}, 1, None)
    assert written.model.backup[0, 0, 1, 0, 0].ub == pytest.approx(3)
    terms = {"backup[0,0,2,0,0]": 1, "in_service[0,2,0]": -2}
    assert row(written, "backup_is_backed", 0, 0, 2, 0, 0) == (terms, None, pytest.approx(1 + 3 * 0.7))
    assert keys(written, "backup_is_backed") == [(n, n, t, 0, 0) for n in (0, 1) for t in range(3)]


def test_rows_of_a_lost_vendor_leave_what_others_are_paid_for() -> None:
    holdings = [{**HELD, "site": "hall"}, {**HELD, "id": "mine", "site": "hall", "vendor": "acme"}]
    given = safe({"lose": "vendor"}, offers=[OWN, {**OTHER, "site": "hall"}], holdings=holdings)
    written = program(given)
    assert [(c.lose, c.lost) for c in written.instance.contingencies] == [("vendor", "acme"), ("vendor", "volt")]
    for n, copy in ((0, 1), (1, 0)):
        terms = {f"backup[{n},0,1,0,0]": 1, f"in_service[{copy},1,0]": -1}
        assert row(written, "backup_is_backed", n, 0, 1, 0, 0) == (terms, None, 1)


def test_rows_leave_out_what_unlimited_on_demand_backs() -> None:
    anywhere = offer("od", "on_demand", usd_per_hour=9.0) | {"site": "annex"}
    written = program(safe({}, offers=[OWN, OTHER, anywhere]))
    assert {key[0] for key in keys(written, "backup_is_backed")} == {1}  # only what is left in the hall has an end
    dedicated = program(safe({}, offers=[OWN, {**OTHER, "is_dedicated": True}, {**anywhere, "is_dedicated": True}]))
    assert {key[0] for key in keys(dedicated, "backup_is_backed")} == {0, 1}  # copies share a quota that none may count


def test_rows_link_backups_to_ports_as_tightly_as_is_asked() -> None:
    written = program(safe({}, **two_stacks(500.0)))
    (name,) = row(written, "loss_is_covered", 0, 0, 1, 0, 0).terms
    link = {name: pytest.approx(10 / 20), "port[job,rocm,0,0]": -1}
    assert row(written, "backup_is_ported", 0, 0, "rocm", 1, 0, 0) == (link, None, 0)


def test_rows_are_none_without_a_rule_a_peak_or_a_loss_that_matters() -> None:
    calm = [{"id": "day", "hours": 10.0}, {"id": "night", "hours": 20.0}]
    for given in (safe(), safe({}, horizon__blocks=calm), safe({"only": ["annex"]}, offers=[OWN])):
        written = program(given)
        assert not written.model.backup
        assert not any(keys(written, name) for name in HANDS)


def test_rows_keep_critical_work_where_none_is_listed_from_the_first_month_on() -> None:
    given = safe({"workloads": [], "first": "2027-02"})
    assert not program(given).instance.contingencies
    critical = program(safe({"workloads": [], "first": "2027-02"}, workloads__0__criticality="mission_critical"))
    assert {key[2] for key in keys(critical, "loss_is_covered")} == {1, 2}
    waiting = {"workloads__0__is_interruptible": True, "workloads__0__criticality": "mission_critical"}
    assert not program(safe({"workloads": []}, **waiting)).instance.contingencies


def test_rows_take_the_most_that_any_rule_asks() -> None:
    written = program(safe({"keep": 0.25}, {"keep": 0.5, "first": "2027-03"}, {"keep": 0.1, "only": ["hall"]}))
    assert [written.instance.contingencies[0].keep[0, t] for t in range(3)] == [0.25, 0.25, 0.5]
    (unused,) = (said for said in unused_inputs(written.instance) if "redundancy" in said)
    assert unused.startswith("policy.redundancy.r2:")


def test_optimum_looks_at_the_losses_named_alone() -> None:
    assert cost(safe({"only": ["hall"]})) == pytest.approx(4 * 100 + 2 * 150)  # 2 in the annex stand in
    assert cost(safe({"only": ["annex"]})) == pytest.approx(6 * 100)
    assert cost(safe({"lose": "vendor", "only": ["acme"], "keep": 0.75})) == pytest.approx(3 * 100 + 3 * 150)


def test_optimum_holds_rules_about_the_same_loss_together() -> None:
    """Two jobs, each kept by a rule of its own: the annex must carry half of both at once."""
    jobs = [{**JOB, "id": name, "class": "realtime_inference", "headroom": 0.5} for name in ("job", "twin")]
    each = [{"workloads": [name]} for name in ("job", "twin")]
    assert cost(safe(*each, workloads=jobs)) == pytest.approx(8 * 100 + 4 * 150)


def test_optimum_displaces_other_work() -> None:
    """The twin is not kept: what it runs on stands in for the job."""
    twin = {**JOB, "id": "twin", "class": "realtime_inference", "headroom": 0.0, "sites": ["annex"]}
    job = {**JOB, "class": "realtime_inference", "headroom": 0.0}
    assert cost(safe({"keep": 1.0, "only": ["hall"]}, workloads=[job, twin])) == pytest.approx(4 * 100 + 4 * 150)


def test_optimum_backs_up_single_pool_work_elsewhere() -> None:
    single = {"workloads__0__assignment": "single_pool"}
    assert cost(safe({}, **single)) == pytest.approx(6 * 100 + 2 * 150)  # the 2 that stand by hold nothing


def test_optimum_waits_for_the_first_month() -> None:
    """A lease in the annex from March on costs 50 a month; before, there is no second place."""
    later = {**OTHER, "mode": "lease", "upfront_usd": 0.0, "monthly_usd": 50.0, "term_months": 3, "lead_months": 2}
    assert cost(safe({}, offers=[OWN, later])) == float("inf")
    assert cost(safe({"first": "2027-03"}, offers=[OWN, later])) == pytest.approx(6 * 100 + 2 * 50)


def test_optimum_ends_with_the_last_month() -> None:
    """A lease in the annex costs 150 a month; it is needed in January alone."""
    monthly = {**OTHER, "mode": "lease", "upfront_usd": 0.0, "monthly_usd": 150.0, "term_months": 1}
    assert cost(safe({"until": "2027-02"}, offers=[OWN, monthly])) == pytest.approx(6 * 100 + 2 * 150)
    assert cost(safe({}, offers=[OWN, monthly])) == pytest.approx(4 * 100 + 3 * 2 * 150)


def test_optimum_is_out_of_reach_where_nothing_is_left() -> None:
    assert outcome(program(safe({}, offers=[OWN]))).cost is None


def test_property_cost_rises_with_the_share_kept() -> None:
    for lose in ("site", "vendor"):
        costs = [cost(safe({"lose": lose, "keep": keep})) for keep in (0.01, 0.25, 0.3, 0.5, 0.75, 1.0)]
        assert costs == sorted(costs)
        assert costs[0] == pytest.approx(650)
        assert costs[-1] == pytest.approx(1000)


def test_property_looking_at_more_losses_never_costs_less() -> None:
    costs = [cost(safe({"keep": 0.75, "only": only})) for only in (["annex"], ["hall"], ["hall", "annex"], [])]
    assert costs == sorted(costs)
