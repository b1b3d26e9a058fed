"""What is said of a plan beside itself, laid into it and taken out again: its returns, and its reasons."""

from __future__ import annotations

from models.names import Names
from models.plan import Plan
from models.reasons import Reasons, Why
from models.roi import RoiReport

LISTS = ("shadow_prices", "break_even", "alternatives")
"""Lists of reasons that a plan carries by themselves."""


def with_roi(plan: Plan, roi: RoiReport) -> Plan:
    """A plan that carries what it returns; the names are those of the plan."""
    return plan.model_copy(update={"roi": roi.model_copy(update={"names": Names()})})


def with_reasons(plan: Plan, reasons: Reasons) -> Plan:
    """A plan that carries why it is as it is."""
    why = Why(**{name: getattr(reasons, name) for name in Why.model_fields})
    return plan.model_copy(update={"why": why, **{name: getattr(reasons, name) for name in LISTS}})


def roi_in(plan: Plan) -> RoiReport | None:
    """What a plan says that it returns; None where it says nothing."""
    return plan.roi and plan.roi.model_copy(update={"names": plan.names})


def reasons_in(plan: Plan) -> Reasons | None:
    """What a plan says why it is as it is; None where it says nothing."""
    if plan.why is None:
        return None
    gap = plan.provenance.options.get("gap")
    return Reasons(
        scenario=plan.provenance.scenario,
        case=plan.provenance.case,
        scenario_hash=plan.provenance.scenario_hash,
        cost_usd=plan.objective_usd,
        bound_usd=plan.bound_usd,
        gap=float(gap or 0.0),
        **{name: getattr(plan, name) for name in LISTS},
        **{name: getattr(plan.why, name) for name in Why.model_fields},
    )
