"""Setting aside: as much as headroom asks for, where the work is, and never where a row forbids it."""

from __future__ import annotations

from functools import cache
from itertools import count, islice

import pytest

from models.scenario import Scenario
from solver.answers.decided import decided, load_values
from solver.answers.holds import settle_holds
from solver.program.build import Program
from solver.proof.audit import Auditor
from solver.search.options import SearchOptions
from solver.search.solve import Solution, solve
from solver.sizing.queueing import servers_needed
from tests.answers.kit import planned
from tests.generators import larger
from tests.program.kit import JOB, SERVICE, Document, offer, program, scenario, two_chips

OWN = offer("own", "buy")
OD = offer("od", "on_demand")
AWAY = {**offer("away", "on_demand"), "accelerator": "tpu", "vendor": "volt"}
"""The other accelerator on demand: backs any headroom."""
Placed = dict[tuple[str, str], float]
"""By workload and accelerator."""


def settled(given: Scenario, owned: float, serve: Placed, hold: Placed, port: float = 0.0) -> Placed:
    """Holds of the first period after settling: so many units owned, shares served and accelerators held before."""
    written = program(given)
    m, x = written.model, written.instance
    for kind in (m.order, m.in_service, m.rent, m.run, m.serve, m.hold, m.miss, m.port, m.use, m.on_call):
        for decision in kind.values():
            decision.set_value(0.0, skip_validation=True)
    for key in m.in_service:
        m.in_service[key].set_value(owned)
    for key in m.port:
        m.port[key].set_value(port)
    arcs = {(a.workload.id, a.accelerator.id): r for r, (_, _, a) in enumerate(x.arcs)}
    for kind, placed in ((m.serve, serve), (m.hold, hold)):
        for name, amount in placed.items():
            kind[arcs[name], 0, 0, 0].set_value(amount, skip_validation=True)
    for key in m.replicas:
        m.replicas[key].set_value(m.hold[key].value / written.instance.arcs[key[0]][2].span, skip_validation=True)
    for r in m.use:
        m.use[r].set_value(max((m.serve[r, 0, 0, 0].value, 0.0)) > 0, skip_validation=True)
    settle_holds(written)
    return {name: m.hold[r, 0, 0, 0].value for name, r in arcs.items() if m.hold[r, 0, 0, 0].value}


def service(**changes: object) -> Scenario:
    """A service that needs 60 requests/h at its peak, 10 on each accelerator of either kind."""
    return scenario(**{**SERVICE, **two_chips(offers=[OWN, AWAY]), **changes})


GPU, TPU = ("job", "gpu"), ("job", "tpu")


def test_no_more_is_held_than_is_asked_for() -> None:
    assert settled(service(), 9, {GPU: 1}, {GPU: 8, TPU: 3}) == {GPU: pytest.approx(6)}


def test_what_serves_is_held_first_as_far_as_it_is_backed() -> None:
    assert settled(service(), 4, {GPU: 1}, {TPU: 6}) == {GPU: pytest.approx(4), TPU: pytest.approx(2)}


def test_pools_that_serve_share_the_need_as_they_share_the_work() -> None:
    shared = {GPU: 0.25, TPU: 0.75}
    assert settled(service(), 9, shared, {GPU: 6}) == {GPU: pytest.approx(1.5), TPU: pytest.approx(4.5)}
    assert settled(service(), 1, shared, {TPU: 6}) == {GPU: pytest.approx(1), TPU: pytest.approx(5)}


def test_units_that_stand_are_held_before_what_could_be_called() -> None:
    """Served by GPUs rented at a quota that backs nothing; TPUs stand, and a third kind could be called."""
    chips = [{"id": n, "class": "gpu", "vendor": "acme", "stack": "cuda"} for n in ("gpu", "tpu", "third")]
    rate = {"profile": "work", "unit": "requests/h", "points": [{"throughput": 10.0}]}
    records = [{**rate, "id": f"b-{chip['id']}", "accelerator": chip["id"]} for chip in chips]
    offers = [{**OD, "capacity_credit": 0.0}, {**OWN, "accelerator": "tpu"}, {**AWAY, "accelerator": "third"}]
    given = scenario(**SERVICE, accelerators=chips, benchmarks=records, offers=offers)
    third = ("job", "third")
    assert settled(given, 5, {GPU: 1}, {third: 8}) == {TPU: pytest.approx(5), third: pytest.approx(1)}


def test_no_work_takes_the_room_that_another_one_needs() -> None:
    """Both are served by 8 GPUs; the second is bound to them, so what is left there goes to the first: 2 of 6."""
    changes: Document = {"class": "realtime_inference", "headroom": 0.5}
    works = [{**JOB, **changes}, {**JOB, **changes, "id": "bound"}]
    bound = ("bound", "gpu")
    before = {TPU: 6.0, bound: 6.0}
    after = settled(service(workloads=works), 8, {GPU: 1, bound: 1}, before)
    assert after == {GPU: pytest.approx(2), TPU: pytest.approx(4), bound: pytest.approx(6)}


def test_nothing_is_held_on_a_stack_before_it_is_ready() -> None:
    """Shares served under the tolerance of the rows open nothing."""
    stacks = [{"id": "cuda"}, {"id": "rocm", "port_usd": 5.0}]
    given = service(stacks=stacks, offers=[AWAY, OD])
    dust = {GPU: 1 - 1e-7, TPU: 1e-7}
    assert settled(given, 0, dust, {GPU: 6}) == {GPU: pytest.approx(6)}
    assert settled(given, 0, {TPU: 1}, {GPU: 6}, port=1.0) == {TPU: pytest.approx(6)}


def test_work_of_a_single_pool_is_held_there() -> None:
    given = service(workloads__0__assignment="single_pool")
    assert settled(given, 9, {GPU: 1}, {GPU: 7}) == {GPU: pytest.approx(6)}


def test_a_plan_tells_its_headroom_where_it_serves() -> None:
    """Unlimited capacity on demand of another kind backs headroom for free, yet the owned units are told."""
    plan = planned(service(offers=[{**OWN, "upfront_usd": 100.0}, {**AWAY, "usd_per_hour": 9.0}]))
    assert [(row.accelerator, row.accelerators) for row in plan.headroom] == [
        (kind, pytest.approx(amount)) for kind, amount in (("gpu", 4), ("tpu", 2)) for _ in range(3)
    ]


@cache
def solved() -> list[tuple[Program, Solution]]:
    """The first scenarios with headroom and a plan from a seed on, whatever families they get."""
    written = (program(larger(seed)) for seed in count(41))
    asked = (p for p in written if len(p.model.headroom_is_held) + len(p.model.peak_is_carried) > 0)
    found = ((p, solve(p, SearchOptions(gap=0.01, threads=1))) for p in asked)
    return list(islice(((p, s) for p, s in found if s.x is not None), 7))


@pytest.mark.parametrize("n", range(7))
def test_headroom_of_any_plan_is_exact_and_keeps_every_row(n: int) -> None:
    written, solution = solved()[n]
    assert solution.x is not None
    load_values(written, solution.matrix, solution.x)
    m, x = written.model, written.instance
    settle_holds(written)
    for i, t, b, _ in m.peak_is_carried:
        carried = [m.carry[r, t, b, 0].value for r in x.arcs_of_work[i] if (r, t, b, 0) in m.carry]
        assert sum(carried) == pytest.approx(1)
    for i, t, b, _ in m.headroom_is_held:
        held = sum(x.throughput(r) * m.hold[r, t, b, 0].value for r in x.arcs_of_work[i] if (r, t, b, 0) in m.hold)
        need = x.peak_need[0][i][t][b]
        is_whole = x.works[i].has_whole_replicas
        assert held >= need * (1 - 1e-9) if is_whole else held == pytest.approx(need, rel=1e-9)
    assert Auditor(x.scenario, "expected").assess(decided(written)).passed


def test_a_peak_sized_by_queueing_is_carried_whole_where_it_is_served() -> None:
    """4 requests in service, a tenth of which may wait, ask for more than the ratio; without room as found."""
    given = service(workloads__0__waiting={"probability": 0.1}, workloads__0__headroom=0.1)
    need = servers_needed(4.0, 0.1)
    assert need > 1.1 * 4
    assert settled(given, 9, {GPU: 1}, {TPU: 12}) == {GPU: pytest.approx(need)}
    assert settled(given, 9, {GPU: 0.4, TPU: 0.6}, {GPU: 2, TPU: 6}) == {TPU: pytest.approx(need)}
    assert settled(given, 4, {GPU: 1}, {TPU: 12}) == {TPU: pytest.approx(12)}
