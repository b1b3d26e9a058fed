"""What rules of thumb and findings say of the shipped scenarios, and that they fit the rest of the plan."""

from __future__ import annotations

import pytest

from models.guides import IDLE_SHARE
from models.mistakes import RELEVANT_SHARE
from models.unit_economics import IDLE_HEADROOM
from tests.shipped import Shipped
from ui.scenario_file import SHIPPED

STEMS = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
FINDINGS = {
    "ai-factory": {"planned_on_hope", "not_measured"},  # both other cases ask for less pretraining
    "edge-robotics": {"no_exit_ramp", "not_measured"},  # the simulation runs on one stack alone; cards are estimated
    "enterprise-copilot": {"not_measured"},  # Trainium2 is an estimate of the catalog
    "model-lab": {"operations_ignored", "no_exit_ramp", "not_measured"},
    "support-inference": {"not_measured"},
    "two-sites": {"one_class_for_everything", "headline_model", "operations_ignored", "no_exit_ramp"},
}
"""By scenario, without `idle_headroom`, which is computed again below."""


@pytest.mark.parametrize("stem", STEMS)
def test_findings_are_those_that_a_buyer_would_make(shipped_plans: Shipped, stem: str) -> None:
    plan = shipped_plans(stem)
    assert {row.mistake for row in plan.findings} - {"idle_headroom"} == FINDINGS[stem]
    idle = {row.workload: row.value for row in plan.findings if row.mistake == "idle_headroom"}
    for cost in (row for row in plan.unit_economics if row.year is None and row.workload):
        usd = sum(part.cost_usd for part in cost.parts if part.part == IDLE_HEADROOM)
        is_one = usd >= max(IDLE_SHARE * cost.cost_usd, RELEVANT_SHARE * plan.costs.total_nominal_usd)
        assert idle.get(cost.workload) == (pytest.approx(usd / cost.cost_usd) if is_one else None)


@pytest.mark.parametrize("stem", STEMS)
def test_shares_of_classes_add_up(shipped_plans: Shipped, stem: str) -> None:
    rules = shipped_plans(stem).rules
    assert rules is not None
    for work in rules.workloads:
        rows = [row.share_served for row in rules.platforms if row.workload == work.workload]
        assert sum(share or 0.0 for share in rows) == pytest.approx(1.0)
    assert sum(row.share_of_hours for row in rules.shortlist) == pytest.approx(1.0)


def test_the_copilot_starts_where_it_is_flexible_and_its_cloud_is_not_known_to_be_the_standard(
    shipped_plans: Shipped,
) -> None:
    rules = shipped_plans("enterprise-copilot").rules
    assert rules is not None
    found = {(row.workload, row.accelerator_class): row for row in rules.platforms}
    signals = {signal.id: signal for signal in found["copilot", "gpu"].signals}
    # prompts change 24 times a quarter for 15 of 36 months, then twice
    assert signals["unsettled"].value == pytest.approx(15 / 36)
    assert found["copilot", "trainium"].is_met is None  # there is no fleet today
    assert found["copilot", "tpu"].is_met is False  # it is settled most of the time, but nothing was measured
    assert found["copilot", "tpu"].signals[0].is_true is True


def test_support_goes_to_the_silicon_of_its_cloud_as_the_rule_says(shipped_plans: Shipped) -> None:
    rules = shipped_plans("support-inference").rules
    assert rules is not None
    found = {(row.workload, row.accelerator_class): row for row in rules.platforms}
    row = found["answers", "trainium"]
    assert (row.is_met, row.differs, row.signals[0].value) == (True, None, 1.0)  # all of today's fleet is paid to it
    tpu = found["transcription", "tpu"]
    assert (tpu.is_met, tpu.differs, tpu.why) == (False, "used_against_rule", "costs_less")
