"""What every document of a pack names: the run it is of, its input, its proof, its approval."""

from __future__ import annotations

from typing import Annotated

from models.base import Model, Text
from models.packs.marking import VENDOR
from models.plan import Plan, content_hash
from models.run import Approval, Run

RUN_DIGITS = 16


class Stamp(Model):
    """Where a document comes from."""

    run: Annotated[Text, VENDOR]
    """Id of the run of the app; of a plan that has none, the first 16 digits of the SHA-256 of its content."""
    input_hash: Annotated[Text, VENDOR]
    """SHA-256 of the scenario that the plan was computed from."""
    scenario: Text
    """What the scenario is about."""
    case: Text
    """Demand case."""
    as_of: Annotated[Text, VENDOR]
    """Date at which prices are read."""
    gap: Annotated[float, VENDOR]
    """How far the plan can be from the best one, a share of the cost that decisions change; proven. Of one plan for all
    cases the gap of that."""
    audit: Annotated[Text, VENDOR]
    """What the independent audit found."""
    approval: Annotated[Text, VENDOR]
    """When the plan was approved; or that nobody has."""
    approver: Text = ""
    """Who approved it."""
    approval_note: Text = ""
    """What was said at the approval."""

    @property
    def approval_in_full(self) -> str:
        """When and by whom the plan was approved, for the buyer's own people."""
        return f"{self.approval} by {self.approver}" if self.approver else self.approval


def stamp_of(plan: Plan, run: Run | None = None) -> Stamp:
    """The stamp of a plan, with id and approval of its run where it has one."""
    seen = plan.provenance
    return Stamp(
        run=run.id if run else content_hash(plan)[:RUN_DIGITS],
        input_hash=seen.scenario_hash,
        scenario=seen.scenario,
        case=seen.case,
        as_of=seen.as_of,
        gap=plan.hedge.gap if plan.hedge else plan.gap,
        audit=f"{'passed' if plan.audit.passed else 'failed'}, {plan.audit.rows_checked:,} rows recomputed",
        approval=_said(run.approval if run else None),
        approver=run.approval.by if run and run.approval else "",
        approval_note=run.approval.note if run and run.approval else "",
    )


def _said(approval: Approval | None) -> str:
    return f"approved on {approval.at[:10]}" if approval else "not approved"
