"""The independent audit: re-derives arcs, rows and money of a plan from the scenario alone.

Written from `docs/formulation.md`; it shares nothing with the program that made the plan but the models.
"""

from solver.proof.audit.agreements import Agreed
from solver.proof.audit.auditor import Assessment, Auditor
from solver.proof.audit.bare import (
    BackedUp,
    Counted,
    DecisionSet,
    Held,
    Missed,
    Moved,
    Ordered,
    Ported,
    Ran,
    Rented,
    Served,
    Started,
)
from solver.proof.audit.commitments import Committed
from solver.proof.audit.decisions import Decisions
from solver.proof.audit.endings import Ended
from solver.proof.audit.expansions import Expanded
from solver.proof.audit.plan_audit import audit_plan

__all__ = [
    "Agreed",
    "Assessment",
    "Auditor",
    "BackedUp",
    "Committed",
    "Counted",
    "DecisionSet",
    "Decisions",
    "Ended",
    "Expanded",
    "Held",
    "Missed",
    "Moved",
    "Ordered",
    "Ported",
    "Ran",
    "Rented",
    "Served",
    "Started",
    "audit_plan",
]
