"""Whole replicas as a plan states them, and what of the headroom is on call."""

from __future__ import annotations

import pytest

from solver.answers.decided import decided, load_values
from solver.answers.holds import settle_holds
from solver.proof.audit import Auditor
from solver.search.options import SearchOptions
from solver.search.solve import solve
from tests.answers.test_holds import GPU, OD, OWN, TPU, service, settled
from tests.answers.test_unused import EXEMPT, job, unused
from tests.program.kit import SERVICE, Document, program
from tests.program.test_queueing import points
from tests.properties.test_replicas import split

WHOLE = {"workloads__0__replicas": "whole"}
"""6 replicas of one accelerator must be held, 4 of them are busy."""


def test_no_replica_is_held_that_nothing_asks_for() -> None:
    assert settled(service(**WHOLE), 9, {GPU: 1}, {GPU: 9}) == {GPU: 6}
    assert settled(service(**WHOLE, workloads__0__min_replicas=7), 9, {GPU: 1}, {GPU: 9}) == {GPU: 7}


def test_replicas_go_where_the_work_is_served_as_far_as_there_is_room() -> None:
    assert settled(service(**WHOLE), 9, {GPU: 1}, {GPU: 4, TPU: 6}) == {GPU: 6}
    assert settled(service(**WHOLE), 5, {GPU: 1}, {GPU: 4, TPU: 6}) == {GPU: 5, TPU: 1}
    assert settled(service(**WHOLE), 9, {GPU: 0.25, TPU: 0.75}, {GPU: 6, TPU: 3}) == {GPU: 1, TPU: 5}


def test_a_pool_holds_what_it_serves_in_whole_replicas() -> None:
    """A replica of 3 serves 1.2 accelerators of the block, another of one 2.8; 6 accelerators are needed."""
    fast = {**points(1.0)[0], "id": "b-tpu", "accelerator": "tpu"}
    given = service(**WHOLE, benchmarks=[*points(1.0, 3), fast])
    assert settled(given, 9, {GPU: 0.3, TPU: 0.7}, {GPU: 6, TPU: 3}) == {GPU: 3, TPU: 3}


def test_what_is_found_stays_where_a_rule_would_break() -> None:
    """New silicon may hold a third of 6, which is served where 2 are found."""
    cap: Document = {"policy__maturity": {"unvalidated_share": 0.34}, "workloads__0__incumbent_stacks": ["cuda"]}
    assert settled(service(**WHOLE, **cap), 9, {TPU: 1}, {GPU: 4, TPU: 2}) == {GPU: 4, TPU: 2}


@pytest.mark.parametrize(
    ("told", "changes"),
    [
        (f"workloads.job.replicas: {EXEMPT}", job(replicas="whole")),
        (f"workloads.job.min_replicas: {EXEMPT}", job(replicas="whole", min_replicas=2)),
        (f"workloads.job.ramp_minutes: {EXEMPT}", job(ramp_minutes=5.0)),
        (
            "workloads.job.ramp_minutes: no benchmark that it runs by says how long a replica takes to start",
            {**SERVICE, **job(ramp_minutes=5.0)},
        ),
        (
            "workloads.job.ramp_minutes: nothing that it could run on counts towards headroom when called",
            {**SERVICE, **job(ramp_minutes=5.0), "benchmarks__0__start_minutes": 2.0},
        ),
        (
            "benchmarks.b-gpu.start_minutes: no workload with headroom that runs by it has `ramp_minutes`",
            {**SERVICE, "benchmarks__0__start_minutes": 2.0},
        ),
    ],
)
def test_inputs_without_effect_are_named(told: str, changes: Document) -> None:
    assert told in unused(**changes)


def test_a_start_that_takes_credit_is_no_input_without_effect() -> None:
    counted = {**SERVICE, **job(ramp_minutes=5.0), "benchmarks__0__start_minutes": 2.0, "offers": [OWN, OD]}
    assert not [line for line in unused(**counted) if "minutes" in line]


@pytest.mark.parametrize("seed", [0, 12, 21, 24, 27, 39])
def test_replicas_of_any_plan_keep_every_row_once_settled(seed: int) -> None:
    written = program(split(seed))
    solution = solve(written, SearchOptions(gap=0.01, threads=1))
    assert solution.x is not None
    load_values(written, solution.matrix, solution.x)
    before = sum(replicas.value for replicas in written.model.replicas.values())
    settle_holds(written)
    assert 0 < sum(replicas.value for replicas in written.model.replicas.values()) <= before
    assert Auditor(written.instance.scenario, "expected").assess(decided(written)).passed
