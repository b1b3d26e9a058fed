"""The scorecard of a shipped scenario: its reviewers' points are in it, what nobody told is blank."""

from __future__ import annotations

from tests.shipped import Shipped


def test_the_copilots_vendors_are_judged_and_ranked(shipped_plans: Shipped) -> None:
    plan = shipped_plans("enterprise-copilot")
    makers = [row for row in plan.scorecard if row.role == "silicon"]
    assert {row.vendor for row in makers} == {"nvidia", "amd", "aws", "google"}
    assert sorted(row.rank or 0 for row in makers) == [1, 2, 3, 4]
    judged = {s.criterion for s in makers[0].scores if s.basis == "review"}
    assert {"orchestration_maturity", "observability"} <= judged
    compared = {row.criterion for row in plan.scorecard_weights if row.role == "silicon" and row.is_compared}
    assert "change_log_quality" not in compared  # two of four makers are judged on it
    payees = {row.criterion for row in plan.scorecard_weights if row.role == "payee" and row.is_compared}
    assert "support" in payees
    assert abs(sum(row.first_share or 0.0 for row in makers) - 1) < 1e-9


def test_the_matrix_marks_what_the_plan_graduates_to(shipped_plans: Shipped) -> None:
    plan = shipped_plans("enterprise-copilot")
    cells = {(cell.workload, cell.accelerator): cell for cell in plan.matrix}
    assert len(cells) == len(plan.matrix) == 8
    assert cells["index", "mi300x"].ruled_out == ("no_benchmark",)
    for workload in ("copilot", "index"):
        row = [cell for cell in plan.matrix if cell.workload == workload]
        assert [cell.choice for cell in row].count("main") == 1
        assert abs(sum(cell.share_served or 0.0 for cell in row) - 1) < 1e-6
    copilot = cells["copilot", "trainium2"]
    assert copilot.port_engineer_months == 8
    assert {cell.utilization for cell in plan.matrix if cell.offer} == {0.7}
