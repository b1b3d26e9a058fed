"""The shipped scenario of a company that wants to be free to leave: both shares bind and cost something."""

from __future__ import annotations

from functools import partial

import pytest

from tests.shipped import Shipped


@pytest.fixture
def planned(shipped_plans: Shipped) -> Shipped:
    return partial(shipped_plans, "enterprise-copilot")


def test_shares_of_stacks_and_of_a_payee_bind(planned: Shipped) -> None:
    plan = planned("free-to-leave")
    uses = {use.limit: use for use in plan.limits if use.kind == "capacity_share"}
    assert list(uses) == [
        "share open-stacks of work served on proprietary stacks",
        "share no-single-cloud of work served paid to Amazon Web Services",
    ]
    assert all(use.is_binding and use.period is not None and use.period >= "2028-07" for use in uses.values())
    assert plan.bound_usd > planned().objective_usd


def test_the_open_stack_is_the_one_to_which_the_copilot_is_ported(planned: Shipped) -> None:
    ports = {
        name: {p.stack for p in planned(name).ports if p.workload == "copilot"} for name in (None, "free-to-leave")
    }
    assert ports == {None: {"neuron"}, "free-to-leave": {"rocm"}}


def test_a_mix_of_contracts_and_an_exit_ramp_bind(planned: Shipped) -> None:
    plan = planned("ready-to-leave")
    uses = {use.kind: use for use in plan.limits if use.kind in ("contract_mix", "redundancy")}
    assert uses["contract_mix"].limit == (
        "least share of mix short-reserves (reserve of at most 12 months among all orders), over the horizon"
    )
    assert uses["redundancy"].limit.startswith("redundancy two-stacks: without stack AWS Neuron within 1 month, peak")
    assert all(use.is_binding for use in uses.values())
    assert plan.bound_usd > planned().objective_usd
    (mix,) = plan.contract_mix
    assert mix.share is not None
    assert mix.share >= 0.4
    copilot = {row.workload: row for row in plan.portability}["copilot"]
    assert copilot.runtime is not None
    assert 0.2 < copilot.runtime < 0.3
