"""Exit ramps: what counts besides, where a rule gives months to leave a stack.

The job asks for 40 requests/h at its peak and must hold 6 accelerators. A gpu (cuda) costs 100 USD in the hall, a tpu
(rocm) 150 in the annex.
"""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from tests.program.kit import GPU, TPU, Document, Hand, cost, keys, program, row
from tests.program.test_redundancy import OTHER, OWN, safe, two_stacks

TPUS: Document = {**OTHER, "accelerator": "tpu"}
READY: Document = {"workloads__0__incumbent_stacks": ["cuda", "rocm"]}
FEW: list[Document] = [
    OWN,
    {**TPUS, "id": "few", "upfront_usd": 50.0, "max_packs": 3.0},
    {**TPUS, "id": "dear", "upfront_usd": 170.0, "order_until": "2027-02"},
]


def leaving(rule: Document | None = None, port_months: int = 0, **changes: Any) -> Scenario:
    """Half of the peak, 2 accelerators, within three months without cuda."""
    ramp = {"lose": "stack", "only": ["cuda"], "within_months": 3, **(rule or {})}
    base = two_stacks(500.0)
    base["stacks"][1]["port_months"] = port_months
    return safe(ramp, **{**base, **changes})


HANDS = {
    # All of the peak, 4: the 3 cheap tpus count once, in service or still on offer, and no other can be ordered from
    # February on: one dear tpu must be there by then. 3 x 50 + 170 + 2 x 100, against 3 x 50 + 3 x 100.
    "rush_fits_supply": Hand(leaving({"keep": 1.0}, offers=FEW, **READY), 520.0),
}


@pytest.mark.parametrize("name", HANDS)
def test_optimum_by_hand(name: str) -> None:
    HANDS[name].check()


def test_rows_take_what_is_ordered_off_the_supply() -> None:
    limited = [OWN, {**TPUS, "pack": 2, "availability": 0.5, "max_packs": 3.0, "max_packs_per_period": 2.0}]
    written = program(leaving(offers=limited))
    assert [(c.lose, c.lost, c.within) for c in written.instance.contingencies] == [("stack", "cuda", 3)]
    (pool,) = [j for j, pool in enumerate(written.instance.pools) if pool.site.id == "annex"]
    (copy,) = [o for o, copy in enumerate(written.instance.copies) if copy.pool == pool]
    (arc,) = written.instance.arcs_of_pool[pool]
    assert written.model.rush[0, copy, 1, 0].ub == 2
    terms = {f"rush[0,{copy},1,0]": 1, f"order[{copy},0,0]": 1, f"order[{copy},1,0]": 1}
    assert row(written, "rush_fits_supply", 0, copy, 1, 0) == (terms, None, 3)
    backed = {f"backup[0,{arc},1,0,0]": 1, f"in_service[{copy},1,0]": -1, f"rush[0,{copy},1,0]": -1}
    assert row(written, "backup_is_backed", 0, pool, 1, 0, 0) == (backed, None, 0)


def test_rows_leave_out_what_could_be_ordered_without_end() -> None:
    assert not keys(program(leaving()), "backup_is_backed")
    for changes in (
        {"is_dedicated": True},
        {"capacity_credit": 0.0},
        {"order_until": "2027-01"},
        {"mode": "lease", "upfront_usd": 0.0, "monthly_usd": 50.0, "term_months": 24},  # too long
    ):
        written = program(leaving(offers=[OWN, {**TPUS, **changes}], policy__max_term_months=12))
        assert not written.model.rush
        assert 2 in {key[2] for key in keys(written, "backup_is_backed")}
    supported = [GPU, {**TPU, "end_of_support": "2027-03"}]
    assert [key[2] for key in keys(program(leaving(accelerators=supported)), "backup_is_backed")] == [2]


def test_rows_count_ports_before_they_are_done() -> None:
    """A port of 5 months counts two months after its start; one of 3 can begin when cuda is lost."""
    late = {"first": "2027-03"}
    written = program(leaving(late, 5, policy__porting_every_months=1))
    assert keys(written, "backup_is_ported") == [(0, 0, "rocm", 2, 0, 0)]
    terms = row(written, "backup_is_ported", 0, 0, "rocm", 2, 0, 0).terms
    assert {name: value for name, value in terms.items() if name.startswith("port")} == {"port[job,rocm,0,0]": -1}
    assert not keys(program(leaving(late, 3)), "backup_is_ported")
    at_once = program(leaving({"within_months": None}, 1, policy__porting_every_months=1))
    assert "port[job,rocm,1,0]" in row(at_once, "backup_is_ported", 0, 0, "rocm", 2, 0, 0).terms


def test_rows_of_rules_that_give_other_times_stand_apart() -> None:
    rules = [
        {"id": f"r{n}", "lose": "stack", "only": ["cuda"], "workloads": ["job"], "keep": keep} | time
        for n, (keep, time) in enumerate(((0.25, {}), (0.5, {"within_months": 3}), (0.75, {"within_months": 3})))
    ]
    written = program(leaving(policy__redundancy=rules))
    found = [(c.within, c.keep[0, 0]) for c in written.instance.contingencies]
    assert sorted(found, key=str) == [(3, 0.75), (None, 0.25)]


@pytest.mark.parametrize(
    ("rule", "port_months", "changes", "usd"),
    [
        ({}, 3, {}, 600),  # a port in time, tpus to be ordered in time
        ({"within_months": None}, 0, {}, 1200),  # at once: the port and 2 tpus, 4 gpus beside them
        ({"first": "2027-02"}, 4, {}, 1100),  # the port must have begun in January
        ({"within_months": None, "keep": 0.25}, 0, {}, 1150),
        # one is ordered then, one stands there, idle beside 6 gpus: no port is paid for yet
        ({}, 0, {"offers": [OWN, {**TPUS, "max_packs_per_period": 1.0}]}, 750),
        ({"only": []}, 0, {}, 600),  # rocm may be lost as well: nothing runs there
        ({"keep": 1.0}, 0, {"offers": FEW, **READY}, 520),
    ],
)
def test_optimum_by_the_time_there_is(rule: Document, port_months: int, changes: Document, usd: float) -> None:
    assert cost(leaving(rule, port_months, **changes)) == pytest.approx(usd)


def test_property_more_time_and_smaller_shares_never_cost_more() -> None:
    few = [OWN, {**TPUS, "lead_months": 1, "max_packs_per_period": 1.0}]
    for port_months in (0, 2):
        late = {"first": "2027-02"}
        times = [cost(leaving({**late, "within_months": m}, port_months, offers=few)) for m in (None, 1, 2, 3)]
        shares = [cost(leaving({**late, "keep": keep}, port_months, offers=few)) for keep in (1.0, 0.5, 0.25)]
        for costs in (times, shares):
            assert costs == sorted(costs, reverse=True)
            assert costs[0] > costs[-1]
